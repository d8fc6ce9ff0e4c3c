package org.careloop.privacy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.read.ListAppender;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.camunda.bpm.engine.FormService;
import org.camunda.bpm.engine.task.Task;
import org.careloop.WholeProgramTest;
import org.careloop.sandbox.Partners;
import org.careloop.sandbox.Sink;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMethod;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;

/**
 * Runs the sample patients through their discharges while every partner talks nonsense full of patient text and senders put patient text where
 * it does not belong, then looks for names, birth dates, numbers and addresses in everything that was written down outside the cases.
 */
class NoPatientDataTest extends WholeProgramTest {

  /** What nobody may repeat: a patient of this name is in no sample, so wherever it shows it came from what was sent. */
  private static final String MARKER = "Quibblezzyx Ophelia";

  /** Table, column, key: what is written down outside the cases' own variables. */
  private static final List<String[]> PLACES = List.of(
      place("ACT_RU_INCIDENT", "INCIDENT_MSG_"), place("ACT_HI_INCIDENT", "INCIDENT_MSG_"), place("ACT_RU_JOB", "EXCEPTION_MSG_"),
      place("ACT_HI_JOB_LOG", "JOB_EXCEPTION_MSG_"), place("ACT_RU_EXECUTION", "BUSINESS_KEY_"), place("ACT_HI_PROCINST", "BUSINESS_KEY_"),
      place("ACT_RU_TASK", "NAME_"), place("ACT_RU_TASK", "DESCRIPTION_"), place("ACT_HI_TASKINST", "NAME_"),
      place("ACT_HI_TASKINST", "DESCRIPTION_"), place("ACT_HI_OP_LOG", "NEW_VALUE_"), place("ACT_HI_OP_LOG", "ORG_VALUE_"),
      new String[] {"careloop_case", "business_key", "business_key"}, new String[] {"careloop_sent_message", "message_id", "effect_id"},
      new String[] {"careloop_inbox", "problem", "message_id"}, new String[] {"careloop_inbox", "encounter_id", "message_id"},
      new String[] {"careloop_read_log", "case_key", "read_id"}, new String[] {"careloop_read_log", "roles", "read_id"});

  private static final ObjectMapper JSON = new ObjectMapper();

  @LocalServerPort private int port;
  @Autowired private JdbcTemplate jdbc;
  @Autowired private Partners partners;
  @Autowired private Sink sink;
  @Autowired private FormService forms;
  @Autowired private BreakGlass glass;
  @Autowired private PatientFinder patients;
  @Autowired @Qualifier("requestMappingHandlerMapping") private RequestMappingHandlerMapping pages;

  private final HttpClient http = HttpClient.newHttpClient();
  private final ListAppender<ILoggingEvent> log = new ListAppender<>();
  private final Map<String, Level> levels = new LinkedHashMap<>();
  private Pattern patientData;

  @BeforeEach
  void listen() throws IOException {
    LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
    Map<String, Level> wanted = Map.of(Logger.ROOT_LOGGER_NAME, Level.INFO, "org.careloop", Level.DEBUG, "org.camunda", Level.INFO,
        "ca.uhn", Level.INFO, "org.springframework", Level.INFO);
    wanted.forEach((name, level) -> {
      levels.put(name, context.getLogger(name).getLevel());
      context.getLogger(name).setLevel(level);
    });
    log.list.clear();
    log.setContext(context);
    log.start();
    context.getLogger(Logger.ROOT_LOGGER_NAME).addAppender(log);
    sink.clear();
    patientData = Pattern.compile(wordsAboutPatients().stream().map(Pattern::quote)
        .collect(Collectors.joining("|", "(?<![\\p{L}0-9])(?:", ")(?![\\p{L}0-9])")), Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE);
  }

  private static Set<String> wordsAboutPatients() throws IOException {
    Set<String> words = new LinkedHashSet<>(List.of(MARKER.split(" ")));
    for (var file : new PathMatchingResourcePatternResolver().getResources("classpath:sandbox/patients/*.json")) {
      JsonNode patient = JSON.readTree(file.getInputStream());
      for (String field : List.of("family", "given", "phone")) {
        words.addAll(patient.findValuesAsText(field));
      }
      String born = patient.path("born").asText();
      words.addAll(List.of(born, born.replace("-", "")));
      patient.path("telecom").forEach(value -> words.add(value.asText()));
    }
    return words;
  }

