package org.careloop.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.camunda.bpm.engine.identity.User;
import org.camunda.bpm.engine.impl.digest.PasswordManager;
import org.camunda.bpm.engine.impl.digest.Sha512HashDigest;
import org.camunda.bpm.engine.impl.persistence.entity.UserEntity;
import org.camunda.bpm.engine.impl.util.ClockUtil;
import org.careloop.security.SecuritySettings.FirstAdministrator;
import org.careloop.security.internal.Passwords;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.ApplicationContext;
import org.springframework.core.env.Environment;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.mock.web.MockFilterChain;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;
import org.springframework.security.authentication.CredentialsExpiredException;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.core.authority.SimpleGrantedAuthority;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.oauth2.jwt.JwtDecoder;

/** Signing in with a password, and how sessions end. */
class SignInTest extends WebTest {

  private static final String REST = "/engine-rest/task?maxResults=1";

  @Autowired private Accounts accounts;
  @Autowired private JdbcTemplate database;
  @Autowired private SecuritySettings settings;
  @Autowired private Environment environment;
  @Autowired private ApplicationContext program;

  @BeforeEach
  void tess() {
    create("tess", "nurses");
  }

  @AfterEach
  void clockAndAccounts() {
    ClockUtil.reset();
    SecurityContextHolder.clearContext();
    for (String id : List.of("tess", "feed", "boss", "first")) {
      engine.getIdentityService().deleteUser(id);
      database.update("delete from careloop_account where account_id = ?", id);
      database.update("delete from careloop_sign_in where account_id = ?", id);
      accounts.forget(id);
    }
  }

  @Test
  void aLockGrowsWithEachWrongPasswordAndStaysUntilAnAdministratorOpensIt() {
    guess("tess", 1);
    assertThat(get("tess", REST).statusCode()).as("right password, at once after a wrong one").isEqualTo(401);
    timePasses(Duration.ofSeconds(4));
    assertThat(get("tess", REST).statusCode()).as("after the pause").isEqualTo(200);

    for (int wrong = 0; wrong < 10; wrong++) {
      guess("tess", 1);
      timePasses(Duration.ofMinutes(16));
    }
    assertThat(get("tess", REST).statusCode()).isEqualTo(401);
    timePasses(Duration.ofDays(30));
    assertThat(get("tess", REST).statusCode()).as("a month later").isEqualTo(401);
    assertThat(events("tess")).containsOnlyOnce("LOCKED");
    Session form = signIn("tess");
    assertThat(form.last().headers().firstValue("Location")).hasValueSatisfying(to -> assertThat(to).endsWith("/login?refused"));

    assertThat(post("admin", "/engine-rest/user/tess/unlock", "").statusCode()).isEqualTo(204);
    assertThat(get("tess", REST).statusCode()).isEqualTo(200);
  }

  @Test
  void anAdministratorCanTryAgainAfterAnHourForSomebodyMustUnlockTheOthers() {
    create("boss", "camunda-admin");
    for (int wrong = 0; wrong < 10; wrong++) {
      guess("boss", 1);
      timePasses(Duration.ofMinutes(16));
    }
    assertThat(get("boss", REST).statusCode()).isEqualTo(401);
    timePasses(Duration.ofMinutes(61));
    assertThat(get("boss", REST).statusCode()).isEqualTo(200);
  }

  @Test
  void strangersGuessesDoNotStopTheHospitalsMessagesThoughTheyLockTheAccountForEverybodyElse() {
    create("feed", "integrations");
    assertThat(send("feed", "feed", "GET", "/hl7/v2", null).statusCode()).isNotIn(401, 403);
    guess("feed", 1);
    assertThat(send("feed", "feed", "GET", "/hl7/v2", null).statusCode()).as("the program that was right before").isNotIn(401, 403);
    assertThat(guess("feed", 1)).isEqualTo(401);
    setPassword("feed", "another");
    assertThat(send("feed", "feed", "GET", "/hl7/v2", null).statusCode()).as("the old password").isEqualTo(401);
  }

  @Test
  void whatIsWrittenDownHoldsNoPasswordNoUnknownNameAndTheRealAddress() {
    get("tess", REST);
    get("tess", REST);
    guess("tess", 1);
    long before = database.queryForObject("select count(*) from careloop_sign_in", Long.class);
    send("My-Secret-Typed-Too-Early", "x", "GET", REST, null);
    assertThat(database.queryForObject("select count(*) from careloop_sign_in", Long.class)).isEqualTo(before + 1);
    assertThat(events("tess")).as("a program is written down once a while").containsExactly("SIGNED_IN", "REFUSED");
    assertThat(database.queryForList("select * from careloop_sign_in").toString()).doesNotContain("Typed-Too-Early", "guess-");

    var request = java.net.http.HttpRequest.newBuilder(address(REST)).header("Authorization", "Basic dGVzczp3cm9uZw==")
        .header("X-Forwarded-For", "203.0.113.9").header("Forwarded", "for=203.0.113.9").GET();
    send(request);
    assertThat(database.queryForList("select address from careloop_sign_in where account_id = 'tess'", String.class))
        .as("nobody claims another address").allMatch(address -> address.equals("127.0.0.1") || address.startsWith("0:0:"));
  }

