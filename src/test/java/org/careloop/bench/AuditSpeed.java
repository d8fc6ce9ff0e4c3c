package org.careloop.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TimeZone;
import java.util.stream.Collectors;
import org.camunda.bpm.engine.ManagementService;
import org.careloop.CareloopApplication;
import org.careloop.TestDatabase;
import org.careloop.audit.story.CaseSearch;
import org.careloop.audit.story.CaseSearch.SearchQuery;
import org.careloop.audit.story.CaseStories;
import org.careloop.audit.story.Criteria;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * How quick the auditor's pages are at a million events: a command line report, no test. Records one real case in the sandbox on PostgreSQL, copies
 * its history under other ids, times and patients until there are enough events, and measures a case's story and a page of each search.
 */
public final class AuditSpeed {

  private static final List<String> TABLES = List.of("act_hi_procinst", "act_hi_actinst", "act_hi_taskinst", "act_hi_varinst", "act_hi_detail",
      "act_hi_identitylink", "act_hi_op_log", "act_hi_incident", "act_hi_job_log", "act_hi_decinst", "act_hi_dec_in", "act_hi_dec_out");
  /** Columns with ids of rows of the case itself, not of models or people. */
  private static final Set<String> IDS = Set.of("id_", "proc_inst_id_", "root_proc_inst_id_", "super_process_instance_id_", "execution_id_",
      "act_inst_id_", "parent_act_inst_id_", "task_id_", "call_proc_inst_id_", "var_inst_id_", "process_instance_id_", "job_id_", "dec_inst_id_",
      "root_dec_inst_id_", "operation_id_");
  private static final int RUNS = 9;
  private static final ObjectMapper JSON = new ObjectMapper();

  private AuditSpeed() {}

  /** On the tests' class path, and of no use where no test runs. */
  private static final List<String> FOR_TESTS_ONLY = List.of(
      "org.camunda.community.process_test_coverage.spring_test.platform7.ProcessEngineCoverageConfiguration",
      "org.springframework.boot.autoconfigure.security.oauth2.server.servlet.OAuth2AuthorizationServerAutoConfiguration",
      "org.springframework.boot.autoconfigure.security.oauth2.server.servlet.OAuth2AuthorizationServerJwtAutoConfiguration");

  /** @param arguments how many events, one million where nothing is said */
  public static void main(String[] arguments) throws Exception {
    TimeZone.setDefault(TimeZone.getTimeZone("UTC"));
    long events = arguments.length == 0 ? 1_000_000 : Long.parseLong(arguments[0]);
    String url = TestDatabase.newPostgresDatabase("audit_speed");
    try (ConfigurableApplicationContext program = SpringApplication.run(CareloopApplication.class, "--server.port=0", "--spring.datasource.url=" + url,
        "--spring.datasource.username=postgres", "--spring.datasource.password=postgres", "--careloop.sandbox.journal=", "--careloop.hl7.mllp.port=0",
        "--camunda.bpm.job-execution.wait-time-in-millis=200", "--camunda.bpm.job-execution.max-wait=500",
        "--spring.autoconfigure.exclude=" + String.join(",", FOR_TESTS_ONLY))) {
      new Run(program).print(events);
    }
    System.exit(0);
  }

  private static final class Run {

    private final ConfigurableApplicationContext program;
    private final JdbcTemplate jdbc;
    private final CaseStories stories;
    private final CaseSearch search;

    Run(ConfigurableApplicationContext program) {
      this.program = program;
      this.jdbc = program.getBean(JdbcTemplate.class);
      this.stories = program.getBean(CaseStories.class);
      this.search = program.getBean(CaseSearch.class);
    }

    void print(long events) throws Exception {
      String root = recordOneCase();
      long perCase = events(root);
      long cases = (events + perCase - 1) / perCase;
      Instant began = Instant.now();
      for (String table : TABLES) {
        copy(table, root, cases);
      }
      vary();
      jdbc.execute("analyze");
      System.out.printf("%n%,d events of %,d cases (%d each) written in %d s. Milliseconds: median of %d after two; the slowest.%n%n",
          events(null), jdbc.queryForObject("select count(*) from act_hi_procinst where super_process_instance_id_ is null", Long.class), perCase,
          Duration.between(began, Instant.now()).toSeconds(), RUNS);
      System.out.printf("%-52s %8s %8s   %s%n", "what", "median", "slowest", "plan");
      List<String> some = jdbc.queryForList(
          "select proc_inst_id_ from act_hi_procinst where super_process_instance_id_ is null order by md5(proc_inst_id_) limit 50", String.class);
      int[] next = {0};
      measure("the story of a case", "by the case's index in each table", () -> stories.of(some.get(next[0]++ % some.size())).orElseThrow().timeline().size());
      criteria().forEach((what, criteria) -> measure("search: " + what, plan(criteria), () -> search.find(criteria, null, 25).cases().size()));
      var far = search.find(Criteria.all(), null, 1000).next();
      measure("search: everything, the page behind case 1000", "see everything", () -> search.find(Criteria.all(), far, 25).cases().size());
    }