  @AfterEach
  void everybodyIsWellAgain() {
    LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
    context.getLogger(Logger.ROOT_LOGGER_NAME).detachAppender(log);
    levels.forEach((name, level) -> context.getLogger(name).setLevel(level));
    partners.heal();
    engine.getIdentityService().clearAuthentication();
    jdbc.update("delete from careloop_break_glass");
  }

  @Test
  void whatAFullRunOfSamplePatientsLeavesBehindNamesNobody() {
    for (String number : List.of("100234", "100402", "100846", "101188")) {
      hl7(sample("A01", number));
      hl7(sample("A03", number));
    }
    fhir(sample("encounter-discharge", "100518"));
    for (Partners.Nonsense words : List.of(
        new Partners.Nonsense(200, "text/html", "<html><h1>Patient %s, born 1948-03-02</h1></html>".formatted(MARKER)),
        new Partners.Nonsense(422, "application/fhir+json", outcome()),
        new Partners.Nonsense(200, "application/fhir+json", "{\"resourceType\":\"Patient\",\"id\":\"%s\",\"name\":[{\"family\":".formatted(MARKER)),
        new Partners.Nonsense(200, "application/fhir+json", bundle()))) {
      partners.say(words);
      Partners.NAMES.forEach(partner -> partners.set(partner, Partners.Mode.NONSENSE));
      timePasses(Duration.ofMinutes(10));
    }
    timePasses(Duration.ofMinutes(31));
    assertThat(failures).as("attempts that failed").hasSizeGreaterThan(15);
    assertThat(runtime.createIncidentQuery().count()).isPositive();
    partners.heal();
    tryAgain();
    for (Partners.Mode mode : List.of(Partners.Mode.DOWN, Partners.Mode.RESET)) {
      Partners.NAMES.forEach(partner -> partners.set(partner, mode));
      timePasses(Duration.ofMinutes(2));
      partners.heal();
      tryAgain();
    }
    timePasses(Duration.ofDays(3));
    tryAgain();
    assertThat(tasks.createTaskQuery().taskDefinitionKey("callPatient").count()).as("patients to be called").isGreaterThan(2);
    formsWithPatientText();
    openedCase();
    timePasses(Duration.ofDays(1));

    assertThat(findings()).isEmpty();
  }

  @Test
  void patientTextInAnyFieldOfAMessageGoesNowhereButIntoTheInbox() throws IOException {
    String message = sample("A03", "100311");
    List<String> segments = message.lines().toList();
    for (int segment = 0; segment < segments.size(); segment++) {
      String[] fields = segments.get(segment).split("\\|", -1);
      for (int field = segment == 0 ? 2 : 1; field < fields.length; field++) {
        // Who sends and the numbers of patient and visit are what the sender says they are; by them a case is found.
        if (List.of("MSH 3", "PID 3", "PV1 19").contains(fields[0] + " " + field)) {
          continue;
        }
        String[] changed = fields.clone();
        changed[field] = MARKER.replace(' ', '^');
        List<String> odd = new ArrayList<>(segments);
        odd.set(segment, String.join("|", changed));
        hl7(String.join("\r", odd) + "\r");
      }
    }
    hl7(MARKER);
    hl7("MSH|^~\\&|" + MARKER);
    hl7(message.replace("PID|", "P" + MARKER + "|"));
    String bundle = sample("encounter-discharge", "100311");
    for (String value : leaves(JSON.readTree(bundle), new LinkedHashSet<>())) {
      if (!value.contains("100311") && !value.matches(".*\\bV\\d+.*")) {
        fhir(bundle.replace("\"" + value + "\"", "\"" + MARKER + "\""));
      }
    }
    fhir(bundle.substring(0, bundle.length() / 2) + MARKER);
    fhir("{\"resourceType\":\"%s\"}".formatted(MARKER));
    fhir("<Patient><name>%s</name></Patient>".formatted(MARKER));
    runDueJobs();
    timePasses(Duration.ofDays(1));

    assertThat(findings()).isEmpty();
  }

  @Test
  void noAddressOfAPageOfOursAsksForAPatient() {
    List<String> asked = pages.getHandlerMethods().entrySet().stream()
        .filter(page -> page.getValue().getBeanType().getName().startsWith("org.careloop.")
            && !page.getValue().getBeanType().getName().contains(".sandbox."))
        .filter(page -> page.getKey().getMethodsCondition().getMethods().isEmpty()
            || page.getKey().getMethodsCondition().getMethods().contains(RequestMethod.GET))
        .flatMap(page -> Arrays.stream(page.getValue().getMethod().getParameters())
            .filter(parameter -> parameter.isAnnotationPresent(RequestParam.class) || parameter.isAnnotationPresent(PathVariable.class))
            .map(parameter -> page.getKey() + " " + parameter.getName()))
        .toList();
    assertThat(asked).as("what addresses carry").contains("{GET [/inbox/messages/{messageId}]} messageId")
        .noneMatch(text -> !text.matches("\\{GET \\[(/protocols|/audit/questions/releases)/.*") && text.matches("(?i).* \\w*(patient|mrn|record|encounter|visit|birth|phone|mail|search|number)\\w*"));
  }

