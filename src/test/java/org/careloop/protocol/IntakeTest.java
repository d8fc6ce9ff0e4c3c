package org.careloop.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.camunda.bpm.engine.runtime.ProcessInstance;
import org.careloop.event.ConsentWithdrawn;
import org.careloop.event.EnrolmentProposed;
import org.careloop.event.PatientDied;
import org.careloop.event.WithdrawalRequested;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.transaction.support.TransactionTemplate;

class IntakeTest extends IntakePartTest {

  @Autowired private TransactionTemplate transaction;

  @Override
  protected String diagram() {
    return "intake";
  }

  private EnrolmentProposed referral(String identifier) {
    return new EnrolmentProposed(message(), identifier, "referral", "R-1", "urgent", "MERCY", now());
  }

  private ProcessInstance proposed(Person patient) {
    return told(referral(patient.identifier()));
  }

  /** A patient who has agreed to take part. */
  private ProcessInstance agreed(Person patient) {
    ProcessInstance intake = proposed(patient);
    complete("askForConsent",
        form("consentAnswer", "yes", "consentSharing", "yes", "consentCaregiver", "yes", "consentMessages", "yes", "consentKind", "verbal"));
    return intake;
  }

  private void tellHistory() {
    complete("completeHistory", form("historyContact", "answered", "preferredLanguage", "en", "conditionCodes", ticked("icd10|I10"), "medicationCount", 1,
        "medicationCodes", ticked("atc|A02BC02"), "allergyCodes", ticked("snomed|716186003"), "emergencyVisits6m", 0, "unplannedAdmissions12m", 0,
        "lastA1c", 6.0, "lastSystolic", 130, "lastDiastolic", 80, "hasCaregiver", true, "livesAlone", false, "primaryPractitionerId", "pr-east"));
  }

  /** Screens the patient without a finding but the social needs given, confirms the tier and whoever is proposed. */
  private void assess(String foodWorry) {
    assess(foodWorry, Map.of());
  }

  /** The same with other answers to some forms; null for one that is left alone. */
  private void assess(String foodWorry, Map<String, Map<String, Object>> otherwise) {
    Map<String, Map<String, Object>> answers = new HashMap<>(Map.of(
        "askPhq2", form("phq2Item1", 0, "phq2Item2", 0),
        "askGad7", form("gad7Item1", 0, "gad7Item2", 0, "gad7Item3", 0, "gad7Item4", 0, "gad7Item5", 0, "gad7Item6", 0, "gad7Item7", 0),
        "askSocialNeeds", form("housingStatus", "steady", "housingProblems", ticked(), "foodWorry", foodWorry, "foodDidNotLast", "never",
            "transportationBarrier", "no", "utilities", "no", "otherNeeds", ticked()),
        "askHomeSafety", form("aloneAnswering", "alone", "safetyItem1", 1, "safetyItem2", 1, "safetyItem3", 1, "safetyItem4", 1),
        "askHomeAndHealth", form("fellPastYear", false, "feelsUnsteady", false, "worriesAboutFalling", false, "silsAnswer", "never",
            "needsDailyHelp", false),
        "completeTierData", form("dataCannotBeHad", true),
        "confirmTier", form("tierDecision", "confirm"),
        "chooseCoordinator", form("primaryCoordinator", "coordinator")));
    answers.putAll(otherwise);
    answers.values().removeIf(Objects::isNull);
    for (Optional<String> next = openTasks().stream().filter(answers::containsKey).findFirst(); next.isPresent();
        next = openTasks().stream().filter(answers::containsKey).findFirst()) {
      complete(next.get(), answers.get(next.get()));
    }
  }

  private String episode(ProcessInstance intake) {
    return wires.read("EpisodeOfCare/" + variable(intake, "episodeOfCareId")).path("status").asText();
  }

  @Test
  void aPatientProposedByAReferralIsAssessedOnceAndEnrolled() {
    Person patient = newPatient();
    ProcessInstance intake = proposed(patient);
    assertThat(runtime.createProcessInstanceQuery().processInstanceId(intake.getId()).singleResult().getBusinessKey())
        .as("from now on the patient is the case").isEqualTo(patient.id());
    assertThat(episode(intake)).isEqualTo("planned");
    assertThat(openTasks()).as("nothing clinical before consent").containsExactly("askForConsent");
    assertThat(task("askForConsent").getPriority()).isEqualTo(75);

    complete("askForConsent",
        form("consentAnswer", "yes", "consentSharing", "yes", "consentCaregiver", "yes", "consentMessages", "yes", "consentKind", "verbal"));
    tellHistory();
    assess("never");

    assertThat(ends(intake)).containsExactlyInAnyOrder("enrolled", "noNeed");
    assertThat(episode(intake)).isEqualTo("active");
    assertThat(variable(intake, "planStarted")).as("the care plan was told").isNotNull();
    assertThat(failures).isEmpty();
  }

