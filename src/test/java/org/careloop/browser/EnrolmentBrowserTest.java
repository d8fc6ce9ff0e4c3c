package org.careloop.browser;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.camunda.bpm.engine.impl.util.ClockUtil;
import org.camunda.bpm.engine.task.Task;
import org.careloop.sandbox.Sink;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

/**
 * Rosa Delgado is registered with the practice, consents and answers on her telephone in Spanish, and gets a care plan: the people of her
 * team sign in one after the other, each does the part that is theirs, the physician approves, and she reads the plan on her telephone.
 */
class EnrolmentBrowserTest extends BrowserWalk {

  private static final String ROSA = "Delgado, Rosa";
  private static final Pattern LINK = Pattern.compile("/p/([A-Za-z0-9_.-]+)");
  /** By the names of the fields; what is not named here stays empty. */
  private static final Map<String, String> ANSWERS = Map.ofEntries(
      Map.entry("consentAnswer", "yes"), Map.entry("consentSharing", "yes"), Map.entry("consentCaregiver", "no"), Map.entry("consentMessages", "yes"),
      Map.entry("phq2Item1", "2"), Map.entry("phq2Item2", "2"),
      Map.entry("phq9Item3", "1"), Map.entry("phq9Item4", "2"), Map.entry("phq9Item5", "1"), Map.entry("phq9Item6", "2"), Map.entry("phq9Item7", "1"),
      Map.entry("phq9Item8", "0"), Map.entry("phq9Item9", "1"),
      Map.entry("gad7Item1", "1"), Map.entry("gad7Item2", "1"), Map.entry("gad7Item3", "1"), Map.entry("gad7Item4", "1"), Map.entry("gad7Item5", "0"),
      Map.entry("gad7Item6", "0"), Map.entry("gad7Item7", "0"),
      Map.entry("housingStatus", "steady"), Map.entry("homelessPast12m", "false"), Map.entry("foodWorry", "often"), Map.entry("foodDidNotLast", "sometimes"),
      Map.entry("transportationBarrier", "no"), Map.entry("utilities", "no"),
      Map.entry("aloneAnswering", "alone"), Map.entry("safetyItem1", "1"), Map.entry("safetyItem2", "1"), Map.entry("safetyItem3", "1"),
      Map.entry("safetyItem4", "1"),
      Map.entry("fellPastYear", "false"), Map.entry("feelsUnsteady", "false"), Map.entry("worriesAboutFalling", "false"),
      Map.entry("silsAnswer", "often"), Map.entry("needsDailyHelp", "false"));

  @Autowired private Sink sink;
  private final Set<String> opened = new HashSet<>();
  private int linesOfThePlan;

  @Test
  void fromTheRegistrationToThePlanInThePatientsHand() {
    assertThat(wires.pipe("A28", "101401", "/hl7/v2", "application/hl7-v2").body()).contains("MSA|AA|");
    taskList.nothingIsLeftToDo();
    theCoordinatorSaysWhichRecordIsMeant();
    theCoordinatorSendsTheLinkForConsent();
    rosaConsentsOnHerTelephone();
    theNurseCompletesTheHistory();
    rosaAnswersTheQuestions();
    theNurseAssessesTheRiskOfSuicideAndConfirmsTheTier();
    theTeamCompletesThePlan();
    theCoordinatorFillsTheGap();
    thePhysicianApproves();
    rosaReadsThePlan();
    theHealthRecordHoldsThePlanOnce();
    theCoordinatorSeesRosaAtAGlance();
  }

  /** The health record has another patient of the same birth date and nearly the same name. */
  private void theCoordinatorSaysWhichRecordIsMeant() {
    taskList.as("coordinator");
    String task = taskList.openForm("Identify patient", ROSA);
    assertThat(taskList.form().innerText()).contains("Records that may be the same person");
    taskList.form().getByText("The record found:").first().click();
    browser.picture("enrolment-identify");
    taskList.complete(task);
  }

