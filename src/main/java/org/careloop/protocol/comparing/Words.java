package org.careloop.protocol.comparing;

import java.util.Locale;
import java.util.Map;
import java.util.StringJoiner;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What names in files are called by people. What is not in the list is the name itself, taken apart. */
final class Words {

  private static final Map<String, String> KNOWN = Map.ofEntries(
      // Elements of a diagram.
      Map.entry("process", "Process"), Map.entry("userTask", "Person's task"), Map.entry("serviceTask", "Computer's step"),
      Map.entry("sendTask", "Sending step"), Map.entry("businessRuleTask", "Question to a table"), Map.entry("callActivity", "Called process"),
      Map.entry("sequenceFlow", "Way"), Map.entry("exclusiveGateway", "Decision point"), Map.entry("parallelGateway", "Side-by-side point"),
      Map.entry("inclusiveGateway", "Decision point"), Map.entry("eventBasedGateway", "Waiting point"), Map.entry("startEvent", "Start"),
      Map.entry("endEvent", "End"), Map.entry("boundaryEvent", "Event at a step"), Map.entry("intermediateCatchEvent", "Event waited for"),
      Map.entry("intermediateThrowEvent", "Event on the way"), Map.entry("subProcess", "Part of the process"), Map.entry("message", "News"),
      Map.entry("error", "Refusal"), Map.entry("escalation", "Escalation"), Map.entry("textAnnotation", "Note"), Map.entry("association", "Line to a note"),
      Map.entry("laneSet", "Lanes"), Map.entry("lane", "Lane"), Map.entry("participant", "Pool"), Map.entry("group", "Group"),
      // Their properties.
      Map.entry("name", "label"), Map.entry("versionTag", "version tag"), Map.entry("historyTimeToLive", "history kept for"),
      Map.entry("isExecutable", "can be run"), Map.entry("isStartableInTasklist", "startable in the task list"), Map.entry("formRef", "form"),
      Map.entry("candidateStarterGroups", "started by hand by"),
      Map.entry("formRefBinding", "version of the form"), Map.entry("decisionRef", "table"), Map.entry("decisionRefBinding", "version of the table"),
      Map.entry("calledElement", "called process"), Map.entry("calledElementBinding", "version of the called process"),
      Map.entry("candidateGroups", "done by"), Map.entry("candidateUsers", "done by persons"), Map.entry("assignee", "assigned to"),
      Map.entry("dueDate", "due"), Map.entry("followUpDate", "follow up"), Map.entry("delegateExpression", "what it does"),
      Map.entry("expression", "what it computes"), Map.entry("resultVariable", "result goes into"), Map.entry("mapDecisionResult", "result is taken as"),
      Map.entry("asyncBefore", "saved before"), Map.entry("asyncAfter", "saved after"), Map.entry("sourceRef", "comes from"),
      Map.entry("targetRef", "leads to"), Map.entry("default", "way when nothing else fits"), Map.entry("attachedToRef", "at the step"),
      Map.entry("cancelActivity", "ends the step"), Map.entry("isInterrupting", "ends what it interrupts"), Map.entry("triggeredByEvent", "started by an event"),
      Map.entry("messageRef", "news"), Map.entry("errorRef", "refusal"), Map.entry("escalationRef", "escalation"), Map.entry("errorCode", "code"),
      Map.entry("conditionExpression", "condition"), Map.entry("timeDuration", "after"), Map.entry("timeDate", "at"), Map.entry("timeCycle", "every"),
      Map.entry("multiInstanceLoopCharacteristics", "for each"), Map.entry("modelerTemplate", "template"), Map.entry("text", "text"),
      Map.entry("documentation", "documentation"), Map.entry("priority", "priority"), Map.entry("isSequential", "one after the other"),
      // Tables.
      Map.entry("decision", "Table"), Map.entry("inputData", "Input"), Map.entry("knowledgeSource", "Source"), Map.entry("hitPolicy", "which rows count"),
      Map.entry("aggregation", "how results are put together"), Map.entry("typeRef", "type"), Map.entry("description", "note"),
      Map.entry("inputVariable", "input variable"), Map.entry("outputValues", "allowed results"), Map.entry("inputValues", "allowed values"),
      Map.entry("informationRequirement", "Line in the drawing"), Map.entry("authorityRequirement", "Line to a source"),
      // Forms.
      Map.entry("textfield", "Text field"), Map.entry("textarea", "Text area"), Map.entry("number", "Number field"), Map.entry("datetime", "Date field"),
      Map.entry("checkbox", "Tick box"), Map.entry("checklist", "Tick boxes"), Map.entry("radio", "Choice"), Map.entry("select", "Choice from a list"),
      Map.entry("taglist", "Tags"), Map.entry("dynamiclist", "List"), Map.entry("table", "Table"), Map.entry("separator", "Line"), Map.entry("spacer", "Space"),
      Map.entry("button", "Button"), Map.entry("key", "variable"), Map.entry("validate required", "must be filled in"),
      Map.entry("validate min", "smallest value"), Map.entry("validate max", "largest value"), Map.entry("validate minLength", "shortest text"),
      Map.entry("validate maxLength", "longest text"), Map.entry("validate pattern", "must look like"), Map.entry("conditional hide", "hidden when"),
      Map.entry("readonly", "read only"), Map.entry("values", "choices"), Map.entry("valuesKey", "choices from the variable"),
      Map.entry("defaultValue", "filled in with"), Map.entry("dateLabel", "label of the date"), Map.entry("timeLabel", "label of the time"),
      Map.entry("layout row", "row"), Map.entry("layout columns", "width in columns"));

  private static final String[] UNITS = {"year", "month", "week", "day", "hour", "minute", "second"};
  private static final Pattern DURATION = Pattern.compile(
      "\"?P(?:(\\d+)Y)?(?:(\\d+)M)?(?:(\\d+)W)?(?:(\\d+)D)?(?:T(?:(\\d+)H)?(?:(\\d+)M)?(?:(\\d+)S)?)?\"?");

  private Words() {}

  static String of(String name) {
    String known = KNOWN.get(name);
    return known != null ? known : name.replaceAll("([a-z])([A-Z])", "$1 $2").toLowerCase(Locale.ROOT);
  }

  static String value(String value) {
    return switch (value) {
      case "true" -> "yes";
      case "false" -> "no";
      default -> value;
    };
  }

  /** On one line; a duration also as people say it. */
  static String plain(String value) {
    String plain = value.strip().replaceAll("\\s+", " ");
    Matcher duration = DURATION.matcher(plain);
    if (!duration.matches()) {
      return plain;
    }
    StringJoiner said = new StringJoiner(" ");
    for (int i = 0; i < UNITS.length; i++) {
      String number = duration.group(i + 1);
      if (number != null) {
        said.add(number + " " + UNITS[i] + (number.equals("1") ? "" : "s"));
      }
    }
    return said.length() == 0 ? plain : "%s (%s)".formatted(said, plain);
  }

  /** An element as people find it: what it is, its label, its id. */
  static String element(String kind, String label, String id) {
    String plain = label.strip().replaceAll("\\s+", " ");
    if (plain.length() > 80) {
      plain = plain.substring(0, 80) + "…";
    }
    return (plain.isEmpty() ? kind : "%s “%s”".formatted(kind, plain)) + (id.isEmpty() ? "" : " (%s)".formatted(id));
  }
}
