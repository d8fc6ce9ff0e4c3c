package org.careloop.protocol.templates;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import java.beans.Introspector;
import java.io.File;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.camunda.bpm.model.bpmn.Bpmn;
import org.camunda.bpm.model.bpmn.instance.ServiceTask;
import org.camunda.bpm.model.bpmn.instance.camunda.CamundaInputOutput;
import org.careloop.engine.Arguments;
import org.careloop.engine.CareDelegate;
import org.careloop.event.CareEvent;
import org.hl7.fhir.r4.model.Task.TaskStatus;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.springframework.context.annotation.ClassPathScanningCandidateComponentProvider;
import org.springframework.core.type.filter.AssignableTypeFilter;
import org.springframework.util.ClassUtils;

/** What a lead drops on a diagram: the templates keep the published schema, fit the delegates' records, and the released diagrams use them. */
class ElementTemplatesTest {

  private static final Set<String> HOUSE_PATTERNS = Set.of("person-task", "decision-step", "called-protocol");
  private static final String CAMUNDA = "http://camunda.org/schema/1.0/bpmn";
  private static final String EFFECT_ID = "effectId";

  private static final SortedMap<String, ElementTemplate> TEMPLATES = ElementTemplate.all();
  private static final SortedMap<String, Class<?>> DELEGATES = delegates();

