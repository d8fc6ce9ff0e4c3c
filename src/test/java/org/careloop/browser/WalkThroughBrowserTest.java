package org.careloop.browser;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.camunda.bpm.engine.ProcessEngine;
import org.camunda.bpm.engine.impl.util.ClockUtil;
import org.careloop.TestDatabase;
import org.careloop.security.WebTest;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

/**
 * The README's walk-through as a new user does it: messages are piped in, the call and the reconciliation are made in Tasklist, the clock is
 * moved on the sandbox page, and the transition is seen to close. Then an auditor asks why there was a home visit. The engine works by itself;
 * nothing here runs a job. Steps that are alike are done over REST, as the people whose steps they are.
 */
@SpringBootTest(webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT, properties = {
    "careloop.sandbox.journal=", "careloop.hl7.mllp.port=0", "camunda.bpm.job-execution.wait-time-in-millis=200",
    "camunda.bpm.job-execution.max-wait=500"})
@DirtiesContext
@Tag(WebTest.OWN_PROGRAM)
class WalkThroughBrowserTest {

  private static final ZoneId ZONE = ZoneId.of("America/New_York");
  private static final DateTimeFormatter DAY = DateTimeFormatter.ofPattern("MM/dd/yyyy", Locale.US);
  private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("hh:mm a", Locale.US);
  private static final DateTimeFormatter SLOT = DateTimeFormatter.ofPattern("yyyyMMdd-HHmm");
  private static final Duration SOON = Duration.ofSeconds(90);
  private static final String MARIA = "Rivera, Maria";
  private static final String MARIAS_CASE = "MERCY:V1001";
  private static final String WILLIAM = "Becker, William";
  private static final String WILLIAMS_CASE = "MERCY:V1004";
  private static final List<String> TEAM = List.of("coordinator", "nurse", "physician", "pharmacist", "socialworker");

  private final HttpClient client = HttpClient.newHttpClient();
  private final ObjectMapper json = new ObjectMapper();

  @LocalServerPort private int port;
  @Autowired private ProcessEngine engine;
  @Autowired private Clock clock;
  @Value("${careloop.audit.anchors}") private Path anchors;

  private Browser browser;

  @DynamicPropertySource
  static void database(DynamicPropertyRegistry registry) {
    TestDatabase.configure(registry, "walk");
  }

  @BeforeAll
  static void itIsNow() {
    ClockUtil.reset();
  }

  @AfterAll
  static void timeGoesOn() {
    ClockUtil.reset();
  }

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
  void aDischargeIsFollowedFromTheFirstMessageToTheClose() {
    theHospitalSendsItsMessages();
    theCoordinatorSeesTheTasksOfBoth();
    theClockIsMoved("next-business-day");
    theCoordinatorMakesTheCall();
    thePharmacistReconciles();
    for (int days = 0; days < 9; days++) {
      everybodyWorks();
      theClockIsMoved("P1D");
    }
    whatNobodyDidHasBeenWarnedOfAndEscalated();
    for (int weeks = 0; weeks < 6 && open("reviewTcmProposal").isEmpty(); weeks++) {
      theClockIsMoved("P7D");
      everybodyWorks();
    }
    theCoordinatorSeesTheProposalAndTheClose();
    theHealthRecordHoldsWhatWasDone();
    new Auditor(browser, anchors).asksWhyThereWasAHomeVisit("Rivera");
  }

  private void theHospitalSendsItsMessages() {
    for (String name : List.of("A01", "A03")) {
      HttpResponse<String> answer = pipe(name, "100234", "/hl7/v2", "application/hl7-v2");
      assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
      assertThat(answer.body()).contains("MSA|AA|");
    }
    for (String name : List.of("encounter-admit", "encounter-transfer", "encounter-discharge")) {
      HttpResponse<String> answer = pipe(name, "100518", "/fhir", "application/fhir+json");
      assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
      assertThat(answer.body()).contains("Stored.");
    }
    nothingIsLeftToDo();
  }

  private void theCoordinatorSeesTheTasksOfBoth() {
    browser.signIn("coordinator", "coordinator");
    team();
    for (String patient : List.of(MARIA, WILLIAM)) {
      Locator card = card("Call patient", patient);
      card.waitFor();
      assertThat(card.innerText()).contains("MRN", "born").containsIgnoringCase("due");
    }
    assertThat(card("Call patient", MARIA).innerText()).contains("intensive");
    assertThat(card("Call patient", WILLIAM).innerText()).contains("high");
    browser.picture("walk-tasklist");
  }

