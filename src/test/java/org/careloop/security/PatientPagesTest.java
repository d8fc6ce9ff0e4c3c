package org.careloop.security;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import org.camunda.bpm.engine.history.HistoricVariableInstance;
import org.camunda.bpm.engine.impl.util.ClockUtil;
import org.camunda.bpm.engine.runtime.ProcessInstance;
import org.camunda.bpm.engine.task.Task;
import org.careloop.portal.HomePages;
import org.careloop.sandbox.Sink;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.JdbcTemplate;

/** What patients see who follow the link they were sent, in a browser without scripts; and what becomes of their answers. */
class PatientPagesTest extends WebTest {

  @Autowired private Sink sink;
  @Autowired private JdbcTemplate jdbc;

  private ProcessInstance maria;

  @BeforeEach
  void pagesAtHome() {
    ClockUtil.reset();
    HomePages.deploy(engine);
    maria = HomePages.start(engine, HomePages.MARIA);
  }

  @AfterEach
  void timeGoesOn() {
    ClockUtil.reset();
  }

  @Test
  void aTextLeadsToTheQuestionsOnePageAfterTheOtherInSpanish() {
    String token = send("screening", "sms", "es");
    assertThat(sink.texts().get(0).text()).contains("http://localhost:8080/p/" + token).hasSizeLessThan(160);
    PatientAtHome home = home();

    assertThat(home.knock(token).body()).contains("<html lang=\"es\"", "¿Es usted?", "Su fecha de nacimiento", "(202) 555-0100", "tel:2025550100");
    assertThat(home.born(token, 1948, 3, 2).body()).contains("¿Cómo se ha sentido?", "Durante las últimas 2 semanas", "Ningún día")
        .doesNotContain("MRN", "Somebody", "Not at all");
    home.send("phq1", "1", "phq9Item9", "0");
    assertThat(home.heading()).isEqualTo("Su día");
    assertThat(home.body()).contains("Página 2 de 2", "En casa", "kg", "(opcional)").doesNotContain("Asked how", "Due", "988");
    home.send("worries", "food", "livesWith", "alone", "weight", "80.5", "callMe", "Mari", "lastVisit", "2026-01-20", "helpWanted", "yes");
    assertThat(home.heading()).as("the program has something to do first").isEqualTo("Un momento, por favor");
    HomePages.runJobs(engine, maria);
    home.page();
    assertThat(home.body()).as("a question of an instrument is none that one may skip").contains("Por favor, responda todas las preguntas.")
        .doesNotContain("(opcional)");
    home.send("sleep", "badly");

    assertThat(home.heading()).isEqualTo("Gracias");
    assertThat(value("phq1")).isEqualTo(1);
    assertThat(value("phq9Item9")).isEqualTo(0);
    assertThat(value("worries")).hasToString("[\"food\"]");
    assertThat(value("weight")).isEqualTo(80.5);
    assertThat(value("livesWith")).isEqualTo("alone");
    assertThat(value("lastVisit")).isEqualTo("2026-01-20");
    assertThat(value("helpWanted")).isEqualTo(true);
    assertThat(names()).as("what the care team asks is there and empty; what was hidden was never asked").contains("askedHow").doesNotContain("fallCount");
    assertThat(value("askedHow")).isNull();
    assertThat(value("answeredBy")).isEqualTo("patient");
    assertThat(link("state")).isEqualTo("used");
    assertThat(link("answers")).isEqualTo(3);
    assertThat(home().knock(token).body()).contains("You have already used this link", "Ya usó este enlace");
  }

  @Test
  void theOperationLogSaysThatItWasThePatientByLink() {
    Task mood = task("askMood");
    PatientAtHome home = opened("screening");
    home.send("phq1", "0", "phq9Item9", "0");

    assertThat(engine.getHistoryService().createUserOperationLogQuery().taskId(mood.getId()).operationType("Complete").list())
        .isNotEmpty().allSatisfy(entry -> assertThat(entry.getUserId()).isEqualTo("patient:link"));
    assertThat(value("performedBy")).isEqualTo("patient");
    post("nurse", "/engine-rest/task/" + task("askDay").getId() + "/complete",
        "{\"variables\":{\"askedHow\":{\"value\":\"phone\"},\"livesWith\":{\"value\":\"alone\"}}}");
    assertThat(value("answeredBy")).as("the next one was not the patient").isEqualTo("careTeam");
  }

