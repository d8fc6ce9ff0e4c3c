package org.careloop.decisions;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.camunda.bpm.model.dmn.DmnModelInstance;
import org.camunda.bpm.model.dmn.instance.Decision;
import org.camunda.bpm.model.dmn.instance.DecisionTable;
import org.camunda.bpm.model.dmn.instance.InformationRequirement;
import org.camunda.bpm.model.dmn.instance.Input;
import org.camunda.bpm.model.dmn.instance.InputEntry;
import org.camunda.bpm.model.dmn.instance.InputExpression;
import org.camunda.bpm.model.dmn.instance.LiteralExpression;
import org.camunda.bpm.model.dmn.instance.Output;
import org.camunda.bpm.model.dmn.instance.OutputEntry;
import org.camunda.bpm.model.dmn.instance.Rule;
import org.camunda.bpm.model.xml.instance.DomElement;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What a clinician may rely on in every file of {@code decisions/}: named, sourced, drawn, and in FEEL only. */
class DecisionFilesTest {

  private static final String DMN = "https://www.omg.org/spec/DMN/20191111/MODEL/";
  private static final String DI = "https://www.omg.org/spec/DMN/20191111/DMNDI/";

  static Stream<Path> files() {
    return Decisions.all().keySet().stream();
  }

  private static DmnModelInstance model(Path file) {
    return Decisions.all().get(file);
  }

  @ParameterizedTest
  @MethodSource("files")
  void theFileIsNamedAfterItsTopDecision(Path file) {
    Decision top = Decisions.top(file);
    Set<String> required = new HashSet<>();
    model(file).getModelElementsByType(InformationRequirement.class).stream().filter(needs -> needs.getRequiredDecision() != null)
        .forEach(needs -> required.add(needs.getRequiredDecision().getId()));

    assertThat(top).as("decision with the id of the file").isNotNull();
    assertThat(required).doesNotContain(top.getId());
    assertThat(model(file).getModelElementsByType(Decision.class)).filteredOn(decision -> decision != top)
        .allSatisfy(decision -> assertThat(required).as("somebody needs it").contains(decision.getId()));
  }

  @ParameterizedTest
  @MethodSource("files")
  void everyDecisionSaysWhatItIsForAndHowLongItsHistoryIsKept(Path file) {
    assertThat(model(file).getModelElementsByType(Decision.class)).allSatisfy(decision -> {
      assertThat(decision.getName()).isNotBlank();
      assertThat(decision.getDescription().getTextContent()).isNotBlank();
      assertThat(decision.getVersionTag()).matches("\\d+\\.\\d+\\.\\d+");
      assertThat(decision.getCamundaHistoryTimeToLiveString()).isEqualTo("P3653D");
    });
    assertThat(Decisions.top(file).getDescription().getTextContent()).contains("Purpose: ").contains("Clinical owner: ").contains("Sources: ");
  }

  @ParameterizedTest
  @MethodSource("files")
  void everyRuleNamesItsSource(Path file) {
    assertThat(model(file).getModelElementsByType(Rule.class)).allSatisfy(rule -> {
      assertThat(rule.getDescription()).as(rule.getId()).isNotNull();
      assertThat(rule.getDescription().getTextContent()).as(rule.getId()).containsAnyOf("published", "general", "default", "project requirement");
    });
  }

  @ParameterizedTest
  @MethodSource("files")
  void everyColumnHasALabelForPeopleAndATypeUnlessItIsAList(Path file) {
    assertThat(model(file).getModelElementsByType(Input.class)).allSatisfy(input -> assertThat(input.getLabel()).isNotBlank());
    assertThat(model(file).getModelElementsByType(Output.class)).allSatisfy(output -> {
      assertThat(output.getLabel()).isNotBlank();
      assertThat(output.getName()).matches("[a-z][A-Za-z0-9]*");
      assertThat(output.getTypeRef()).as(output.getName()).isIn("string", "integer", "double", "boolean", null);
    });
    assertThat(model(file).getModelElementsByType(InputExpression.class)).allSatisfy(expression ->
        assertThat(expression.getTypeRef()).as(expression.getTextContent()).isIn("string", "integer", "double", "boolean", null));
  }

