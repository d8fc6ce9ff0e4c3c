package org.careloop.audit.chain;

import jakarta.annotation.PostConstruct;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.careloop.audit.chain.AuditEvent.Entry;
import org.careloop.trail.Trail;
import org.springframework.jdbc.core.ConnectionCallback;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.security.authentication.AnonymousAuthenticationToken;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Records what a transaction wrote, as the last thing before it commits: reads every row back, makes one event a chain, locks the heads of these
 * chains, links, seals and inserts. Whatever fails here fails the transaction. Never writes outside the caller's transaction.
 */
@Component
public class Recorder implements Trail {

  private static final int SALT_BYTES = 16;
  private static final int LONGEST_NOTE = 1000;

  private final JdbcTemplate jdbc;
  private final PlatformTransactionManager transactions;
  private final ChainTables heads;
  private final KeysInUse keys;
  private final Clock clock;
  private final String node;
  private final Coverage coverage = Coverage.current();
  private final SecureRandom random = new SecureRandom();
  private boolean beganEmpty;

  Recorder(JdbcTemplate jdbc, PlatformTransactionManager transactions, ChainTables heads, KeysInUse keys, Clock clock, ThisNode node) {
    this.jdbc = jdbc;
    this.transactions = transactions;
    this.heads = heads;
    this.keys = keys;
    this.clock = clock;
    this.node = node.name();
  }

  /** Before anything can be written there is a key to seal it with. */
  @PostConstruct
  void begin() {
    new TransactionTemplate(transactions).executeWithoutResult(status -> {
      heads.lockAll();
      beganEmpty = jdbc.queryForObject("select count(*) from careloop_audit_chain", Long.class) == 0;
      keys.bringUpToDate(this);
    });
  }

  /** Whether nothing had ever been recorded in this database when the program started. */
  boolean beganEmpty() {
    return beganEmpty;
  }

  @Override
  public void wrote(String table, Object... id) {
    CoveredTable covered = coverage.table(table);
    pending().wrote.computeIfAbsent(covered.name(), any -> new LinkedHashSet<>()).add(covered.id(id));
  }

  @Override
  public void gone(String table, String chain, Object... id) {
    CoveredTable covered = coverage.table(table);
    pending().gone.computeIfAbsent(Canon.plain(chain), any -> new LinkedHashSet<>()).add(new Entry(covered.name(), covered.id(id), AuditEvent.GONE));
  }

  @Override
  public void noted(String chain, String kind, String note) {
    pending().notes.add(new Pending.Note(Canon.plain(chain), kind, note));
  }

  @Override
  public void erased(String chain, String note) {
    Pending pending = pending();
    pending.erased.add(Canon.plain(chain));
    pending.notes.add(new Pending.Note(Canon.plain(chain), AuditEvent.Kind.ERASED, note));
  }

  /** Who the engine takes for the person behind this transaction, where the web knows nobody. */
  public void by(String person) {
    pending().person = person;
  }

  private Pending pending() {
    Pending pending = (Pending) TransactionSynchronizationManager.getResource(this);
    if (pending == null) {
      if (!TransactionSynchronizationManager.isSynchronizationActive() || !TransactionSynchronizationManager.isActualTransactionActive()) {
        throw new IllegalStateException("What the audit chain covers is written in a transaction only, or it could not be recorded with it.");
      }
      pending = new Pending(this, this::record);
      TransactionSynchronizationManager.bindResource(this, pending);
      TransactionSynchronizationManager.registerSynchronization(pending);
    }
    if (pending.isOver()) {
      throw new IllegalStateException("Something was written after what this transaction did had been recorded.");
    }
    return pending;
  }

  /** What goes into one chain. */
  private static final class Part {
    final Map<String, Entry> entries = new LinkedHashMap<>();
    final String salt;

    Part(String salt) {
      this.salt = salt;
    }

    void put(Entry entry) {
      entries.put(entry.table() + "\t" + entry.id(), entry);
    }
  }

  private void record(Pending pending) {
    SortedMap<String, Part> parts = new TreeMap<>();
    jdbc.execute((ConnectionCallback<Void>) connection -> {
      pending.wrote.forEach((table, ids) -> digest(connection, coverage.table(table), ids, parts));
      return null;
    });
    pending.gone.forEach((chain, entries) -> entries.forEach(entry -> {
      Part part = part(parts, chain);
      part.entries.putIfAbsent(entry.table() + "\t" + entry.id(), entry);
    }));
    pending.notes.forEach(note -> part(parts, note.chain()));
    if (parts.isEmpty()) {
      return;
    }
    Map<String, ChainTables.Head> locked = heads.lock(parts.keySet());
    Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
    String actor = actor(pending);
    AuditKey key = keys.current();
    List<AuditEvent> events = new ArrayList<>();
    parts.forEach((chain, part) -> {
      ChainTables.Head head = locked.get(chain);
      if (pending.erased.contains(chain)) {
        sealAnew(chain, part);
      }
      List<Pending.Note> notes = pending.notes.stream().filter(note -> note.chain().equals(chain)).toList();
      List<Entry> entries = List.copyOf(part.entries.values());
      for (int i = 0; i < Math.max(1, notes.size()); i++) {
        Pending.Note note = notes.isEmpty() ? new Pending.Note(chain, AuditEvent.Kind.RECORDED, null) : notes.get(i);
        AuditEvent event = event(head, now, actor, note, i == 0 ? entries : List.of(), key, part.salt);
        events.add(event);
        head = new ChainTables.Head(chain, event.seq(), event.hash(), event.at());
      }
    });
    heads.add(events);
  }

