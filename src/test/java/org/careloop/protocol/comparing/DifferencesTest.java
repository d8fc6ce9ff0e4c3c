package org.careloop.protocol.comparing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.careloop.protocol.comparing.FileDifference.Kind;
import org.careloop.protocol.vetting.ModelSet;
import org.junit.jupiter.api.Test;

class DifferencesTest {

  @Test
  void equalSetsDifferInNothing() throws IOException {
    ModelSet all = ModelSet.read(Path.of("processes"), Path.of("decisions"), Path.of("forms"));
    assertThat(Differences.between(all, all)).isEmpty();
  }

  @Test
  void everyModelCanBeTakenApart() throws IOException {
    ModelSet all = ModelSet.read(Path.of("processes"), Path.of("decisions"), Path.of("forms"));
    assertThat(Differences.between(new ModelSet(new TreeMap<>()), all)).hasSameSizeAs(all.files().keySet()).allSatisfy(file -> {
      assertThat(file.kind()).isEqualTo(Kind.ADDED);
      assertThat(file.changes()).as(file.path()).isNotEmpty().allSatisfy(change -> assertThat(change.element()).isNotBlank());
    });
  }

  @Test
  void aStepThatChangedIsNamedWithItsPropertyBeforeAndAfter() {
    assertThat(changes("processes/x.bpmn", diagram("nurses", "PT2H"), diagram("pharmacists", "PT4H"))).containsExactly(
        new Change("Person's task “Call patient” (callPatient)", "done by", "nurses", "pharmacists"),
        new Change("Event at a step “Overdue” (overdue)", "after", "2 hours (PT2H)", "4 hours (PT4H)"));
  }

  @Test
  void anotherLabelOfAStepIsNoChangeOfTheWaysToIt() {
    String before = diagram("nurses", "PT2H");
    assertThat(changes("processes/x.bpmn", before, before.replace("name=\"Call patient\"", "name=\"Ring the patient\""))).containsExactly(
        new Change("Person's task “Ring the patient” (callPatient)", "label", "Call patient", "Ring the patient"));
    assertThat(changes("processes/x.bpmn", before, before.replace("targetRef=\"end\"", "targetRef=\"send\""))).containsExactly(
        new Change("Way “yes” (toEnd)", "leads to", "“Done”", "“Send letter”"));
  }

  @Test
  void anInputOfADelegateAndAConditionAreSaidInWords() {
    String before = diagram("nurses", "PT2H").replace("<serviceTask id=\"send\" name=\"Send letter\"/>", "<serviceTask id=\"send\" name=\"Send letter\">"
        + "<extensionElements><camunda:inputOutput><camunda:inputParameter name=\"template\">one</camunda:inputParameter></camunda:inputOutput>"
        + "</extensionElements></serviceTask>");
    assertThat(changes("processes/x.bpmn", before, before.replace(">one<", ">two<"))).containsExactly(
        new Change("Computer's step “Send letter” (send)", "given template", "one", "two"));
    assertThat(changes("processes/x.bpmn", before, before.replace("reached == true", "reached == false"))).containsExactly(
        new Change("Way “yes” (toEnd)", "condition", "${reached == true}", "${reached == false}"));
  }

  @Test
  void whatIsNewComesWithWhatIsWrittenInIt() {
    String after = diagram("nurses", "PT2H").replace("<endEvent", "<userTask id=\"visit\" name=\"Visit\" camunda:formRef=\"visit\"/><endEvent");
    assertThat(changes("processes/x.bpmn", diagram("nurses", "PT2H"), after)).containsExactly(
        new Change("Person's task “Visit” (visit)", "added", "", ""),
        new Change("Person's task “Visit” (visit)", "form", "", "visit"));
    assertThat(changes("processes/x.bpmn", after, diagram("nurses", "PT2H"))).containsExactly(
        new Change("Person's task “Visit” (visit)", "removed", "", ""));
  }

  @Test
  void aChangedCellIsNamedByItsRowAndColumn() throws IOException {
    String before = Files.readString(Path.of("decisions/call-escalation.dmn"));
    String after = before.replaceFirst("<text>\"PT0M\"</text>", "<text>\"PT5M\"</text>");
    assertThat(changes("decisions/call-escalation.dmn", before, after)).singleElement().satisfies(change -> {
      assertThat(change.element()).startsWith("Row 1 “1 - default. Stay on the line").contains("Escalation after a call");
      assertThat(change.what()).isEqualTo("Respond within");
      assertThat(change.before()).isEqualTo("0 minutes (\"PT0M\")");
      assertThat(change.after()).isEqualTo("5 minutes (\"PT5M\")");
    });
  }

