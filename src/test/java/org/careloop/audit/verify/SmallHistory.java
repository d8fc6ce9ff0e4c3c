package org.careloop.audit.verify;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.sql.Connection;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import org.careloop.audit.chain.Anchor;
import org.careloop.audit.chain.AuditEvent;
import org.careloop.audit.chain.AuditKey;
import org.careloop.audit.chain.Canon;
import org.careloop.audit.chain.Coverage;
import org.careloop.audit.chain.CoveredTable;
import org.careloop.audit.chain.OutsideFile;
import org.careloop.audit.chain.RowReader;
import org.h2.jdbcx.JdbcDataSource;
import org.springframework.core.io.ClassPathResource;
import org.springframework.core.io.Resource;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;
import org.springframework.jdbc.core.ConnectionCallback;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.init.ScriptUtils;

/** A database with the real tables and a history of some rows, written by hand as the exact form says, without the program. */
final class SmallHistory {

  static final Instant START = Instant.parse("2026-03-02T08:00:00Z");

  final JdbcDataSource database = new JdbcDataSource();
  final JdbcTemplate jdbc = new JdbcTemplate(database);
  final Path keys;
  final Path anchors;
  final AuditKey key = newKey(START);
  final String url = "jdbc:h2:mem:" + UUID.randomUUID();
  private final Random random = new Random(4);
  private final Map<String, AuditEvent> heads = new LinkedHashMap<>();
  private final Map<String, Long> anchored = new LinkedHashMap<>();
  private Anchor last;
  Instant now = START;

  SmallHistory(Path folder) throws Exception {
    keys = Files.createDirectories(folder.resolve("keys"));
    anchors = Files.createDirectories(folder.resolve("anchors"));
    Files.createDirectories(anchors.resolve("keys"));
    database.setURL(url + ";DB_CLOSE_DELAY=-1");
    database.setUser("sa");
    database.setPassword("");
    jdbc.execute((ConnectionCallback<Void>) connection -> {
      scripts().forEach(script -> ScriptUtils.executeSqlScript(connection, script));
      return null;
    });
    store(key);
    jdbc.update("insert into careloop_audit_key (key_id, public_key, since, node) values (?, ?, ?, 'node-a')", key.keyId(), key.publicKey(),
        key.since().atOffset(ZoneOffset.UTC));
    if (Coverage.current().find("careloop_audit_key") != null) {
      record("node-a", null, "careloop_audit_key", key.keyId());
    }
  }