  private AuditEvent event(ChainTables.Head head, Instant now, String actor, Pending.Note note, List<Entry> entries, AuditKey key, String salt) {
    AuditEvent open = new AuditEvent(head.chain(), head.seq() + 1, now.isBefore(head.at()) ? head.at() : now, node, actor, note.kind(),
        shortened(Canon.plain(note.text())), coverage.version(), entries, head.hash(), null, key.keyId(), null, salt);
    String hash = Canon.hash(open);
    return new AuditEvent(open.chain(), open.seq(), open.at(), open.node(), open.actor(), open.kind(), open.note(), open.coverage(), open.entries(),
        open.prev(), hash, open.keyId(), Canon.seal(key.secret(), hash), open.salt());
  }

  private void digest(Connection connection, CoveredTable table, LinkedHashSet<String> ids, SortedMap<String, Part> parts) {
    try {
      RowReader.rows(connection, table, ids).forEach((id, row) -> {
        Part part = part(parts, table.chainOf(row));
        part.put(new Entry(table.name(), id, Canon.digest(part.salt, table, row)));
      });
    } catch (SQLException e) {
      throw new IllegalStateException("Rows of %s could not be read back to be recorded, so they are not kept.".formatted(table.name()), e);
    }
  }

  /** Throws the old salts away and seals what remains; refuses where a row that was not blanked is not what the chain says. */
  private void sealAnew(String chain, Part part) {
    Map<String, Entry> last = new LinkedHashMap<>();
    Map<String, AuditEvent> from = new LinkedHashMap<>();
    for (AuditEvent event : heads.events(chain)) {
      for (Entry entry : event.entries()) {
        last.put(entry.table() + "\t" + entry.id(), entry);
        from.put(entry.table() + "\t" + entry.id(), event);
      }
    }
    last.keySet().removeAll(part.entries.keySet());
    last.values().removeIf(Entry::isGone);
    Map<String, LinkedHashSet<String>> ids = new LinkedHashMap<>();
    last.values().forEach(entry -> ids.computeIfAbsent(entry.table(), any -> new LinkedHashSet<>()).add(entry.id()));
    jdbc.execute((ConnectionCallback<Void>) connection -> {
      for (Map.Entry<String, LinkedHashSet<String>> one : ids.entrySet()) {
        Map<String, Map<String, String>> rows = RowReader.rows(connection, coverage.table(one.getKey()), one.getValue());
        for (String id : one.getValue()) {
          Map<String, String> row = rows.get(id);
          String name = one.getKey() + "\t" + id;
          AuditEvent event = from.get(name);
          CoveredTable then = Coverage.of(event.coverage()).table(one.getKey());
          if (row == null || !last.get(name).digest().equals(Canon.digest(event.salt(), then, row))) {
            throw new IllegalStateException(("Nothing is erased in chain %s: row %s of %s is not what the chain says. An auditor must look at it "
                + "first (verify-audit).").formatted(chain, id, one.getKey()));
          }
          part.put(new Entry(one.getKey(), id, Canon.digest(part.salt, coverage.table(one.getKey()), row)));
        }
      }
      return null;
    });
    heads.forgetSalts(chain);
  }

  private Part part(SortedMap<String, Part> parts, String chain) {
    return parts.computeIfAbsent(chain, any -> {
      byte[] salt = new byte[SALT_BYTES];
      random.nextBytes(salt);
      return new Part(HexFormat.of().formatHex(salt));
    });
  }

  private static String actor(Pending pending) {
    Authentication who = SecurityContextHolder.getContext().getAuthentication();
    boolean isSomebody = who != null && who.isAuthenticated() && !(who instanceof AnonymousAuthenticationToken);
    return Canon.plain(isSomebody ? who.getName() : pending.person);
  }

  private static String shortened(String note) {
    return note == null || note.length() <= LONGEST_NOTE ? note : note.substring(0, LONGEST_NOTE);
  }

  static OffsetDateTime utc(Instant at) {
    return at.atOffset(ZoneOffset.UTC);
  }
}
