package org.careloop.ehr;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.careloop.ehr.EnrolmentRecords.NOW;
import static org.careloop.ehr.EnrolmentRecords.ROSA;
import static org.careloop.ehr.EnrolmentRecords.map;
import static org.careloop.ehr.EnrolmentRecords.need;
import static org.careloop.ehr.EnrolmentRecords.needs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.careloop.sandbox.ehr.RunningSandboxEhr;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.Condition;
import org.hl7.fhir.r4.model.Observation;
import org.hl7.fhir.r4.model.QuestionnaireResponse;
import org.hl7.fhir.r4.model.QuestionnaireResponse.QuestionnaireResponseItemComponent;
import org.hl7.fhir.r4.model.QuestionnaireResponse.QuestionnaireResponseStatus;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.Resource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A screening as the EHR keeps it, and what a later discharge reads of it. */
class RecordScreeningTest extends EhrTestCase {

  private static final String LOINC = "http://loinc.org";
  private static final Map<String, Object> CORE_ANSWERS = map("housingStatus", "steady", "foodWorry", "often", "foodDidNotLast", "never",
      "transportationBarrier", "yes", "utilities", "no", "housingProblems", List.of("mold"), "otherNeeds", List.of());

  private EnrolmentRecords records;

  @BeforeEach
  void begin() {
    records = new EnrolmentRecords(ehr);
  }

  @Test
  void answersAndTotalsAreWrittenOnceAndTogether() {
    var recorded = records.phq9("job-1");
    assertThat(records.phq9("job-1")).isEqualTo(recorded);

    QuestionnaireResponse response = response(recorded);
    assertThat(response.getStatus()).isEqualTo(QuestionnaireResponseStatus.COMPLETED);
    assertThat(response.getQuestionnaire()).isEqualTo("https://careloop.org/questionnaire/phq-9|1.0.0");
    assertThat(response.getSubject().getReference()).isEqualTo("Patient/" + ROSA);
    assertThat(response.getAuthor().getReference()).as("answered at home").isEqualTo("Patient/" + ROSA);
    assertThat(response.getAuthored()).isEqualTo(NOW);
    assertThat(item(response, "phq9Item9").getDefinition()).isEqualTo("http://loinc.org/44260-8");
    assertThat(item(response, "phq9Item9").getAnswerFirstRep().getValueIntegerType().getValue()).isZero();
    assertThat(item(response, "phq9Item7").hasAnswer()).as("a missing answer is none, not zero").isFalse();
    assertThat(response.getMeta().hasSecurity()).isFalse();

    assertThat(recorded.observationIds()).hasSize(2);
    Observation total = observation(recorded, LOINC, "44261-6");
    assertThat(total.getValueQuantity().getValue()).isEqualByComparingTo("8");
    assertThat(total.getInterpretationFirstRep().getText()).isEqualTo("mild");
    assertThat(total.getDerivedFromFirstRep().getReference()).isEqualTo("QuestionnaireResponse/" + recorded.questionnaireResponseId());
    assertThat(total.getCategoryFirstRep().getCodingFirstRep().getCode()).isEqualTo("survey");
    assertThat(observation(recorded, LOINC, "44260-8").getValueQuantity().getValue()).isEqualByComparingTo("0");
  }

  @Test
  void everyTotalHasItsPublishedCode() {
    assertCode("phq-2", map("phq2Total", 3, "phq2Positive", true), "55758-7", "positive");
    assertCode("gad-7", map("gad7Total", 15, "gad7Severity", "severe"), "70274-6", "severe");
    assertCode("home-safety", map("ahcSafetyTotal", 11, "ahcSafetyPositive", true), "95614-4", "positive");
    assertCode("phq-9", map("phq9Total", 10, "phq9Severity", "moderate"), "44261-6", "moderate");
  }

  @Test
  void aDeclinedScreeningIsStoppedWithItsReasonAndNeverZero() {
    var recorded = new RecordScreening(ehr).perform(new RecordScreening.Request("job-1", ROSA, "phq-9", null, map("phq9Item1", null),
        map("phq9Total", 0), NOW, "coordinator", "not today"));

    QuestionnaireResponse response = response(recorded);
    assertThat(response.getStatus()).isEqualTo(QuestionnaireResponseStatus.STOPPED);
    assertThat(response.hasItem()).isFalse();
    assertThat(response.getExtensionByUrl("https://careloop.org/extension/declined-reason").getValue().primitiveValue())
        .isEqualTo("not today");
    assertThat(response.getAuthor().getIdentifier().getValue()).isEqualTo("coordinator");
    assertThat(recorded.observationIds()).isEmpty();
  }

