package org.careloop.audit.verify;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.careloop.TestDatabase;
import org.careloop.audit.chain.Anchor;
import org.careloop.audit.chain.AuditEvent;
import org.careloop.audit.chain.AuditKey;
import org.careloop.audit.chain.Canon;
import org.careloop.audit.chain.Coverage;
import org.careloop.audit.chain.CoveredTable;
import org.careloop.audit.chain.OutsideFile;
import org.springframework.core.io.ClassPathResource;
import org.springframework.core.io.Resource;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;
import org.springframework.jdbc.datasource.init.ScriptUtils;

/** Not a test: fills a PostgreSQL with a history of so many events (the first argument, a million), verifies it, and prints how long it took in how much memory. */
public final class VerifySpeed {

  private static final int EVENTS_A_CASE = 10;
  private static final CoveredTable STEPS = Coverage.current().table("ACT_HI_ACTINST");
  private static final CoveredTable VALUES = Coverage.current().table("ACT_HI_VARINST");

  private VerifySpeed() {}

  public static void main(String[] arguments) throws Exception {
    int cases = (arguments.length == 0 ? 1_000_000 : Integer.parseInt(arguments[0])) / EVENTS_A_CASE;
    Path folder = Files.createTempDirectory("verify-speed");
    Path anchors = Files.createDirectories(folder.resolve("anchors"));
    Files.createDirectories(anchors.resolve("keys"));
    Path keys = Files.createDirectories(folder.resolve("keys"));
    AuditKey key = SmallHistory.newKey(Instant.parse("2026-03-01T00:00:00Z"));
    Files.writeString(keys.resolve(key.keyId() + ".key"), """
        {"keyId": "%s", "since": "%s", "publicKey": "%s", "privateKey": "%s", "sealSecret": "%s"}""".formatted(key.keyId(), key.since(), key.publicKey(),
        key.privateKey(), key.sealSecret()));
    Files.writeString(anchors.resolve("keys").resolve(key.keyId() + ".pem"), key.pem());
    try (Connection connection = DriverManager.getConnection(TestDatabase.newPostgresDatabase("verifyspeed"), "postgres", "postgres")) {
      schema(connection);
      connection.setAutoCommit(false);
      fill(connection, cases, key, anchors);
      connection.commit();
      try (var analyze = connection.createStatement()) {
        analyze.execute("analyze");
      }
      connection.commit();
      connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
      System.gc();
      long start = System.nanoTime();
      VerifyReport report = Verifier.ofConnection(connection, keys, anchors).verify();
      System.out.print(ReportText.of("So much of a history", report));
      System.out.printf("%.1f seconds; heap limit %d MB%n", (System.nanoTime() - start) / 1e9, Runtime.getRuntime().maxMemory() >> 20);
    }
    System.exit(0);
  }

  private static void schema(Connection connection) throws Exception {
    List<Resource> scripts = new ArrayList<>();
    for (String name : List.of("engine", "history", "identity", "decision.engine", "decision.history")) {
      scripts.add(new ClassPathResource("org/camunda/bpm/engine/db/create/activiti.postgres.create.%s.sql".formatted(name)));
    }
    Arrays.stream(new PathMatchingResourcePatternResolver().getResources("classpath:db/migration/V*.sql"))
        .sorted(Comparator.comparing(script -> Integer.parseInt(script.getFilename().replaceAll("V(\\d+)__.*", "$1")))).forEach(scripts::add);
    scripts.forEach(script -> ScriptUtils.executeSqlScript(connection, script));
  }

