package org.careloop.protocol.vetting;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;

/** A small set of models that keeps every rule, and ways to spoil it in one place. */
final class SmallSet {

  static final String CALL = "processes/small-call.bpmn";
  static final String PART = "processes/small-part.bpmn";
  static final String TABLE = "decisions/small-table.dmn";
  static final String FORM = "forms/small-form.form";

  /** A system property that a model would set if it were run. */
  static final String MARKER = "careloop.test.vetting";
  /** What published attacks do, with a harmless effect. */
  static final String ATTACK = "${''.getClass().forName('java.lang.System').getMethod('setProperty', ''.getClass(), ''.getClass())"
      + ".invoke(null, '" + MARKER + "', 'reached')}";

  private static final String CLOSING = "<bpmn:signalEventDefinition id=\"closingSignal\" signalRef=\"signalClosing\" />";

  /** A form that a patient may fill in, with one of each, in the place of the small one. */
  private static final String PATIENTS_FORM = """
      { "id": "small-form", "type": "default", "schemaVersion": 16, "components": [
        { "type": "text", "id": "patientIntro", "text": "Answered at home.", "properties": {
          "patientPage": "screening", "title.en": "Your day", "title.es": "Su día", "en": "Two questions.", "es": "Dos preguntas." } },
        { "type": "text", "id": "who", "text": "### {{patientLabel}}", "properties": { "staffOnly": "yes" } },
        { "type": "group", "id": "g", "label": "Sleep", "properties": { "es": "Sueño" }, "components": [
          { "type": "radio", "id": "sleep", "key": "sleep", "label": "How do you sleep?", "description": "Last week.",
            "values": [ { "label": "Well", "value": "well" }, { "label": "Badly", "value": "badly" } ],
            "properties": { "es": "¿Cómo duerme?", "description.es": "La semana pasada.", "es.values": "well=Bien|badly=Mal",
              "helpWhen": "=sleep = \\"badly\\"" } } ] },
        { "type": "textarea", "id": "more", "key": "more", "label": "More?", "properties": { "es": "¿Algo más?" } },
        { "type": "dynamiclist", "id": "calls", "path": "calls", "label": "Calls", "disableCollapse": true, "properties": { "staffOnly": "yes" }, "components": [
          { "type": "textfield", "id": "note", "key": "note", "label": "What was said" } ] } ] }
      """;

  private SmallSet() {}

  /** The set with a form for patients, with one text of it replaced, which must be there exactly once. */
  static ModelSet forPatients(String find, String replace) {
    assertThat(PATIENTS_FORM.split(java.util.regex.Pattern.quote(find), -1)).as("\"%s\" occurs once", find).hasSize(2);
    return added(FORM, PATIENTS_FORM.replace(find, replace));
  }

  static ModelSet good() {
    try {
      return ModelSet.read(Path.of("src/test/resources/vetting"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The set with one text of one file replaced, which must be there exactly once. */
  static ModelSet with(String file, String find, String replace) {
    return replaced(good(), file, find, replace);
  }

  /** The set with a process that ends by throwing the signal "closing", which nothing catches. */
  static ModelSet throwing() {
    return withSignal("      <bpmn:incoming>toDone</bpmn:incoming>\n", "      <bpmn:incoming>toDone</bpmn:incoming>\n      %s\n");
  }

  /** The set with a process that begins when the signal "closing" is thrown, which nothing does. */
  static ModelSet startedBySignal() {
    return withSignal("<bpmn:messageEventDefinition id=\"arrivedMessage\" messageRef=\"messageArrived\" />", "%s");
  }

  /** The set that throws, with another process, altered so that it has that signal where {@code %s} stands. */
  static ModelSet throwingTo(String find, String replace) {
    String part = new String(good().files().get(PART), StandardCharsets.UTF_8).replace("small-part", "other-part");
    assertThat(part).contains(find);
    return throwing().with(Map.of("processes/other-part.bpmn", declared(part.replace(find, replace.formatted(CLOSING))).getBytes(StandardCharsets.UTF_8)));
  }

  private static ModelSet withSignal(String find, String replace) {
    ModelSet set = replaced(good(), CALL, find, replace.formatted(CLOSING));
    return set.with(Map.of(CALL, declared(new String(set.files().get(CALL), StandardCharsets.UTF_8)).getBytes(StandardCharsets.UTF_8)));
  }

  private static String declared(String diagram) {
    return diagram.replace("  <bpmndi:BPMNDiagram", "  <bpmn:signal id=\"signalClosing\" name=\"closing\" />\n  <bpmndi:BPMNDiagram");
  }

  private static ModelSet replaced(ModelSet set, String file, String find, String replace) {
    String text = new String(set.files().get(file), StandardCharsets.UTF_8);
    assertThat(text.split(java.util.regex.Pattern.quote(find), -1)).as("\"%s\" occurs once in %s", find, file).hasSize(2);
    return set.with(Map.of(file, text.replace(find, replace).getBytes(StandardCharsets.UTF_8)));
  }

  static ModelSet added(String file, String content) {
    return good().with(Map.of(file, content.getBytes(StandardCharsets.UTF_8)));
  }
}