  @ParameterizedTest
  @MethodSource("files")
  void theTopDecisionSaysWhetherItsInputsWereComplete(Path file) {
    DecisionTable table = (DecisionTable) Decisions.top(file).getExpression();

    assertThat(table.getOutputs()).extracting(Output::getName).contains("incomplete", "problems");
  }

  @ParameterizedTest
  @MethodSource("files")
  void onlyFeelIsSpoken(Path file) {
    assertThat(model(file).getDefinitions().getExpressionLanguage()).isIn(null, "https://www.omg.org/spec/DMN/20191111/FEEL/");
    List<String> languages = new ArrayList<>();
    model(file).getModelElementsByType(InputExpression.class).forEach(e -> languages.add(e.getExpressionLanguage()));
    model(file).getModelElementsByType(LiteralExpression.class).forEach(e -> languages.add(e.getExpressionLanguage()));
    model(file).getModelElementsByType(InputEntry.class).forEach(e -> languages.add(e.getExpressionLanguage()));
    model(file).getModelElementsByType(OutputEntry.class).forEach(e -> languages.add(e.getExpressionLanguage()));
    assertThat(languages).containsOnlyNulls();
  }

  @ParameterizedTest
  @MethodSource("files")
  void theRequirementsDiagramShowsEveryDecisionInputAndArrow(Path file) {
    List<String> drawn = model(file).getDocument().getRootElement().getChildElementsByNameNs(DI, "DMNDI").stream()
        .flatMap(di -> di.getChildElements().stream()).flatMap(diagram -> diagram.getChildElements().stream())
        .map(shape -> shape.getAttribute("dmnElementRef")).toList();
    List<String> drawable = new ArrayList<>(inputs(file).map(input -> input.getAttribute("id")).toList());
    model(file).getModelElementsByType(Decision.class).forEach(decision -> drawable.add(decision.getId()));
    model(file).getModelElementsByType(InformationRequirement.class).forEach(arrow -> drawable.add(arrow.getAttributeValue("id")));

    assertThat(drawn).containsExactlyInAnyOrderElementsOf(drawable);
  }

  @ParameterizedTest
  @MethodSource("files")
  void everyInputOfTheDiagramIsRead(Path file) {
    DomElement root = model(file).getDocument().getRootElement();
    List<String> read = root.getChildElementsByNameNs(DMN, "decision").stream()
        .flatMap(decision -> decision.getChildElementsByNameNs(DMN, "informationRequirement").stream())
        .flatMap(arrow -> arrow.getChildElementsByNameNs(DMN, "requiredInput").stream())
        .map(input -> input.getAttribute("href").substring(1)).toList();

    assertThat(inputs(file)).isNotEmpty().allSatisfy(input -> {
      assertThat(read).contains(input.getAttribute("id"));
      assertThat(input.getAttribute("name")).as("label").isNotBlank();
      DomElement variable = input.getChildElementsByNameNs(DMN, "variable").get(0);
      assertThat(variable.getAttribute("name")).matches("[a-z][A-Za-z0-9]*");
      assertThat(root.getTextContent()).contains(variable.getAttribute("name"));
    });
  }

  /** By name in the document: the model API mixes input data up with the references to them. */
  private static Stream<DomElement> inputs(Path file) {
    return model(file).getDocument().getRootElement().getChildElementsByNameNs(DMN, "inputData").stream();
  }

  @Test
  void noTwoFilesUseTheSameDecisionKey() {
    List<String> keys = files().flatMap(file -> model(file).getModelElementsByType(Decision.class).stream()).map(Decision::getId).toList();

    assertThat(keys).doesNotHaveDuplicates();
  }
}
