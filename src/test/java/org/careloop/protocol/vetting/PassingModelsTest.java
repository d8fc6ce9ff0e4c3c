package org.careloop.protocol.vetting;

import static org.assertj.core.api.Assertions.assertThat;
import static org.careloop.protocol.vetting.SmallSet.CALL;
import static org.careloop.protocol.vetting.SmallSet.FORM;
import static org.careloop.protocol.vetting.SmallSet.PART;
import static org.careloop.protocol.vetting.SmallSet.TABLE;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What lies beside a rule and is allowed, named by its reason: a rule that blocks too much shows here. */
class PassingModelsTest {

  private static final String DELEGATE = "camunda:delegateExpression=\"${findPatient}\"";
  private static final String CONDITION = "${judgement.risk == 'high' &amp;&amp; age &gt;= 65}";
  private static final String DUE = "${calendar.businessDaysAfter(arrivedAt, 2)}";
  private static final String EXTENSIONS = "<bpmn:extensionElements>\n        <camunda:inputOutput>";

  /**
   * @param reason why it passes
   * @param set the good set, altered
   */
  record Passing(String reason, Supplier<ModelSet> set) {
    @Override
    public String toString() {
      return reason;
    }
  }

  private static Passing call(String reason, String find, String replace) {
    return new Passing(reason, () -> SmallSet.with(CALL, find, replace));
  }

  private static Passing table(String reason, String find, String replace) {
    return new Passing(reason, () -> SmallSet.with(TABLE, find, replace));
  }

  private static Passing form(String reason, String find, String replace) {
    return new Passing(reason, () -> SmallSet.with(FORM, find, replace));
  }

  private static Passing field(String reason, String json) {
    return form(reason, "{ \"type\": \"number\"", json + ",\n { \"type\": \"number\"");
  }