    private static Map<String, Criteria> criteria() {
      Map<String, Criteria> all = new LinkedHashMap<>();
      all.put("everything, newest first", Criteria.all());
      all.put("patient, by record number", patient("300777"));
      all.put("patient, by part of the name", patient("family77,"));
      all.put("patient, nobody of this name", patient("nobody of this name"));
      all.put("case number", new Criteria(null, "BENCH:V711", null, null, null, null, null, null, false, false, false));
      all.put("person", new Criteria(null, null, "person7", null, null, null, null, null, false, false, false));
      all.put("person who did nothing", new Criteria(null, null, "idle", null, null, null, null, null, false, false, false));
      all.put("protocol and version", new Criteria(null, null, null, "discharge-transition", "1.0.1", null, null, null, false, false, false));
      all.put("protocol that never ran", new Criteria(null, null, null, "patient-merge", null, null, null, null, false, false, false));
      all.put("period of one day", new Criteria(null, null, null, null, null, Instant.now().minus(Duration.ofDays(5)), Instant.now().minus(Duration.ofDays(4)),
          null, false, false, false));
      all.put("period before the first case", new Criteria(null, null, null, null, null, null, Instant.parse("2001-01-01T00:00:00Z"), null, false, false, false));
      all.put("outcome", new Criteria(null, null, null, null, null, null, null, "Transition complete", false, false, false));
      all.put("outcome that no case had", new Criteria(null, null, null, null, null, null, null, "Withdrawn", false, false, false));
      all.put("outcome: open", new Criteria(null, null, null, null, null, null, null, Criteria.OPEN, false, false, false));
      all.put("outcome: ended by hand (none)", new Criteria(null, null, null, null, null, null, null, Criteria.ENDED_BY_HAND, false, false, false));
      all.put("deadline missed", new Criteria(null, null, null, null, null, null, null, null, true, false, false));
      all.put("past the protocol", new Criteria(null, null, null, null, null, null, null, null, false, true, false));
      all.put("incident", new Criteria(null, null, null, null, null, null, null, null, false, false, true));
      all.put("missed, overridden and incident (none)", new Criteria(null, null, null, null, null, null, null, null, true, true, true));
      return all;
    }

    private static Criteria patient(String text) {
      return new Criteria(text, null, null, null, null, null, null, null, false, false, false);
    }

    private interface Work {
      int done();
    }

    private static void measure(String what, String plan, Work work) {
      long[] took = new long[RUNS];
      int found = 0;
      for (int run = -2; run < RUNS; run++) {
        long from = System.nanoTime();
        found = work.done();
        if (run >= 0) {
          took[run] = System.nanoTime() - from;
        }
      }
      Arrays.sort(took);
      System.out.printf("%-52s %8.1f %8.1f   %s; gave %d%n", what, took[RUNS / 2] / 1e6, took[RUNS - 1] / 1e6, plan, found);
    }

    /** How the database found its way: the indexes it used, tables it read as a whole, and how many rows it read in all. */
    private String plan(Criteria criteria) {
      try {
        SearchQuery query = search.query(criteria, null, 26);
        String json = jdbc.query("explain (analyze, format json) " + query.sql(), row -> {
          row.next();
          return row.getString(1);
        }, query.values().toArray());
        Set<String> whole = new LinkedHashSet<>();
        Set<String> indexes = new LinkedHashSet<>();
        long[] read = {0};
        walk(JSON.readTree(json).get(0).get("Plan"), whole, indexes, read);
        return "%s%s, %,d rows read".formatted(whole.isEmpty() ? "indexes only" : "reads whole " + whole,
            indexes.isEmpty() ? "" : " " + indexes.stream().filter(name -> name.startsWith("careloop")).collect(Collectors.toList()), read[0]);
      } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
        throw new IllegalStateException("The plan is no JSON", e);
      }
    }

    private static void walk(JsonNode node, Set<String> whole, Set<String> indexes, long[] read) {
      String type = node.path("Node Type").asText();
      long loops = node.path("Actual Loops").asLong(1);
      long rows = node.path("Actual Rows").asLong() + node.path("Rows Removed by Filter").asLong();
      // Of a table with a handful of rows an index would only be a detour.
      if (type.equals("Seq Scan") && rows > 1000) {
        whole.add(node.path("Relation Name").asText());
      }
      if (node.has("Index Name")) {
        indexes.add(node.path("Index Name").asText());
      }
      if (type.endsWith("Scan") && !type.startsWith("Subquery")) {
        read[0] += loops * rows;
      }
      node.path("Plans").forEach(child -> walk(child, whole, indexes, read));
    }

