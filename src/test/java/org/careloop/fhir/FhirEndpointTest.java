package org.careloop.fhir;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.any;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static com.github.tomakehurst.wiremock.client.WireMock.equalTo;
import static com.github.tomakehurst.wiremock.client.WireMock.get;
import static com.github.tomakehurst.wiremock.client.WireMock.getRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.postRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathEqualTo;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import ca.uhn.fhir.context.FhirContext;
import com.github.tomakehurst.wiremock.client.BasicCredentials;
import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import com.github.tomakehurst.wiremock.core.WireMockConfiguration;
import com.github.tomakehurst.wiremock.http.Fault;
import com.github.tomakehurst.wiremock.junit5.WireMockExtension;
import java.time.Duration;
import java.util.Map;
import org.hl7.fhir.r4.model.Communication;
import org.hl7.fhir.r4.model.Encounter;
import org.hl7.fhir.r4.model.Patient;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.mock.env.MockEnvironment;

class FhirEndpointTest {

  private static final FhirContext CONTEXT = FhirR4.quiet(FhirContext.forR4());
  private static final String SECRET = "Rivera";

  @RegisterExtension
  static final WireMockExtension PARTNER = WireMockExtension.newInstance().options(WireMockConfiguration.options().dynamicPort()).build();

  private FhirEndpoint endpoint;

  @BeforeEach
  void open() {
    endpoint = endpoint("careloop", "secret", null);
  }

  @AfterEach
  void close() throws Exception {
    endpoint.close();
  }

  @ParameterizedTest
  @CsvSource({"400, true", "403, true", "404, true", "405, true", "422, true", "501, true", "302, false", "401, false", "408, false",
      "429, false", "500, false", "502, false", "503, false", "504, false"})
  void aStatusIsNamedAndTheAnswersTextIsNot(int status, boolean refusal) {
    answer(fhir().withStatus(status).withBody("""
        {"resourceType":"OperationOutcome","issue":[{"severity":"error","code":"processing","diagnostics":"No bed for %s"}]}"""
        .formatted(SECRET)));

    assertThatThrownBy(() -> endpoint.search(Encounter.class, Map.of("patient", "p1")))
        .hasMessage("GET Encounter?… at the test partner: answered %d, expected 200", status)
        .hasNoCause()
        .satisfies(e -> assertThat(e instanceof FhirRefusal).isEqualTo(refusal))
        .satisfies(e -> assertThat(((FhirFailure) e).status()).isEqualTo(status));
  }

  @Test
  void aWebPageIsNoAnswer() {
    answer(aResponse().withHeader("Content-Type", "text/html").withBody("<html><body>Sign in, " + SECRET + "</body></html>"));

    assertFails("answered 200 without FHIR content, expected 200 with FHIR JSON");
  }

  @ParameterizedTest
  @ValueSource(strings = {
      "", "{", "[]", "null", "\"Rivera\"", "{\"resourceType\":\"Bundle\",\"entry\":[{\"resource\":{\"resourceType\":\"Encoun",
      "{\"resourceType\":\"Rivera\"}", "{\"resourceType\":\"Patient\",\"id\":\"p2\"}", "<Patient/>", "Rivera",
      "{\"resourceType\":\"OperationOutcome\",\"issue\":[{\"severity\":\"error\",\"diagnostics\":\"Rivera\"}]}",
      "{\"resourceType\":\"Patient\",\"id\":\"p1\",\"birthDate\":\"Rivera\"}"})
  void whatIsNotTheResourceAskedForIsRefusedWithoutQuotingIt(String body) {
    answer(fhir().withBody(body));

    for (Throwable failure : new Throwable[] {
        catchThrowable(() -> endpoint.read(Patient.class, "p1")),
        catchThrowable(() -> endpoint.search(Patient.class, Map.of("identifier", "a|b")))}) {
      assertThat(failure).isInstanceOf(FhirFailure.class).isNotInstanceOf(FhirRefusal.class).hasNoCause();
      assertThat(failure.getMessage()).startsWith("GET Patient").contains("at the test partner").doesNotContain(SECRET);
    }
  }

  @Test
  void anAnswerThatTakesTooLongIsGivenUp() {
    answer(fhir().withFixedDelay(1500).withBody("{}"));

    assertFails(impatient(), "no whole answer within 500 ms");
  }

  @Test
  void anAnswerThatTricklesInIsGivenUp() {
    answer(fhir().withChunkedDribbleDelay(50, 15_000).withBody("{\"resourceType\":\"Bundle\",\"id\":\"" + "x".repeat(2000) + "\"}"));

    assertFails(impatient(), "no whole answer within ");
  }

  @Test
  void anAnswerWithoutEndIsCutOff() {
    answer(fhir().withBody("{\"resourceType\":\"Bundle\",\"id\":\"" + "x".repeat(17 * 1024 * 1024) + "\"}"));

    FhirEndpoint patient = endpoint("careloop", "secret", null, Duration.ofSeconds(20));
    assertThatThrownBy(() -> patient.read(Patient.class, "p1"))
        .hasMessage("GET Patient/… at the test partner: answered more than 16 MB, expected less");
  }