  @TestFactory
  Stream<DynamicTest> everyTemplateKeepsThePublishedSchema() {
    JsonSchema schema = JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V7)
        .getSchema(getClass().getResourceAsStream("/element-templates-schema/schema.json"));
    return each(TEMPLATES, template -> assertThat(schema.validate(template.json())).isEmpty());
  }

  @Test
  void everyDelegateHasOneTemplateAndNothingElseHasOne() {
    Set<String> expected = new TreeSet<>(HOUSE_PATTERNS);
    DELEGATES.keySet().forEach(bean -> expected.add(fileOf(bean)));
    assertThat(TEMPLATES.keySet()).isEqualTo(expected);
    assertThat(TEMPLATES.values().stream().map(ElementTemplate::id)).doesNotHaveDuplicates();
    assertThat(TEMPLATES.values()).allSatisfy(template -> assertThat(template.json().path("version").asInt()).as(template.name()).isPositive());
  }

  @TestFactory
  Stream<DynamicTest> everyTemplateAsksForWhatItsDelegateTakes() {
    return each(DELEGATES, (bean, delegate) -> {
      ElementTemplate template = TEMPLATES.get(fileOf(bean));
      assertThat(template.id()).isEqualTo("org.careloop." + bean);
      assertThat(template.fixed())
          .isEqualTo(Map.of("camunda:delegateExpression", "${%s}".formatted(bean), "camunda:asyncBefore", "true"));
      Map<String, Boolean> requiredByTemplate = new TreeMap<>();
      template.inputs().forEach((name, input) -> requiredByTemplate.put(name, ElementTemplate.isRequired(input)));
      Map<String, Boolean> requiredByDelegate = new TreeMap<>();
      for (RecordComponent argument : Arguments.of(typeOf(delegate, 0))) {
        if (!argument.getName().equals(EFFECT_ID)) {
          requiredByDelegate.put(argument.getName(), !Arguments.isOptional(argument));
        }
      }
      assertThat(requiredByTemplate).as("inputs, and whether they must be filled in").isEqualTo(requiredByDelegate);
    });
  }

  @TestFactory
  Stream<DynamicTest> everyTemplateSpeaksToAClinician() {
    return each(TEMPLATES, template -> {
      List<String> groups = template.json().path("groups").findValuesAsText("id");
      for (JsonNode property : template.json().path("properties")) {
        if (!property.path("type").asText().equals("Hidden")) {
          assertThat(property.path("label").asText()).as("label").isNotBlank();
          assertThat(property.path("description").asText()).as("description of " + property.path("label")).endsWith(".");
          assertThat(groups).as("group of " + property.path("label")).contains(property.path("group").asText());
          assertThat(ElementTemplate.isRequired(property) || property.path("type").asText().equals("Dropdown")
              || property.path("description").asText().matches(".*(Optional|Needed|Empty|Leave empty|only).*"))
              .as("says that %s may stay empty", property.path("label")).isTrue();
        }
      }
    });
  }

  @TestFactory
  Stream<DynamicTest> everyTemplateNamesWhatItsDelegateLeavesBehind() {
    return each(DELEGATES, (bean, delegate) -> {
      String description = TEMPLATES.get(fileOf(bean)).json().path("description").asText();
      RecordComponent[] results = recordOf(delegate, 1);
      assertThat(description).contains(results.length == 0 ? "Leaves nothing behind" : "Leaves behind:");
      assertThat(Arrays.stream(results).map(RecordComponent::getName)).allSatisfy(name -> assertThat(description).containsPattern("\\b" + name + "\\b"));
    });
  }

  @Test
  void theNewsThatOpenCasesCanBeToldExists() {
    assertThat(Arrays.stream(CareEvent.class.getPermittedSubclasses()).map(Class::getSimpleName))
        .containsAll(ElementTemplate.codesOffered("tell-open-cases", "news"));
  }

  @Test
  void whatCanBecomeOfAPieceOfWorkIsAStatusOfTheHealthRecord() {
    assertThat(Arrays.stream(TaskStatus.values()).map(TaskStatus::toCode)).containsAll(ElementTemplate.codesOffered("record-task", "taskStatus"));
  }

  @TestFactory
  Stream<DynamicTest> everyStepOfAReleasedDiagramIsMadeFromItsTemplate() {
    Map<String, File> diagrams = new TreeMap<>();
    for (File file : new File("processes").listFiles()) {
      diagrams.put(file.getName(), file);
    }
    return each(diagrams, (name, file) -> {
      for (ServiceTask step : Bpmn.readModelFromFile(file).getModelElementsByType(ServiceTask.class)) {
        if (step.getCamundaDelegateExpression() != null) {
          checkStep(step, TEMPLATES.get(fileOf(step.getCamundaDelegateExpression().replaceAll("[${}]", ""))));
        }
      }
    });
  }

  private static void checkStep(ServiceTask step, ElementTemplate template) {
    assertThat(step.getAttributeValueNs(CAMUNDA, "modelerTemplate")).as("template of " + step.getId()).isEqualTo(template.id());
    assertThat(step.getAttributeValueNs(CAMUNDA, "modelerTemplateVersion")).as("template version of " + step.getId())
        .isEqualTo(template.json().path("version").asText());
    Map<String, String> given = inputsOf(step);
    template.fixed().forEach((attribute, value) ->
        assertThat(step.getAttributeValueNs(CAMUNDA, attribute.replace("camunda:", ""))).as("%s of %s", attribute, step.getId()).isEqualTo(value));
    template.inputs().forEach((name, input) -> {
      String value = given.get(name);
      if (ElementTemplate.isRequired(input)) {
        assertThat(value).as("%s of %s", name, step.getId()).isNotBlank();
      }
      if (value != null && input.has("choices")) {
        assertThat(template.choices(name)).as("what can be chosen as %s of %s", name, step.getId()).contains(value);
      }
      if (value != null && input.at("/constraints/pattern").isObject()) {
        assertThat(value).as("%s of %s", name, step.getId()).matches(input.at("/constraints/pattern/value").asText());
      }
    });
  }

  private static Map<String, String> inputsOf(ServiceTask step) {
    Map<String, String> given = new LinkedHashMap<>();
    if (step.getExtensionElements() != null) {
      step.getExtensionElements().getElementsQuery().filterByType(CamundaInputOutput.class).list().forEach(io ->
          io.getCamundaInputParameters().forEach(input -> given.put(input.getCamundaName(), input.getTextContent())));
    }
    return given;
  }

  private static <T> Stream<DynamicTest> each(Map<String, T> things, Consumer<T> check) {
    return each(things, (name, thing) -> check.accept(thing));
  }

  private static <T> Stream<DynamicTest> each(Map<String, T> things, BiConsumer<String, T> check) {
    return things.entrySet().stream().map(thing -> DynamicTest.dynamicTest(thing.getKey(), () -> check.accept(thing.getKey(), thing.getValue())));
  }

  private static String fileOf(String bean) {
    return bean.replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
  }

  private static SortedMap<String, Class<?>> delegates() {
    var scanner = new ClassPathScanningCandidateComponentProvider(false);
    scanner.addIncludeFilter(new AssignableTypeFilter(CareDelegate.class));
    SortedMap<String, Class<?>> delegates = new TreeMap<>();
    scanner.findCandidateComponents("org.careloop").forEach(found -> {
      Class<?> type = ClassUtils.resolveClassName(found.getBeanClassName(), null);
      delegates.put(Introspector.decapitalize(type.getSimpleName()), type);
    });
    return delegates;
  }

  private static RecordComponent[] recordOf(Class<?> delegate, int argument) {
    Class<?> type = typeOf(delegate, argument);
    return type.isRecord() ? type.getRecordComponents() : new RecordComponent[0];
  }

  private static Class<?> typeOf(Class<?> delegate, int argument) {
    return (Class<?>) ((ParameterizedType) delegate.getGenericSuperclass()).getActualTypeArguments()[argument];
  }
}