  @Test
  void aNameThatIsPlantedIsFoundInEveryPlace() {
    hl7(sample("A01", "100311"));
    hl7(sample("A03", "100311"));
    Partners.NAMES.forEach(partner -> partners.set(partner, Partners.Mode.DOWN));
    for (int attempt = 1; attempt <= 4; attempt++) {
      timePasses(Duration.ofMinutes(31));
    }
    partners.heal();
    assertThat(findings()).isEmpty();

    LoggerFactory.getLogger("org.careloop.planted").debug("Called {} today", "Rivera");
    LoggerFactory.getLogger("org.careloop.planted").error("Failed", new IllegalStateException("born 1948-03-02"));
    assertThat(findings()).filteredOn(finding -> finding.startsWith("log")).hasSize(2);
    log.list.clear();
    List<String> tried = new ArrayList<>();
    for (String[] place : PLACES) {
      List<Map<String, Object>> rows = jdbc.queryForList(
          "select %3$s as ROW_KEY, %2$s as OLD_TEXT from %1$s where %2$s is not null limit 1".formatted((Object[]) place));
      if (!rows.isEmpty()) {
        String change = "update %1$s set %2$s = ? where %3$s = ?".formatted((Object[]) place);
        jdbc.update(change, "Rivera", rows.get(0).get("ROW_KEY"));
        assertThat(findings()).as(place[0] + "." + place[1]).anyMatch(finding -> finding.startsWith(place[0] + "." + place[1]));
        jdbc.update(change, rows.get(0).get("OLD_TEXT"), place[1].equals(place[2]) ? "Rivera" : rows.get(0).get("ROW_KEY"));
        tried.add(place[0] + "." + place[1]);
      }
    }
    assertThat(tried).contains("ACT_RU_INCIDENT.INCIDENT_MSG_", "ACT_RU_JOB.EXCEPTION_MSG_", "ACT_HI_JOB_LOG.JOB_EXCEPTION_MSG_",
        "ACT_HI_PROCINST.BUSINESS_KEY_", "ACT_HI_TASKINST.NAME_", "careloop_inbox.encounter_id");
    String id = jdbc.queryForList("select JOB_EXCEPTION_STACK_ID_ from ACT_HI_JOB_LOG where JOB_EXCEPTION_STACK_ID_ is not null", String.class).get(0);
    byte[] before = jdbc.queryForObject("select BYTES_ from ACT_GE_BYTEARRAY where ID_ = ?", byte[].class, id);
    jdbc.update("update ACT_GE_BYTEARRAY set BYTES_ = ? where ID_ = ?", "IllegalStateException: Maria".getBytes(StandardCharsets.UTF_8), id);
    assertThat(findings()).anyMatch(finding -> finding.startsWith("stack trace"));
    jdbc.update("update ACT_GE_BYTEARRAY set BYTES_ = ? where ID_ = ?", before, id);
  }

  private List<String> findings() {
    List<String> findings = new ArrayList<>();
    for (ILoggingEvent event : List.copyOf(log.list)) {
      note(findings, "log " + event.getLoggerName(), event.getFormattedMessage() + " "
          + (event.getThrowableProxy() == null ? "" : ThrowableProxyUtil.asString(event.getThrowableProxy())));
    }
    for (String[] place : PLACES) {
      jdbc.queryForList("select distinct %2$s from %1$s where %2$s is not null".formatted((Object[]) place), String.class)
          .forEach(text -> note(findings, place[0] + "." + place[1], text));
    }
    jdbc.query("""
        select BYTES_ from ACT_GE_BYTEARRAY where ID_ in (select EXCEPTION_STACK_ID_ from ACT_RU_JOB where EXCEPTION_STACK_ID_ is not null)
        or ID_ in (select JOB_EXCEPTION_STACK_ID_ from ACT_HI_JOB_LOG where JOB_EXCEPTION_STACK_ID_ is not null)""", row -> {
          note(findings, "stack trace", new String(row.getBytes(1), StandardCharsets.UTF_8));
        });
    jdbc.queryForList("select distinct NAME_, TEXT_ from ACT_HI_VARINST where NAME_ <> 'patientLabel' and TEXT_ is not null")
        .forEach(row -> note(findings, "variable " + row.get("NAME_"), String.valueOf(row.get("TEXT_"))));
    note(findings, "figures", send("GET", "/actuator/prometheus", "admin", null, null));
    for (Sink.Mail mail : sink.mails()) {
      boolean toATeam = mail.to().contains("@riverside.example.org");
      note(findings, "mail", toATeam ? mail.toString() : mail.subject() + " " + mail.text());
    }
    sink.texts().forEach(text -> note(findings, "text", text.text()));
    return findings;
  }