  @ParameterizedTest
  @ValueSource(strings = {"CONNECTION_RESET_BY_PEER", "EMPTY_RESPONSE", "MALFORMED_RESPONSE_CHUNK", "RANDOM_DATA_THEN_CLOSE"})
  void aBrokenConnectionIsAFailure(String fault) {
    answer(aResponse().withFault(Fault.valueOf(fault)));

    assertThatThrownBy(() -> endpoint.read(Patient.class, "p1")).isExactlyInstanceOf(FhirFailure.class)
        .hasMessageStartingWith("GET Patient/… at the test partner: ");
  }

  @Test
  void nobodyListening() {
    FhirEndpoint nobody = new FhirEndpoint(CONTEXT, new FhirEndpoint.Access("the test partner", () -> "http://localhost:1/fhir",
        null, null, null, Duration.ofMillis(500), Duration.ofMillis(500)));

    assertThatThrownBy(() -> nobody.read(Patient.class, "p1")).isExactlyInstanceOf(FhirFailure.class)
        .hasMessage("GET Patient/… at the test partner: no whole answer (HttpHostConnectException), expected 200");
  }

  @Test
  void anErrorInsideABundleIsNotAnEmptyResult() {
    answer(fhir().withBody("""
        {"resourceType":"Bundle","type":"searchset","entry":[{"search":{"mode":"outcome"},"resource":
        {"resourceType":"OperationOutcome","issue":[{"severity":"error","code":"timeout"}]}}]}"""));

    assertFails("answered with an error inside the bundle");
  }

  @Test
  void aWarningInsideABundleIsNot() {
    answer(fhir().withBody("""
        {"resourceType":"Bundle","type":"searchset","entry":[{"resource":{"resourceType":"Patient","id":"p1"}},
        {"search":{"mode":"outcome"},
        "resource":{"resourceType":"OperationOutcome","issue":[{"severity":"warning","code":"informational"}]}}]}"""));

    assertThat(endpoint.search(Patient.class, Map.of())).hasSize(1);
  }

  @Test
  void allPagesAreReadButNoneOutsideTheEndpoint() {
    String next = PARTNER.baseUrl() + "/fhir?page=2";
    PARTNER.stubFor(get(urlPathEqualTo("/fhir/Patient")).willReturn(fhir().withBody(page("p1", next))));
    PARTNER.stubFor(get(urlPathEqualTo("/fhir")).willReturn(fhir().withBody(page("p2", null))));
    assertThat(endpoint.search(Patient.class, Map.of())).extracting(patient -> patient.getIdElement().getIdPart())
        .containsExactly("p1", "p2");

    PARTNER.stubFor(get(urlPathEqualTo("/fhir/Patient"))
        .willReturn(fhir().withBody(page("p1", "http://elsewhere.example.org/fhir?page=2"))));
    assertThatThrownBy(() -> endpoint.search(Patient.class, Map.of())).hasMessageContaining("next page lies outside");

    PARTNER.stubFor(get(urlPathEqualTo("/fhir")).willReturn(fhir().withBody(page("p2", next))));
    PARTNER.stubFor(get(urlPathEqualTo("/fhir/Patient")).willReturn(fhir().withBody(page("p1", next))));
    assertThatThrownBy(() -> endpoint.search(Patient.class, Map.of())).hasMessageContaining("more than 50 pages");
  }

  @Test
  void aWriteCarriesItsEffectIdAndTheCredentials() {
    PARTNER.stubFor(post(urlPathEqualTo("/fhir/Communication")).willReturn(aResponse().withStatus(201)
        .withHeader("Location", PARTNER.baseUrl() + "/fhir/Communication/77/_history/1")));

    assertThat(endpoint.createOnce(new Communication(), "job-1")).isEqualTo("77");
    PARTNER.verify(postRequestedFor(urlPathEqualTo("/fhir/Communication"))
        .withBasicAuth(new BasicCredentials("careloop", "secret"))
        .withHeader("If-None-Exist", equalTo("identifier=https%3A%2F%2Fcareloop.org%2Feffect%7Cjob-1")));
    assertThat(PARTNER.getAllServeEvents().get(0).getRequest().getBodyAsString())
        .contains("\"identifier\":[{\"system\":\"https://careloop.org/effect\",\"value\":\"job-1\"}]");
  }

