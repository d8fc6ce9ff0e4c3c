package org.careloop.audit.questions;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.camunda.bpm.engine.impl.util.ClockUtil;
import org.camunda.bpm.engine.runtime.ProcessInstance;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Reports on what protocols to come will record, on cases of small models that record exactly the names of src/docs/auditors-questions.md. Both
 * sides of each bound; a year of its own.
 */
class ProtocolsToComeTest extends AskingTest {

  private static final Instant NOW = Instant.parse("2029-03-20T15:00:00Z");

  private int cases;

  @BeforeAll
  void theModelsAreThere() {
    if (repository.createProcessDefinitionQuery().processDefinitionKey("questions-referral").count() == 0) {
      var deployment = repository.createDeployment().name("models of the questions");
      for (String model : List.of("referral", "screening", "consent", "time-entry", "billing-month", "disclosure", "incident")) {
        deployment.addClasspathResource("questions/" + model + ".bpmn");
      }
      deployment.deploy();
    }
  }

  @Test
  void referralsAreOverdueOneSecondAfterTheirDueAndAreClosedOnlyWithAReportOrASignOff() {
    at(NOW);
    referral("R1", "sentAt", "2029-03-01T05:00:00Z", "acceptDueAt", NOW.toString());
    referral("R2", "acceptDueAt", NOW.minusSeconds(1).toString());
    referral("R3", "acceptDueAt", "2029-03-03T05:00:00Z", "acceptedAt", "2029-03-02T15:00:00Z", "appointmentDueAt", "2029-03-19T03:59:59Z");
    referral("R4", "appointmentDueAt", "2029-03-19T03:59:59Z", "appointmentAt", "2029-03-10T15:00:00Z", "seenAt", "2029-03-10T16:00:00Z",
        "reportDueAt", "2029-03-18T03:59:59Z");
    referral("R5", "referralStatus", "failed", "closedAt", "2029-03-19T15:00:00Z", "closedReason", "noReport");
    referral("R6", "referralStatus", "failed", "closedAt", "2029-03-19T15:00:00Z", "closedReason", "noReport", "signedOffBy", "physician",
        "signedOffAt", "2029-03-19T16:00:00Z");
    referral("R7", "referralStatus", "closed", "closedAt", "2029-03-19T15:00:00Z", "reportReceivedAt", "2029-03-18T15:00:00Z", "reportReviewedAt",
        "2029-03-18T16:00:00Z");
    referral("R8", "referralStatus", "closed", "closedAt", "2029-03-19T15:00:00Z", "reportReceivedAt", "2029-03-18T15:00:00Z", "reportReviewedAt",
        "2029-03-18T16:00:00Z", "patientInformedAt", "2029-03-18T17:00:00Z");
    referral("R9", "sentAt", "2029-03-01T04:59:59Z", "acceptDueAt", "2029-03-02T15:00:00Z");

    Map<String, String> march = Map.of("from", "2029-03-01", "until", "2029-03-31", "priority", "all", "listed", "all");
    var all = ask("05-referrals", march);
    assertThat(lines(all, "referral_id", "problem")).containsExactly("R1 none", "R2 !accept", "R3 !appointment", "R4 !report", "R5 !unsigned",
        "R6 ?signed", "R7 !uninformed", "R8 none");
    assertThat(numbers(all)).containsExactlyInAnyOrderEntriesOf(
        figures("referrals", 8, "overdue", 3, "closed", 4, "without_report", 2, "unsigned", 1, "loops", 1));
    assertThat(lines(ask("05-referrals", with(march, "listed", "problems")), "referral_id", "due_at", "signed_off_by")).containsExactly(
        "R2 2029-03-20T14:59:59Z null", "R3 2029-03-19T03:59:59Z null", "R4 2029-03-18T03:59:59Z null", "R5 null null", "R6 null physician", "R7 null null");
    assertThat(lines(ask("05-referrals", with(march, "priority", "stat")), "referral_id")).isEmpty();
  }