  @Test
  void aTotalThatCouldNotBeMadeIsNoObservation() {
    var unscored = records.screening("job-1", "phq-9", map("phq9Item1", 1), map("phq9Total", null, "phq9Severity", null));
    assertThat(unscored.observationIds()).isEmpty();
    assertThatThrownBy(() -> records.screening("job-2", "phq-9", map("phq9Item1", 1), map("phq9Total", "many")))
        .hasMessageContaining("scores, phq9Total: expected a whole number");
    assertThatThrownBy(() -> records.screening("job-3", "phq-9", Map.of(), null)).hasMessageContaining("answers: no value");
    assertThatThrownBy(() -> records.screening("job-4", "PHQ 9", map("a", 1), null)).hasMessageContaining("instrument: \"PHQ 9\"");
  }

  @Test
  void whatIsSaidAboutViolenceAtHomeIsLabelled() {
    var safety = records.screening("job-1", "home-safety", map("safetyItem1", 5, "safetyItem2", 3, "safetyItem3", 2, "safetyItem4", 1),
        map("ahcSafetyTotal", 11, "ahcSafetyPositive", true));
    var needs = records.screening("job-2", "social-needs", CORE_ANSWERS,
        map("socialNeeds", needs(need("interpersonalSafety", "positive", null)), "ahcSafetyPositive", true));
    var prapare = records.screening("job-3", "prapare", map("feelsUnsafe", true), map("prapareTotal", 1));

    for (Resource labelled : List.of(response(safety), observation(safety, LOINC, "95614-4"),
        observation(needs, Findings.OWN, ScreenedNeeds.CODE), response(prapare))) {
      assertThat(labelled.getMeta().getSecurity()).extracting(Coding::getCode).as(labelled.fhirType()).containsExactly("R", "SDV");
    }
    assertThat(response(needs).getMeta().hasSecurity()).isFalse();
  }

  @Test
  void socialNeedsAreOneSummaryThatTellsNeedNoNeedAndNoAnswerApart() {
    var recorded = records.screening("job-1", "social-needs",
        map("housingStatus", "steady", "foodWorry", "often", "foodDidNotLast", "never", "transportationBarrier", "declined", "utilities", null, "otherNeeds", List.of("lowIncome", "livesAloneProblem")),
        map("socialNeeds", needs(need("food", "positive", "Z59.41"), need("finances", "positive", "Z59.6"),
            need("socialSupport", "positive", "Z60.2"), need("transportation", "unanswered", null))));

    Observation summary = observation(recorded, Findings.OWN, ScreenedNeeds.CODE);
    assertThat(summary.getCode().hasCoding(LOINC, "96777-8")).isTrue();
    assertThat(summary.getValueIntegerType().getValue()).isEqualTo(3);
    assertThat(summary.getCategory()).anySatisfy(category -> assertThat(category.getCodingFirstRep().getCode()).isEqualTo("sdoh"));
    assertThat(answered(summary, "food")).isEqualTo("true");
    assertThat(answered(summary, "housing")).isEqualTo("false");
    assertThat(answered(summary, "transportation")).isEqualTo("asked-declined");
    assertThat(answered(summary, "utilities")).isEqualTo("asked-declined");
    assertThat(answered(summary, "legal")).isEqualTo("false");
    assertThat(summary.getComponent()).filteredOn(one -> "food".equals(Coded.own(ScreenedNeeds.DOMAIN, one.getCode())))
        .extracting(one -> ((Coding) one.getExtensionFirstRep().getValue()).getCode()).containsExactly("Z59.41");
    Observation hunger = observation(recorded, LOINC, "88124-3");
    assertThat(hunger.getValueCodeableConcept().hasCoding(LOINC, "LA19952-3")).isTrue();
    assertThat(item(response(recorded), "foodWorry").getDefinition()).isEqualTo("http://loinc.org/88122-7");
    assertThat(sandbox.store().search("Condition", Map.of("patient", List.of(ROSA), "category", List.of("sdoh"))))
        .as("a code reaches the problem list only after somebody confirmed it").isEmpty();
  }

