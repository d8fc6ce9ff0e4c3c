package org.careloop.security;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.URLDecoder;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.camunda.bpm.engine.identity.Group;
import org.camunda.bpm.engine.identity.User;
import org.careloop.browser.Browser;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

/** People and programs that come over a real provider, which is down at first. */
@Tag(WebTest.OWN_PROGRAM)
@SpringBootTest(webEnvironment = SpringBootTest.WebEnvironment.DEFINED_PORT, properties = {
    "camunda.bpm.job-execution.enabled=false", "careloop.sandbox.journal=", "careloop.hl7.mllp.port=0",
    "careloop.security.sso.client-id=" + TestProvider.CLIENT, "careloop.security.sso.client-secret=" + TestProvider.SECRET,
    "careloop.security.sso.name=Mercy single sign-on", "careloop.security.sso.audience=" + TestProvider.AUDIENCE,
    "careloop.security.sso.roles.care-coordinators=/careloop/coordinators", "careloop.security.sso.roles.camunda-admin=/careloop/operators",
    "careloop.security.sso.programs[0].client-id=mercy-interface", "careloop.security.sso.programs[0].groups=integrations"})
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class SingleSignOnTest extends WebTest {

  private static final int PROVIDERS_PORT = freePort();
  private static final int PORT = freePort();
  private static final TestProvider PROVIDER = new TestProvider(PROVIDERS_PORT, PORT);
  private static boolean up;

  @Autowired private JdbcTemplate database;

  @DynamicPropertySource
  static void addresses(DynamicPropertyRegistry registry) {
    registry.add("server.port", () -> PORT);
    registry.add("careloop.security.sso.issuer", PROVIDER::issuer);
  }

  @BeforeEach
  void providerIsUpExceptAtFirst(org.junit.jupiter.api.TestInfo test) {
    if (!up && !test.getDisplayName().startsWith("whileTheProviderIsDown")) {
      PROVIDER.start();
      up = true;
    }
    person("rivka", "rivka.k@mercy.org", "/careloop/coordinators", "domain users");
  }

  @AfterAll
  static void providerStops() {
    PROVIDER.stop();
  }

  @Test
  @Order(1)
  void whileTheProviderIsDownTheProgramStandsAndSaysSoAndPasswordsGoOn() {
    Session session = new Session();
    assertThat(session.get("/login").body()).contains("Sign in with Mercy single sign-on", "With a Careloop password");
    assertThat(session.get("/oauth2/authorization/careloop").headers().firstValue("Location")).hasValueSatisfying(to -> assertThat(to).endsWith("/login?unreachable"));
    assertThat(session.get("/login?unreachable").body()).contains("Mercy single sign-on cannot be reached");
    assertThat(session.get("/login/oauth2/code/careloop?code=x&state=y").headers().firstValue("Location"))
        .hasValueSatisfying(to -> assertThat(to).contains("/login?"));
    assertThat(bearer(PROVIDER.token(claims(Map.of()))).statusCode()).isEqualTo(503);
    assertThat(signIn("nurse").get("/").statusCode()).isEqualTo(200);
  }

  @Test
  @Order(2)
  void aPersonComesWithTheProvidersGroupsAndIsKnownToTheEngine() {
    Person rivka = new Person("rivka");
    assertThat(rivka.signIn("/inbox").statusCode()).isEqualTo(200);
    assertThat(rivka.last.uri().getPath()).as("where they wanted to go").isEqualTo("/inbox");
    assertThat(rivka.authorization).contains("code_challenge=", "code_challenge_method=S256", "nonce=", "state=");
    assertThat(rivka.get("/").body()).contains("Welcome, Rivka", "Care coordinators").doesNotContain("/camunda/app/cockpit/");
    assertThat(rivka.get("/camunda/app/tasklist/default/").statusCode()).isEqualTo(200);
    assertThat(rivka.get("/camunda/api/admin/auth/user/default").body()).contains("\"userId\":\"rivka.k@mercy.org\"", "tasklist");
    assertThat(rivka.get("/account").body()).contains("Rivka Kahn", "kept and changed there", "Single sign-on").doesNotContain("New password");
    User user = user("rivka.k@mercy.org");
    assertThat(user.getLastName()).isEqualTo("Kahn");
    assertThat(groups(user.getId())).containsExactly("care-coordinators");
    assertThat(engine.getIdentityService().getUserInfo(user.getId(), Accounts.ORIGIN)).isEqualTo(PROVIDER.issuer());
  }

  @Test
  @Order(3)
  void groupsFollowTheProviderAndWhatAnAdministratorGaveStays() {
    Person rivka = new Person("rivka");
    rivka.signIn("/");
    engine.getIdentityService().createMembership("rivka.k@mercy.org", "auditors");
    person("rivka", "rivka.k@mercy.org", "nurses", "/careloop/operators");
    Person again = new Person("rivka");
    again.signIn("/");
    assertThat(groups("rivka.k@mercy.org")).containsExactlyInAnyOrder("auditors", "nurses", "camunda-admin");
    assertThat(again.get("/camunda/app/admin/default/").statusCode()).isEqualTo(200);
    assertThat(rivka.get("/").uri().toString()).as("the session with the old groups").endsWith("/login?ended");
    person("rivka", "rivka.k@mercy.org", "camunda-admin");
    new Person("rivka").signIn("/");
    assertThat(groups("rivka.k@mercy.org")).as("the provider's own group camunda-admin is not named in the settings").containsExactly("auditors");
    engine.getIdentityService().deleteMembership("rivka.k@mercy.org", "auditors");
  }

  @Test
  @Order(4)
  void somebodyWithoutARoleIsToldSoAndNotMadeKnown() {
    person("visitor", "visitor", "domain users");
    Person visitor = new Person("visitor");
    assertThat(visitor.signIn("/").body()).contains("Mercy single sign-on knows you, but you have no role in Careloop");
    assertThat(visitor.last.uri().toString()).endsWith("/login?no-role");
    assertThat(user("visitor")).isNull();
    assertThat(visitor.get("/inbox").uri().getPath()).isEqualTo("/login");
  }

  @ParameterizedTest
  @Order(5)
  @ValueSource(strings = {"admin", "ADMIN", "nurse", "mercy-interface"})
  void anAccountThatIsHereAlreadyIsNotTakenOver(String name) {
    person("impostor", name, "/careloop/operators");
    Person impostor = new Person("impostor");
    assertThat(impostor.signIn("/").body()).contains("is already used here by another account");
    assertThat(impostor.get("/").uri().getPath()).isEqualTo("/login");
    assertThat(bearer(PROVIDER.token(claims(Map.of("preferred_username", name, "sub", "impostor", "groups", List.of("nurses"))))).statusCode())
        .isEqualTo(401);
  }

  @Test
  @Order(6)
  void aNameThatPassedOnToAnotherPersonOpensNothingOfTheFirst() {
    person("rivka", "rivka.k@mercy.org", "nurses");
    new Person("rivka").signIn("/");
    person("other-rivka", "rivka.k@mercy.org", "nurses");
    assertThat(new Person("other-rivka").signIn("/").body()).contains("is already used here by another account");
  }

  @ParameterizedTest
  @Order(7)
  @ValueSource(strings = {"two words", "line\nbreak", "nul\u0000", "*", "a/../b", "<script>", "\u202Eesrun",
      "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", ""})
  void aUserNameThatCannotBeOneIsRefused(String name) {
    person("odd", name, "nurses");
    assertThat(new Person("odd").signIn("/").body()).contains("expected 1 to 64 letters");
    Map<String, Object> claims = claims(Map.of("sub", "odd", "groups", List.of("nurses")));
    claims.put("preferred_username", name.isEmpty() ? null : name);
    assertThat(bearer(PROVIDER.token(claims)).statusCode()).isEqualTo(401);
  }

  @Test
  @Order(8)
  void aPersonFromTheProviderHasNoPasswordHereEvenIfSomebodySetsOne() {
    person("rivka", "rivka.k@mercy.org", "nurses");
    new Person("rivka").signIn("/");
    User user = user("rivka.k@mercy.org");
    user.setPassword("Set-by-somebody-1");
    engine.getIdentityService().saveUser(user);
    assertThat(send(user.getId(), "Set-by-somebody-1", "GET", "/engine-rest/task", null).statusCode()).isEqualTo(401);
    assertThat(signIn(user.getId(), "Set-by-somebody-1").get("/").statusCode()).isEqualTo(302);
  }

  @Test
  @Order(9)
  void anAnswerThatBelongsToAnotherRequestIsRefused() {
    Person victim = new Person("rivka");
    String callback = victim.callback();
    assertThat(new Person("rivka").get(callback).uri().toString()).as("another browser, the same code").endsWith("/login?not-completed");
    assertThat(victim.get(callback.replaceAll("state=[^&]+", "state=forged")).uri().toString()).as("another state").endsWith("/login?not-completed");
    assertThat(victim.get("/").uri().getPath()).isEqualTo("/login");

    Person replayed = new Person("rivka");
    replayed.wrongNonce = true;
    assertThat(replayed.signIn("/").uri().toString()).as("another nonce").endsWith("/login?not-completed");

    Person twice = new Person("rivka");
    String once = twice.callback();
    assertThat(twice.get(once).uri().getPath()).isEqualTo("/");
    assertThat(new Person("rivka").get(once).uri().toString()).as("the code a second time").endsWith("/login?not-completed");
  }

  @Test
  @Order(10)
  void tokensOpenTheProgramsDoorsByTheirGroups() {
    String coordinator = PROVIDER.token(claims(Map.of()));
    assertThat(bearer(coordinator).statusCode()).isEqualTo(200);
    assertThat(bearer("/actuator", coordinator).statusCode()).isEqualTo(403);
    assertThat(bearer("/hl7/v2", coordinator).statusCode()).isEqualTo(403);
    assertThat(bearer("/actuator", PROVIDER.token(claims(Map.of("groups", List.of("/careloop/operators"))))).statusCode()).isEqualTo(200);
    assertThat(bearer(PROVIDER.token(claims(Map.of("groups", List.of("domain users", "camunda-admin", "integrations"))))).statusCode())
        .as("groups that nobody knows or that are not named").isEqualTo(403);
    assertThat(bearer(TestProvider.token(claims(Map.of()), TestProvider.key(), "at+jwt")).statusCode()).isEqualTo(200);
    assertThat(bearer("/", coordinator).statusCode()).as("pages are for sessions").isEqualTo(302);
  }

  @Test
  @Order(11)
  void aTokenThatIsNotForUsNotFromThereOrNotOneIsRefused() {
    Map<String, String> tokens = new LinkedHashMap<>();
    tokens.put("over", PROVIDER.token(claims(Map.of("iat", Instant.now().minusSeconds(900), "exp", Instant.now().minusSeconds(600)))));
    tokens.put("not begun", PROVIDER.token(claims(Map.of("nbf", Instant.now().plusSeconds(600)))));
    tokens.put("without an end", PROVIDER.token(without("exp")));
    tokens.put("for somebody else", PROVIDER.token(claims(Map.of("aud", "billing-api"))));
    tokens.put("for nobody", PROVIDER.token(without("aud")));
    tokens.put("of another issuer", PROVIDER.token(claims(Map.of("iss", "http://localhost:1"))));
    tokens.put("signed by somebody else", TestProvider.token(claims(Map.of()), TestProvider.newKey(), "JWT"));
    tokens.put("an ID token", PROVIDER.token(claims(Map.of("nonce", "n-1"))));
    tokens.put("a logout token", TestProvider.token(claims(Map.of()), TestProvider.key(), "logout+jwt"));
    tokens.put("a refresh token", PROVIDER.token(claims(Map.of("typ", "Refresh"))));
    tokens.put("not signed", encoded("{\"alg\":\"none\"}") + "." + PROVIDER.token(claims(Map.of())).split("\\.")[1] + ".");
    String[] right = PROVIDER.token(claims(Map.of())).split("\\.");
    String richer = PROVIDER.token(claims(Map.of("groups", List.of("/careloop/operators")))).split("\\.")[1];
    tokens.put("altered", right[0] + "." + richer + "." + right[2]);
    tokens.put("no token", "garbage");
    tokens.forEach((what, token) -> assertThat(bearer(token).statusCode()).as(what).isEqualTo(401));
  }

  @Test
  @Order(12)
  void aProgramComesWithItsOwnTokenAndTheGroupsOfTheSettings() {
    String token = clientCredentials("mercy-interface");
    assertThat(bearer("/hl7/v2", token).statusCode()).isNotIn(401, 403);
    assertThat(bearer("/engine-rest/task", token).statusCode()).isEqualTo(403);
    assertThat(bearer("/hl7/v2", clientCredentials("somebody-else")).statusCode()).as("a program that is not named").isEqualTo(401);
    assertThat(bearer("/hl7/v2", PROVIDER.token(claims(Map.of("azp", "mercy-interface")))).statusCode())
        .as("a person's token that came through the program").isEqualTo(403);
    assertThat(user("mercy-interface")).isNull();
    assertThat(database.queryForList("select address from careloop_sign_in where account_id = 'mercy-interface'", String.class))
        .as("written down once").containsExactly("127.0.0.1");
  }

  @Test
  @Order(13)
  void signingOutHereSignsOutThere() {
    person("rivka", "rivka.k@mercy.org", "nurses");
    Person rivka = new Person("rivka");
    String page = rivka.signIn("/").body();
    HttpResponse<String> out = rivka.post("/logout", Map.of("_csrf", token(page)));
    assertThat(out.body()).contains("being signed out of Mercy single sign-on", "/sign-out/provider");
    HttpResponse<String> after = rivka.get("/sign-out/provider");
    assertThat(after.uri().toString()).isEqualTo("http://localhost:" + PORT + "/login?signed-out");
    assertThat(after.body()).contains("You are signed out.");
    assertThat(rivka.signIn("/", false).uri().getPort()).as("the provider asks again").isEqualTo(PROVIDERS_PORT);
  }

  @Test
  @Order(14)
  void tasklistsSignOutSignsOutThereToo() {
    Person rivka = new Person("rivka");
    rivka.signIn("/");
    rivka.get("/camunda/app/tasklist/default/");
    assertThat(rivka.postJson("/camunda/api/admin/auth/user/default/logout").statusCode()).isEqualTo(204);
    assertThat(rivka.get("/login?signed-out").body()).as("where Tasklist's script goes then").contains("/sign-out/provider");
    assertThat(rivka.get("/sign-out/provider").uri().toString()).endsWith("/login?signed-out");
  }

  @Test
  @Order(15)
  void signingOutThereEndsTheSessionsHere() {
    person("rivka", "rivka.k@mercy.org", "nurses");
    Person rivka = new Person("rivka");
    rivka.signIn("/");
    String token = PROVIDER.token(claims(Map.of()));
    Map<String, Object> goodbye = claims(Map.of("aud", TestProvider.CLIENT, "sub", "rivka", "jti", "1",
        "events", Map.of("http://schemas.openid.net/event/backchannel-logout", Map.of())));
    goodbye.remove("groups");
    assertThat(rivka.post("/logout/connect/back-channel/careloop", Map.of("logout_token",
        TestProvider.token(goodbye, TestProvider.newKey(), "logout+jwt"))).statusCode()).as("not signed by the provider").isEqualTo(400);
    assertThat(rivka.get("/").uri().getPath()).isEqualTo("/");
    assertThat(rivka.post("/logout/connect/back-channel/careloop", Map.of("logout_token", PROVIDER.token(goodbye))).statusCode()).isEqualTo(200);
    assertThat(rivka.get("/").uri().toString()).endsWith("/login?ended");
    assertThat(bearer(token).statusCode()).as("a token from before").isEqualTo(401);
  }

  @Test
  @Order(16)
  void theSignInPageOffersTheProviderFirst() {
    try (Browser browser = Browser.open(PORT)) {
      browser.go("/login");
      browser.picture("sign-in-provider");
      browser.page().click("summary");
      browser.picture("sign-in-provider-password");
      person("rivka", "rivka.k@mercy.org", "nurses");
      browser.go("/login");
      browser.page().click("#provider");
      browser.page().fill("#username", "rivka");
      browser.page().fill("#password", "pass");
      browser.page().click("button[type=submit]");
      browser.page().waitForURL("**/");
      browser.go("/account");
      browser.picture("account-provider");
      browser.page().click("header button");
      browser.page().waitForURL("**/login?signed-out");
      browser.picture("signed-out-provider");
      browser.page().locator("text=You are signed out.").waitFor();

      browser.newPerson();
      browser.go("/login");
      browser.page().click("summary");
      browser.page().fill("#username", "pharmacist");
      browser.page().fill("#password", "pharmacist");
      browser.page().click("#sign-in");
      browser.page().waitForURL("**/");
      browser.page().click("header .who a");
      browser.page().fill("#current", "pharmacist");
      browser.page().fill("#new", "another");
      browser.page().fill("#again", "an other");
      browser.page().click("#change");
      browser.page().locator("text=repetition differ").waitFor();
      browser.picture("account-password");
      browser.phone();
      browser.picture("account-phone");
      assertThat(browser.complaints()).isEmpty();
    }
  }

  private static void person(String login, String name, String... groups) {
    TestProvider.PEOPLE.put(login, Map.of("preferred_username", name, "given_name", "Rivka", "family_name", "Kahn", "email", "rivka@mercy.org",
        "groups", List.of(groups)));
  }

  private Map<String, Object> claims(Map<String, Object> changed) {
    Map<String, Object> claims = new HashMap<>(Map.of("iss", PROVIDER.issuer(), "sub", "rivka", "aud", TestProvider.AUDIENCE, "azp", "some-app",
        "iat", Instant.now().minusSeconds(5), "exp", Instant.now().plusSeconds(300), "preferred_username", "rivka.k@mercy.org",
        "groups", List.of("/careloop/coordinators")));
    claims.putAll(changed);
    return claims;
  }

  private Map<String, Object> without(String claim) {
    Map<String, Object> claims = claims(Map.of());
    claims.remove(claim);
    return claims;
  }

  private HttpResponse<String> bearer(String token) {
    return bearer("/engine-rest/task?maxResults=1", token);
  }

  private HttpResponse<String> bearer(String path, String token) {
    return send(HttpRequest.newBuilder(address(path)).header("Authorization", "Bearer " + token).GET());
  }

  private String clientCredentials(String client) {
    HttpResponse<String> answer = send(HttpRequest.newBuilder(URI.create(PROVIDER.issuer() + "/oauth2/token"))
        .header("Authorization", "Basic " + Base64.getEncoder().encodeToString((client + ":" + TestProvider.SECRET + client).getBytes(StandardCharsets.UTF_8)))
        .header("Content-Type", "application/x-www-form-urlencoded")
        .POST(HttpRequest.BodyPublishers.ofString("grant_type=client_credentials&scope=deliver")));
    Matcher matcher = Pattern.compile("\"access_token\":\"([^\"]+)\"").matcher(answer.body());
    assertThat(matcher.find()).as(answer.body()).isTrue();
    return matcher.group(1);
  }

  private static String encoded(String text) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  private User user(String id) {
    return engine.getIdentityService().createUserQuery().userId(id).singleResult();
  }

  private List<String> groups(String id) {
    return engine.getIdentityService().createGroupQuery().groupMember(id).list().stream().map(Group::getId).toList();
  }

  private static int freePort() {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  /** A person at a browser that knows both sites and follows where it is sent. */
  private final class Person {

    private final String login;
    private final Map<String, Map<String, String>> cookies = new HashMap<>();
    private HttpResponse<String> last;
    private String authorization = "";
    private boolean wrongNonce;
    private boolean stopAtCallback;

    Person(String login) {
      this.login = login;
    }

    HttpResponse<String> signIn(String page) {
      return signIn(page, true);
    }

    /** Asks for a page, takes the way over the provider and signs in there where it asks. */
    HttpResponse<String> signIn(String page, boolean answer) {
      get(page);
      get("/oauth2/authorization/careloop");
      if (answer && last.uri().getPort() == PROVIDERS_PORT && last.uri().getPath().equals("/login")) {
        exchange(form(URI.create(PROVIDER.issuer() + "/login"), Map.of("username", login, "password", "pass", "_csrf", token(last.body()))), 10);
      }
      return last;
    }

    /** Signs in at the provider and returns the address that would bring the code back. */
    String callback() {
      stopAtCallback = true;
      signIn("/");
      stopAtCallback = false;
      return last.headers().firstValue("Location").orElseThrow().replace("http://localhost:" + PORT, "");
    }

    HttpResponse<String> get(String path) {
      return exchange(HttpRequest.newBuilder(address(path)).header("Accept", "text/html,application/json").GET(), 10);
    }

    HttpResponse<String> post(String path, Map<String, String> fields) {
      return exchange(form(address(path), fields), 10);
    }

    HttpResponse<String> postJson(String path) {
      return exchange(HttpRequest.newBuilder(address(path)).header("X-XSRF-TOKEN", cookies(PORT).getOrDefault("XSRF-TOKEN", ""))
          .POST(HttpRequest.BodyPublishers.noBody()), 10);
    }

    private HttpRequest.Builder form(URI address, Map<String, String> fields) {
      String body = fields.entrySet().stream().map(field -> field.getKey() + "=" + java.net.URLEncoder.encode(field.getValue(), StandardCharsets.UTF_8))
          .collect(Collectors.joining("&"));
      return HttpRequest.newBuilder(address).header("Content-Type", "application/x-www-form-urlencoded")
          .POST(HttpRequest.BodyPublishers.ofString(body));
    }

    private HttpResponse<String> exchange(HttpRequest.Builder request, int redirects) {
      int at = request.build().uri().getPort();
      String sent = cookies(at).entrySet().stream().map(cookie -> cookie.getKey() + "=" + cookie.getValue()).collect(Collectors.joining("; "));
      if (!sent.isEmpty()) {
        request.setHeader("Cookie", sent);
      }
      last = send(request);
      for (String cookie : new ArrayList<>(last.headers().allValues("Set-Cookie"))) {
        String[] pair = cookie.split(";", 2)[0].split("=", 2);
        cookies(at).put(pair[0], pair[1]);
        cookies(at).values().removeIf(String::isEmpty);
      }
      String to = last.headers().firstValue("Location").orElse("");
      if (last.statusCode() / 100 != 3 || redirects == 0 || stopAtCallback && to.startsWith(address("/login/oauth2/code/").toString())) {
        return last;
      }
      if (to.contains("/oauth2/authorize")) {
        authorization = URLDecoder.decode(to, StandardCharsets.UTF_8);
        to = wrongNonce ? to.replaceAll("nonce=[^&]+", "nonce=another") : to;
      }
      return exchange(HttpRequest.newBuilder(last.uri().resolve(to)).header("Accept", "text/html").GET(), redirects - 1);
    }

    private Map<String, String> cookies(int at) {
      return cookies.computeIfAbsent(String.valueOf(at), site -> new LinkedHashMap<>());
    }
  }
}
