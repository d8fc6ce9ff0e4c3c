package org.careloop.ehr;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.tomakehurst.wiremock.client.WireMock;
import com.github.tomakehurst.wiremock.core.WireMockConfiguration;
import com.github.tomakehurst.wiremock.junit5.WireMockExtension;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.careloop.fhir.FhirFailure;
import org.careloop.sandbox.Partners;
import org.careloop.sandbox.ehr.RunningSandboxEhr;
import org.careloop.privacy.CareTeams;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.mock.env.MockEnvironment;

/** The EHR is slow, down, talks nonsense or loses its answer: the delegate fails, and its retry does what was asked exactly once. */
class TroubleWithTheEhrTest extends EhrTestCase {

  /** Stands between the delegates and the simulated EHR, so that one kind of resource can fail. */
  @RegisterExtension
  static final WireMockExtension BETWEEN = WireMockExtension.newInstance().options(WireMockConfiguration.options().dynamicPort()).build();

  private static final RecordContact.Request CONTACT = new RecordContact.Request("job-1", "p100234", "MERCY:V1001",
      Instant.parse("2026-03-05T15:00:00Z"), "phone", "reached", "tcmContact", null, "coordinator");

  @ParameterizedTest
  @EnumSource(value = Partners.Mode.class, names = {"SLOW", "DOWN", "NONSENSE", "RESET"})
  void aReadingFailsAndWorksAgainAfterwards(Partners.Mode mode) {
    sandbox.partners().set(Partners.EHR, mode, Duration.ofSeconds(4));
    assertThatThrownBy(() -> find()).isExactlyInstanceOf(FhirFailure.class).hasMessageStartingWith("GET Patient?… at the EHR: ");

    sandbox.partners().heal();
    assertThat(find().patientId()).isEqualTo("p100234");
  }

  @Test
  void aLittleSlownessIsBorne() {
    sandbox.partners().set(Partners.EHR, Partners.Mode.SLOW, Duration.ofMillis(300));

    assertThat(find().patientId()).isEqualTo("p100234");
  }

  @ParameterizedTest
  @EnumSource(value = Partners.Mode.class, names = {"SLOW", "DOWN", "NONSENSE", "RESET"})
  void aWriteThatFailedIsThereOnceAfterItsRetries(Partners.Mode mode) throws Exception {
    sandbox.partners().set(Partners.EHR, mode, Duration.ofMillis(2500));
    for (int i = 0; i < 2; i++) {
      assertThatThrownBy(() -> new RecordContact(ehr).perform(CONTACT)).isExactlyInstanceOf(FhirFailure.class)
          .hasMessageMatching("(POST Communication|GET Communication\\?…) at the EHR: .*");
    }
    sandbox.partners().heal();

    String id = new RecordContact(ehr).perform(CONTACT).communicationId();

    Thread.sleep(mode == Partners.Mode.SLOW ? 3000 : 0);
    assertThat(sandbox.store().search("Communication", Map.of())).hasSize(1);
    assertThat(new RecordContact(ehr).perform(CONTACT).communicationId()).isEqualTo(id);
  }

  @Test
  void aReconciliationCutOffBetweenItsTwoWritesIsCompleted() throws Exception {
    passOn();
    BETWEEN.stubFor(WireMock.post(WireMock.urlPathMatching(".*/Task")).willReturn(WireMock.serverError()));
    var request = new RecordReconciliation.Request("job-2", "p100234", "MERCY:V1001", Instant.parse("2026-03-05T15:00:00Z"), 0, null, null);
    Ehr throughBetween = throughBetween();

    assertThatThrownBy(() -> new RecordReconciliation(throughBetween).perform(request))
        .hasMessage("POST Task at the EHR: answered 500, expected 201");
    passOn();
    new RecordReconciliation(throughBetween).perform(request);

    assertThat(sandbox.store().search("List", Map.of())).hasSize(1);
    assertThat(sandbox.store().search("Task", Map.of())).hasSize(1);
    throughBetween.close();
  }