  @Test
  void anAnswerWithoutAnIdIsLookedUp() {
    PARTNER.stubFor(post(urlPathEqualTo("/fhir/Communication")).willReturn(aResponse().withStatus(201)));
    PARTNER.stubFor(get(urlPathEqualTo("/fhir/Communication")).willReturn(okJson("""
        {"resourceType":"Bundle","type":"searchset","entry":[
        {"resource":{"resourceType":"Communication","id":"78","status":"completed"}}]}""")));
    assertThat(endpoint.createOnce(new Communication(), "job-1")).isEqualTo("78");

    PARTNER.stubFor(get(urlPathEqualTo("/fhir/Communication")).willReturn(okJson("{\"resourceType\":\"Bundle\",\"type\":\"searchset\"}")));
    assertThatThrownBy(() -> endpoint.createOnce(new Communication(), "job-1"))
        .hasMessage("POST Communication at the test partner: answered without an id and 0 resources carry the effect id, expected 1");
  }

  @Test
  void aWebPageIsNotTakenForAWrite() {
    answer(aResponse().withHeader("Content-Type", "text/html").withBody("<html>Sign in</html>"));

    assertThatThrownBy(() -> endpoint.createOnce(new Communication(), "job-1")).isExactlyInstanceOf(FhirFailure.class);
  }

  @Test
  void aTokenIsSentInsteadOfAPassword() {
    PARTNER.stubFor(any(anyUrl()).willReturn(fhir().withBody("{\"resourceType\":\"Patient\",\"id\":\"p1\"}")));

    endpoint("careloop", "secret", "abc").read(Patient.class, "p1");

    PARTNER.verify(getRequestedFor(urlPathEqualTo("/fhir/Patient/p1")).withHeader("Authorization", equalTo("Bearer abc")));
  }

  @Test
  void anUnknownResourceIsEmptyAndEverythingElseFails() {
    answer(fhir().withStatus(404));
    assertThat(endpoint.find(Patient.class, "p1")).isEmpty();
    answer(fhir().withStatus(410));
    assertThat(endpoint.find(Patient.class, "p1")).isEmpty();
    answer(fhir().withStatus(500));
    assertThatThrownBy(() -> endpoint.find(Patient.class, "p1")).isInstanceOf(FhirFailure.class);
  }

  @Test
  void searchValuesAreEscaped() {
    assertThat(FhirEndpoint.token("urn:a|b", "1,2$3\\4")).isEqualTo("urn:a\\|b|1\\,2\\$3\\\\4");
  }

  @Test
  void anAddressMustBeGivenOutsideTheSandbox() {
    MockEnvironment production = new MockEnvironment();
    production.setActiveProfiles("production");
    String property = "careloop.ehr.base-url";
    assertThatThrownBy(() -> FhirAddress.of(" ", property, production, "/sandbox/fhir")).hasMessageContaining(property);
    assertThatThrownBy(() -> FhirAddress.of("ehr.example.org", property, production, "/sandbox/fhir")).hasMessageContaining("http://");
    assertThat(FhirAddress.of("https://ehr.example.org/fhir/", property, production, "/sandbox/fhir").get())
        .isEqualTo("https://ehr.example.org/fhir");

    MockEnvironment sandbox = new MockEnvironment();
    sandbox.setActiveProfiles("sandbox");
    var own = FhirAddress.of(null, "careloop.ehr.base-url", sandbox, "/sandbox/fhir");
    sandbox.setProperty("local.server.port", "4711");
    assertThat(own.get()).isEqualTo("http://localhost:4711/sandbox/fhir");
  }

  private void assertFails(String problem) {
    assertFails(endpoint, problem);
  }

  private static FhirEndpoint impatient() {
    return endpoint("careloop", "secret", null, Duration.ofMillis(500));
  }

  private static void assertFails(FhirEndpoint endpoint, String problem) {
    assertThatThrownBy(() -> endpoint.search(Patient.class, Map.of("identifier", "a|b"))).isExactlyInstanceOf(FhirFailure.class)
        .hasMessageStartingWith("GET Patient?… at the test partner: " + problem).hasNoCause();
  }

  private static FhirEndpoint endpoint(String user, String password, String token) {
    return endpoint(user, password, token, Duration.ofSeconds(20));
  }

  private static FhirEndpoint endpoint(String user, String password, String token, Duration readTimeout) {
    return new FhirEndpoint(CONTEXT, new FhirEndpoint.Access("the test partner", () -> PARTNER.baseUrl() + "/fhir", user, password, token,
        Duration.ofSeconds(5), readTimeout));
  }

  private static void answer(ResponseDefinitionBuilder answer) {
    PARTNER.stubFor(any(anyUrl()).willReturn(answer));
  }

  private static ResponseDefinitionBuilder fhir() {
    return aResponse().withHeader("Content-Type", "application/fhir+json;charset=UTF-8");
  }

  private static String page(String id, String next) {
    String link = next == null ? "" : "\"link\":[{\"relation\":\"next\",\"url\":\"%s\"}],".formatted(next);
    return "{\"resourceType\":\"Bundle\",\"type\":\"searchset\",%s\"entry\":[{\"resource\":{\"resourceType\":\"Patient\",\"id\":\"%s\"}}]}"
        .formatted(link, id);
  }
}