  @Test
  void anOldHashStillOpensAndIsRenewed() {
    UserEntity user = (UserEntity) user("tess");
    String old = new PasswordManager(new Sha512HashDigest(), List.of()).encrypt("tess" + user.getSalt());
    database.update("update act_id_user set pwd_ = ? where id_ = 'tess'", old);
    assertThat(Passwords.isOld(engine, user("tess"))).isTrue();
    assertThat(get("tess", REST).statusCode()).isEqualTo(200);
    assertThat(Passwords.isOld(engine, user("tess"))).isFalse();
    assertThat(signIn("tess").get("/").statusCode()).isEqualTo(200);
  }

  @Test
  void signingOutEverywhereEndsTheOtherSessionsToo() {
    Session ward = signIn("tess");
    Session home = signIn("tess");
    String page = home.get("/account").body();
    assertThat(page).contains("Sign out everywhere", "Last sign-ins", "Signed in");
    assertThat(home.post("/account/sign-out-everywhere", Map.of("_csrf", token(page))).headers().firstValue("Location"))
        .hasValueSatisfying(to -> assertThat(to).endsWith("/login?signed-out-everywhere"));
    assertThat(home.get("/").statusCode()).isEqualTo(302);
    assertThat(ward.get("/").headers().firstValue("Location")).hasValueSatisfying(to -> assertThat(to).endsWith("/login?ended"));
    assertThat(ward.get("/login?ended").body()).contains("Your session has ended");
    assertThat(signIn("tess").get("/").statusCode()).as("a new sign-in").isEqualTo(200);
    assertThat(events("tess")).contains("SIGNED_OUT_EVERYWHERE");
  }

  @Test
  void aSessionEndsWhenItsAccountIsDeletedRegroupedOrGivenAnotherPassword() {
    Session session = signIn("tess");
    engine.getIdentityService().createMembership("tess", "auditors");
    assertEnds(session);
    session = signIn("tess");
    assertThat(session.get("/audit").statusCode()).as("the new group").isNotEqualTo(403);
    setPassword("tess", "another");
    assertEnds(session);
    session = signIn("tess", "another");
    session.get("/camunda/app/tasklist/default/");
    engine.getIdentityService().deleteUser("tess");
    accounts.forget("tess");
    assertThat(session.get("/camunda/api/engine/engine/default/task").statusCode()).isEqualTo(401);
    assertThat(session.get("/account").statusCode()).isEqualTo(302);
  }

  @Test
  void aPasswordIsChangedByItsOwnerWhoKnowsTheOldOne() {
    Session other = signIn("tess");
    Session session = signIn("tess");
    get("tess", REST);
    assertThat(change(session, "not-it", "Fresh-and-1-new", "Fresh-and-1-new")).contains("The current password is wrong");
    engine.getIdentityService().unlockUser("tess");
    assertThat(change(session, "tess", "Fresh-and-1-new", "Fresh-and-2-new")).contains("repetition differ");
    assertThat(change(session, "tess", "tess", "tess")).contains("must be another one");
    assertThat(change(session, "tess", "Fresh-and-1-new", "Fresh-and-1-new")).contains("Your password is changed").doesNotContain("Fresh-and");
    assertThat(session.get("/").statusCode()).as("the session it was changed in").isEqualTo(200);
    assertThat(other.get("/").statusCode()).as("another one").isEqualTo(302);
    assertThat(get("tess", REST).statusCode()).as("the old password, verified a moment ago").isEqualTo(401);
    assertThat(events("tess")).contains("PASSWORD_CHANGED");
  }

  @Test
  void aOneTimePasswordLeadsToAnotherOneAndOpensNothingElse() {
    accounts.demandNewPassword("tess");
    Session session = signIn("tess");
    for (String page : List.of("/", "/handbook", "/camunda/app/tasklist/default/", "/inbox")) {
      assertThat(session.get(page).headers().firstValue("Location")).as(page).hasValueSatisfying(to -> assertThat(to).endsWith("/account"));
    }
    assertThat(session.get("/camunda/api/engine/engine/default/task").statusCode()).isEqualTo(403);
    HttpResponse<String> rest = get("tess", REST);
    assertThat(rest.statusCode()).isEqualTo(403);
    assertThat(rest.body()).contains("/account");
    assertThat(change(session, "tess", "Fresh-and-1-new", "Fresh-and-1-new")).contains("Your password is changed");
    assertThat(session.get("/").statusCode()).isEqualTo(200);
    assertThat(send("tess", "Fresh-and-1-new", "GET", REST, null).statusCode()).isEqualTo(200);
  }