  @Test
  void rowsInAnotherOrderAreSaid() {
    assertThat(changes("decisions/x.dmn", table("<rule id=\"r1\"/><rule id=\"r2\"/>"), table("<rule id=\"r2\"/><rule id=\"r1\"/>"))).containsExactly(
        new Change("Table “X” (x)", "order", "1, 2", "of what stood there before: 2, 1"));
  }

  @Test
  void aFieldThatChangedIsNamedByItsLabel() throws IOException {
    String before = Files.readString(Path.of("forms/manual-step.form"));
    String after = before.replace("\"validate\": { \"required\": true }", "\"validate\": { \"required\": false }")
        .replace("\"label\": \"Try again now\"", "\"label\": \"Try again\"");
    assertThat(changes("forms/manual-step.form", before, after)).extracting(Change::element, Change::what, Change::before).containsExactly(
        org.assertj.core.groups.Tuple.tuple("Choice “How shall the case go on?” (stepDecision)", "choices",
            "Try again now (tryAgain) · Done by hand: go on with what I enter (doneByHand)"),
        org.assertj.core.groups.Tuple.tuple("Choice “How shall the case go on?” (stepDecision)", "must be filled in", "yes"));
  }

  @Test
  void aShapeThatMovedIsTheDrawingOnly() {
    String drawn = diagram("nurses", "PT2H").replace("</definitions>", "<di:BPMNDiagram xmlns:di=\"http://www.omg.org/spec/BPMN/20100524/DI\" "
        + "xmlns:dc=\"http://www.omg.org/spec/DD/20100524/DC\"><di:BPMNPlane><di:BPMNShape bpmnElement=\"callPatient\"><dc:Bounds x=\"1\" y=\"2\"/>"
        + "</di:BPMNShape></di:BPMNPlane></di:BPMNDiagram></definitions>");
    assertThat(changes("processes/x.bpmn", drawn, drawn.replace("x=\"1\"", "x=\"50\""))).containsExactly(
        new Change("The drawing", "arrangement", "", "one element moved"));
  }

  @Test
  void theLinesShowWhatSurroundsTheChange() {
    List<String> lines = Differences.between(set("forms/x.form", "1\n2\n3\n4\n5\n6\n7\n8\n9"), set("forms/x.form", "1\n2\n3\n4\nfive\n6\n7\n8\n9")).get(0).text();
    assertThat(lines).contains("-5", "+five", " 4", " 8").doesNotContain(" 1", " 9");
  }

  @Test
  void aDocumentTypeIsNeverRead() {
    String bomb = "<!DOCTYPE x [<!ENTITY a SYSTEM \"file:///etc/passwd\">]><definitions><process id=\"x\" name=\"&a;\"/></definitions>";
    assertThat(changes("processes/x.bpmn", diagram("nurses", "PT2H"), bomb)).noneMatch(change -> change.after().contains("root"));
  }

  private static List<Change> changes(String path, String before, String after) {
    return Differences.between(set(path, before), set(path, after)).get(0).changes();
  }

  private static ModelSet set(String path, String content) {
    return new ModelSet(new TreeMap<>(Map.of(path, content.getBytes(StandardCharsets.UTF_8))));
  }

  private static String table(String rules) {
    return "<definitions xmlns=\"https://www.omg.org/spec/DMN/20191111/MODEL/\"><decision id=\"x\" name=\"X\"><decisionTable>"
        + "<input id=\"i\" label=\"In\"/><output id=\"o\" label=\"Out\"/>" + rules + "</decisionTable></decision></definitions>";
  }

  private static String diagram(String group, String overdue) {
    return """
        <definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:camunda="http://camunda.org/schema/1.0/bpmn">
          <process id="x" name="X">
            <startEvent id="start" name="Started"/>
            <userTask id="callPatient" name="Call patient" camunda:candidateGroups="%s"><incoming>a</incoming></userTask>
            <boundaryEvent id="overdue" name="Overdue" attachedToRef="callPatient">
              <timerEventDefinition id="overdueTimer"><timeDuration id="t">%s</timeDuration></timerEventDefinition>
            </boundaryEvent>
            <serviceTask id="send" name="Send letter"/>
            <endEvent id="end" name="Done"/>
            <sequenceFlow id="toEnd" name="yes" sourceRef="callPatient" targetRef="end">
              <conditionExpression>${reached == true}</conditionExpression>
            </sequenceFlow>
          </process>
        </definitions>""".formatted(group, overdue);
  }
}