  @Test
  void aDischargeLaterReadsWhatTheScreeningFound() {
    var before = read();
    assertThat(before.socialNeedCount()).isZero();
    assertThat(before.limitedHealthLiteracy()).isNull();
    assertThat(before.livesAlone()).isNull();

    records.screening("job-1", "social-needs", CORE_ANSWERS, map("socialNeeds", needs(need("food", "positive", "Z59.41"),
        need("transportation", "positive", "Z59.82"), need("socialSupport", "positive", "Z60.2"))));
    records.screening("job-2", "home-and-health", map("silsAnswer", "often"), map("limitedHealthLiteracy", true));

    var after = read();
    assertThat(after.socialNeedCount()).isEqualTo(3);
    assertThat(after.limitedHealthLiteracy()).isTrue();
    assertThat(after.livesAlone()).isTrue();
  }

  @Test
  void theLastAnswerCountsAndADomainLeftOpenKeepsTheOneBefore() {
    records.screening("job-1", "social-needs", CORE_ANSWERS,
        map("socialNeeds", needs(need("food", "positive", "Z59.41"), need("transportation", "positive", "Z59.82"))));
    assertThat(read().socialNeedCount()).isEqualTo(2);

    Map<String, Object> later = map("housingStatus", "steady", "foodWorry", "never", "foodDidNotLast", "never", "transportationBarrier",
        "declined", "utilities", "no");
    records.screening("job-2", "social-needs", later, map("socialNeeds", needs(need("transportation", "unanswered", null))),
        NOW.plus(Duration.ofDays(30)));
    assertThat(read().socialNeedCount()).as("food is settled, transportation was not answered").isEqualTo(1);

    records.screening("job-3", "home-safety", map("safetyItem1", 5),
        map("ahcSafetyTotal", 14, "ahcSafetyPositive", true, "socialNeeds", needs()), NOW.plus(Duration.ofDays(31)));
    assertThat(read().socialNeedCount()).as("an unsafe home is a need of its own").isEqualTo(2);
  }

  @Test
  void aNeedThatIsAConditionTooCountsOnce() {
    Condition confirmed = new Condition().setSubject(new Reference("Patient/" + ROSA)).setCode(new CodeableConcept().addCoding(
        new Coding().setSystem("http://hl7.org/fhir/sid/icd-10-cm").setCode("Z59.41")));
    confirmed.setId("confirmed");
    given(confirmed);
    records.screening("job-1", "social-needs", CORE_ANSWERS,
        map("socialNeeds", needs(need("food", "positive", "Z59.41"), need("transportation", "positive", "Z59.82"))));

    assertThat(read().socialNeedCount()).isEqualTo(2);
  }

  @Test
  void theTemplateTellsWhoeverDrawsWhichResultsAreWritten() throws IOException {
    String template = Files.readString(Path.of(".camunda", "element-templates", "record-screening.json"));

    assertThat(ScreeningScores.known()).allSatisfy(key -> assertThat(template).containsPattern("\\b" + key + "\\b"));
  }

  private ReadRiskFactors.RiskFactors read() {
    return new ReadRiskFactors(ehr, settings, RunningSandboxEhr.ZONE)
        .perform(new ReadRiskFactors.Request(ROSA, "MERCY:LATER", null, NOW.plus(Duration.ofDays(60)), null));
  }

  private void assertCode(String instrument, Map<String, Object> scores, String loinc, String band) {
    var recorded = records.screening("code-" + instrument, instrument, map("answer", 1), scores);
    Observation observation = observation(recorded, LOINC, loinc);
    assertThat(observation.getInterpretationFirstRep().getText()).isEqualTo(band);
    assertThat(observation.getValueQuantity().getCode()).isEqualTo("{score}");
  }

  private QuestionnaireResponse response(RecordScreening.Recorded recorded) {
    return (QuestionnaireResponse) sandbox.store().read("QuestionnaireResponse", recorded.questionnaireResponseId());
  }

  private Observation observation(RecordScreening.Recorded recorded, String system, String code) {
    return recorded.observationIds().stream().map(id -> (Observation) sandbox.store().read("Observation", id))
        .filter(observation -> observation.getCode().hasCoding(system, code)).findFirst().orElseThrow();
  }

  private static QuestionnaireResponseItemComponent item(QuestionnaireResponse response, String linkId) {
    return response.getItem().stream().filter(item -> item.getLinkId().equals(linkId)).findFirst().orElseThrow();
  }

  /** true, false, or the code that says why there is no value. */
  private static String answered(Observation summary, String domain) {
    var component = summary.getComponent().stream().filter(one -> domain.equals(Coded.own(ScreenedNeeds.DOMAIN, one.getCode())))
        .findFirst().orElseThrow();
    return component.hasValue() ? component.getValue().primitiveValue() : component.getDataAbsentReason().getCodingFirstRep().getCode();
  }
}
