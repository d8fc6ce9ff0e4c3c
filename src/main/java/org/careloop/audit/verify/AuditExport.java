package org.careloop.audit.verify;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiPredicate;
import javax.sql.DataSource;
import org.careloop.audit.chain.AuditEvent;
import org.careloop.audit.chain.Coverage;
import org.careloop.audit.chain.CoveredTable;
import org.careloop.audit.chain.RowReader;

/**
 * Writes chains with their rows, anchors and proofs into a signed archive that anybody can check without Careloop's database. Reads one state of
 * the database and changes nothing; whoever needs the latest events anchored anchors before. Never holds more than some chains in memory.
 */
public final class AuditExport {

  /** Writes the content of one file; the stream stays open. */
  @FunctionalInterface
  public interface Content {
    void writeTo(OutputStream out) throws IOException;
  }

  /**
   * What the export is of.
   *
   * @param scope {@link Manifest#WHOLE} or for example {@code case:4711}
   * @param title in words, for people; no patient's name
   * @param madeBy user id
   */
  public record About(String scope, String title, String madeBy, Instant madeAt) {}

  /**
   * One chain of an export.
   *
   * @param wanted which rows, by table and id; asked for {@link Manifest.Rows#SOME} only
   */
  public record Part(String chain, Manifest.Rows rows, BiPredicate<String, String> wanted) {

    /** The chain with every row it knows. */
    public static Part whole(String chain) {
      return new Part(chain, Manifest.Rows.ALL, (table, id) -> true);
    }

    public static Part some(String chain, BiPredicate<String, String> wanted) {
      return new Part(chain, Manifest.Rows.SOME, wanted);
    }

    public static Part eventsOnly(String chain) {
      return new Part(chain, Manifest.Rows.NONE, (table, id) -> false);
    }
  }

  private static final int ROWS_AT_ONCE = 3000;
  private static final int CHAINS_AT_ONCE = 200;

  private final DataSource database;
  private final ExportSigner signer;

  public AuditExport(DataSource database, ExportSigner signer) {
    this.database = database;
    this.signer = signer;
  }

  /** Writes these chains, sorted by name, and these files beside them. Chains without events are left out. The stream stays open. */
  public Manifest write(OutputStream out, About about, List<Part> parts, Map<String, Content> files) throws IOException, SQLException {
    try (Connection connection = oneState(database)) {
      return write(connection, out, about, parts, files);
    }
  }

  /** Writes every chain of the database with every row. */
  public Manifest writeWhole(OutputStream out, About about) throws IOException, SQLException {
    try (Connection connection = oneState(database)) {
      return write(connection, out, about, null, Map.of());
    }
  }

  /** A case with what belongs to it: its key, the messages of its stay, and of the models what it ran on. */
  public List<Part> partsOfCase(String rootProcessInstanceId) throws SQLException {
    try (Connection connection = oneState(database)) {
      return CaseParts.of(connection, rootProcessInstanceId);
    }
  }

  static Connection oneState(DataSource database) throws SQLException {
    return oneState(database.getConnection());
  }

  /** The same connection, from now on seeing the database as it is at this moment; closed where it cannot. */
  static Connection oneState(Connection connection) throws SQLException {
    try {
      connection.setReadOnly(true);
      connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
      connection.setAutoCommit(false);
      return connection;
    } catch (SQLException e) {
      connection.close();
      throw e;
    }
  }

