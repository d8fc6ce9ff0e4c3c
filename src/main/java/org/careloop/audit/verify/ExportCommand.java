package org.careloop.audit.verify;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.careloop.audit.chain.AuditKey;
import org.careloop.audit.chain.KeyFolder;

/**
 * {@code java -jar careloop.jar export-audit …}: writes a whole database, or one case, as a signed archive without starting the program. The
 * database is read only; the key that signs comes from the folder of keys.
 */
public final class ExportCommand {

  private static final String USAGE = """
      Usage: java -jar careloop.jar export-audit --database jdbc:postgresql://host/careloop --keys folder [--user name] [--case key] export.zip
        --keys  the folder of Careloop's keys: the newest that the database knows signs the export
        --case  business key or process instance id of one case, of several with the same key the newest; without it the whole database is exported
        The database's password is taken from CARELOOP_AUDIT_PASSWORD or SPRING_DATASOURCE_PASSWORD.
      Exit code: 0 exported, 2 wrong usage or nothing to export.""";

  private ExportCommand() {}

  /** The exit code: 0 exported, 2 wrong usage. */
  public static int run(List<String> arguments, PrintStream out, PrintStream err) {
    return run(arguments, System.getenv(), out, err);
  }

  static int run(List<String> arguments, Map<String, String> environment, PrintStream out, PrintStream err) {
    try {
      Options options = new Options(arguments, Set.of("database", "user", "keys", "case"), environment);
      Path keys = options.folder("keys");
      if (options.value("database") == null || keys == null || options.plain().size() != 1) {
        throw new Options.WrongUsage("A database, a folder of keys and a file to write were expected.");
      }
      Path file = Path.of(options.plain().get(0));
      try (Connection connection = options.open()) {
        Manifest manifest = write(connection, keys, options.value("case"), file);
        out.printf("%s: %s, %d files, signed with key %s.%n", file, manifest.whole() ? "the whole database" : manifest.scope(), manifest.files().size(), manifest.keyId());
        for (String other : options.value("case") == null ? List.<String>of() : others(connection, options.value("case"), manifest.scope())) {
          out.printf("The key also stands for %s: give that id to --case for the other one.%n", other);
        }
      }
      return VerifyCommand.CLEAN;
    } catch (Options.WrongUsage e) {
      err.println(e.getMessage());
      err.println(USAGE);
    } catch (FileAlreadyExistsException e) {
      err.println("%s is there already and is not overwritten.".formatted(e.getFile()));
    } catch (SQLException e) {
      err.println("The database cannot be read: " + e.getMessage());
    } catch (UncheckedIOException e) {
      err.println(e.getMessage());
    } catch (IOException e) {
      err.println("The export cannot be written: " + e.getMessage());
    }
    return VerifyCommand.WRONG_USAGE;
  }

  private static Manifest write(Connection connection, Path keys, String wanted, Path file) throws SQLException, IOException, Options.WrongUsage {
    Set<String> known = ExportAnchors.stored(connection).keySet();
    AuditKey key = new KeyFolder(keys).all().values().stream().filter(one -> known.contains(one.keyId())).max(Comparator.comparing(AuditKey::since))
        .orElseThrow(() -> new Options.WrongUsage("--keys %s: no key in there is one that the database knows".formatted(keys)));
    String root = wanted == null ? null : root(connection, wanted);
    AuditExport.About about = new AuditExport.About(root == null ? Manifest.WHOLE : "case:" + root, root == null ? "Whole database" : "Case " + wanted,
        "command line (" + System.getProperty("user.name") + ")", Instant.now().truncatedTo(ChronoUnit.SECONDS));
    AuditExport export = new AuditExport(null, ExportSigner.with(key));
    try (OutputStream out = Files.newOutputStream(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      boolean done = false;
      try {
        Manifest manifest = export.write(connection, out, about, root == null ? null : CaseParts.of(connection, root), Map.of());
        done = true;
        return manifest;
      } finally {
        if (!done) {
          Files.deleteIfExists(file);
        }
      }
    }
  }

  /** A stay's admission and its discharge are two cases under one key. */
  private static List<String> others(Connection connection, String wanted, String scope) throws SQLException {
    List<String> others = new ArrayList<>();
    try (PreparedStatement select = connection.prepareStatement(
        "select ID_, PROC_DEF_KEY_ from ACT_HI_PROCINST where BUSINESS_KEY_ = ? and ROOT_PROC_INST_ID_ = ID_ order by START_TIME_")) {
      select.setString(1, wanted);
      try (ResultSet rows = select.executeQuery()) {
        while (rows.next()) {
          if (!scope.equals("case:" + rows.getString(1))) {
            others.add("%s (%s)".formatted(rows.getString(1), rows.getString(2)));
          }
        }
      }
    }
    return others;
  }

  private static String root(Connection connection, String wanted) throws SQLException, Options.WrongUsage {
    try (PreparedStatement select = connection.prepareStatement(
        "select ROOT_PROC_INST_ID_ from ACT_HI_PROCINST where ID_ = ? or BUSINESS_KEY_ = ? order by START_TIME_ desc")) {
      select.setString(1, wanted);
      select.setString(2, wanted);
      try (ResultSet rows = select.executeQuery()) {
        if (!rows.next()) {
          throw new Options.WrongUsage("--case: no case has this key");
        }
        return rows.getString(1);
      }
    }
  }
}
