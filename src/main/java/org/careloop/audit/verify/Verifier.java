package org.careloop.audit.verify;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import javax.sql.DataSource;
import org.careloop.audit.verify.VerifyReport.Figures;

/**
 * Checks whether records are as they were recorded: those of a database, or those of an export, without the program. Reads one state, changes
 * nothing, and needs the same memory for a thousand cases as for a million.
 */
public final class Verifier {

  private interface Way {
    VerifyReport verify() throws IOException, SQLException;
  }

  private final Way way;

  private Verifier(Way way) {
    this.way = way;
  }

  /**
   * Of a whole database, in a read-only transaction of its own.
   *
   * @param keys folder of the secret keys, or null: then seals are not checked
   * @param anchors folder of the anchors outside, or null
   */
  public static Verifier ofDatabase(DataSource database, Path keys, Path anchors) {
    return new Verifier(() -> {
      OutsideAnchors outside = OutsideAnchors.in(anchors);
      try (Connection connection = AuditExport.oneState(database)) {
        try {
          return verify(connection, keys, outside);
        } finally {
          connection.rollback();
        }
      }
    });
  }

  /** As the caller's transaction sees the database; that must see one state (repeatable read) and not commit by itself. */
  public static Verifier ofConnection(Connection connection, Path keys, Path anchors) {
    return new Verifier(() -> verify(connection, keys, OutsideAnchors.in(anchors)));
  }

  static Verifier ofConnection(Connection connection, Path keys, OutsideAnchors outside) {
    return new Verifier(() -> verify(connection, keys, outside));
  }

  /**
   * Of an export.
   *
   * @param anchors folder of the anchors outside, whose public keys say whether the export is the practice's own; or null
   * @throws ExportFile.Unreadable on verifying, where it is no export
   */
  public static Verifier ofExport(Path zip, Path anchors) {
    return new Verifier(() -> new ExportCheck(zip, KeyRing.of(null, anchors)).run());
  }

  public VerifyReport verify() throws IOException, SQLException {
    return way.verify();
  }

  private static VerifyReport verify(Connection connection, Path keyFolder, OutsideAnchors outside) throws IOException, SQLException {
    long start = System.nanoTime();
    Findings findings = new Findings();
    KeyRing keys = KeyRing.of(keyFolder, outside.folder());
    keys.takeUp(List.copyOf(ExportAnchors.stored(connection).values()), findings);
    SealCheck seals = new SealCheck(keys, findings);
    AnchorCheck anchors = new AnchorCheck(connection, keys, outside, findings);
    anchors.collect();
    DatabaseCheck database = new DatabaseCheck(connection, seals, anchors, findings);
    database.run();
    anchors.finish();
    Figures figures = new Figures(database.chains(), database.events(), database.entries(), database.rows(), database.tables(), anchors.inDatabase(),
        anchors.outsideCount(), seals.checked(), (System.nanoTime() - start) / 1_000_000_000);
    return new VerifyReport(findings.inOrder(), findings.found(), findings.notices(), figures);
  }
}