  @Test
  void whatTheEhrDoesNotOfferIsUnknownButTheRestIsRead() throws Exception {
    passOn();
    for (String type : List.of("RelatedPerson", "Procedure", "Condition", "MedicationStatement", "MedicationRequest", "CarePlan",
        "Observation", "Coverage")) {
      BETWEEN.stubFor(WireMock.get(WireMock.urlPathMatching(".*/" + type)).willReturn(WireMock.forbidden()));
    }

    var factors = read(throughBetween());

    assertThat(factors.lengthOfStayDays()).isEqualTo(5);
    assertThat(factors.emergencyVisits6m()).isEqualTo(2);
    assertThat(factors.hemoglobin()).isNull();
    assertThat(factors.conditionCodes()).isNull();
    assertThat(factors.socialNeedCount()).isNull();
    assertThat(factors.procedureDuringStay()).isNull();
    assertThat(factors.medicationCount()).isNull();
    assertThat(factors.newMedicationCodes()).isNull();
    assertThat(factors.livesAlone()).isNull();
    assertThat(factors.limitedHealthLiteracy()).isNull();
    assertThat(factors.tcmActive()).isNull();
    assertThat(factors.payers()).isNull();
  }

  @Test
  void oneReadingThatFailsFailsTheWholeStepInsteadOfCountingAsUnknown() throws Exception {
    for (int status : List.of(401, 429, 500, 503)) {
      passOn();
      BETWEEN.stubFor(WireMock.get(WireMock.urlPathMatching(".*/Procedure")).willReturn(WireMock.status(status)));
      assertThatThrownBy(() -> read(throughBetween())).hasMessage("GET Procedure?… at the EHR: answered %d, expected 200", status);
    }
  }

  @Test
  void aRecordOfAnotherPatientIsNoAnswer() throws Exception {
    passOn();
    BETWEEN.stubFor(WireMock.get(WireMock.urlPathMatching(".*/Condition")).willReturn(WireMock.okJson("""
        {"resourceType":"Bundle","type":"searchset","entry":[{"resource":{"resourceType":"Condition","id":"c1",
        "subject":{"reference":"Patient/p100311"},"code":{"text":"Secret"}}}]}""")));

    assertThatThrownBy(() -> read(throughBetween())).isInstanceOf(IllegalStateException.class)
        .hasMessage("GET Condition?… at the EHR: answered with a resource that is not about patient p100234");
  }

  @Test
  void theOwnAddressIsFoundOnlyInTheSandbox() {
    assertThatThrownBy(() -> new Ehr(settings("", Map.of()), RunningSandboxEhr.CONTEXT, new MockEnvironment()))
        .hasMessageContaining("careloop.ehr.base-url: no value");
    MockEnvironment environment = new MockEnvironment();
    environment.setActiveProfiles("sandbox");
    assertThatCode(() -> new Ehr(settings("", Map.of()), RunningSandboxEhr.CONTEXT, environment)).doesNotThrowAnyException();
  }

  private FindPatient.Found find() {
    return new FindPatient(ehr, new PatientLabels("full"), CareTeams.none()).perform(new FindPatient.Request("urn:careloop:facility:MERCY:mrn|100234"));
  }

  private ReadRiskFactors.RiskFactors read(Ehr from) {
    return new ReadRiskFactors(from, settings, RunningSandboxEhr.ZONE)
        .perform(new ReadRiskFactors.Request("p100234", "MERCY:V1001", null, RunningSandboxEhr.NOW, null));
  }

  private Ehr throughBetween() {
    String path = sandbox.baseUrl().replaceFirst("http://[^/]+", "");
    EhrSettings patient = settings(BETWEEN.baseUrl() + path, Map.of("careloop.ehr.read-timeout", "20s"));
    return new Ehr(patient, RunningSandboxEhr.CONTEXT, new MockEnvironment());
  }

  private void passOn() {
    BETWEEN.resetAll();
    BETWEEN.stubFor(WireMock.any(WireMock.anyUrl()).atPriority(10)
        .willReturn(WireMock.aResponse().proxiedFrom(sandbox.baseUrl().replaceFirst("(http://[^/]+).*", "$1"))));
  }
}
