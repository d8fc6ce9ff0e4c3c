package org.careloop.browser;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.microsoft.playwright.Locator;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Value;

/**
 * The README's walk-through as a new user does it: messages are piped in, the call and the reconciliation are made in Tasklist, the clock is
 * moved on the sandbox page, and the transition is seen to close. Then an auditor asks why there was a home visit. The engine works by itself;
 * nothing here runs a job. Steps that are alike are done over REST, as the people whose steps they are.
 */
class WalkThroughBrowserTest extends BrowserWalk {

  private static final ZoneId ZONE = ZoneId.of("America/New_York");
  private static final DateTimeFormatter DAY = DateTimeFormatter.ofPattern("MM/dd/yyyy", Locale.US);
  private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("hh:mm a", Locale.US);
  private static final DateTimeFormatter SLOT = DateTimeFormatter.ofPattern("yyyyMMdd-HHmm");
  private static final String MARIA = "Rivera, Maria";
  private static final String MARIAS_CASE = "MERCY:V1001";
  private static final String WILLIAM = "Becker, William";
  private static final String WILLIAMS_CASE = "MERCY:V1004";
  private static final List<String> TEAM = List.of("coordinator", "nurse", "physician", "pharmacist", "socialworker");

  private final ObjectMapper json = new ObjectMapper();

  @Autowired private Clock clock;
  @Value("${careloop.audit.anchors}") private Path anchors;

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
      HttpResponse<String> answer = wires.pipe(name, "100234", "/hl7/v2", "application/hl7-v2");
      assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
      assertThat(answer.body()).contains("MSA|AA|");
    }
    for (String name : List.of("encounter-admit", "encounter-transfer", "encounter-discharge")) {
      HttpResponse<String> answer = wires.pipe(name, "100518", "/fhir", "application/fhir+json");
      assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
      assertThat(answer.body()).contains("Stored.");
    }
    taskList.nothingIsLeftToDo();
  }

  private void theCoordinatorSeesTheTasksOfBoth() {
    browser.signIn("coordinator", "coordinator");
    taskList.team();
    for (String patient : List.of(MARIA, WILLIAM)) {
      Locator card = taskList.card("Call patient", patient);
      card.waitFor();
      assertThat(card.innerText()).contains("MRN", "born").containsIgnoringCase("due");
    }
    assertThat(taskList.card("Call patient", MARIA).innerText()).contains("intensive");
    assertThat(taskList.card("Call patient", WILLIAM).innerText()).contains("high");
    browser.picture("walk-tasklist");
  }

  private void theCoordinatorMakesTheCall() {
    taskList.team();
    String task = taskList.openForm("Call patient", MARIA);
    assertThat(taskList.form().innerText()).contains(MARIA, "MRN 100234", "intensive");
    LocalDateTime now = local();
    taskList.tick("Reached");
    taskList.enter("Time of the call, day", now.format(DAY));
    taskList.enter("Time of the call, time", now.truncatedTo(ChronoUnit.HOURS).format(TIME));
    taskList.choose("How did you try?", "Telephone, number on file");
    taskList.tick("I asked about every sign above");
    taskList.tick("The same");
    taskList.tick("Taken as on the discharge list");
    taskList.tick("Yes, enough");
    taskList.tick("Yes, in own words");
    browser.picture("walk-call");
    taskList.complete(task);
  }

  private void thePharmacistReconciles() {
    taskList.as("pharmacist");
    String task = taskList.openForm("Review medicines", MARIA);
    assertThat(taskList.form().innerText()).contains("Apixaban", "Insulin glargine", "before", "discharge");
    taskList.enter("Unexplained differences", "0");
    taskList.tick("Anticoagulant");
    taskList.tick("Insulin");
    taskList.tick("Has them at home");
    taskList.tick("Patient or caregiver explains the medicines correctly");
    taskList.choose("Your role", "Clinical pharmacist");
    browser.picture("walk-reconciliation");
    taskList.complete(task);
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
    taskList.nothingIsLeftToDo();
  }

  private void whatNobodyDidHasBeenWarnedOfAndEscalated() {
    browser.go("/sandbox");
    assertThat(browser.page().locator("main").innerText()).contains("Deadline near: " + WILLIAMS_CASE, "Deadline missed: " + WILLIAMS_CASE);
    browser.picture("walk-sandbox");
    browser.openTasklist();
    browser.page().getByText("Overdue").first().click();
    taskList.card("Decide on missed deadline", WILLIAM).waitFor();
    browser.picture("walk-overdue");
  }

  private void theCoordinatorSeesTheProposalAndTheClose() {
    assertThat(open("reviewTcmProposal")).as("open tasks of the case: %s", openNames()).hasSize(1);
    taskList.team();
    String task = taskList.openForm("Review TCM proposal", MARIA);
    assertThat(taskList.form().innerText()).contains("Proposed code: 99496", "Medical decision making: high");
    taskList.tick("Hand it to billing");
    browser.picture("walk-proposal");
    taskList.complete(task);
    await().atMost(TaskList.SOON).untilAsserted(() -> assertThat(engine.getHistoryService().createHistoricActivityInstanceQuery()
        .activityId("transitionComplete").finished().count()).isEqualTo(1));
    assertThat(engine.getRuntimeService().createProcessInstanceQuery().processInstanceBusinessKey(MARIAS_CASE).count()).isZero();
    taskList.team();
    browser.card(WILLIAM).waitFor();
    assertThat(taskList.card("", MARIA).count()).isZero();
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
        taskList.nothingIsLeftToDo();
      }
    }
  }

  /** A task of Maria's case that this person sees, but for the proposal at the end; null for none. */
  private JsonNode next(String user) {
    JsonNode open = wires.get(user, "/engine-rest/task?maxResults=50&processInstanceBusinessKey=" + Wires.encoded(MARIAS_CASE));
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
    wires.post(user, path + "/claim", Map.of("userId", user));
    Map<String, Object> variables = new LinkedHashMap<>();
    answers.forEach((name, value) -> variables.put(name, value instanceof List<?> list
        ? Map.of("value", json.valueToTree(list).toString(), "type", "Json") : Map.of("value", value)));
    wires.post(user, path + "/complete", Map.of("variables", variables));
  }

  /** The first free slot of tomorrow or later, whose value ends with its local day and time. */
  private String freeSlot(String user, String task) {
    JsonNode options = wires.get(user, task + "/form-variables?deserializeValues=false&variableNames=slotOptions").path("slotOptions").path("value");
    LocalDate today = local().toLocalDate();
    try {
      return StreamSupport.stream(json.readTree(options.asText()).spliterator(), false).map(option -> option.path("value").asText())
          .filter(slot -> LocalDateTime.parse(slot.substring(slot.length() - 13), SLOT).toLocalDate().isAfter(today))
          .findFirst().orElseThrow();
    } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
      throw new AssertionError("slotOptions is no JSON: " + options, e);
    }
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
    return wires.records(type, "identifier=" + Wires.encoded("https://careloop.org/encounter|" + MARIAS_CASE));
  }
}
