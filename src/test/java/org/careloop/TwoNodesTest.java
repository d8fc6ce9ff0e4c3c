package org.careloop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import java.io.File;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import org.careloop.audit.verify.Verifier;
import org.careloop.audit.verify.VerifyReport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/**
 * The real set-up: two programs of their own in profile {@code production}, started at the same moment on one empty PostgreSQL, with their job
 * executors on. This test's own sandbox plays their health record, scheduling system and text gateway.
 */
class TwoNodesTest extends WholeProgramTest {

  private static final String PASSWORD = "A-long-Word-4-two-Nodes!";
  private static final List<String> PATIENTS = List.of("100234", "100311", "100402", "100518", "100846", "100952");
  private static final int CASES = 18;

  private final List<Process> nodes = new ArrayList<>();
  private final List<Integer> ports = new ArrayList<>();
  /** What both nodes share beside the database. */
  private final Path outside = Path.of("target", "two-nodes-" + UUID.randomUUID());
  private final HttpClient http = HttpClient.newHttpClient();
  private final GreenMail mail = new GreenMail(ServerSetup.SMTP.dynamicPort());
  private JdbcTemplate database;

  @LocalServerPort private int sandbox;

  @BeforeAll
  void startBothAtOnce() throws IOException {
    mail.start();
    String url = TestDatabase.newPostgresDatabase("twonodes");
    database = new JdbcTemplate(new DriverManagerDataSource(url, "postgres", "postgres"));
    for (String name : List.of("node-a", "node-b")) {
      int port = freePort();
      ports.add(port);
      nodes.add(start(name, port, url));
    }
    await().atMost(Duration.ofMinutes(6)).pollInterval(Duration.ofSeconds(1)).until(() -> ports.stream().allMatch(this::isUp)
        || nodes.stream().anyMatch(node -> !node.isAlive()));
    assertThat(nodes).as("see target/node-*.log").allMatch(Process::isAlive);
  }

  @AfterAll
  void stopBoth() {
    nodes.forEach(Process::destroyForcibly);
    mail.stop();
  }

  @Test
  void bothShareTheWorkAndAColdStartOfBothAtOnceDeploysOnce() throws Exception {
    assertThat(count("select count(*) from act_re_deployment")).as("releases").isEqualTo(1);
    assertThat(count("select max(version_) from act_re_procdef")).as("versions of a diagram").isEqualTo(1);

    for (int i = 0; i < CASES; i++) {
      String message = discharge(i);
      // The same message reaches both nodes at the same moment, as an interface engine does that lost patience.
      var first = CompletableFuture.supplyAsync(() -> send(ports.get(0), message));
      var second = CompletableFuture.supplyAsync(() -> send(ports.get(1), message));
      assertThat(first.get()).contains("MSA|AA|two-" + i);
      assertThat(second.get()).as("the same answer").isEqualTo(first.get());
    }

    assertThat(verified().findings()).as("while both are at work").isEmpty();
    await().atMost(Duration.ofMinutes(3)).pollInterval(Duration.ofSeconds(1))
        .until(() -> count("select count(*) from act_ru_task where task_def_key_ = 'callPatient'") == CASES);
    assertThat(count("select count(*) from act_ru_execution where parent_id_ is null and super_exec_ is null"
        + " and proc_def_id_ like 'discharge-transition:%'")).as("one case a stay").isEqualTo(CASES);
    assertThat(count("select count(*) from careloop_case where started_by = 'PatientDischarged'")).isEqualTo(CASES);
    assertThat(count("select count(*) from act_ru_incident")).as("incidents").isZero();
    assertThat(database.queryForList("select distinct hostname_ from act_hi_job_log where job_state_ = 2", String.class))
        .as("nodes that did work").containsExactlyInAnyOrder("node-a", "node-b");
    theHistoryOfBothIsProven();
  }

  private void theHistoryOfBothIsProven() throws Exception {
    await().atMost(Duration.ofMinutes(2)).pollInterval(Duration.ofSeconds(1)).until(() -> Files.exists(outside.resolve("anchors").resolve("anchors.ndjson")));
    VerifyReport report = verified();
    assertThat(report.findings()).isEmpty();
    assertThat(report.figures().seals()).as("every seal").isEqualTo(report.figures().events());
    assertThat(report.figures().rows()).isGreaterThan(CASES * 100L);
    assertThat(report.figures().outsideAnchors()).isPositive();
    assertThat(database.queryForList("select distinct node from careloop_audit_event", String.class)).containsExactlyInAnyOrder("node-a", "node-b");
  }