  private static void fill(Connection connection, int cases, AuditKey key, Path anchors) throws Exception {
    Random random = new Random(4);
    Instant now = key.since();
    Anchor last = null;
    List<Anchor.Leaf> leaves = new ArrayList<>();
    try (PreparedStatement step = connection.prepareStatement("insert into ACT_HI_ACTINST (ID_, PROC_DEF_KEY_, PROC_DEF_ID_, ROOT_PROC_INST_ID_, PROC_INST_ID_, EXECUTION_ID_, "
        + "ACT_ID_, ACT_NAME_, ACT_TYPE_, START_TIME_, ACT_INST_STATE_) values (?, 'p', 'p:1', ?, ?, ?, 'step', 'A step', 'userTask', ?, 0)");
        PreparedStatement value = connection.prepareStatement("insert into ACT_HI_VARINST (ID_, ROOT_PROC_INST_ID_, PROC_INST_ID_, NAME_, VAR_TYPE_, CREATE_TIME_, REV_, TEXT_) "
            + "values (?, ?, ?, 'answer', 'string', ?, 0, ?)");
        PreparedStatement event = connection.prepareStatement("insert into careloop_audit_event (chain, seq, at, node, actor, kind, coverage, entries, prev, hash, key_id, seal, salt) "
            + "values (?, ?, ?, 'node-a', 'nurse', 'recorded', 1, ?, ?, ?, ?, ?, ?)");
        PreparedStatement head = connection.prepareStatement("insert into careloop_audit_chain (chain, last_seq, last_hash, last_at, anchored_seq, moved) values (?, ?, ?, ?, ?, false)");
        PreparedStatement anchor = connection.prepareStatement("insert into careloop_audit_anchor (anchor_no, at, node, leaves, leaf_list, root, prev, key_id, signature) "
            + "values (?, ?, 'node-a', ?, ?, ?, ?, ?, ?)")) {
      for (int i = 0; i < cases; i++) {
        String root = "c%08d".formatted(random.nextInt(100_000_000)) + i;
        String prev = Canon.FIRST;
        for (int seq = 1; seq <= EVENTS_A_CASE; seq++) {
          now = now.plusMillis(20);
          String id = root + "-" + seq;
          Map<String, String> stepRow = new HashMap<>(Map.of("ID_", id, "PROC_DEF_KEY_", "p", "PROC_DEF_ID_", "p:1", "ROOT_PROC_INST_ID_", root, "PROC_INST_ID_", root,
              "EXECUTION_ID_", root, "ACT_ID_", "step", "ACT_NAME_", "A step", "ACT_TYPE_", "userTask", "START_TIME_", Canon.time(now)));
          stepRow.put("ACT_INST_STATE_", "0");
          Map<String, String> valueRow = Map.of("ID_", id, "ROOT_PROC_INST_ID_", root, "PROC_INST_ID_", root, "NAME_", "answer", "VAR_TYPE_", "string", "CREATE_TIME_",
              Canon.time(now), "REV_", "0", "TEXT_", "said " + seq);
          batch(step, id, root, root, root, Timestamp.from(now));
          batch(value, id, root, root, Timestamp.from(now), "said " + seq);
          byte[] bytes = new byte[16];
          random.nextBytes(bytes);
          String salt = HexFormat.of().formatHex(bytes);
          List<AuditEvent.Entry> entries = List.of(new AuditEvent.Entry(STEPS.name(), id, Canon.digest(salt, STEPS, stepRow)),
              new AuditEvent.Entry(VALUES.name(), id, Canon.digest(salt, VALUES, valueRow)));
          AuditEvent open = new AuditEvent("case:" + root, seq, now, "node-a", "nurse", "recorded", null, 1, entries, prev, null, key.keyId(), null, salt);
          String hash = Canon.hash(open);
          batch(event, open.chain(), seq, now.atOffset(ZoneOffset.UTC), Canon.entries(entries), prev, hash, key.keyId(), Canon.seal(key.secret(), hash), salt);
          prev = hash;
        }
        batch(head, "case:" + root, EVENTS_A_CASE, prev, now.atOffset(ZoneOffset.UTC), EVENTS_A_CASE);
        leaves.add(new Anchor.Leaf("case:" + root, EVENTS_A_CASE, prev));
        if (leaves.size() == 200 || i == cases - 1) {
          for (PreparedStatement one : List.of(step, value, event, head)) {
            one.executeBatch();
          }
          leaves.sort(Comparator.comparing(Anchor.Leaf::chain));
          Anchor unsigned = new Anchor(last == null ? 1 : last.no() + 1, now, "node-a", List.copyOf(leaves), Anchor.rootOf(leaves), last == null ? Canon.FIRST : last.sum(),
              key.keyId(), null, null);
          last = new Anchor(unsigned.no(), now, "node-a", unsigned.leaves(), unsigned.root(), unsigned.prev(), key.keyId(), key.sign(unsigned.signed()), null);
          StringBuilder list = new StringBuilder();
          leaves.forEach(leaf -> list.append(leaf.line()).append('\n'));
          batch(anchor, last.no(), now.atOffset(ZoneOffset.UTC), leaves.size(), list.toString(), last.root(), last.prev(), key.keyId(), last.signature());
          anchor.executeBatch();
          Files.writeString(anchors.resolve("anchors.ndjson"), OutsideFile.line(last) + "\n", java.nio.file.StandardOpenOption.CREATE, java.nio.file.StandardOpenOption.APPEND);
          leaves.clear();
        }
      }
    }
  }

  private static void batch(PreparedStatement statement, Object... values) throws java.sql.SQLException {
    for (int i = 0; i < values.length; i++) {
      statement.setObject(i + 1, values[i]);
    }
    statement.addBatch();
  }
}