  private void theCoordinatorMakesTheCall() {
    team();
    String task = openForm("Call patient", MARIA);
    assertThat(form().innerText()).contains(MARIA, "MRN 100234", "intensive");
    LocalDateTime now = local();
    tick("Reached");
    enter("Time of the call, day", now.format(DAY));
    enter("Time of the call, time", now.truncatedTo(ChronoUnit.HOURS).format(TIME));
    choose("How did you try?", "Telephone, number on file");
    tick("I asked about every sign above");
    tick("The same");
    tick("Taken as on the discharge list");
    tick("Yes, enough");
    tick("Yes, in own words");
    browser.picture("walk-call");
    complete(task);
  }

  private void thePharmacistReconciles() {
    browser.newPerson();
    browser.signIn("pharmacist", "pharmacist");
    team();
    String task = openForm("Review medicines", MARIA);
    assertThat(form().innerText()).contains("Apixaban", "Insulin glargine", "before", "discharge");
    enter("Unexplained differences", "0");
    tick("Anticoagulant");
    tick("Insulin");
    tick("Has them at home");
    tick("Patient or caregiver explains the medicines correctly");
    choose("Your role", "Clinical pharmacist");
    browser.picture("walk-reconciliation");
    complete(task);
    browser.newPerson();
    browser.signIn("coordinator", "coordinator");
  }

  /** Presses a button of the sandbox page and waits until the engine has done all that fell due. */
  private void theClockIsMoved(String by) {
    Instant before = clock.instant();
    browser.go("/sandbox");
    browser.page().locator("#clock button[value='" + by + "']").click();
    browser.page().locator("[role=status]").waitFor();
    assertThat(browser.page().locator("[role=status]").innerText()).startsWith("It is ");
    assertThat(clock.instant()).isAfter(before.plus(Duration.ofMinutes(1)));
    nothingIsLeftToDo();
  }

  private void whatNobodyDidHasBeenWarnedOfAndEscalated() {
    browser.go("/sandbox");
    assertThat(browser.page().locator("main").innerText()).contains("Deadline near: " + WILLIAMS_CASE, "Deadline missed: " + WILLIAMS_CASE);
    browser.picture("walk-sandbox");
    browser.openTasklist();
    browser.page().getByText("Overdue").first().click();
    card("Decide on missed deadline", WILLIAM).waitFor();
    browser.picture("walk-overdue");
  }

  private void theCoordinatorSeesTheProposalAndTheClose() {
    assertThat(open("reviewTcmProposal")).as("open tasks of the case: %s", openNames()).hasSize(1);
    team();
    String task = openForm("Review TCM proposal", MARIA);
    assertThat(form().innerText()).contains("Proposed code: 99496", "Medical decision making: high");
    tick("Hand it to billing");
    browser.picture("walk-proposal");
    complete(task);
    await().atMost(SOON).untilAsserted(() -> assertThat(engine.getHistoryService().createHistoricActivityInstanceQuery()
        .activityId("transitionComplete").finished().count()).isEqualTo(1));
    assertThat(engine.getRuntimeService().createProcessInstanceQuery().processInstanceBusinessKey(MARIAS_CASE).count()).isZero();
    team();
    browser.card(WILLIAM).waitFor();
    assertThat(card("", MARIA).count()).isZero();
    assertThat(browser.complaints()).isEmpty();
  }

  private void theHealthRecordHoldsWhatWasDone() {
    assertThat(record("RiskAssessment")).hasSize(2);
    assertThat(record("Communication")).hasSizeGreaterThanOrEqualTo(5)
        .allSatisfy(contact -> assertThat(contact.path("status").asText()).isEqualTo("completed"));
    assertThat(record("List")).isNotEmpty();
    assertThat(record("Task")).isNotEmpty();
    assertThat(record("CarePlan")).singleElement().satisfies(plan -> assertThat(plan.path("status").asText()).isEqualTo("completed"));
  }

  /** Everybody of the team does what is open for Maria, one task after the other, for a task done may take others away. */
  private void everybodyWorks() {
    for (String user : TEAM) {
      for (JsonNode task = next(user); task != null; task = next(user)) {
        work(user, task);
        nothingIsLeftToDo();
      }
    }
  }

  /** A task of Maria's case that this person sees, but for the proposal at the end; null for none. */
  private JsonNode next(String user) {
    JsonNode open = get(user, "/engine-rest/task?maxResults=50&processInstanceBusinessKey=" + encoded(MARIAS_CASE));
    return StreamSupport.stream(open.spliterator(), false)
        .filter(task -> !task.path("taskDefinitionKey").asText().equals("reviewTcmProposal")).findFirst().orElse(null);
  }