  private static List<Resource> scripts() {
    try {
      List<Resource> all = new ArrayList<>();
      for (String name : List.of("engine", "history", "identity", "decision.engine", "decision.history")) {
        all.add(new ClassPathResource("org/camunda/bpm/engine/db/create/activiti.h2.create.%s.sql".formatted(name)));
      }
      Arrays.stream(new PathMatchingResourcePatternResolver().getResources("classpath:db/migration/V*.sql"))
          .sorted(Comparator.comparing(script -> Integer.parseInt(script.getFilename().replaceAll("V(\\d+)__.*", "$1")))).forEach(all::add);
      return all;
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  static AuditKey newKey(Instant since) {
    try {
      KeyPair pair = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
      String publicKey = Base64.getEncoder().encodeToString(pair.getPublic().getEncoded());
      return new AuditKey(AuditKey.idOf(publicKey), since, publicKey, Base64.getEncoder().encodeToString(pair.getPrivate().getEncoded()),
          Base64.getEncoder().encodeToString(new byte[32]));
    } catch (java.security.GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  void store(AuditKey one) throws IOException {
    Files.writeString(keys.resolve(one.keyId() + ".key"), """
        {"keyId": "%s", "since": "%s", "publicKey": "%s", "privateKey": "%s", "sealSecret": "%s"}""".formatted(one.keyId(), one.since(), one.publicKey(),
        one.privateKey(), one.sealSecret()));
    Files.writeString(anchors.resolve("keys").resolve(one.keyId() + ".pem"), one.pem());
  }

  /** Three steps of a case, each in a transaction of its own, and a message. */
  void someCase(String root) {
    jdbc.update("insert into ACT_HI_PROCINST (ID_, PROC_INST_ID_, BUSINESS_KEY_, PROC_DEF_KEY_, PROC_DEF_ID_, START_TIME_, ROOT_PROC_INST_ID_, STATE_) "
        + "values (?, ?, ?, 'p', 'p:1', ?, ?, 'ACTIVE')", root, root, "MERCY:" + root, utc(), root);
    for (int i = 0; i < 3; i++) {
      now = now.plus(Duration.ofMinutes(3)).plusMillis(137);
      String id = root + "-" + i;
      jdbc.update("insert into ACT_HI_ACTINST (ID_, PROC_DEF_KEY_, PROC_DEF_ID_, ROOT_PROC_INST_ID_, PROC_INST_ID_, EXECUTION_ID_, ACT_ID_, ACT_NAME_, ACT_TYPE_, "
          + "START_TIME_, ACT_INST_STATE_, SEQUENCE_COUNTER_) values (?, 'p', 'p:1', ?, ?, ?, ?, ?, 'userTask', ?, 0, ?)", id, root, root, root, "step" + i, "Step " + i, utc(), i);
      jdbc.update("insert into ACT_HI_VARINST (ID_, ROOT_PROC_INST_ID_, PROC_INST_ID_, NAME_, VAR_TYPE_, CREATE_TIME_, REV_, TEXT_) values (?, ?, ?, ?, 'string', ?, 0, ?)",
          id, root, root, "answer" + i, utc(), "said " + i);
      record("node-" + (i % 2 == 0 ? "a" : "b"), "nurse", "ACT_HI_PROCINST", root, "ACT_HI_ACTINST", id, "ACT_HI_VARINST", id);
    }
  }

  private java.sql.Timestamp utc() {
    return java.sql.Timestamp.from(now);
  }

  /** One event over these rows, which must all be of one chain. */
  AuditEvent record(String node, String actor, String... tableAndId) {
    return jdbc.execute((ConnectionCallback<AuditEvent>) connection -> event(connection, node, actor, "recorded", tableAndId));
  }

  AuditEvent event(Connection connection, String node, String actor, String kind, String... tableAndId) throws java.sql.SQLException {
    byte[] bytes = new byte[16];
    random.nextBytes(bytes);
    String salt = HexFormat.of().formatHex(bytes);
    String chain = null;
    List<AuditEvent.Entry> entries = new ArrayList<>();
    for (int i = 0; i < tableAndId.length; i += 2) {
      CoveredTable table = Coverage.current().table(tableAndId[i]);
      Map<String, String> row = RowReader.rows(connection, table, List.of(tableAndId[i + 1])).get(tableAndId[i + 1]);
      chain = table.chainOf(row);
      entries.add(new AuditEvent.Entry(table.name(), tableAndId[i + 1], Canon.digest(salt, table, row)));
    }
    AuditEvent before = heads.get(chain);
    AuditEvent open = new AuditEvent(chain, before == null ? 1 : before.seq() + 1, now.plusMillis(12), node, actor, kind, null, 1, entries,
        before == null ? Canon.FIRST : before.hash(), null, key.keyId(), null, salt);
    String hash = Canon.hash(open);
    AuditEvent event = new AuditEvent(chain, open.seq(), open.at(), node, actor, kind, null, 1, entries, open.prev(), hash, key.keyId(), Canon.seal(key.secret(), hash), salt);
    jdbc.update("insert into careloop_audit_event (chain, seq, at, node, actor, kind, note, coverage, entries, prev, hash, key_id, seal, salt) "
        + "values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", chain, event.seq(), event.at().atOffset(ZoneOffset.UTC), node, actor, kind, null, 1,
        Canon.entries(entries), event.prev(), hash, key.keyId(), event.seal(), salt);
    heads.put(chain, event);
    head(event);
    return event;
  }

  private void head(AuditEvent event) {
    jdbc.update("delete from careloop_audit_chain where chain = ?", event.chain());
    boolean moves = !jdbc.queryForList("select 1 from information_schema.columns where lower(table_name) = 'careloop_audit_chain' and lower(column_name) = 'moved'").isEmpty();
    jdbc.update("insert into careloop_audit_chain (chain, last_seq, last_hash, last_at, anchored_seq" + (moves ? ", moved" : "") + ") values (?, ?, ?, ?, ?"
        + (moves ? ", true" : "") + ")", event.chain(), event.seq(), event.hash(), event.at().atOffset(ZoneOffset.UTC), anchored.getOrDefault(event.chain(), 0L));
  }

  /** Anchors every chain that moved, in the database and outside. */
  Anchor anchor() throws IOException {
    return anchor(null);
  }

  /** What a restored backup looks like: an anchor that only the file outside knows, and the one by which the program says so. */
  void restored() throws IOException {
    now = now.plus(Duration.ofMinutes(1));
    last = signed(List.of(new Anchor.Leaf("case:lost", 1, "ab".repeat(32))), null);
    outside(last);
    record("node-a", null, "careloop_audit_key", key.keyId());
    anchor("restored: this database ends with anchor %d; outside it, anchors go on to %d.".formatted(last.no() - 1, last.no()));
  }

  /** Empties the values of a case, throws its salts away and seals its rows anew. */
  void erase(String root) {
    jdbc.update("update ACT_HI_VARINST set TEXT_ = null where ROOT_PROC_INST_ID_ = ?", root);
    now = now.plus(Duration.ofMinutes(1));
    List<String> rows = new ArrayList<>(List.of("ACT_HI_PROCINST", root));
    for (int i = 0; i < 3; i++) {
      rows.addAll(List.of("ACT_HI_ACTINST", root + "-" + i, "ACT_HI_VARINST", root + "-" + i));
    }
    AuditEvent erased = jdbc.execute((ConnectionCallback<AuditEvent>) connection -> event(connection, "node-a", "privacy", "erased", rows.toArray(String[]::new)));
    jdbc.update("update careloop_audit_event set salt = null where chain = ? and seq < ?", erased.chain(), erased.seq());
  }

  private Anchor signed(List<Anchor.Leaf> leaves, String note) {
    Anchor open = new Anchor(last == null ? 1 : last.no() + 1, now, "node-a", leaves, Anchor.rootOf(leaves), last == null ? Canon.FIRST : last.sum(), key.keyId(), null, note);
    return new Anchor(open.no(), now, "node-a", leaves, open.root(), open.prev(), key.keyId(), key.sign(open.signed()), note);
  }

  private void outside(Anchor anchor) throws IOException {
    Files.writeString(anchors.resolve("anchors.ndjson"), OutsideFile.line(anchor) + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
  }

  private Anchor anchor(String note) throws IOException {
    List<Anchor.Leaf> leaves = heads.values().stream().filter(head -> head.seq() > anchored.getOrDefault(head.chain(), 0L))
        .map(head -> new Anchor.Leaf(head.chain(), head.seq(), head.hash())).sorted(Comparator.comparing(Anchor.Leaf::chain)).toList();
    now = now.plus(Duration.ofMinutes(1));
    last = signed(leaves, note);
    StringBuilder list = new StringBuilder();
    leaves.forEach(leaf -> list.append(leaf.line()).append('\n'));
    jdbc.update("insert into careloop_audit_anchor (anchor_no, at, node, leaves, leaf_list, root, prev, key_id, signature, note) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", last.no(),
        now.atOffset(ZoneOffset.UTC), "node-a", leaves.size(), list.toString(), last.root(), last.prev(), key.keyId(), last.signature(), note);
    leaves.forEach(leaf -> {
      anchored.put(leaf.chain(), leaf.seq());
      jdbc.update("update careloop_audit_chain set anchored_seq = ?, moved = false where chain = ?", leaf.seq(), leaf.chain());
    });
    outside(last);
    return last;
  }

  VerifyReport verify() throws Exception {
    return Verifier.ofDatabase(database, keys, anchors).verify();
  }

  void close() {
    jdbc.execute("shutdown");
  }
}