  static Stream<Passing> expressions() {
    Map<String, String> allowed = Map.ofEntries(Map.entry("a variable", "${reached}"), Map.entry("a member of a result", "${judgement.risk.band}"),
        Map.entry("a negation", "${!reached}"), Map.entry("a comparison with a text", "${risk == 'very high'}"), Map.entry("a comparison with a number", "${age >= 65.5}"),
        Map.entry("a comparison with a negative number", "${balance < -1}"), Map.entry("a comparison with nothing", "${risk != null}"),
        Map.entry("several alternatives", "${risk == 'a' || risk == 'b' || risk == 'c'}"), Map.entry("comparisons without blanks", "${age>=65&&risk=='high'}"),
        Map.entry("yes", "${true}"), Map.entry("a question to the calendar", "${calendar.isPast(dueAt)}"),
        Map.entry("a word that only begins like a forbidden one", "${classification == 'x' && taskPriority > 50 && executionDay == 1}"),
        Map.entry("a text that holds a forbidden word", "${kind == 'class'}"), Map.entry("a text that looks like a call", "${kind == 'a, b: c'}"));
    List<Passing> all = new ArrayList<>();
    new TreeMap<>(allowed).forEach((reason, text) ->
        all.add(call(reason + " as a condition", CONDITION, text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;"))));
    Map<String, String> due = Map.of("the end of a window", "${calendar.due(arrivedAt, 'BD1T10:00')}", "days after a day of the case", "${calendar.daysAfter(arrivedAt, visitDays)}",
        "the later of two", "${calendar.later(one, other)}", "hours after", "${calendar.hoursAfter(arrivedAt,24)}", "a date of the case", "${callDueAt}");
    new TreeMap<>(due).forEach((reason, text) -> all.add(call(reason + " as a due date", DUE, text)));
    all.add(call("an input that is plain text", ">${patientIdentifier}<", ">MR|100234<"));
    all.add(call("an input that is a price in dollars", ">${patientIdentifier}<", ">5 $ {about}<"));
    all.add(call("an assignee of the case", "camunda:candidateGroups=\"nurses\"", "camunda:candidateGroups=\"nurses\" camunda:assignee=\"${lastCaller}\""));
    all.add(call("a priority of the case", "camunda:candidateGroups=\"nurses\"", "camunda:candidateGroups=\"nurses\" camunda:priority=\"${taskPriority}\""));
    all.add(call("a value of a list", ">${patientId}</camunda:outputParameter>",
        "><camunda:list><camunda:value>${patientId}</camunda:value></camunda:list></camunda:outputParameter>"));
    return all.stream();
  }

  static Stream<Passing> diagrams() {
    return Stream.of(
        call("several groups", "camunda:candidateGroups=\"nurses\"", "camunda:candidateGroups=\"nurses,physicians, care-coordinators\""),
        call("an extension of a vendor that nothing evaluates", DELEGATE, DELEGATE + " xmlns:v=\"http://vendor.example\" v:note=\"checked\""),
        call("colours of the modeler", "bpmnElement=\"done\">", "bpmnElement=\"done\" xmlns:bioc=\"http://bpmn.io/schema/bpmn/biocolor/1.0\" bioc:fill=\"#ffe0b2\">"),
        call("a retry cycle in plain text", EXTENSIONS, "<bpmn:extensionElements><camunda:failedJobRetryTimeCycle>R3/PT10M</camunda:failedJobRetryTimeCycle><camunda:inputOutput>"),
        call("a property in plain text", EXTENSIONS,
            "<bpmn:extensionElements><camunda:properties><camunda:property name=\"p\" value=\"plain\" /></camunda:properties><camunda:inputOutput>"),
        call("a step of a template, kept", DELEGATE, DELEGATE + " camunda:modelerTemplate=\"find-patient\" camunda:modelerTemplateVersion=\"1\" camunda:exclusive=\"true\""
            + " camunda:jobPriority=\"5\""),
        call("six years and no day more", "camunda:historyTimeToLive=\"P3653D\"", "camunda:historyTimeToLive=\"P2192D\""),
        call("another version", "camunda:versionTag=\"1.0.0\"", "camunda:versionTag=\"12.0.31\""),
        call("a documentation that speaks of scripts and classes", "Call and note what was said.", "Call as the script of class 3 says; execution is up to you. Costs 5 $."),
        call("a label with brackets and quotes", "name=\"Call patient\"", "name=\"Call {patient} &quot;now&quot; &lt;today&gt;\""),
        call("a comment that looks like an expression", "Call and note what was said.", "Call.<!-- ${x} -->"),
        call("an annotation for the reader", "  </bpmn:process>", "    <bpmn:textAnnotation id=\"note\"><bpmn:text>See the handbook</bpmn:text></bpmn:textAnnotation>\n  </bpmn:process>"),
        call("a signal with a plain name", "  <bpmn:error id=", "  <bpmn:signal id=\"s\" name=\"closing\" />\n  <bpmn:error id="),
        new Passing("a signal that begins another protocol", () -> SmallSet.throwingTo("<bpmn:outgoing>toEnd</bpmn:outgoing>", "<bpmn:outgoing>toEnd</bpmn:outgoing>%s")),
        call("results are taken over by name", "<camunda:out source=\"result\" target=\"result\" />", "<camunda:out variables=\"all\" /><camunda:in variables=\"all\" />"),
        call("a data object for the reader", "    <bpmn:endEvent id=\"lateTold\"", "    <bpmn:dataObject id=\"data\" />\n    <bpmn:endEvent id=\"lateTold\""),
        new Passing("a process that nothing calls may wait for news", () -> SmallSet.good().with(Map.of("processes/other-part.bpmn",
            new String(SmallSet.good().files().get(PART), StandardCharsets.UTF_8).replace("small-part", "other-part").getBytes(StandardCharsets.UTF_8)))));
  }

  static Stream<Passing> tables() {
    return Stream.of(
        table("FEEL said aloud", "<inputExpression id=\"in-1-expression\"", "<inputExpression id=\"in-1-expression\" expressionLanguage=\"feel\""),
        table("FEEL said by its address", "id=\"small-table-diagram\"", "id=\"small-table-diagram\" expressionLanguage=\"https://www.omg.org/spec/DMN/20191111/FEEL/\""),
        table("a function of FEEL", "<text>age + 0</text>", "<text>if age = null then 0 else max(floor(age), 0)</text>"),
        table("a function that FEEL defines itself", "<text>age + 0</text>", "<text>{half: function(x) x / 2, result: half(age)}.result</text>"),
        table("a member of a context", "<text>age + 0</text>", "<text>patient.age</text>"),
        table("a text that speaks of classes", "<text>\"low\"</text>", "<text>\"external class, getClass\"</text>"),
        table("a pattern with dollar", "<text>age + 0</text>", "<text>if matches(code, \"^a.*$\") then 1 else 0</text>"),
        table("rules in their order", "hitPolicy=\"FIRST\"", "hitPolicy=\"RULE ORDER\""),
        table("rules in any order", "hitPolicy=\"FIRST\"", "hitPolicy=\"ANY\""),
        table("a list without a type", "<text>[]</text>", "<text>[\"none\"]</text>"),
        table("a first-hit table that answers everybody without a last empty row", "<text>-</text>", "<text>&lt; 65, &gt;= 65, null</text>"),
        table("ranges in a condition", "<text>&gt;= 65</text>", "<text>[18..65], &gt; 80</text>"));
  }

  static Stream<Passing> forms() {
    return Stream.of(
        form("an older schema", "\"schemaVersion\": 16", "\"schemaVersion\": 14"),
        form("a link within the program", "### {{patientLabel}}", "### {{patientLabel}} [handbook](/handbook)"),
        form("a text with bounds and slashes", "### {{patientLabel}}", "### {{patientLabel}}, BP < 140/90, and/or > 60"),
        form("a text with a condition", "### {{patientLabel}}", "### {{#if risk = \\\"high\\\"}}High{{/if}} {{patientLabel}}"),
        form("a loop over a list", "### {{patientLabel}}", "### {{#loop calls}}{{this.note}}{{/loop}}"),
        form("a pattern that looks like an address", "\"min\": 20", "\"min\": 20, \"pattern\": \"^https?://.*$\""),
        form("the same key in a row of a list", "\"key\": \"note\"", "\"key\": \"weight\""),
        field("a group of fields", "{ \"type\": \"group\", \"id\": \"g\", \"label\": \"More\", \"components\": [ { \"type\": \"checkbox\", \"id\": \"c\", \"key\": \"consent\", \"label\": \"Consent\" } ] }"),
        field("a separator", "{ \"type\": \"separator\", \"id\": \"s\" }"),
        field("a picture of the program itself", "{ \"type\": \"image\", \"id\": \"i\", \"source\": \"/careloop.svg\" }"),
        field("a day with its own label", "{ \"type\": \"datetime\", \"id\": \"d\", \"key\": \"day\", \"subtype\": \"date\", \"dateLabel\": \"Day\" }"),
        new Passing("a form for patients", () -> SmallSet.forPatients("Two questions.", "Two short questions.")),
        new Passing("what is only to be read needs no Spanish in a patient's form", () -> SmallSet.forPatients("{ \"type\": \"textarea\"",
            "{ \"type\": \"textfield\", \"id\": \"due\", \"key\": \"due\", \"label\": \"Due\", \"disabled\": true }, { \"type\": \"textarea\"")),
        field("a computed field", "{ \"type\": \"expression\", \"id\": \"e\", \"key\": \"bmi\", \"label\": \"BMI\", \"expression\": \"=weight / 2\" }"));
  }

  static Stream<Passing> all() {
    return Stream.of(expressions(), diagrams(), tables(), forms()).flatMap(examples -> examples);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("all")
  void passes(Passing example) {
    assertThat(RefusedModelsTest.vetting().vet(example.set.get()).text()).isEmpty();
  }

  @Test
  void thereAreManyOfThem() {
    assertThat(all().count()).isGreaterThanOrEqualTo(40);
    assertThat(all().map(Passing::reason)).doesNotHaveDuplicates();
  }

  @Test
  void theSmallSetIsGoodAsItIs() {
    assertThat(RefusedModelsTest.vetting().vet(SmallSet.good()).text()).isEmpty();
  }
}