  @Test
  void aCoordinatorProposesAPatientByTheNumberAlone() {
    Person patient = newPatient();
    ProcessInstance intake = begin(form("recordSystem", "practice", "recordNumber", patient.recordNumber(), "enrolmentSource", "patientRequest",
        "referralPriority", "routine"));

    assertThat(variable(intake, "patientId")).isEqualTo(patient.id());
    complete("askForConsent", form("consentAnswer", "no", "consentDeclinedReason", "cost"));

    assertThat(ends(intake)).containsExactly("declined");
    assertThat(episode(intake)).isEqualTo("cancelled");
    assertThat(openTasks()).isEmpty();
    assertThat(failures).isEmpty();
  }

  @Test
  void aPatientNobodyReachesIsNotEnrolled() {
    ProcessInstance intake = proposed(newPatient());

    for (int attempt = 1; attempt <= 3; attempt++) {
      complete("askForConsent", Map.of("consentContact", "notReached"));
    }

    assertThat(ends(intake)).containsExactly("notReached");
    assertThat(episode(intake)).isEqualTo("cancelled");
  }

  @Test
  void eachSocialNeedIsFollowedUpBesideThePlan() {
    ProcessInstance intake = agreed(newPatient());
    tellHistory();
    assess("often");

    assertThat(ends(intake)).containsExactly("enrolled");
    complete("connectPatient", form("needOutcome", "patientDeclined", "confirmedCode", "none"));

    assertThat(ends(intake)).containsExactlyInAnyOrder("enrolled", "needsSettled");
    assertThat(failures).isEmpty();
  }

  @Test
  void aSuicideRiskAssessedBeforeTheTierIsInTheFirstDraftOfThePlan() {
    Person patient = newPatient();
    ProcessInstance intake = agreed(patient);
    tellHistory();
    assess("never", Map.of(
        "askPhq2", form("phq2Item1", 3, "phq2Item2", 3),
        "askPhq9", form("phq9Item3", 1, "phq9Item4", 1, "phq9Item5", 0, "phq9Item6", 1, "phq9Item7", 0, "phq9Item8", 0, "phq9Item9", 1),
        "assessRisk", form("concernContact", "assessed", "suicideRiskAssessedAt", clock(), "cssrsQ1", true, "cssrsQ2", false, "cssrsQ6Lifetime", false,
            "cssrsQ6Within3Months", false)));

    assertThat(ends(intake)).containsExactlyInAnyOrder("riskKept", "enrolled", "noNeed");
    assertThat(variable(intake, "suicideRisk")).isEqualTo("low");
    ProcessInstance plan = runtime.createProcessInstanceQuery().processDefinitionKey("care-plan").processInstanceBusinessKey(patient.id()).singleResult();
    assertThat(runtime.getVariable(plan.getId(), "suicideRisk")).isEqualTo("low");
    assertThat(tasks.getVariable(task("completeCoordination").getId(), "coordinatorItems")).asList()
        .anySatisfy(line -> assertThat(line.toString()).contains("Doctor writes a safety plan"));
    assertThat(openTasks()).doesNotContain("reviewPlan");
    assertThat(failures).isEmpty();
  }

  @Test
  void whatThePatientDeclinesToAnswerIsNeverAskedForAgainAndNamedInTheReasons() {
    ProcessInstance intake = agreed(newPatient());
    tellHistory();
    Map<String, Map<String, Object>> answers = new HashMap<>(Map.of(
        "askPhq2", form("phq2Item1", 2, "phq2Item2", 2),
        "askPhq9", form("phq9DeclinedReason", "patientDeclined"),
        "askGad7", form("gad7DeclinedReason", "patientDeclined")));
    answers.put("completeTierData", null);
    answers.put("confirmTier", null);
    assess("never", answers);

    assertThat(openTasks()).as("no task to complete data").containsExactly("confirmTier");
    assertThat(tasks.getVariable(task("confirmTier").getId(), "tierReasons")).asList().last().asString().contains("PHQ-9 total (declined)", "GAD-7 total (declined)");
    assertThat(variable(intake, "phq9Total")).as("never zero").isNull();
    assess("never");
    ProcessInstance plan = runtime.createProcessInstanceQuery().processDefinitionKey("care-plan").singleResult();
    assertThat(runtime.getVariable(plan.getId(), "declinedScreenings")).as("so that no review asks either").isEqualTo(List.of("phq-9", "gad-7"));
    assertThat(runtime.getVariable(plan.getId(), "reviewIntervalDays")).isEqualTo(30);
    assertThat(failures).isEmpty();
  }

  @Test
  void whomNobodyCanIdentifyIsNotEnrolledAndNothingIsCreated() {
    ProcessInstance intake = told(referral("urn:careloop:facility:MERCY:mrn|" + number()));

    complete("identifyPatient", form("chosenRecord", "none", "notIdentifiedReason", "noRecord"));

    assertThat(ends(intake)).containsExactly("notIdentified");
    assertThat(variable(intake, "episodeOfCareId")).isNull();
  }