  private void theCoordinatorSendsTheLinkForConsent() {
    taskList.team();
    String task = taskList.openForm("Ask for consent", ROSA);
    taskList.choose("No answer yet?", "Patient wants to read and answer at home: send a link");
    browser.picture("enrolment-consent");
    taskList.complete(task);
  }

  private void rosaConsentsOnHerTelephone() {
    rosaOpensHerLink();
    answerUntilThanked("enrolment-phone-consent");
    taskList.nothingIsLeftToDo();
    assertThat(open("Ask for consent")).isEmpty();
  }

  private void theNurseCompletesTheHistory() {
    taskList.as("nurse");
    String task = taskList.openForm("Complete missing history", ROSA);
    taskList.tick("I found out what I enter below");
    taskList.answerAll("No");
    browser.picture("enrolment-history");
    taskList.complete(task);
  }

  private void rosaAnswersTheQuestions() {
    rosaOpensHerLink();
    answerUntilThanked("enrolment-phone-question");
    assertThat(open("Assess suicide risk")).as("item 9 is a task of the same moment").hasSize(1);
    taskList.nothingIsLeftToDo();
  }

  private void theNurseAssessesTheRiskOfSuicideAndConfirmsTheTier() {
    taskList.as("nurse");
    String risk = taskList.openForm("Assess suicide risk", ROSA);
    browser.picture("enrolment-suicide-risk");
    assertThat(taskList.form().innerText()).contains(ROSA);
    taskList.tick("Yes, spoken with the patient");
    ZonedDateTime now = ClockUtil.getCurrentTime().toInstant().atZone(ZoneId.of("America/New_York"));
    taskList.enter("Time of the assessment, day", now.format(DateTimeFormatter.ofPattern("MM/dd/yyyy", Locale.US)));
    taskList.enter("Time of the assessment, time", now.format(DateTimeFormatter.ofPattern("hh:00 a", Locale.US)));
    taskList.answerAll("No");
    taskList.complete(risk);
    taskList.team();
    String tier = taskList.openForm("Confirm risk tier", ROSA);
    assertThat(taskList.form().innerText()).contains("Proposed: tier");
    String why = taskList.form().getByText("Why this tier?").first().getAttribute("href");
    taskList.tick("Confirm this tier");
    browser.picture("enrolment-tier");
    taskList.complete(tier);
    browser.go(why);
    assertThat(browser.page().locator("main").innerText()).contains("points").contains("PHQ-9");
    browser.picture("enrolment-why");
  }

  private void theTeamCompletesThePlan() {
    for (String[] part : new String[][] {
        {"nurse", "Complete nursing lines"}, {"socialworker", "Complete social lines"}, {coordinator(), "Complete coordination lines"}}) {
      taskList.as(part[0]);
      String task = taskList.openForm(part[1], ROSA);
      int lines = taskList.form().locator("textarea").count() / 3;
      assertThat(lines).as("lines proposed to the %s", part[0]).isPositive();
      linesOfThePlan += lines;
      taskList.answerAll("Yes");
      if (part[0].equals("nurse")) {
        taskList.answer("What to do about symptoms is in the plan", "Not yet");
      }
      browser.picture("enrolment-plan-" + part[0]);
      taskList.complete(task);
    }
  }

  private void theCoordinatorFillsTheGap() {
    taskList.team();
    String task = taskList.openForm("Fill gaps", ROSA);
    assertThat(taskList.form().innerText()).contains("What to do about symptoms is in the plan").doesNotContain("How medicines are managed");
    assertThat(taskList.form().locator("textarea").count() / 3).as("lines of the plan, as many as were proposed").isEqualTo(linesOfThePlan);
    taskList.answerAll("Yes");
    browser.picture("enrolment-plan-gaps");
    taskList.complete(task);
  }

  private void thePhysicianApproves() {
    taskList.as("physician");
    String task = taskList.openForm("Approve plan", ROSA);
    assertThat(taskList.form().innerText()).contains("Why this tier?", "Version of the plan");
    taskList.tick("Approve this plan");
    browser.picture("enrolment-approval");
    taskList.complete(task);
  }