  private void note(List<String> findings, String place, String text) {
    var found = patientData.matcher(text);
    if (found.find()) {
      findings.add("%s: \"%s\" in %s".formatted(place, found.group(),
          text.substring(Math.max(0, found.start() - 200), Math.min(text.length(), found.end() + 200))));
    }
  }

  /** Everything that waits for a person because a step failed is tried again. */
  private void tryAgain() {
    for (int round = 0; round < 5; round++) {
      tasks.createTaskQuery().taskDefinitionKey("handleFailedStep").list()
          .forEach(task -> tasks.complete(task.getId(), new LinkedHashMap<>(Map.of("stepDecision", "tryAgain"))));
      runDueJobs();
    }
  }

  /** A person writes what the form does not take; the refusal repeats none of it. */
  private void formsWithPatientText() {
    engine.getIdentityService().setAuthentication("coordinator", List.of("care-coordinators", "team-east", "team-west"));
    Set<String> seen = new LinkedHashSet<>();
    for (Task task : tasks.createTaskQuery().taskCandidateGroup("care-coordinators").listPage(0, 200)) {
      if (seen.add(task.getTaskDefinitionKey())) {
        Map<String, Object> answers = new LinkedHashMap<>();
        forms.getTaskFormVariables(task.getId()).keySet().forEach(key -> answers.put(key, MARKER));
        answers.put("contactOutcome", MARKER);
        assertThatThrownBy(() -> forms.submitTaskForm(task.getId(), answers))
            .satisfies(refusal -> assertThat(refusal.getMessage()).doesNotContain("Ophelia"));
      }
    }
    engine.getIdentityService().clearAuthentication();
    assertThat(seen).hasSizeGreaterThan(3);
  }

  private void openedCase() {
    glass.open("coordinator", patients.byNumber("100846").get(0), Reason.EMERGENCY, "Mrs " + MARKER + " stands here");
    runDueJobs();
    glass.sweep();
  }

  private static String[] place(String table, String column) {
    return new String[] {table, column, "ID_"};
  }

  private static String outcome() {
    return """
        {"resourceType": "OperationOutcome", "text": {"status": "generated", "div": "<div xmlns='http://www.w3.org/1999/xhtml'>%1$s</div>"},
         "issue": [{"severity": "error", "code": "invalid", "diagnostics": "Patient %1$s unknown"}]}""".formatted(MARKER);
  }

  private static String bundle() {
    return """
        {"resourceType": "Bundle", "type": "searchset", "entry": [{"resource": {"resourceType": "Patient", "id": "other",
         "name": [{"family": "%1$s"}], "birthDate": "%1$s", "%1$s": "%1$s", "deceasedDateTime": "%1$s"}}]}""".formatted(MARKER);
  }

  private static Set<String> leaves(JsonNode node, Set<String> found) {
    if (node.isTextual()) {
      found.add(node.asText());
    }
    node.elements().forEachRemaining(child -> leaves(child, found));
    return found;
  }

  private String sample(String name, String patient) {
    return send("GET", "/sandbox/messages/%s?patient=%s".formatted(name, patient), "coordinator", null, null);
  }

  private void hl7(String message) {
    send("POST", "/hl7/v2", "integration", "application/hl7-v2", message);
  }

  private void fhir(String bundle) {
    send("POST", "/fhir", "integration", "application/fhir+json", bundle);
  }

  private String send(String method, String path, String user, String type, String body) {
    var request = HttpRequest.newBuilder(URI.create("http://localhost:" + port + path))
        .header("Authorization", "Basic " + Base64.getEncoder().encodeToString((user + ":" + user).getBytes(StandardCharsets.UTF_8)))
        .method(method, body == null ? HttpRequest.BodyPublishers.noBody() : HttpRequest.BodyPublishers.ofString(body));
    if (type != null) {
      request.header("Content-Type", type);
    }
    try {
      return http.send(request.build(), HttpResponse.BodyHandlers.ofString()).body();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