  private void work(String user, JsonNode task) {
    String path = "/engine-rest/task/" + task.path("id").asText();
    String now = clock.instant().truncatedTo(ChronoUnit.SECONDS).toString();
    Map<String, Object> answers = new LinkedHashMap<>();
    switch (task.path("taskDefinitionKey").asText()) {
      case "callPatient" -> answers.putAll(Map.of("contactOutcome", "reached", "contactedAt", now, "contactChannel", "phone"));
      case "arrangeHomeVisit" -> answers.putAll(Map.of("homeVisitOutcome", "timeAgreed", "visitAt", now));
      case "makeHomeVisit" -> answers.putAll(Map.of("homeVisitOutcome", "done", "visitedAt", now, "homeHazards", List.of()));
      case "bookVisit" -> answers.putAll(Map.of("bookingChoice", "slot", "slotId", freeSlot(user, path), "visitNeeds", List.of("interpreter")));
      case "recordVisit" -> answers.putAll(Map.of("visitResult", "attended", "visitDate", local().toLocalDate().toString(), "mdm", "high",
          "medicinesReviewed", true));
      case "receiveDischargeInformation" -> answers.putAll(Map.of("informationStatus", "complete", "informationReceivedAt", now,
          "informationContents", List.of("responsiblePractitioner", "diagnoses", "medicinesAndAllergies", "instructions"),
          "pendingResults", false, "othersInvolved", false));
      case "decideOnDeadline" -> answers.putAll(Map.of("missedDecision", "doneNow", "missedReason", "staffing"));
      default -> throw new AssertionError("Nobody expected the task %s of %s.".formatted(task.path("taskDefinitionKey").asText(), user));
    }
    if (answers.containsValue("reached") || answers.containsValue("done")) {
      answers.putAll(Map.of("redFlags", List.of(), "redFlagsAsked", true, "conditionChange", "better", "medicineUse", "asListed",
          "serviceGaps", List.of(), "helpAtHome", "enough", "topicsCovered", List.of("dailyWeight"), "teachBack", "yes"));
    }
    post(user, path + "/claim", Map.of("userId", user));
    Map<String, Object> variables = new LinkedHashMap<>();
    answers.forEach((name, value) -> variables.put(name, value instanceof List<?> list
        ? Map.of("value", json.valueToTree(list).toString(), "type", "Json") : Map.of("value", value)));
    post(user, path + "/complete", Map.of("variables", variables));
  }

