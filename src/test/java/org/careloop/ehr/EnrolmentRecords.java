package org.careloop.ehr;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.careloop.sandbox.ehr.RunningSandboxEhr;

/** What tests of enrolment, screening and care plan write for the new patient, as diagrams would. */
final class EnrolmentRecords {

  static final String ROSA = "p101401";
  static final String PROGRAM = "care-coordination";
  static final Instant NOW = RunningSandboxEhr.NOW;
  static final ZoneId ZONE = RunningSandboxEhr.ZONE;
  static final Clock CLOCK = Clock.fixed(NOW, ZoneOffset.UTC);

  private final Ehr ehr;

  EnrolmentRecords(Ehr ehr) {
    this.ehr = ehr;
  }

  String openEpisode(String effectId) {
    return new OpenEpisode(ehr, CLOCK).perform(new OpenEpisode.Request(effectId, ROSA, PROGRAM, "coordinator", null)).episodeOfCareId();
  }

  void changeEpisode(String effectId, String episodeId, String status) {
    new ChangeEpisode(ehr, CLOCK).perform(
        new ChangeEpisode.Request(effectId, episodeId, status, "patient-away", null, NOW.plusSeconds(60)));
  }

  String consent(String effectId, String status, String consentId) {
    boolean declined = status.equals("rejected");
    return new RecordConsent(ehr, CLOCK).perform(new RecordConsent.Request(effectId, ROSA, PROGRAM, status, declined ? null : "verbal", NOW,
        null, status.equals("active") ? null : "too much to do", status.equals("inactive") ? NOW.plusSeconds(600) : null, consentId,
        "coordinator")).consentId();
  }

  RecordScreening.Recorded screening(String effectId, String instrument, Map<String, Object> answers, Map<String, Object> scores) {
    return screening(effectId, instrument, answers, scores, NOW);
  }

  RecordScreening.Recorded screening(
      String effectId, String instrument, Map<String, Object> answers, Map<String, Object> scores, Instant screenedAt) {
    return new RecordScreening(ehr).perform(
        new RecordScreening.Request(effectId, ROSA, instrument, null, answers, scores, screenedAt, "patient", null));
  }

  RecordScreening.Recorded phq9(String effectId) {
    Map<String, Object> answers = new LinkedHashMap<>();
    for (int item = 1; item <= 8; item++) {
      answers.put("phq9Item" + item, 1);
    }
    answers.put("phq9Item7", null);
    answers.put("phq9Item9", 0);
    return screening(effectId, "phq-9", answers, map("phq9Total", 8, "phq9Severity", "mild", "phq9Item9", 0));
  }

  String careTeam(String effectId, String coordinator, String careTeamId, List<Map<String, Object>> members) {
    return new RecordCareTeam(ehr, CLOCK).perform(
        new RecordCareTeam.Request(effectId, ROSA, coordinator, "episode-1", members, careTeamId)).careTeamId();
  }

  String plan(String effectId, String planId, int version, List<Map<String, Object>> items) {
    return new WriteCarePlan(ehr, new CarePlans(ehr), CLOCK, ZONE).perform(new WriteCarePlan.Request(effectId, ROSA, "episode-1", "team-1",
        planId, version, "active", items, NOW.plusSeconds(86_400), "physician")).carePlanId();
  }

  void activity(String effectId, String planId, String itemId, String status) {
    new UpdatePlanActivity(ehr).perform(new UpdatePlanActivity.Request(effectId, planId, itemId, status, "patient declined"));
  }

  void planStatus(String effectId, String planId, String status) {
    new ChangePlanStatus(ehr, new CarePlans(ehr), CLOCK).perform(
        new ChangePlanStatus.Request(effectId, planId, status, status.equals("completed") ? "goals-met" : null, null));
  }

  /** Two lines for one goal, one for another. */
  static List<Map<String, Object>> items() {
    return new ArrayList<>(List.of(
        item("i1", "Diabetes out of control", "A1c below 8 % in three months", "Teach insulin & diet", "nurse", "inProgress"),
        item("i2", "Diabetes out of control", "A1c below 8 % in three months", "Review medicines", "pharmacist", "notStarted"),
        item("i3", "Food runs out", "Enough food every week", "Apply for food assistance", "socialWorker", "notStarted")));
  }

  static Map<String, Object> item(String id, String problem, String goal, String intervention, String role, String status) {
    return map("itemId", id, "problem", problem, "goal", goal, "intervention", intervention, "role", role, "dueDate", "2026-04-01",
        "status", status);
  }

  /** A map that may hold null, as case data do. */
  static Map<String, Object> map(Object... keysAndValues) {
    Map<String, Object> map = new LinkedHashMap<>();
    for (int i = 0; i < keysAndValues.length; i += 2) {
      map.put((String) keysAndValues[i], keysAndValues[i + 1]);
    }
    return map;
  }

  static Map<String, Object> need(String domain, String status, String zCode) {
    return map("domain", domain, "status", status, "zCode", zCode, "referralType", domain);
  }

  @SafeVarargs
  static List<Map<String, Object>> needs(Map<String, Object>... needs) {
    return new ArrayList<>(Arrays.asList(needs));
  }
}