  @Test
  void aProposedPatientWhoHasDiedIsACoordinatorsToSettle() {
    ProcessInstance intake = proposed(newPatient(number(), "Person" + System.nanoTime(), ", \"deceasedBoolean\": true"));

    complete("settleProposal", form("proposalSettled", ticked("proposerTold")));

    assertThat(ends(intake)).containsExactly("deceased");
  }

  @Test
  void aPatientWhoIsEnrolledAlreadyIsACoordinatorsToSettleAndTheTeamHearsWhenNobodyDoes() {
    Person patient = newPatient();
    enrol(patient);
    ProcessInstance intake = proposed(patient);
    assertThat(openTasks()).containsExactly("settleProposal");

    timePasses(Duration.ofDays(4));
    settleEscalations();
    complete("settleProposal", form("proposalSettled", ticked("coordinatorTold")));

    assertThat(ends(intake)).containsExactlyInAnyOrder("settleProposalEscalated", "enrolledAlready");
  }

  private void enrol(Person patient) {
    wires.create("EpisodeOfCare", """
        {"resourceType": "EpisodeOfCare", "status": "active", "patient": {"reference": "%s"},
         "type": [{"coding": [{"system": "https://careloop.org/program", "code": "care-coordination"}]}]}""".formatted(patient.reference()));
  }

  @Test
  void twoProposalsOfOnePatientAtTheSameMomentBecomeOneIntake() {
    Person patient = newPatient();
    transaction.executeWithoutResult(status -> events.tell(referral(patient.identifier())));
    transaction.executeWithoutResult(status -> events.tell(referral(patient.reference())));
    runDueJobs();

    assertThat(openTasks()).containsExactly("askForConsent", "settleProposal");
    assertThat(wires.read("EpisodeOfCare?patient=" + patient.id()).path("entry").size()).isEqualTo(1);
    complete("settleProposal", form("proposalSettled", ticked("nothingNeeded")));
  }

  @Test
  void whoeverEnrolsThePatientFirstCounts() {
    Person patient = newPatient();
    transaction.executeWithoutResult(status -> events.tell(referral(patient.identifier())));
    ProcessInstance intake = runtime.createProcessInstanceQuery().processDefinitionKey("intake").singleResult();
    runUntilWaitingFor(intake, "openEpisode");
    enrol(patient);
    runDueJobs();

    complete("settleProposal", form("proposalSettled", ticked("nothingNeeded")));

    assertThat(ends(intake)).containsExactly("enrolledAlready");
    assertThat(wires.read("EpisodeOfCare?patient=" + patient.id()).path("entry").size()).isEqualTo(1);
  }

  private void runUntilWaitingFor(ProcessInstance intake, String step) {
    for (int round = 0; round < 20 && management.createJobQuery().processInstanceId(intake.getId()).activityId(step).count() == 0; round++) {
      management.createJobQuery().executable().list().stream().filter(job -> job.getProcessInstanceId() != null)
          .forEach(job -> management.executeJob(job.getId()));
    }
  }

  @Test
  void aDeathEndsTheIntake() {
    Person patient = newPatient();
    ProcessInstance intake = agreed(patient);

    tell(new PatientDied(message(), patient.reference(), now(), now()));

    assertThat(ends(intake)).containsExactly("diedDuringIntake");
    assertThat(episode(intake)).isEqualTo("cancelled");
    assertThat(openTasks()).isEmpty();
  }

  @Test
  void aConsentThatIsTakenBackEndsTheIntakeAndAMisunderstandingDoesNot() {
    Person patient = newPatient();
    ProcessInstance intake = agreed(patient);

    tell(new WithdrawalRequested(patient.id(), "coordinator", now()));
    complete("confirmWithdrawal", form("withdrawalDecision", "kept"));
    assertThat(openTasks()).containsExactly("completeHistory");
    tell(new WithdrawalRequested(patient.id(), "coordinator", now()));
    complete("confirmWithdrawal", form("withdrawalDecision", "withdrawn", "withdrawalKind", "verbal", "withdrawalReason", "privacy"));

    assertThat(ends(intake)).containsExactlyInAnyOrder("withdrawalSettled", "withdrawnHere");
    assertThat(wires.read("Consent/" + variable(intake, "consentId")).path("status").asText()).isEqualTo("inactive");
    assertThat(episode(intake)).isEqualTo("cancelled");
    assertThat(openTasks()).isEmpty();
    assertThat(failures).isEmpty();
  }

  @Test
  void aConsentThatWasTakenBackElsewhereEndsTheIntake() {
    Person patient = newPatient();
    ProcessInstance intake = agreed(patient);

    tell(new ConsentWithdrawn(patient.id(), now(), now()));

    assertThat(ends(intake)).containsExactly("withdrawn");
    assertThat(openTasks()).isEmpty();
  }
}