  @Test
  void theAuditorReadsThatItWasThePatientByALink() {
    PatientAtHome home = opened("consent");
    home.send("consentGiven", "no", "understood", "yes");
    String page = signIn("auditor").get("/audit/cases/" + maria.getId()).body();
    assertThat(page).contains("Done: Ask for consent", "by the patient (by a link)").doesNotContain("patient:link");
  }

  @Test
  void whatIsMissingIsSaidAtTheFieldAndOnTopAndNothingThatWasEnteredIsLost() {
    PatientAtHome home = opened("screening");
    home.send("phq1", "2");

    assertThat(home.body()).contains("Error: ", "role=\"alert\"", "href=\"#f1-0\"", "id=\"f1-error\"", "Por favor, responda esta pregunta.")
        .containsPattern("id=\"f0-2\"[^>]*checked");
    home.send("phq1", "2", "phq9Item9", "0");
    home.send("livesWith", "alone", "weight", "abc", "lastVisit", "yesterday", "callMe", "x".repeat(41));
    assertThat(home.body()).contains("Por favor, escriba un número de 20 a 400.", "Por favor, escriba una fecha", "como máximo 40 caracteres", "value=\"abc\"");
    assertThat(value("weight")).isNull();
  }

  @Test
  void aQuestionThatDependsOnAnAnswerComesWithoutScripts() {
    PatientAtHome home = opened("screening");
    home.send("phq1", "0", "phq9Item9", "0");
    assertThat(home.body()).doesNotContain("se cayó");
    home.send("worries", "falls", "livesWith", "alone");
    assertThat(home.body()).contains("¿Cuántas veces se cayó").containsPattern("value=\"falls\"[^>]*checked");
    home.send("worries", "falls", "livesWith", "alone", "fallCount", "2");
    assertThat(home.body()).as("an optional one is offered once").contains("¿Cómo pasó?", "hay algo más que responder");
    home.send("worries", "food", "livesWith", "alone", "fallCount", "2", "fallStory", "On the stairs");
    assertThat(value("fallCount")).as("an answer that another answer hides is not sent").isNull();
    assertThat(value("worries")).hasToString("[\"food\"]");
  }

  @Test
  void theOtherLanguageIsOneButtonAwayAndKeepsWhatWasEntered() {
    PatientAtHome home = opened("screening");
    assertThat(home.press("en", "phq1", "3").body()).contains("<html lang=\"en\"", "How have you felt?", "Nearly every day").containsPattern("id=\"f0-3\"[^>]*checked")
        .doesNotContain("Error:");
    assertThat(task("askMood")).isNotNull();
  }

  @Test
  void aFormThatComesAgainBecauseSomethingIsOpenKeepsWhatWasAnswered() {
    PatientAtHome home = opened("screening");
    home.send("phq1", "2", "phq9Item9", "0");
    engine.getRuntimeService().createProcessInstanceModification(maria.getId()).startBeforeActivity("askMood").cancelAllForActivity("askDay").execute();
    assertThat(home.page().body()).contains("Algo en esta página quedó sin responder").containsPattern("id=\"f0-2\"[^>]*checked");
    PatientAtHome somebodyElse = opened("screening");
    assertThat(somebodyElse.body()).as("only to who has answered it").doesNotContain("checked");
  }

  @Test
  void somebodyInACrisisIsShownHelpAtOnceAndFromThenOn() {
    PatientAtHome home = opened("screening");
    home.press("en");
    home.send("phq1", "0", "phq9Item9", "1");
    assertThat(home.heading()).isEqualTo("Your day");
    assertThat(home.body()).contains("href=\"tel:988\"", "href=\"tel:911\"", "You do not have to be alone with this");
    home.send("livesWith", "alone");
    HomePages.runJobs(engine, maria);
    home.page();
    assertThat(home.send("sleep", "well").body()).contains("Thank you", "href=\"tel:988\"");
  }

  @Test
  void whoWouldRatherTalkLeavesTheTaskToTheCareTeam() {
    PatientAtHome home = opened("screening");
    home.press("person");
    assertThat(home.heading()).isEqualTo("Gracias");
    assertThat(home.body()).contains("Lo que dejó sin responder");
    assertThat(task("askMood").getDescription()).contains("asks to be asked in person");
    assertThat(link("state")).as("the patient may think again").isEqualTo("open");
  }