  @Test
  void theTimeToTheAssessmentEndsWithTheFifteenthMinute() {
    at(NOW);
    screening("S1", 1, "2029-03-20T14:00:00Z", "2029-03-20T14:15:00Z");
    screening("S2", 2, "2029-03-20T14:00:01Z", "2029-03-20T14:15:02Z");
    screening("S3", 3, "2029-03-20T14:44:59Z", null);
    screening("S4", 1, "2029-03-20T14:45:00Z", null);
    screening("S5", 0, "2029-03-20T14:00:00Z", null);
    runtime.startProcessInstanceByKey("red-flag-response", "S6", pairs("patientId", "p-s6", "patientLabel", "S Six", "encounterId", "S6",
        "callOutcome", "suicideProtocol", "respondWithin", "PT0M", "intensity", "high", "taskPriority", 80, "contactedAt", "2029-03-20T14:50:00Z",
        "respondAt", "2029-03-20T14:50:00Z", "dischargedAt", "2029-03-19T14:50:00Z", "dischargeDate", "2029-03-19"));
    complete("followSuicideProtocol", Map.of("suicideRisk", "low", "responseOutcome", "resolved", "respondedAt", "2029-03-20T14:55Z"));

    var found = ask("06-self-harm", Map.of("from", "2029-03-20", "until", "2029-03-20", "minutes", "15"));
    assertThat(lines(found, "case_key", "source", "took", "result", "risk")).containsExactly("S1 phq9 15 assessed low", "S2 phq9 15.02 !late low",
        "S3 phq9 null !never null", "S4 phq9 null ?open null", "S6 call 5 assessed low");
    assertThat(numbers(found)).containsAllEntriesOf(figures("positive", 5, "assessed", 2, "late", 1, "never", 1, "open", 1));
  }

  @Test
  void theScreeningItselfRecordsTheAnswerOnceAndTheAssessmentBesideIt() {
    at(Instant.parse("2029-04-10T14:00:00Z"));
    runtime.startProcessInstanceByKey("mood-screening", "S7", pairs("patientId", "p-s7", "patientLabel", "S Seven", "taskPriority", 50,
        "screeningDueAt", "2029-04-17T03:59:59Z"));
    complete("askPhq2", Map.of("phq2Item1", 3, "phq2Item2", 0));
    complete("askPhq9", pairs("phq9Item3", 0, "phq9Item4", 0, "phq9Item5", 0, "phq9Item6", 0, "phq9Item7", 0, "phq9Item8", 0, "phq9Item9", 2));
    at(Instant.parse("2029-04-10T14:15:00Z"));
    complete("assessRisk", pairs("concernContact", "assessed", "suicideRiskAssessedAt", "2029-04-10T14:15Z", "cssrsQ1", true, "cssrsQ2", false,
        "cssrsQ6Lifetime", false, "cssrsQ6Within3Months", false));

    var found = ask("06-self-harm", Map.of("from", "2029-04-10", "until", "2029-04-10", "minutes", "15"));
    assertThat(lines(found, "case_key", "source", "answer", "took", "result", "risk")).containsExactly("p-s7 phq9 2 15 assessed low");
  }

  @Test
  void consentCountsWhenItWasGivenBeforeTheFirstBilledMonthOfThePracticesZone() {
    at(NOW);
    consent("C1", "2029-02-01T04:59:59Z", null);
    billed("C1", "2029-02");
    consent("C2", "2029-02-01T05:00:00Z", null);
    billed("C2", "2029-02");
    billed("C3", "2029-02");
    consent("C4", "2029-03-05T15:00:00Z", null);
    billed("C4", "2029-02");
    consent("C5", "2029-01-05T15:00:00Z", "2029-03-10T15:00:00Z");
    billed("C5", "2029-02");
    billed("C5", "2029-03");
    billed("C5", "2029-04");
    consent("C6", "2029-01-05T15:00:00Z", "2029-03-10T15:00:00Z");
    billed("C6", "2029-02");
    billed("C6", "2029-03");
    month("C7", "2029-02", "none", "notBilled", null);

    Map<String, String> form = Map.of("from", "2029-01", "program", "ccm", "listed", "all");
    var found = ask("07-consent", form);
    assertThat(lines(found, "patient_id", "months", "result")).containsExactly("C1 1 consented", "C2 1 ?same-month", "C3 1 !none", "C4 1 !later",
        "C5 3 !revoked", "C6 2 consented");
    assertThat(numbers(found)).containsExactlyInAnyOrderEntriesOf(
        figures("patients", 6, "consented", 3, "same_month", 1, "missing", 2, "revoked", 2, "after_revocation", 1));
    assertThat(lines(ask("07-consent", with(form, "listed", "revoked")), "patient_id")).containsExactly("C5", "C6");
    assertThat(lines(ask("07-consent", with(form, "listed", "problems")), "patient_id")).containsExactly("C2", "C3", "C4", "C5");
  }

