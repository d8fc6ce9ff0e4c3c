package org.careloop.audit.packs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.OffsetDateTime;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.careloop.audit.packs.CaseTrace.Step;
import org.careloop.protocol.comparing.SafeXml;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Element;

/** An event log for process mining, held to the rules of IEEE 1849-2016. */
class CasesXesTest {

  private static final List<String> ATTRIBUTES = List.of("string", "date", "int", "float", "boolean", "id", "list");
  private static final Set<String> STANDARD_TRANSITIONS = Set.of("schedule", "assign", "withdraw", "reassign", "start", "suspend", "resume", "pi_abort",
      "ate_abort", "complete", "autoskip", "manualskip");

  @Test
  void theLogIsBuiltAsTheStandardOrders() {
    Element log = log(traces());
    assertThat(log.getLocalName()).isEqualTo("log");
    assertThat(log.getAttribute("xes.version")).as("a decimal").matches("\\d+(\\.\\d+)?");
    assertThat(names(log)).containsSubsequence("extension", "global", "classifier", "string", "trace");
    List<String> order = List.of("extension", "global", "classifier", "attribute", "trace");
    List<Integer> places = names(log).stream().map(name -> order.indexOf(ATTRIBUTES.contains(name) ? "attribute" : name)).toList();
    assertThat(places).isSorted().doesNotContain(-1);
    for (Element trace : children(log, "trace")) {
      assertThat(names(trace)).allMatch(name -> ATTRIBUTES.contains(name) || name.equals("event"));
      assertThat(names(trace).lastIndexOf("string")).as("attributes first").isLessThan(names(trace).indexOf("event"));
      children(trace, "event").forEach(event -> assertThat(names(event)).allMatch(ATTRIBUTES::contains));
    }
    for (Element classifier : children(log, "classifier")) {
      assertThat(classifier.getAttribute("name")).as("NCName").matches("[A-Za-z_][\\w.-]*");
      assertThat(classifier.getAttribute("keys")).matches("\\S+( \\S+)*");
    }
  }

  @Test
  void everyPrefixIsDeclaredAndEveryValueIsOfItsKind() {
    Element log = log(traces());
    Set<String> prefixes = new HashSet<>();
    children(log, "extension").forEach(extension -> {
      prefixes.add(extension.getAttribute("prefix"));
      assertThat(extension.getAttribute("uri")).isEqualTo("http://www.xes-standard.org/%s.xesext".formatted(extension.getAttribute("prefix")));
    });
    assertThat(prefixes).containsExactlyInAnyOrder("concept", "time", "lifecycle", "org");
    for (Element attribute : SafeXml.all(log.getOwnerDocument(), "*").stream().filter(element -> ATTRIBUTES.contains(element.getLocalName())).toList()) {
      String key = attribute.getAttribute("key");
      assertThat(key).matches("[A-Za-z_][\\w:.-]*");
      if (key.contains(":")) {
        assertThat(prefixes).contains(key.substring(0, key.indexOf(':')));
      }
      String value = attribute.getAttribute("value");
      switch (attribute.getLocalName()) {
        case "date" -> assertThat(OffsetDateTime.parse(value)).isNotNull();
        case "int" -> assertThat(Long.parseLong(value)).isNotNegative();
        case "boolean" -> assertThat(value).isIn("true", "false");
        default -> assertThat(attribute.hasAttribute("value")).isTrue();
      }
    }
  }

  @Test
  void eachEventHasWhatTheLogPromisesOfAllAndTimesNeverRunBack() {
    Element log = log(traces());
    Set<String> promised = new HashSet<>();
    children(log, "global").stream().filter(global -> global.getAttribute("scope").equals("event")).forEach(global ->
        SafeXml.children(global).forEach(attribute -> promised.add(attribute.getAttribute("key"))));
    assertThat(promised).contains("concept:name", "time:timestamp", "lifecycle:transition");
    for (Element trace : children(log, "trace")) {
      OffsetDateTime last = null;
      for (Element event : children(trace, "event")) {
        Map<String, String> values = values(event);
        assertThat(values.keySet()).containsAll(promised);
        assertThat(STANDARD_TRANSITIONS).contains(values.get("lifecycle:transition"));
        OffsetDateTime at = OffsetDateTime.parse(values.get("time:timestamp"));
        assertThat(last == null || !at.isBefore(last)).isTrue();
        last = at;
      }
    }
  }

  @Test
  void workHasABeginningAndAnEndWhatWasBrokenOffIsAborted() {
    List<Map<String, String>> events = children(children(log(traces()), "trace").get(0), "event").stream().map(CasesXesTest::values).toList();
    assertThat(events).extracting(event -> event.get("concept:name") + " " + event.get("lifecycle:transition") + " " + event.get("org:resource"))
        .containsExactly("Discharged complete Careloop", "Call patient start coordinator", "Overdue & <late> pi_abort Careloop", "Call patient complete coordinator",
            "record start Careloop");
  }

  @Test
  void noPatientIsInIt() {
    String text = text(traces());
    assertThat(text).doesNotContain("Núñez", "100234", "p100234", "V-2201");
  }

  private static List<CaseTrace> traces() {
    Step start = new Step("s1", "Discharge transition", "1.4.0", "patientDischarged", "Discharged", "startEvent", SampleStory.at(0), SampleStory.at(0), false, null);
    Step call = new Step("s2", "Patient call", "1.2.0", "callPatient", "Call patient", "userTask", SampleStory.at(1), SampleStory.at(9), false, "coordinator");
    Step late = new Step("s3", "Patient call", "1.2.0", "overdue", "Overdue & <late>", "boundaryTimer", SampleStory.at(2),
        SampleStory.at(3), true, null);
    Step open = new Step("s4", "Patient call", null, "record", null, "serviceTask", SampleStory.at(10), null, false, null);
    return List.of(new CaseTrace(SampleStory.story().head(), List.of(start, call, late, open)), new CaseTrace(SampleStory.head("r2", "Open"), List.of(start)));
  }

  private static String text(List<CaseTrace> traces) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    assertThat(CasesXes.write(traces.iterator(), out)).isEqualTo(traces.size());
    return out.toString(StandardCharsets.UTF_8);
  }

  private static Element log(List<CaseTrace> traces) {
    return SafeXml.read(text(traces).getBytes(StandardCharsets.UTF_8)).getDocumentElement();
  }

  private static List<String> names(Element parent) {
    return SafeXml.children(parent).stream().map(Element::getLocalName).toList();
  }

  private static List<Element> children(Element parent, String name) {
    return SafeXml.children(parent).stream().filter(child -> child.getLocalName().equals(name)).toList();
  }

  private static Map<String, String> values(Element event) {
    Map<String, String> values = new HashMap<>();
    SafeXml.children(event).forEach(attribute -> values.put(attribute.getAttribute("key"), attribute.getAttribute("value")));
    return values;
  }
}
