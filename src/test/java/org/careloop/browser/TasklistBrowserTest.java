package org.careloop.browser;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import org.camunda.bpm.engine.task.Task;
import org.careloop.security.WebTest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a nurse sees: sign-in, start page, task list with its cards, a form that the server checks, sign-out that leaves nothing behind. */
class TasklistBrowserTest extends WebTest {

  private static final String PATIENT = "Doe, Jane · 1950-02-03";

  private Browser browser;

  @BeforeEach
  void atTheBrowser() {
    browser = Browser.open(port);
  }

  @AfterEach
  void away() {
    if (browser != null) {
      browser.close();
    }
  }

  @Test
  void aWrongPasswordIsSaidPlainly() {
    browser.go("/");
    assertThat(browser.page().url()).endsWith("/login");
    browser.picture("sign-in");
    browser.signIn("nurse", "wrong");
    assertThat(browser.page().locator("[role=alert]").innerText()).contains("User name or password is wrong");
    browser.picture("sign-in-refused");
    browser.phone();
    browser.picture("sign-in-phone");
    engine.getIdentityService().unlockUser("nurse");
  }

  @Test
  void theStartPageLeadsEachRoleOn() {
    browser.signIn("nurse", "nurse");
    assertThat(browser.page().locator("h1").innerText()).isEqualTo("Welcome, Nora");
    browser.picture("start-nurse");
    browser.phone();
    browser.picture("start-nurse-phone");
    browser.newPerson();
    browser.signIn("admin", "admin");
    browser.picture("start-admin");
    assertThat(browser.complaints()).isEmpty();
  }

  @Test
  void theCardShowsPatientRiskAndDueDate() {
    newCase(PATIENT, 80);
    newCase("Roe, Richard · 1944-11-30", 90);
    newCase("Poe, Paula · 1961-07-19", 50);
    browser.signIn("nurse", "nurse");
    browser.openTasklist();
    assertThat(browser.page().locator(".task-filters h4").allInnerTexts()).map(name -> name.replaceAll("[^A-Za-z ]", "").trim())
        .containsExactly("My work", "My team", "Due today", "Overdue", "High risk");
    browser.page().getByText("High risk").first().click();
    Locator card = browser.card(PATIENT);
    card.waitFor();
    browser.settle();
    assertThat(browser.page().locator(".tasks-list .task .variable-value").allInnerTexts()).map(String::trim)
        .containsExactly("Roe, Richard · 1944-11-30", "high", PATIENT, "high");
    assertThat(card.innerText()).contains(PATIENT, "high").containsIgnoringCase("due");
    assertThat(browser.page().locator(".careloop-sandbox").innerText()).isEqualTo("Sandbox – synthetic patients only");
    browser.picture("tasklist");
    assertThat(browser.complaints()).isEmpty();
  }

  @Test
  void theServersRefusalIsShownAndNoDraftStays() {
    Task task = newCase(PATIENT, 80);
    browser.signIn("nurse", "nurse");
    browser.openTasklist();
    browser.page().getByText("My team").first().click();
    browser.card("Call the patient").click();
    browser.page().waitForSelector(".fjs-form");
    browser.settle();
    browser.picture("task-unclaimed");
    browser.page().getByText("Claim", new Page.GetByTextOptions().setExact(true)).first().click();
    browser.settle();
    assertThat(browser.page().locator(".fjs-form").innerText()).contains(PATIENT);
    browser.page().getByText("Not reached").first().click();
    browser.picture("form");
    browser.page().evaluate("id => localStorage.setItem('camunda-form:' + id, 'what the patient said')", task.getId());
    assertThat(browser.stored()).noneMatch(name -> name.startsWith("camunda-form:"));
    assertThat(browser.page().locator(".form-actions button").filter(new Locator.FilterOptions().setVisible(true)).allInnerTexts())
        .map(String::trim).containsExactly("Complete");

    engine.getRuntimeService().setVariable(task.getProcessInstanceId(), "caller", "Somebody else meanwhile");
    browser.page().getByText("Complete", new Page.GetByTextOptions().setExact(true)).first().click();
    browser.page().waitForSelector(".page-notifications .alert, [notifications-panel] .alert");
    browser.picture("form-refused");
    assertThat(browser.page().locator("[notifications-panel]").first().innerText()).contains("Caller: expected no change");

    engine.getRuntimeService().setVariable(task.getProcessInstanceId(), "caller", "Cora");
    browser.page().getByText("Complete", new Page.GetByTextOptions().setExact(true)).first().click();
    browser.settle();
    assertThat(variable(task, "contactOutcome")).isEqualTo("notReached");

    browser.page().locator(".account > a").click();
    browser.page().locator(".account .logout a").click();
    browser.page().waitForSelector("#sign-in");
    assertThat(browser.stored()).noneMatch(name -> name.startsWith("camunda-form:"));
    browser.picture("signed-out");
    browser.go("/camunda/app/tasklist/default/");
    assertThat(browser.page().url()).contains("/login");
  }

  @Test
  void aHalfFilledFormLeavesNothingBehindWhenTheSessionEnds() {
    newCase(PATIENT, 80);
    browser.signIn("nurse", "nurse");
    browser.openTasklist();
    browser.page().getByText("My team").first().click();
    browser.card("Call the patient").click();
    browser.page().waitForSelector(".fjs-form");
    browser.settle();
    browser.page().getByText("Claim", new Page.GetByTextOptions().setExact(true)).first().click();
    browser.settle();
    browser.page().getByText("Not reached").first().click();
    browser.page().getByLabel("Code").fill("what-she-said");
    browser.page().getByLabel("Code").blur();
    browser.settle();
    assertThat(browser.kept()).doesNotContain("what-she-said", "Doe", "notReached");
    assertThat(browser.complaints()).isEmpty();

    browser.sessionEnds();
    browser.page().getByText("High risk").first().click();
    browser.page().waitForSelector("#sign-in");
    assertThat(browser.kept()).doesNotContain("what-she-said", "Doe", "notReached");
    browser.signIn("pharmacist", "pharmacist");
    browser.openTasklist();
    assertThat(browser.kept()).doesNotContain("what-she-said", "Doe", "notReached");
  }
}
