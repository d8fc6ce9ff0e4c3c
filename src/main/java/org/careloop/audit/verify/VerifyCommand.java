package org.careloop.audit.verify;

import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * {@code java -jar careloop.jar verify-audit …}: checks a database or an export without starting the program. Reads only, and says what it
 * found in words, without any value of a patient.
 */
public final class VerifyCommand {

  static final int CLEAN = 0;
  static final int FINDINGS = 1;
  static final int WRONG_USAGE = 2;

  private static final String USAGE = """
      Usage: java -jar careloop.jar verify-audit --database jdbc:postgresql://host/careloop [--user name] [--keys folder] [--anchors folder]
             java -jar careloop.jar verify-audit export.zip [--anchors folder]
        --keys     the folder of Careloop's keys: seals are checked, too
        --anchors  the folder of anchors that Careloop writes outside the database, or a copy of it
        The database's password is taken from CARELOOP_AUDIT_PASSWORD or SPRING_DATASOURCE_PASSWORD.
      Exit code: 0 nothing found, 1 findings, 2 wrong usage or nothing to read.""";

  private VerifyCommand() {}

  /** The exit code: 0 nothing found, 1 something found, 2 wrong usage. */
  public static int run(List<String> arguments, PrintStream out, PrintStream err) {
    return run(arguments, System.getenv(), out, err);
  }

  static int run(List<String> arguments, Map<String, String> environment, PrintStream out, PrintStream err) {
    try {
      Options options = new Options(arguments, Set.of("database", "user", "keys", "anchors"), environment);
      Path keys = options.folder("keys");
      Path anchors = options.folder("anchors");
      boolean ofDatabase = options.value("database") != null;
      if (ofDatabase ? !options.plain().isEmpty() : options.plain().size() != 1) {
        throw new Options.WrongUsage("One database or one export was expected.");
      }
      VerifyReport report;
      String what;
      if (ofDatabase) {
        what = "Database " + options.value("database");
        // Which anchors lie outside is settled first: what is committed later is no concern of this look.
        OutsideAnchors outside = OutsideAnchors.in(anchors);
        try (Connection connection = options.open()) {
          report = Verifier.ofConnection(connection, keys, outside).verify();
        }
      } else {
        Path file = Path.of(options.plain().get(0));
        if (!Files.isReadable(file)) {
          throw new Options.WrongUsage("%s: no such file".formatted(file));
        }
        what = "Export " + file.getFileName();
        report = Verifier.ofExport(file, anchors).verify();
      }
      out.print(ReportText.of(what, report));
      return report.clean() ? CLEAN : FINDINGS;
    } catch (Options.WrongUsage e) {
      err.println(e.getMessage());
      err.println(USAGE);
    } catch (SQLException e) {
      err.println("The database cannot be read: " + e.getMessage());
    } catch (UncheckedIOException e) {
      err.println(e.getMessage());
    } catch (IOException e) {
      err.println("It cannot be read: " + e.getMessage());
    }
    return WRONG_USAGE;
  }
}