  @Test
  void aMinuteCountsOnceForOnePersonAndOneThatEndsWhereAnotherBeginsIsNotTwice() {
    at(NOW);
    entry("E1", "M1", "nurse", "2029-05-10T14:00:00Z", "2029-05-10T14:20:00Z");
    entry("E2", "M2", "nurse", "2029-05-10T14:10:00Z", "2029-05-10T14:30:00Z");
    entry("E3", "M2", "nurse", "2029-05-10T14:30:00Z", "2029-05-10T14:40:00Z");
    entry("E4", "M1", "socialworker", "2029-05-10T14:00:00Z", "2029-05-10T14:20:00Z");
    entry("E5", "M4", "nurse", "2029-05-11T14:00:00Z", "2029-05-11T14:20:00Z");
    month("M1", "2029-05", "99490", "handedToBilling", 40);
    month("M2", "2029-05", "99490", "handedToBilling", 30);
    month("M3", "2029-05", "99490", "handedToBilling", 25);

    var found = ask("08-billed-minutes", Map.of("month", "2029-05", "listed", "all"));
    assertThat(lines(found, "patient_id", "entries", "gross", "once", "billed", "result")).containsExactly("M1 2 40 40 40 agrees", "M2 2 30 20 30 !more",
        "M3 0 0 0 25 !no-entries", "M4 1 20 20 null ?not-billed");
    assertThat(numbers(found)).containsExactlyInAnyOrderEntriesOf(figures("lines", 4, "gross", 90, "once", 80, "billed", 95, "more", 2));
    var twice = ask("08-overlaps", Map.of("from", "2029-05-01", "until", "2029-05-31"));
    assertThat(lines(twice, "worked_by", "patient_id", "other_patient_id", "overlap")).containsExactly("nurse M1 M2 10");
    assertThat(numbers(twice)).containsExactlyInAnyOrderEntriesOf(figures("pairs", 1, "people", 1));
  }

  @Test
  void disclosuresAreAccountedForAndRecordsOfSubstanceUseNeedConsentOrAnEmergencyRecordedAtOnce() {
    at(NOW);
    disclosure("D1", "2029-03-20T10:00:00Z", "disclosedTo", "County court", "disclosurePurpose", "legal");
    disclosure("D2", "2029-03-20T10:01:00Z", "disclosedTo", "Dr. Lee", "disclosurePurpose", "treatment");
    disclosure("D3", "2029-03-20T10:02:00Z", "disclosedTo", "Dr. Lee", "disclosurePurpose", "treatment", "part2", true);
    disclosure("D4", NOW.minusSeconds(24 * 3600).toString(), "disclosedTo", "Emergency room", "disclosurePurpose", "treatment", "part2", true,
        "emergencyDisclosure", true);
    disclosure("D5", NOW.minusSeconds(24 * 3600 + 1).toString(), "disclosedTo", "Emergency room", "disclosurePurpose", "treatment", "part2", true,
        "emergencyDisclosure", true);
    disclosure("D6", "2029-03-20T10:03:00Z", "disclosedTo", "Dr. Lee", "disclosurePurpose", "treatment", "part2", true, "consentReference", "Consent/7");
    disclosure("D7", "2029-03-20T10:04:00Z", "disclosurePurpose", "publicHealth");
    jdbc.update("insert into careloop_export (export_id, made_at, person, roles, kind, patient_id, cases, purpose, recipient, file_name, file_bytes, sha256)"
        + " values ('questions-x1', timestamp with time zone '2029-03-20 10:05:00+00:00', 'auditor', 'auditors', 'PACK_ZIP', 'p-x1', 1, 'LEGAL', 'Counsel',"
        + " 'case.zip', 1, 'x')");
    try {
      Map<String, String> form = Map.of("patient", "", "from", "2029-03-01", "until", "2029-03-31", "listed", "accounting");
      var found = ask("11-disclosures", form);
      assertThat(lines(found, "patient_id", "recipient", "purpose", "result", "source")).containsExactly("D1 County court legal fine case",
          "D7 null publicHealth !no-recipient case", "p-x1 Counsel LEGAL fine export");
      assertThat(numbers(found)).containsExactlyInAnyOrderEntriesOf(
          figures("disclosures", 8, "accounted", 3, "part2", 4, "no_consent", 1, "recipients", 4));
      assertThat(lines(ask("11-disclosures", with(form, "listed", "part2")), "patient_id", "result")).containsExactly("D5 ?emergency-late",
          "D4 ?emergency", "D3 !no-consent", "D6 fine");
      assertThat(lines(ask("11-disclosures", with(with(form, "patient", "D3"), "listed", "all")), "patient_id")).containsExactly("D3");
    } finally {
      jdbc.update("delete from careloop_export where export_id = 'questions-x1'");
    }
  }