    /** Discharges a sample patient and waits until the program has done what it can do without people. */
    private String recordOneCase() throws Exception {
      String base = "http://localhost:" + program.getEnvironment().getProperty("local.server.port");
      HttpClient client = HttpClient.newHttpClient();
      String message = client.send(request(base + "/sandbox/messages/A03?patient=100234", "coordinator").build(),
          HttpResponse.BodyHandlers.ofString()).body();
      client.send(request(base + "/hl7/v2", "integration").header("Content-Type", "application/hl7-v2")
          .POST(HttpRequest.BodyPublishers.ofString(message)).build(), HttpResponse.BodyHandlers.ofString());
      ManagementService management = program.getBean(ManagementService.class);
      for (int quiet = 0, rounds = 0; quiet < 5 && rounds < 600; rounds++) {
        Thread.sleep(200);
        quiet = management.createJobQuery().active().executable().count() == 0 ? quiet + 1 : 0;
      }
      return jdbc.queryForObject("select proc_inst_id_ from act_hi_procinst where super_process_instance_id_ is null order by start_time_ limit 1", String.class);
    }

    private static HttpRequest.Builder request(String address, String user) {
      return HttpRequest.newBuilder(URI.create(address)).header("Authorization",
          "Basic " + Base64.getEncoder().encodeToString((user + ":" + user).getBytes(StandardCharsets.UTF_8)));
    }

    private long events(String root) {
      long sum = 0;
      for (String table : List.of("act_hi_actinst", "act_hi_taskinst", "act_hi_varinst", "act_hi_detail")) {
        sum += root == null ? jdbc.queryForObject("select count(*) from " + table, Long.class)
            : jdbc.queryForObject("select count(*) from " + table + " where root_proc_inst_id_ = ?", Long.class, root);
      }
      return sum;
    }

    private void copy(String table, String root, long cases) {
      List<String> columns = new ArrayList<>();
      List<String> values = new ArrayList<>();
      jdbc.query("select column_name, data_type from information_schema.columns where table_schema = 'public' and table_name = ? order by ordinal_position",
          row -> {
            columns.add(row.getString(1));
            values.add(value(table, row.getString(1), row.getString(2)));
          }, table);
      jdbc.update("insert into %s (%s) select %s from %s t, generate_series(1, %d) g where t.root_proc_inst_id_ = '%s'"
          .formatted(table, String.join(", ", columns), String.join(", ", values), table, cases, root));
    }

    private static String value(String table, String column, String type) {
      if (IDS.contains(column)) {
        // The engine's ids are made from the time; what all of them share is their end.
        return "regexp_replace(t.%s, '(-[0-9a-f]{4}-)[0-9a-f]{12}', '\\1' || lpad(to_hex(g), 12, '0'))".formatted(column);
      }
      if (type.startsWith("timestamp")) {
        return "t.%s - g * interval '7 minutes'".formatted(column);
      }
      if (column.equals("business_key_")) {
        return "'BENCH:V' || g";
      }
      if (column.equals("text_") && (table.endsWith("varinst") || table.endsWith("detail"))) {
        return "case t.name_ when 'patientLabel' then 'Family' || g || ', Given · born 1950-01-01 · MRN ' || (300000 + g) "
            + "when 'patientId' then 'p' || (300000 + g) when 'patientIdentifier' then 'urn:bench|' || (300000 + g) else t.text_ end";
      }
      return "t." + column;
    }

    /** Nine of ten cases have ended; some late, some changed by an operator, some with a step that gave up. */
    private void vary() {
      jdbc.update("""
          update act_hi_procinst set end_time_ = start_time_ + interval '30 days', state_ = 'COMPLETED', end_act_id_ = 'transitionComplete'
          where business_key_ like 'BENCH%' and end_time_ is null and right(business_key_, 1) <> '0'""");
      jdbc.update("""
          update act_hi_taskinst t set assignee_ = 'person' || (right(p.business_key_, 2)::integer % 50), delete_reason_ = 'completed',
            end_time_ = case when p.business_key_ like '%5' then t.due_date_ + interval '1 hour' else t.due_date_ - interval '1 hour' end
          from act_hi_procinst p where p.proc_inst_id_ = t.root_proc_inst_id_ and p.business_key_ ~ '^BENCH:V[0-9]*[0-9][1-9]$'""");
      jdbc.update("""
          insert into act_hi_incident (id_, root_proc_inst_id_, proc_inst_id_, create_time_, incident_type_)
          select 'i' || proc_inst_id_, proc_inst_id_, proc_inst_id_, start_time_, 'failedJob' from act_hi_procinst
          where super_process_instance_id_ is null and business_key_ like 'BENCH%11'""");
      jdbc.update("""
          insert into act_hi_op_log (id_, root_proc_inst_id_, proc_inst_id_, user_id_, timestamp_, operation_type_, entity_type_, category_, operation_id_)
          select 'o' || proc_inst_id_, proc_inst_id_, proc_inst_id_, 'admin', start_time_, 'SetVariable', 'Variable', 'Operator', 'o' || proc_inst_id_
          from act_hi_procinst where super_process_instance_id_ is null and business_key_ like 'BENCH%22'""");
    }
  }
}