  @Test
  void whoComesSecondReadsThatItWasAnsweredAndNothingIsDoubled() {
    PatientAtHome home = opened("screening");
    post("nurse", "/engine-rest/task/" + task("askMood").getId() + "/complete", "{\"variables\":{\"phq1\":{\"value\":3},\"phq9Item9\":{\"value\":0}}}");
    home.send("phq1", "0", "phq9Item9", "0");

    assertThat(home.body()).contains("Esto ya se respondió con su equipo de atención. Gracias.");
    assertThat(home.heading()).isEqualTo("Su día");
    assertThat(value("phq1")).isEqualTo(3);
    assertThat(home.page().body()).as("said once").doesNotContain("ya se respondió");
  }

  @Test
  void aDecisionIsAskedForByItsOwnLinkAlone() {
    PatientAtHome home = opened("consent");
    assertThat(home.heading()).isEqualTo("Su decisión");
    assertThat(home.body()).contains("<p class=\"lead\">Puede decir que no, y dejarlo en cualquier momento.</p>").doesNotContain("Página");
    assertThat(home.send("understood", "yes").body()).as("a note of the care team hides no question").contains("¿Está de acuerdo? Por favor, responda esta pregunta.");
    assertThat(home.send("consentGiven", "yes").body()).contains("He leído y entendido esta página. Por favor, responda esta pregunta.");
    home.send("consentGiven", "yes", "understood", "yes");
    assertThat(home.heading()).isEqualTo("Gracias");
    assertThat(value("consentGiven")).isEqualTo("yes");
    assertThat(value("consentContact")).as("what the care team noted before does not stand beside it").isNull();
    assertThat(task("askMood")).as("the questions are another link's").isNotNull();
  }

  @Test
  void thePlanIsReadInPlainWordsAndStaysReadable() {
    String token = send("plan", "email", "en");
    PatientAtHome home = home();
    home.open(token, 1948, 3, 2);
    assertThat(home.body()).contains("This is what we agreed with you.", "Measure blood sugar each morning", "June 30, 2026", ">You<", "Your pharmacist", "✓ Done",
        "Falls &lt;b&gt;", "Your care coordinator is Cora Coordinator", "I have read it").doesNotContain("Dropped", "How was it given", "in person instead");
    home.press("es");
    assertThat(home.body()).contains("Medir el azúcar cada mañana", "30 de junio de 2026", "Caídas").containsPattern("<dd lang=\"en\">Review insulin dose");
    home.send();
    assertThat(task("givePlan")).isNull();
    assertThat(home.body()).contains("Gracias por decirnos que lo ha leído", "Medir el azúcar");
    PatientAtHome again = home();
    assertThat(again.open(token, 1948, 3, 2).body()).contains("Measure blood sugar").doesNotContain("I have read it");
  }

  @Test
  void aLinkIsOverExactlyWhenItSaysAndNotAMomentBefore() {
    Instant end = Instant.parse("2031-05-01T12:00:00Z");
    ClockUtil.setCurrentTime(Date.from(end.minus(Duration.ofDays(3))));
    String token = HomePages.send(engine, sink, maria, "screening", "sms", "es", end.toString());
    ClockUtil.setCurrentTime(Date.from(end.minusMillis(1)));
    assertThat(home().knock(token).statusCode()).isEqualTo(200);
    ClockUtil.setCurrentTime(Date.from(end));
    var answer = home().knock(token);
    assertThat(answer.statusCode()).isEqualTo(404);
    assertThat(answer.body()).contains("This link is too old", "Este enlace es demasiado antiguo", "(202) 555-0100");
  }

  @Test
  void aPageThatWasLeftOpenAsksForTheLinkAgain() {
    Instant now = Instant.now();
    PatientAtHome home = opened("screening");
    ClockUtil.setCurrentTime(Date.from(now.plus(Duration.ofMinutes(31))));
    home.send("phq1", "0", "phq9Item9", "0");
    assertThat(home.body()).contains("abra su enlace otra vez", "Please open your link again");
    assertThat(task("askMood")).isNotNull();
  }

