package org.careloop.audit.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import org.careloop.security.WebTest;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.JdbcTemplate;

/** The pages of the auditor's questions, as an auditor's browser asks for them. */
class QuestionPagesTest extends WebTest {

  @Autowired private JdbcTemplate jdbc;

  @Test
  void anAuditorFindsTheFourteenQuestionsAndNobodyElseDoes() {
    String page = signIn("auditor").get("/audit/questions").body();
    for (int number = 1; number <= 14; number++) {
      assertThat(page).contains(">" + number + ".<");
    }
    assertThat(page).contains("/audit/questions/04-timely-contact", "Discharges without contact in time");
    for (String other : new String[] {"coordinator", "lead", "privacy", "admin"}) {
      assertThat(signIn(other).get("/audit/questions/04-timely-contact").statusCode()).as(other).isEqualTo(403);
    }
    assertThat(signIn("auditor").get("/audit/questions/no-such-report").statusCode()).isEqualTo(404);
  }

  @Test
  void aReportSaysWhatItIsBasedOnWhatItReadsAndWhatItDoesNotSee() {
    String page = signIn("auditor").get("/audit/questions/04-timely-contact").body();
    assertThat(page).contains("CMS Transitional Care Management", "contactLimitAt", "Discharges of which no message came", "The query it runs",
        "from ACT_HI_VARINST v");
  }

  @Test
  void aFieldThatIsMissingOrWrongIsNamedAndTheReportIsNotRun() {
    String page = asked("auditor", "04-timely-contact", Map.of("from", "", "until", "yesterday", "pathway", "sideways", "listed", "all"));
    assertThat(page).contains("The report was not run.", "Discharged from is missing.", "Discharged until: expected a date like 2026-03-06.",
        "Pathway: expected one of All that get transition care, Eligible for TCM alone.").doesNotContain("As recorded until");
    assertThat(asked("auditor", "04-timely-contact", Map.of("from", "2026-03-07", "until", "2026-03-06", "pathway", "all", "listed", "all")))
        .contains("Discharged from: expected a day not after &quot;Discharged until&quot;.");
    assertThat(asked("auditor", "01-reads-and-changes", Map.of("patient", "100%' or 1=1", "from", "", "until", "", "what", "people")))
        .contains("Record number: expected a record number");
    assertThat(asked("auditor", "06-self-harm", Map.of("from", "2026-03-01", "until", "2026-03-06", "minutes", "soon")))
        .contains("In time within minutes: expected a whole number like 15.");
  }

  @Test
  void whereNothingOfTheKindWasEverRecordedThePageSaysSoInsteadOfAnEmptyTable() {
    String page = asked("auditor", "05-referrals", Map.of("from", "2026-01-01", "until", "2026-03-06", "priority", "all", "listed", "all"));
    assertThat(page).contains("No case records referrals yet.").doesNotContain("Nothing was found that fits", "Loop closed");
  }

  @Test
  void theAuditorsLookAtAPatientIsALineOfTheReadLogAndOfTheNextAnswer() {
    newCase("Quinn Question · 1950-01-01", 50);
    String patient = "p-questions-1";
    jdbc.update("insert into careloop_read_log (person, roles, patient_id, kind, read_at) values ('nurse', 'nurses', ?, 'CASE', timestamp '2026-03-06 12:00:00')",
        patient);
    assertThat(asked("auditor", "01-reads-and-changes", Map.of("patient", patient, "from", "2026-03-01", "until", "", "what", "people")))
        .contains("nurse", "read the case").contains("value=\"" + patient + "\"", "value=\"2026-03-01\"");
    String log = asked("auditor", "01-reads-and-changes", Map.of("patient", patient, "from", "2026-03-01", "until", "", "what", "reads"));
    assertThat(log).as("who asked about the patient stands there, too").contains("read by an auditor");
  }

  @Test
  void aFileIsTakenWithItsPurposeWhichIsRecordedFirst() {
    Map<String, String> form = Map.of("role", "", "days", "90", "listed", "all", "as", "csv");
    assertThat(asked("auditor", "09-users-by-role", form)).contains("Say what the export is for.");
    Map<String, String> outside = new HashMap<>(form);
    outside.put("purpose", "LEGAL");
    assertThat(asked("auditor", "09-users-by-role", outside)).contains("Say who gets it");
    outside.put("recipient", "Counsel");
    long before = jdbc.queryForObject("select count(*) from careloop_export where kind = 'REPORT_CSV'", Long.class);
    assertThat(asked("auditor", "09-users-by-role", outside)).startsWith("User,Roles,Last sign-in").contains("\r\nauditor,auditors,");
    assertThat(jdbc.queryForList("select recipient from careloop_export where kind = 'REPORT_CSV' and purpose = 'LEGAL'", String.class)).contains("Counsel");
    assertThat(jdbc.queryForObject("select count(*) from careloop_export where kind = 'REPORT_CSV'", Long.class)).isEqualTo(before + 1);
  }

  @Test
  void anAuditorNotesAReviewAndReadsWhatAReleaseChanged() {
    Session auditor = signIn("auditor");
    Map<String, String> form = new HashMap<>(Map.of("kind", "log", "from", "2026-01-01", "until", "2025-12-31", "result", "clean", "note", ""));
    form.put("_csrf", token(auditor.get("/audit/questions/reviews/new").body()));
    assertThat(auditor.post("/audit/questions/reviews", form).body()).contains("Nothing was noted.", "Period: expected a first day not after the last",
        "Note: expected what was looked at");
    form.putAll(Map.of("from", "2025-12-01", "note", "Read log of December, nothing odd."));
    assertThat(auditor.post("/audit/questions/reviews", form).statusCode()).isEqualTo(302);
    assertThat(auditor.get("/audit/questions/10-log-reviews").body()).contains("Noted.");
    assertThat(asked("auditor", "10-log-reviews", Map.of("from", "2020-01-01", "until", "2099-12-31"))).contains("Read log of December, nothing odd.",
        "the log was reviewed");
    assertThat(auditor.get("/audit/questions/releases/1").body()).contains("What release 1 changed", "This is the first release");
    assertThat(auditor.get("/audit/questions/releases/999999").statusCode()).isEqualTo(404);
  }

  @Test
  void anAnswerIsAskedForByPostWithTheSessionsTokenOnly() {
    Session auditor = signIn("auditor");
    assertThat(auditor.post("/audit/questions/04-timely-contact", Map.of("from", "2026-03-01")).statusCode()).isEqualTo(403);
    String page = auditor.get("/audit/questions/01-reads-and-changes?patient=100234").body();
    assertThat(page).as("an address brings no patient into the form").doesNotContain("100234");
  }

  private String asked(String user, String report, Map<String, String> form) {
    Session session = signIn(user);
    Map<String, String> fields = new HashMap<>(form);
    fields.put("_csrf", token(session.get("/audit/questions/" + report).body()));
    var answer = session.post("/audit/questions/" + report, fields);
    assertThat(answer.statusCode()).isEqualTo(200);
    return answer.body();
  }
}