  /** The first free slot of tomorrow or later, whose value ends with its local day and time. */
  private String freeSlot(String user, String task) {
    JsonNode options = get(user, task + "/form-variables?deserializeValues=false&variableNames=slotOptions").path("slotOptions").path("value");
    LocalDate today = local().toLocalDate();
    try {
      return StreamSupport.stream(json.readTree(options.asText()).spliterator(), false).map(option -> option.path("value").asText())
          .filter(slot -> LocalDateTime.parse(slot.substring(slot.length() - 13), SLOT).toLocalDate().isAfter(today))
          .findFirst().orElseThrow();
    } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
      throw new AssertionError("slotOptions is no JSON: " + options, e);
    }
  }

  private void team() {
    browser.openTasklist();
    browser.page().locator(".task-filters").getByText("My team").click();
    browser.page().locator(".tasks-list .task").first().waitFor();
    browser.settle();
  }

  private Locator card(String task, String patient) {
    return browser.page().locator(".tasks-list .task").filter(new Locator.FilterOptions().setHasText(task))
        .filter(new Locator.FilterOptions().setHasText(patient)).first();
  }

  /** The list shows what is due first, fifteen cards a page. */
  private void turnTo(String task, String patient) {
    Locator next = browser.page().locator(".pagination-next:not(.disabled) a");
    while (card(task, patient).count() == 0 && next.count() > 0) {
      next.first().click();
      browser.settle();
    }
  }

  private Locator form() {
    return browser.page().locator(".fjs-form");
  }

  /** Opens the task's form, claims the task and returns the task's id. */
  private String openForm(String task, String patient) {
    turnTo(task, patient);
    card(task, patient).click();
    form().waitFor();
    browser.settle();
    browser.page().getByText("Claim", new Page.GetByTextOptions().setExact(true)).first().click();
    browser.page().locator(".fjs-form input[type=radio]:enabled").first().waitFor();
    browser.settle();
    var found = engine.getTaskService().createTaskQuery().taskName(task).taskAssigneeLike("%").list();
    assertThat(found).as("claimed tasks called %s", task).hasSize(1);
    return found.get(0).getId();
  }

  // A required box has an asterisk in its label.
  private void tick(String label) {
    Locator.GetByLabelOptions exactly = new Locator.GetByLabelOptions().setExact(true);
    form().getByLabel(label, exactly).or(form().getByLabel(label + "*", exactly)).first().check();
  }

  // Left again at once: the date's own calendar must not cover the next field.
  private void enter(String label, String value) {
    Locator field = form().getByLabel(label).first();
    field.fill(value);
    field.blur();
  }

  private void choose(String label, String option) {
    Locator field = form().locator(".fjs-form-field-select").filter(new Locator.FilterOptions().setHasText(label));
    field.locator(".fjs-input-group").click();
    field.getByText(option, new Locator.GetByTextOptions().setExact(true)).click();
  }

  private void complete(String task) {
    browser.page().getByText("Complete", new Page.GetByTextOptions().setExact(true)).first().click();
    await().atMost(SOON).untilAsserted(() -> assertThat(engine.getTaskService().createTaskQuery().taskId(task).count())
        .as(() -> "the form was refused: " + browser.page().locator("[notifications-panel]").first().innerText()).isZero());
    nothingIsLeftToDo();
  }

  /** Waits until no job is due any more; a step that failed and waits for its next try would not be. */
  private void nothingIsLeftToDo() {
    await().atMost(SOON).pollInterval(Duration.ofMillis(200)).untilAsserted(() -> assertThat(engine.getManagementService().createJobQuery()
        .active().executable().list()).filteredOn(job -> job.getProcessInstanceId() != null).isEmpty());
    assertThat(engine.getManagementService().createJobQuery().withException().list()).as("steps that failed").isEmpty();
  }

  private List<String> open(String taskId) {
    return engine.getTaskService().createTaskQuery().processInstanceBusinessKey(MARIAS_CASE).taskDefinitionKey(taskId).list().stream()
        .map(org.camunda.bpm.engine.task.Task::getId).toList();
  }

  private List<String> openNames() {
    return engine.getTaskService().createTaskQuery().processInstanceBusinessKey(MARIAS_CASE).list().stream()
        .map(org.camunda.bpm.engine.task.Task::getName).toList();
  }

  private LocalDateTime local() {
    return clock.instant().atZone(ZONE).toLocalDateTime();
  }

  /** What the sandbox's health record holds about Maria's case. */
  private List<JsonNode> record(String type) {
    JsonNode found = get("coordinator", "/sandbox/fhir/%s?identifier=%s&_count=200".formatted(type,
        encoded("https://careloop.org/encounter|" + MARIAS_CASE)));
    return StreamSupport.stream(found.path("entry").spliterator(), false).map(entry -> entry.path("resource")).toList();
  }

  private HttpResponse<String> pipe(String name, String patient, String path, String type) {
    HttpResponse<String> sample = send("coordinator", HttpRequest.newBuilder(address("/sandbox/messages/" + name + "?patient=" + patient)));
    assertThat(sample.statusCode()).as(sample.body()).isEqualTo(200);
    return send("integration", HttpRequest.newBuilder(address(path)).header("Content-Type", type)
        .POST(HttpRequest.BodyPublishers.ofString(sample.body())));
  }

  private JsonNode get(String user, String path) {
    HttpResponse<String> answer = send(user, HttpRequest.newBuilder(address(path)).header("Accept", "application/json"));
    assertThat(answer.statusCode()).as("%s: %s", path, answer.body()).isEqualTo(200);
    try {
      return json.readTree(answer.body());
    } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
      throw new AssertionError("no JSON from " + path, e);
    }
  }

  private void post(String user, String path, Object body) {
    HttpResponse<String> answer = send(user, HttpRequest.newBuilder(address(path)).header("Content-Type", "application/json")
        .POST(HttpRequest.BodyPublishers.ofString(json.valueToTree(body).toString())));
    assertThat(answer.statusCode()).as("%s %s: %s", path, body, answer.body()).isBetween(200, 204);
  }

  private HttpResponse<String> send(String user, HttpRequest.Builder request) {
    String credentials = Base64.getEncoder().encodeToString((user + ":" + user).getBytes(StandardCharsets.UTF_8));
    try {
      return client.send(request.header("Authorization", "Basic " + credentials).build(), HttpResponse.BodyHandlers.ofString());
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private URI address(String path) {
    return URI.create("http://localhost:" + port + path);
  }

  private static String encoded(String value) {
    return URLEncoder.encode(value, StandardCharsets.UTF_8);
  }
}
