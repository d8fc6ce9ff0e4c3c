package org.careloop.audit.web;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import java.util.HashMap;
import java.util.Map;
import org.camunda.bpm.engine.task.Task;
import org.careloop.browser.Browser;
import org.careloop.security.WebTest;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.JdbcTemplate;

/** Holds and erasures as privacy officers, auditors and administrators meet them on the page. */
class KeepingPagesTest extends WebTest {

  @Autowired private JdbcTemplate jdbc;

  @Test
  void aPrivacyOfficerHoldsACaseAndLiftsTheHoldAndAnAuditorReadsIt() {
    Task task = newCase("Okapi, Olga · 1950-02-03", 50);
    Session officer = signIn("privacy");
    Map<String, String> hold = form(officer, "scope", "case", "number", task.getProcessInstanceId(), "reason", "A claim against us", "reference", "No. 4711");
    assertThat(officer.post("/keeping/holds", hold).statusCode()).isEqualTo(302);
    assertThat(officer.get("/keeping").body()).contains("The hold is set", "of “Two tasks”", "No. 4711");

    Session auditor = signIn("auditor");
    assertThat(auditor.get("/keeping").body()).contains("No. 4711").doesNotContain("Set a hold", "Ask for an erasure");
    assertThat(auditor.post("/keeping/holds", hold).statusCode()).isEqualTo(403);

    String id = jdbc.queryForObject("select hold_id from careloop_hold where subject = ?", String.class, task.getProcessInstanceId());
    officer.post("/keeping/holds/lift", form(officer, "id", id, "reason", "The claim is settled"));
    assertThat(officer.get("/keeping").body()).contains("The hold is lifted", "The claim is settled");
  }

  @Test
  void withoutReasonOrWithAnUnknownNumberNothingIsHeldAndWhatWasTypedIsShownAgain() {
    Session officer = signIn("privacy");
    assertThat(officer.post("/keeping/holds", form(officer, "scope", "patient", "number", "nobody-77", "reason", "", "reference", "No. 4714")).body())
        .contains("Say why");
    assertThat(officer.post("/keeping/holds", form(officer, "scope", "patient", "number", "nobody-77", "reason", "A claim", "reference", "No. 4714")).body())
        .contains("knows no patient", "nobody-77");
    assertThat(jdbc.queryForObject("select count(*) from careloop_hold where reference = 'No. 4714'", Integer.class)).isZero();
  }

  @Test
  void anErasureIsAskedForByTheOfficerAndConfirmedByTheAdministrator() {
    Task task = newCase("Okapi, Olga · 1950-02-03", 50);
    engine.getRuntimeService().setVariable(task.getProcessInstanceId(), "patientId", "okapi-1");
    Session officer = signIn("privacy");
    Map<String, String> request =
        form(officer, "number", "okapi-1", "reason", "state-law", "basis", "RCW 19.373", "words", "The patient asks for it by letter");
    assertThat(officer.post("/keeping/erasures", request).body()).contains("open case");
    engine.getRuntimeService().deleteProcessInstance(task.getProcessInstanceId(), "over");
    assertThat(officer.post("/keeping/erasures", request).statusCode()).isEqualTo(302);

    Session admin = signIn("admin");
    String page = admin.get("/keeping").body();
    assertThat(page).contains("RCW 19.373", "Confirm and erase for good").doesNotContain("/keeping/erasures/withdraw");
    String id = jdbc.queryForObject("select erasure_id from careloop_erasure where patient_id = 'okapi-1'", String.class);
    assertThat(admin.post("/keeping/erasures", request).statusCode()).isEqualTo(403);
    assertThat(admin.post("/keeping/erasures/confirm", form(admin, "id", id)).statusCode()).isEqualTo(302);
    assertThat(admin.get("/keeping").body()).contains("It is erased", "1 case");
    assertThat(variable(task, "patientLabel")).isNull();
  }

  @Test
  void thePageIsDrawnWithoutComplaint() {
    Task task = newCase("Okapi, Olga · 1950-02-03", 50);
    engine.getRuntimeService().setVariable(task.getProcessInstanceId(), "patientId", "okapi-2");
    engine.getRuntimeService().deleteProcessInstance(task.getProcessInstanceId(), "over");
    Session officer = signIn("privacy");
    officer.post("/keeping/erasures", form(officer, "number", "okapi-2", "reason", "court-order", "basis", "Docket 26-118", "words", "By order"));
    officer.post("/keeping/holds", form(officer, "scope", "period", "from", "2026-01-01", "to", "2026-03-31", "reason", "An audit by the payer",
        "reference", "CMS 2026-17"));
    try (Browser browser = Browser.open(port)) {
      browser.signIn("privacy", "privacy");
      browser.go("/keeping");
      browser.picture("keeping");
      browser.page().locator("summary").filter(new Locator.FilterOptions().setHasText("On one case")).click();
      browser.page().locator("summary").filter(new Locator.FilterOptions().setHasText("Ask for an erasure")).click();
      browser.picture("keeping-forms");
      browser.phone();
      browser.picture("keeping-phone");
      assertThat(browser.complaints()).isEmpty();
    }
    officer.post("/keeping/erasures/withdraw",
        form(officer, "id", jdbc.queryForObject("select erasure_id from careloop_erasure where patient_id = 'okapi-2'", String.class)));
    officer.post("/keeping/holds/lift",
        form(officer, "id", jdbc.queryForObject("select hold_id from careloop_hold where reference = 'CMS 2026-17'", String.class), "reason", "It is over"));
  }

  private static Map<String, String> form(Session session, String... fields) {
    Map<String, String> form = new HashMap<>(Map.of("_csrf", token(session.get("/keeping").body())));
    for (int i = 0; i < fields.length; i += 2) {
      form.put(fields[i], fields[i + 1]);
    }
    return form;
  }
}