  @Test
  void complaintsAndAdverseEventsAreSettledInTimeAtTheirDue() {
    at(NOW);
    incident("I1", "complaint", "2029-03-20T15:00:00Z", "2029-03-20T15:00:00Z");
    incident("I2", "adverseEvent", "2029-03-20T14:59:59Z", "2029-03-20T15:00:00Z");
    incident("I3", "complaint", NOW.minusSeconds(1).toString(), null);
    incident("I4", "complaint", NOW.toString(), null);

    Map<String, String> form = Map.of("from", "2029-03-19", "until", "2029-03-19", "kind", "all", "listed", "all");
    var found = ask("14-complaints-and-events", form);
    assertThat(lines(found, "case_key", "kind", "result")).containsExactly("I1 complaint settled", "I2 adverseEvent ?late", "I3 complaint !overdue",
        "I4 complaint ?open");
    assertThat(numbers(found)).containsExactlyInAnyOrderEntriesOf(figures("complaints", 3, "events", 1, "settled", 2, "late", 1, "overdue", 1));
    assertThat(lines(ask("14-complaints-and-events", with(with(form, "kind", "complaint"), "listed", "open")), "case_key")).containsExactly("I3", "I4");
  }

  @Test
  void aCaseIsPastItsTimeOneSecondAfterTheDaysOfKeepingsOwnRuleAreOverAndAHoldIsCounted() {
    String protocol = "Complaint or adverse event, for the questions";
    at(NOW.minusSeconds(2192L * 86400));
    walk("incident", "K1", Map.of(), List.of(Map.of(), Map.of()));
    at(NOW);
    walk("disclosure", "K2", Map.of(), List.of());
    long before = number(protocol, "past");
    assertThat(lines(ask("12-retention", Map.of()), "protocol", "version_tag", "days", "result"))
        .as("its diagram says thirty days, which keeping never goes by").contains(protocol + " 0.1.0 2192 fine")
        .contains("Disclosure, for the questions 0.1.0 3653 fine");
    at(NOW.plusSeconds(1));
    assertThat(number(protocol, "past")).isEqualTo(before + 1);
    assertThat(lines(ask("12-retention", Map.of()), "protocol", "result")).contains(protocol + " ?due");
    jdbc.update("insert into careloop_hold (hold_id, scope, subject, reason, reference, placed_at, placed_by) values ('q12-k', 'patient', 'K1', 'x', 'y', ?, 'privacy')",
        java.sql.Timestamp.from(NOW));
    try {
      assertThat(number(protocol, "held")).isEqualTo(1);
      assertThat(lines(ask("12-retention", Map.of()), "protocol", "result")).contains(protocol + " fine");
    } finally {
      jdbc.update("delete from careloop_hold where hold_id = 'q12-k'");
    }
    assertThat(number(protocol, "held")).isZero();
  }

