package org.careloop.audit.packs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.careloop.audit.story.CaseHead;
import org.careloop.audit.story.CaseStory;
import org.careloop.audit.story.CaseStory.Drawing;
import org.careloop.audit.story.CaseStory.Entry;
import org.careloop.audit.story.CaseStory.Field;
import org.careloop.audit.story.CaseStory.FilledForm;
import org.careloop.audit.story.CaseStory.Kind;
import org.careloop.audit.story.CaseStory.Look;
import org.careloop.audit.story.CaseStory.MessageRef;
import org.careloop.audit.story.CaseStory.OperatorChange;
import org.careloop.audit.story.CaseStory.Part;
import org.careloop.audit.story.CaseStory.Span;
import org.careloop.audit.story.CaseStory.Walked;
import org.careloop.trail.CaseMarks.Mark;
import org.careloop.why.Judgement;
import org.careloop.why.Judgement.Row;
import org.careloop.why.Judgement.Table;
import org.careloop.why.Judgement.Value;

/** A case written by hand, with everything that is awkward in one: accents, markup, control characters, formulas, a letter no font has. */
final class SampleStory {

  static final Instant BEGIN = Instant.parse("2026-03-06T14:00:00.123Z");
  static final String ROOT = "0f7a3c52-19a8-11f1-9c2a-0242ac120002";
  static final String PATIENT = "José Núñez Peña · 1941-02-11 · 100234";

  private SampleStory() {}

  static CaseStory story() {
    CaseHead head = new CaseHead(ROOT, "MERCY:V-2201", "p100234", PATIENT, "discharge-transition", "Discharge transition", "1.4.0", "discharge-transition:7:a",
        BEGIN, at(43_200), "Transition complete", true, true, 1);
    Part root = new Part(ROOT, null, null, 0, "discharge-transition:7:a", "discharge-transition", "Discharge transition", "1.4.0", BEGIN, at(43_200),
        "Transition complete");
    Part call = new Part("call-1", ROOT, "careThroughTransition", 1, "patient-call:7:b", "patient-call", "Patient call", "1.2.0", at(60), at(1440),
        "Patient reached");
    MessageRef message = new MessageRef("m-1", "MSG00042", "ADT^A03", "MERCY", "HL7 over HTTP", BEGIN.minusSeconds(2), "handled");
    List<Entry> timeline = List.of(
        new Entry(BEGIN, Kind.MESSAGE, ROOT, null, "the hospital MERCY", "The hospital told of a discharge; the case began", List.of(), message, null, null),
        new Entry(at(1), Kind.DECISION, ROOT, null, "Careloop", "Judged by LACE index 1.0.0", values("laceScore", "LACE score", "13"), null, null, "d-1"),
        new Entry(at(70), Kind.TROUBLE, ROOT, null, "Careloop", "Attempt failed: Open care plan", List.of(), null, "The health record did not answer within 10 s",
            null),
        new Entry(at(1440), Kind.TASK, "call-1", "coordinator", "Care coordinator", "Filled in \"Call patient\"",
            List.of(new Value("reached", "Patient reached?", "yes"), new Value("note", "Notes", "Said: \"<b>mejor</b> & más fuerte\", tomó la medicación")), null, null, "t-1"),
        new Entry(at(1500), Kind.CHANGE, ROOT, "admin", "Operator", "Set the attempts of a failed step to 1", values("retries", "Attempts", "0 to 1"), null,
            "Health record is back", null),
        new Entry(at(2000), Kind.LOOK, ROOT, "nurse", "Nurse", "Was shown a task", List.of(), null, null, null),
        new Entry(at(43_200), Kind.CASE, ROOT, null, "Careloop", "The case ended: Transition complete\u0007 \u6f22", List.of(), null, null, null));
    Row first = new Row("r1", 1, false, List.of("< 5", "-"), List.of("\"low\""), "van Walraven 2010");
    Row third = new Row("r3", 3, true, List.of(">= 10", ""), List.of("\"high\""), "van Walraven et al., CMAJ 2010;182:551: 10 and more is high");
    Judgement judged = new Judgement("d-1", null, ROOT, at(1), "laceBand", "lace-index:3:c", "lace-index", "LACE index", "1.0.0",
        values("laceScore", "LACE score", "13"), values("laceBand", "LACE band", "high"), List.of(third),
        new Table("UNIQUE", List.of("LACE score", "Died"), List.of("LACE band"), List.of(first, third)));
    FilledForm form = new FilledForm("t-1", "call-1", "Call patient", "post-discharge-call", "coordinator", "Care coordinator", at(60), at(1200), at(1440), "done",
        List.of(new Field("Patient", "Who", PATIENT, false), new Field("The call", "Patient reached?", "yes", true),
            new Field("The call", "Notes", "Said: \"<b>mejor</b> & más fuerte\"", true), new Field("The call", "Danger signs", null, true)));
    OperatorChange change = new OperatorChange(at(1500), ROOT, "admin", "Set the attempts of a failed step", values("retries", "Attempts", "0 to 1"),
        "Health record is back");
    List<Look> looks = List.of(new Look(at(2000), "nurse", "Nurse", "a task", null), new Look(at(2100), "coordinator2", "Care coordinator", "the case",
        "Emergency: patient at the desk"));
    return new CaseStory(head, List.of(root, call), timeline, List.of(judged), List.of(form), List.of(change), looks,
        List.of(drawing(root, "discharge-transition", List.of(walked("patientDischarged", "Patient discharged", 0, 0), walked("identifyPatient", "Identify patient", 0, 1),
                walked("judgeRisk", "Judge readmission risk", 1, 2)), List.of()),
            drawing(call, "patient-call", List.of(walked("contactPlanned", "Contact planned", 60, 60), walked("contactPatient", null, 60, 1440),
                new Walked("callPatient", "Call patient", List.of(new Span(at(61), null)), true, false),
                new Walked("callOverdue", "Call overdue", List.of(new Span(at(1200), at(1201))), false, true)), List.of())),
        List.of());
  }