  Manifest write(Connection connection, OutputStream out, About about, List<Part> parts, Map<String, Content> files) throws IOException, SQLException {
    try (Spool spool = new Spool()) {
      Map<String, Manifest.Rows> chains = new LinkedHashMap<>();
      if (parts == null) {
        chains.put("*", Manifest.Rows.ALL);
        events(connection, spool, null);
        ExportAnchors.all(connection, spool);
      } else {
        Map<String, Long> last = new LinkedHashMap<>();
        for (Part part : parts.stream().sorted(Comparator.comparing(Part::chain)).toList()) {
          long seq = events(connection, spool, part);
          if (seq > 0) {
            chains.put(part.chain(), part.rows());
            last.put(part.chain(), seq);
          }
        }
        ExportAnchors.of(connection, last.keySet(), spool);
      }
      ExportZip zip = new ExportZip(out, about.madeAt());
      for (var file : files.entrySet()) {
        zip.add(file.getKey(), file.getValue());
      }
      for (var key : ExportAnchors.keys(connection, spool).entrySet()) {
        zip.add("keys/" + key.getKey() + ".pem", pem -> pem.write(key.getValue().getBytes(StandardCharsets.US_ASCII)));
      }
      spool.addTo(zip);
      return zip.finish(about.scope(), about.title(), about.madeBy(), chains, signer);
    }
  }

  /** One chain as far as an export needs it: which rows it knows last, and under which coverage. */
  private static final class Known {
    final Part part;
    final Map<RowRef, Integer> rows = new LinkedHashMap<>();

    Known(Part part) {
      this.part = part;
    }
  }

  /** The place of the last event; 0 for none. */
  private static long events(Connection connection, Spool spool, Part only) throws SQLException, IOException {
    long last = 0;
    List<Known> batch = new ArrayList<>();
    int waiting = 0;
    try (PreparedStatement select = connection.prepareStatement(StoredEvents.SELECT + (only == null ? "order by chain, seq" : "where chain = ? order by seq"))) {
      if (only != null) {
        select.setString(1, only.chain());
      }
      select.setFetchSize(1000);
      try (ResultSet rows = select.executeQuery()) {
        Known known = null;
        while (rows.next()) {
          AuditEvent event = StoredEvents.event(rows);
          if (known == null || !known.part.chain().equals(event.chain())) {
            if (waiting > ROWS_AT_ONCE || batch.size() >= CHAINS_AT_ONCE) {
              rows(connection, spool, batch);
              batch.clear();
              waiting = 0;
            }
            known = new Known(only == null ? Part.whole(event.chain()) : only);
            batch.add(known);
          }
          spool.line("events.ndjson", ExportLines.event(event));
          last = event.seq();
          for (AuditEvent.Entry entry : event.entries()) {
            RowRef ref = new RowRef(entry.table(), entry.id());
            if (entry.isGone()) {
              known.rows.remove(ref);
            } else if (known.part.rows() != Manifest.Rows.NONE && known.part.wanted().test(entry.table(), entry.id())) {
              waiting += known.rows.put(ref, event.coverage()) == null ? 1 : 0;
            }
          }
        }
      }
    }
    rows(connection, spool, batch);
    return last;
  }

  private static void rows(Connection connection, Spool spool, List<Known> batch) throws SQLException, IOException {
    Map<String, Map<Integer, List<String>>> wanted = new LinkedHashMap<>();
    batch.forEach(known -> known.rows.forEach((ref, coverage) ->
        wanted.computeIfAbsent(ref.table(), none -> new LinkedHashMap<>()).computeIfAbsent(coverage, none -> new ArrayList<>()).add(ref.id())));
    for (var one : wanted.entrySet()) {
      Map<String, Map<String, String>> rows = new LinkedHashMap<>();
      for (var version : one.getValue().entrySet()) {
        rows.putAll(RowReader.rows(connection, Coverage.of(version.getKey()).table(one.getKey()), version.getValue()));
      }
      CoveredTable table = Coverage.current().table(one.getKey());
      for (Known known : batch) {
        for (var entry : known.rows.entrySet()) {
          Map<String, String> row = entry.getKey().table().equals(one.getKey()) ? rows.get(entry.getKey().id()) : null;
          if (row != null) {
            String chain = table.chainOf(row);
            spool.line("rows/" + table.name() + ".ndjson", ExportLines.row(known.part.chain(), entry.getKey().id(), row,
                chain.equals(known.part.chain()) ? null : chain));
          }
        }
      }
    }
  }
}