  private long number(String protocol, String column) {
    return ask("12-retention", Map.of()).rows().stream().filter(row -> protocol.equals(row.get("protocol")))
        .mapToLong(row -> ((Number) row.get(column)).longValue()).sum();
  }

  // Cases

  private static void at(Instant now) {
    ClockUtil.setCurrentTime(Date.from(now));
  }

  /** Starts a case with what its protocol knows at first, then completes its tasks one by one, each with what is filled in. */
  private void walk(String model, String key, Map<String, Object> known, List<Map<String, Object>> forms) {
    Map<String, Object> variables = new HashMap<>(known);
    variables.putIfAbsent("patientId", key);
    variables.put("patientLabel", key + " · 1950-01-01");
    ProcessInstance instance = runtime.startProcessInstanceByKey("questions-" + model, key, variables);
    forms.forEach(form -> tasks.complete(tasks.createTaskQuery().processInstanceId(instance.getId()).singleResult().getId(), new HashMap<>(form)));
  }

  private static Map<String, Object> pairs(Object... pairs) {
    Map<String, Object> map = new HashMap<>();
    for (int i = 0; i < pairs.length; i += 2) {
      map.put((String) pairs[i], pairs[i + 1]);
    }
    return map;
  }

  private void referral(String id, Object... recorded) {
    Map<String, Object> form = pairs(recorded);
    form.putIfAbsent("sentAt", "2029-03-02T15:00:0" + (cases++ % 10) + "Z");
    form.putIfAbsent("priority", "routine");
    form.putIfAbsent("referralStatus", "sent");
    walk("referral", id, Map.of("referralId", id, "specialty", "cardiology"), List.of(form));
  }

  private void screening(String key, int item9, String answered, String assessed) {
    walk("screening", key, Map.of(), assessed == null ? List.of(Map.of("phq9Item9", item9, "phq9AnsweredAt", answered))
        : List.of(Map.of("phq9Item9", item9, "phq9AnsweredAt", answered), Map.of("suicideRisk", "low", "suicideRiskAssessedAt", assessed)));
  }

  private void consent(String patient, String given, String revoked) {
    Map<String, Object> form = Map.of("consentProgram", "ccm", "consentGivenAt", given, "consentKind", "verbal");
    walk("consent", patient, Map.of(), revoked == null ? List.of(form) : List.of(form, Map.of("consentRevokedAt", revoked)));
  }

  private void billed(String patient, String month) {
    month(patient, month, "99490", "handedToBilling", 20);
  }

  private void month(String patient, String month, String code, String decision, Integer minutes) {
    walk("billing-month", patient, pairs("billingMonth", month, "program", minutes == null || minutes == 20 ? "ccm" : "pcm", "baseCode", code, "billedBy", "clinicalStaff", "minutes", minutes),
        List.of(Map.of("proposalDecision", decision)));
  }

  private void entry(String id, String patient, String by, String from, String to) {
    walk("time-entry", id, Map.of("patientId", patient), List.of(Map.of("timeEntryId", id, "workedBy", by, "workStartedAt", from, "workEndedAt", to,
        "workActivity", "call", "billingMonth", "2029-05", "billedBy", "clinicalStaff")));
  }

  private void disclosure(String id, String at, Object... more) {
    Map<String, Object> form = pairs(more);
    form.put("disclosureId", id);
    form.put("disclosedAt", at);
    form.put("disclosedWhat", "care plan");
    walk("disclosure", id, Map.of(), List.of(form));
  }

  private void incident(String key, String kind, String due, String settled) {
    Map<String, Object> form = Map.of("incidentKind", kind, "incidentAt", "2029-03-19T15:00:0" + key.charAt(1) + "Z", "incidentDueAt", due,
        "incidentCategory", "waiting", "incidentSeverity", "minor");
    walk("incident", key, Map.of(), settled == null ? List.of(form) : List.of(form, Map.of("incidentSettledAt", settled, "incidentOutcome", "explained")));
  }
}