  @Test
  void theFirstAdministratorIsMadeWhileThereIsNoneAndNeverAgain() {
    AccountsAtStart start = new AccountsAtStart(with(new FirstAdministrator("first", "Only-4-the-first-time")), accounts, environment);
    start.apply(engine);
    assertThat(user("first")).as("there is an administrator").isNull();
    engine.getIdentityService().deleteMembership("admin", "camunda-admin");
    try {
      start.apply(engine);
      Session session = signIn("first", "Only-4-the-first-time");
      assertThat(session.get("/camunda/app/admin/default/").headers().firstValue("Location")).hasValueSatisfying(to -> assertThat(to).endsWith("/account"));
      assertThat(change(session, "Only-4-the-first-time", "For-good-and-1-ever", "For-good-and-1-ever")).contains("Your password is changed");
      assertThat(session.get("/camunda/app/admin/default/").statusCode()).isEqualTo(200);
      start.apply(engine);
      assertThat(send("first", "Only-4-the-first-time", "GET", REST, null).statusCode()).isEqualTo(401);
      engine.getIdentityService().deleteMembership("first", "camunda-admin");
      assertThatThrownBy(() -> start.apply(engine)).hasMessageContaining("is an account already");
    } finally {
      engine.getIdentityService().createMembership("admin", "camunda-admin");
      accounts.forget("admin");
    }
  }

  @Test
  void nobodyStaysSignedInForeverHoweverBusy() throws Exception {
    Instant[] now = {Instant.parse("2026-03-06T08:00:00Z")};
    SessionLife life = new SessionLife(accounts, Duration.ofHours(12), () -> now[0]);
    MockHttpServletRequest request = new MockHttpServletRequest("GET", "/");
    var who = UsernamePasswordAuthenticationToken.authenticated("tess", null, Set.of(new SimpleGrantedAuthority("nurses")));
    who.setDetails(Knock.atTheForm(request));
    SecurityContextHolder.getContext().setAuthentication(who);
    life.begin(request, who);
    now[0] = now[0].plus(Duration.ofHours(11));
    MockFilterChain went = new MockFilterChain();
    life.doFilter(request, new MockHttpServletResponse(), went);
    assertThat(went.getRequest()).isNotNull();
    life.goOn(request, who);
    now[0] = now[0].plus(Duration.ofMinutes(61));
    assertThatThrownBy(() -> life.doFilter(request, new MockHttpServletResponse(), new MockFilterChain()))
        .isInstanceOf(CredentialsExpiredException.class);
  }

  @Test
  void withoutAProviderThereIsNoWayOverOneAndNobodyReadsTokens() {
    assertThat(get(null, "/login").body()).doesNotContain("oauth2");
    assertThat(get(null, "/oauth2/authorization/careloop").headers().firstValue("Location"))
        .hasValueSatisfying(to -> assertThat(to).endsWith("/login"));
    assertThat(program.getBeanProvider(JwtDecoder.class).stream()).isEmpty();
    var bearer = java.net.http.HttpRequest.newBuilder(address(REST)).header("Authorization", "Bearer eyJhbGciOiJub25lIn0.e30.").GET();
    assertThat(send(bearer).statusCode()).isEqualTo(401);
  }

  private void assertEnds(Session session) {
    accounts.forget("tess"); // Without it this node, too, would notice within seconds only.
    assertThat(session.get("/").headers().firstValue("Location")).hasValueSatisfying(to -> assertThat(to).endsWith("/login?ended"));
  }

  private String change(Session session, String current, String password, String again) {
    String page = session.get("/account").body();
    session.post("/account/password", Map.of("current", current, "password", password, "again", again, "_csrf", token(page)));
    return session.get("/account").body();
  }

  private int guess(String user, int times) {
    int status = 0;
    for (int i = 0; i < times; i++) {
      status = send(user, "guess-" + i, "GET", REST, null).statusCode();
    }
    return status;
  }

  private List<String> events(String account) {
    return database.queryForList("select event from careloop_sign_in where account_id = ? order by event_id", String.class, account);
  }

  private SecuritySettings with(FirstAdministrator first) {
    return new SecuritySettings(settings.accounts(), first, settings.requiredInProduction(), settings.passwordSignIn(), settings.passwordWork(),
        settings.attemptsPerAddress(), settings.longestSession(), settings.sso());
  }

  private void create(String id, String group) {
    User user = engine.getIdentityService().newUser(id);
    user.setFirstName("Test");
    user.setPassword(id);
    engine.getIdentityService().saveUser(user);
    engine.getIdentityService().createMembership(id, group);
    accounts.forget(id);
  }

  private void setPassword(String id, String password) {
    User user = user(id);
    user.setPassword(password);
    engine.getIdentityService().saveUser(user);
  }

  private User user(String id) {
    return engine.getIdentityService().createUserQuery().userId(id).singleResult();
  }

  private static void timePasses(Duration by) {
    ClockUtil.setCurrentTime(new Date(ClockUtil.getCurrentTime().getTime() + by.toMillis()));
  }
}