  static CaseHead head(String id, String outcome) {
    return new CaseHead(id, "=cmd|' /C calc'!A0", "p1", PATIENT, "discharge-transition", "Discharge transition", "1.4.0", "x", BEGIN, null, outcome, true, false, 2);
  }

  static PackFacts facts() {
    return new PackFacts("e0d1", story().head(), at(50_000), "auditor", Purpose.PAYER.label(), "Payer of the North, Inc.", null,
        List.of("Release 7 of 2026-02-01 09:00:00, released by lead2, set 0123456789abcdef…"), List.of("The case began and ended."),
        List.of(new Mark("hold", "On legal hold since 2026-04-01 (No. 4711), set by privacy.")),
        new PackFacts.Proof("case:" + ROOT, 88, "ab".repeat(32), 7, at(50_000), "cd".repeat(32), "9f86d081884c7d65"), null);
  }

  static List<Model> models() {
    byte[] content = "<x/>".getBytes(StandardCharsets.UTF_8);
    return List.of(new Model("a", "processes/discharge-transition.bpmn", content, ModelsInForce.sha256(content), true),
        new Model("a", "decisions/lace-index.dmn", content, ModelsInForce.sha256(content), true),
        new Model("a", "forms/other.form", content, ModelsInForce.sha256(content), false));
  }

  static Instant at(long minutes) {
    return BEGIN.plus(Duration.ofMinutes(minutes));
  }

  private static List<Value> values(String name, String label, String shown) {
    return List.of(new Value(name, label, shown));
  }

  private static Walked walked(String element, String name, long from, long until) {
    return new Walked(element, name, List.of(new Span(at(from), at(until))), false, false);
  }

  private static Drawing drawing(Part part, String process, List<Walked> walked, List<String> flows) {
    try {
      return new Drawing(part.id(), part.definitionId(), part.name(), part.versionTag(), Files.readString(Path.of("processes", process + ".bpmn")), walked, flows,
          Map.of());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