  @Test
  void fiveWrongDatesOfBirthLockTheLinkAndTheTaskSaysSo() {
    String token = send("screening", "sms", "es");
    PatientAtHome home = home();
    home.knock(token);
    for (int left = 4; left > 0; left--) {
      assertThat(home.born(token, 1950, 1, left).body()).contains(left == 1 ? "una vez más" : left + " veces más");
    }
    assertThat(home.born(token, 1950, 2, 30).body()).as("no day at all costs no try").contains("con tres números");
    assertThat(home.born(token, 1950, 1, 9).statusCode()).isEqualTo(404);
    assertThat(home.body()).contains("Este enlace está bloqueado", "(202) 555-0100");
    assertThat(home().open(token, 1948, 3, 2).body()).as("the right one comes too late").contains("Este enlace está bloqueado");
    assertThat(task("askMood").getDescription()).contains("locked", "Call the patient");
    assertThat(task("givePlan").getDescription()).isNull();
    assertThat(link("state")).isEqualTo("locked");
  }

  @Test
  void aNewerLinkAndTheEndOfTheCaseTakeTheOldOneBack() {
    String first = send("screening", "sms", "es");
    String other = send("consent", "sms", "es");
    PatientAtHome home = home();
    home.open(first, 1948, 3, 2);
    String second = send("screening", "email", "en");

    assertThat(home.page().body()).as("also on a page that is open").contains("Este enlace ya no se necesita");
    assertThat(home().knock(first).body()).contains("This link is no longer needed");
    assertThat(home().knock(second).statusCode()).isEqualTo(200);
    assertThat(home().knock(other).statusCode()).isEqualTo(200);
    engine.getRuntimeService().deleteProcessInstance(maria.getId(), "test over");
    assertThat(home().knock(second).body()).contains("This link is no longer needed");
    assertThat(jdbc.queryForList("select ended_because from careloop_patient_link where case_id = ? order by made_at", String.class, maria.getId()))
        .containsExactly("newerLink", "caseEnded", "caseEnded");
  }

  @Test
  void nothingIsKeptByBrowsersOrToldToOthers() {
    String token = send("screening", "sms", "es");
    PatientAtHome home = home();
    var headers = home.knock(token).headers();
    assertThat(headers.firstValue("Cache-Control")).hasValueSatisfying(value -> assertThat(value).contains("no-store"));
    assertThat(headers.firstValue("Referrer-Policy")).hasValue("same-origin");
    assertThat(headers.firstValue("X-Robots-Tag")).hasValue("noindex, nofollow");
    assertThat(headers.firstValue("Content-Security-Policy")).hasValueSatisfying(value -> assertThat(value).contains("default-src 'none'").doesNotContain("unsafe"));
    assertThat(headers.allValues("Set-Cookie")).allSatisfy(cookie -> assertThat(cookie).contains("Path=/p", "HttpOnly", "SameSite=Strict"));
    home.post("/p/" + token, List.of("year", "1948", "month", "3", "day", "2"));
    assertThat(home.browser().setCookies()).filteredOn(cookie -> cookie.startsWith("patient=")).singleElement()
        .satisfies(cookie -> assertThat(cookie).contains("Path=/p", "HttpOnly", "SameSite=Strict").doesNotContain(token));
    assertThat(home.browser().last().headers().firstValue("Location")).hasValueSatisfying(to -> assertThat(to).endsWith("/p/page"));
    assertThat(jdbc.queryForList("select TEXT_ from ACT_HI_VARINST where PROC_INST_ID_ = ?", String.class, maria.getId())).noneMatch(text -> text != null && text.contains(token));
  }

  private PatientAtHome home() {
    return new PatientAtHome(this, stranger());
  }

  private PatientAtHome opened(String purpose) {
    String token = send(purpose, "sms", "es");
    PatientAtHome home = home();
    assertThat(home.open(token, 1948, 3, 2).statusCode()).isEqualTo(200);
    return home;
  }

  private String send(String purpose, String channel, String language) {
    return HomePages.send(engine, sink, maria, purpose, channel, language, null);
  }

  private Task task(String id) {
    return engine.getTaskService().createTaskQuery().processInstanceId(maria.getId()).taskDefinitionKey(id).singleResult();
  }

  private Object value(String name) {
    return engine.getHistoryService().createHistoricVariableInstanceQuery().processInstanceId(maria.getId()).variableName(name).list().stream().findFirst()
        .map(HistoricVariableInstance::getValue).orElse(null);
  }

  private List<String> names() {
    return engine.getHistoryService().createHistoricVariableInstanceQuery().processInstanceId(maria.getId()).list().stream()
        .map(HistoricVariableInstance::getName).toList();
  }

  private Object link(String column) {
    return jdbc.queryForMap("select * from careloop_patient_link where case_id = ?", maria.getId()).get(column);
  }
}