  private VerifyReport verified() throws Exception {
    return Verifier.ofDatabase(database.getDataSource(), outside.resolve("keys"), outside.resolve("anchors")).verify();
  }

  private String discharge(int i) {
    String at = java.time.format.DateTimeFormatter.ofPattern("yyyyMMddHHmmssZ").format(java.time.ZonedDateTime.now(java.time.ZoneOffset.UTC));
    return String.join("\r",
        "MSH|^~\\&|ADT|MERCY|CARELOOP|CARELOOP|%s||ADT^A03^ADT_A03|two-%d|P|2.5.1".formatted(at, i),
        "EVN|A03|" + at,
        "PID|1||%s^^^MERCY^MR".formatted(PATIENTS.get(i % PATIENTS.size())),
        "PV1|1|I|4E^12^A^MERCY|E||||||MED|||||||||V%d|||||||||||||||||01||||||||%s|%s".formatted(8000 + i, at, at));
  }

  private String send(int port, String message) {
    try {
      var request = HttpRequest.newBuilder(URI.create("http://localhost:%d/hl7/v2".formatted(port)))
          .header("Authorization", "Basic " + Base64.getEncoder().encodeToString(("interface:" + PASSWORD).getBytes(StandardCharsets.UTF_8)))
          .header("Content-Type", "application/hl7-v2")
          .POST(HttpRequest.BodyPublishers.ofString(message)).build();
      return http.send(request, HttpResponse.BodyHandlers.ofString()).body();
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private Process start(String name, int port, String databaseUrl) throws IOException {
    String partner = "http://localhost:" + sandbox;
    List<String> command = new ArrayList<>(List.of(
        Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx1g", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC",
        "-cp", programsOwnClassPath(), "org.careloop.CareloopApplication",
        "--spring.profiles.active=production", "--server.port=" + port,
        "--spring.datasource.url=" + databaseUrl, "--spring.datasource.username=postgres", "--spring.datasource.password=postgres",
        "--careloop.ehr.base-url=" + partner + "/sandbox/fhir", "--careloop.ehr.user=integration", "--careloop.ehr.password=integration",
        "--careloop.scheduling.base-url=" + partner + "/sandbox/scheduling", "--careloop.scheduling.user=integration",
        "--careloop.scheduling.password=integration",
        "--careloop.messaging.sms.url=" + partner + "/sandbox/sms", "--careloop.messaging.practice-name=Test Practice",
        "--careloop.messaging.practice-phone=+1 202 555 0100", "--careloop.messaging.from=careloop@example.org",
        "--careloop.messaging.team-address=team@example.org",
        "--careloop.messaging.tasklist-url=http://localhost/tasklist",
        "--spring.mail.host=localhost", "--spring.mail.port=" + mail.getSmtp().getPort(),
        "--careloop.security.first-administrator.id=operator", "--careloop.security.first-administrator.password=" + PASSWORD,
        "--careloop.security.accounts[0].id=interface", "--careloop.security.accounts[0].password=" + PASSWORD,
        "--careloop.security.accounts[0].groups=integrations",
        "--careloop.audit.keys=" + outside.resolve("keys"), "--careloop.audit.anchors=" + outside.resolve("anchors"), "--careloop.audit.node=" + name,
        "--careloop.portal.keys=" + outside.resolve("link-keys"), "--careloop.base-url=http://localhost",
        "--careloop.audit.anchor-every=PT20S",
        "--careloop.hl7.mllp.port=0", "--camunda.bpm.generic-properties.properties.hostname=" + name));
    return new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(Path.of("target", name + ".log").toFile()).start();
  }

  /** Without what only tests bring along. */
  private static String programsOwnClassPath() {
    String all = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
    return Arrays.stream(all.split(File.pathSeparator))
        .filter(entry -> !entry.matches(".*(test-classes|process_test_coverage|playwright|wiremock|spring-boot-test|spring-test|oauth2-authorization-server).*"))
        .collect(Collectors.joining(File.pathSeparator));
  }

  private boolean isUp(int port) {
    try {
      var answer = http.send(HttpRequest.newBuilder(URI.create("http://localhost:%d/actuator/health".formatted(port))).build(),
          HttpResponse.BodyHandlers.ofString());
      return answer.statusCode() == 200;
    } catch (IOException notYet) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private long count(String query) {
    return database.queryForObject(query, Long.class);
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }
}