  private void rosaReadsThePlan() {
    rosaOpensHerLink();
    Page page = browser.page();
    assertThat(page.locator("main section.plan").count()).isPositive();
    browser.picture("enrolment-phone-plan");
    browser.follow(page.locator("form#page button[value=send]").last());
    taskList.nothingIsLeftToDo();
    assertThat(open("Give plan to patient")).isEmpty();
  }

  private void theHealthRecordHoldsThePlanOnce() {
    String rosa = "patient=Patient/p101401";
    assertThat(wires.records("EpisodeOfCare", rosa)).singleElement().satisfies(one -> assertThat(one.path("status").asText()).isEqualTo("active"));
    assertThat(wires.records("Consent", rosa)).singleElement().satisfies(one -> assertThat(one.path("status").asText()).isEqualTo("active"));
    assertThat(wires.records("CareTeam", rosa)).filteredOn(one -> one.path("name").asText().equals("Care coordination")).hasSize(1);
    assertThat(wires.records("CarePlan", rosa)).singleElement().satisfies(one -> assertThat(one.path("status").asText()).isEqualTo("active"));
    assertThat(wires.records("Goal", rosa)).isNotEmpty();
    assertThat(wires.records("RiskAssessment", rosa)).isNotEmpty();
    assertThat(wires.records("QuestionnaireResponse", rosa)).extracting(one -> one.path("questionnaire").asText().replaceAll(".*/|\\|.*", ""))
        .contains("phq-9", "gad-7", "social-needs", "home-safety", "home-and-health").doesNotHaveDuplicates();
  }

  private void theCoordinatorSeesRosaAtAGlance() {
    browser.newPerson();
    browser.signIn(coordinator(), coordinator());
    browser.go("/care");
    browser.picture("enrolment-my-patients");
    browser.follow(browser.page().locator("main a").filter(new Locator.FilterOptions().setHasText("Delgado")).first());
    assertThat(browser.page().locator("main").innerText()).contains("Delgado", "tier 4", "Within 7 days you know your coordinator",
        "Connect patient with service", "Also open for this patient");
    browser.picture("enrolment-at-a-glance");
    assertThat(browser.complaints()).isEmpty();
  }

  /** The newest link that she was sent, opened with her date of birth on a telephone. */
  private void rosaOpensHerLink() {
    Matcher[] found = new Matcher[1];
    await().atMost(TaskList.SOON).until(() -> sink.texts().stream().map(text -> LINK.matcher(text.text())).filter(Matcher::find).findFirst()
        .filter(link -> opened.add(link.group(1))).map(link -> found[0] = link).isPresent());
    browser.newPerson();
    browser.phone();
    browser.go("/p/" + found[0].group(1));
    Page page = browser.page();
    assertThat(page.locator("html").getAttribute("lang")).isEqualTo("es");
    page.fill("#month", "6");
    page.fill("#day", "14");
    page.fill("#year", "1958");
    browser.follow(page.locator("main button").last());
  }

  private void answerUntilThanked(String picture) {
    Page page = browser.page();
    for (int pages = 0; page.locator("form#page").count() > 0; pages++) {
      assertThat(pages).as("pages, the last one: %s", page.locator("main").innerText()).isLessThan(12);
      ANSWERS.forEach((name, value) -> {
        Locator choice = page.locator("input[name='a.%s'][value='%s']".formatted(name, value));
        if (choice.count() > 0 && choice.isVisible()) {
          choice.check();
        }
      });
      browser.picture(picture + "-" + (pages + 1));
      browser.follow(page.locator("button[value=send]").last());
      if (page.locator("main a.button[href='/p/page']").count() > 0) {
        taskList.nothingIsLeftToDo();
        browser.go("/p/page");
      }
    }
    browser.picture(picture + "-thanks");
  }

  private String coordinator() {
    return engine.getHistoryService().createHistoricVariableInstanceQuery().variableName("primaryCoordinator").list().stream()
        .map(variable -> (String) variable.getValue()).filter(Objects::nonNull).findFirst().orElseThrow();
  }

  private List<Task> open(String name) {
    return engine.getTaskService().createTaskQuery().taskNameLike(name + "%").list();
  }
}
