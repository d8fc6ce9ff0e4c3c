package org.careloop.audit.verify;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.Set;

/** The words after a command's name: {@code --name value} and plain ones. Opens the database they name, with the password from the environment. */
final class Options {

  /** The command line cannot be understood. */
  static final class WrongUsage extends Exception {
    private static final long serialVersionUID = 1L;

    WrongUsage(String message) {
      super(message);
    }
  }

  private final Map<String, String> named = new HashMap<>();
  private final List<String> plain = new ArrayList<>();
  private final Map<String, String> environment;

  Options(List<String> arguments, Set<String> known, Map<String, String> environment) throws WrongUsage {
    this.environment = environment;
    for (int i = 0; i < arguments.size(); i++) {
      String word = arguments.get(i);
      if (!word.startsWith("--")) {
        plain.add(word);
        continue;
      }
      int equals = word.indexOf('=');
      String name = word.substring(2, equals < 0 ? word.length() : equals);
      if (name.toLowerCase(Locale.ROOT).contains("password")) {
        throw new WrongUsage("A password is not given on the command line, where others can read it: set CARELOOP_AUDIT_PASSWORD.");
      }
      if (!known.contains(name)) {
        throw new WrongUsage("--%s: no such option".formatted(name));
      }
      if (equals < 0 && i + 1 == arguments.size()) {
        throw new WrongUsage("--%s: a value is missing".formatted(name));
      }
      if (named.put(name, equals < 0 ? arguments.get(++i) : word.substring(equals + 1)) != null) {
        throw new WrongUsage("--%s: given twice".formatted(name));
      }
    }
  }

  List<String> plain() {
    return plain;
  }

  /** The value of an option; null where it was not given. */
  String value(String name) {
    return named.get(name);
  }

  /** A folder that must be there; null where the option was not given. */
  Path folder(String name) throws WrongUsage {
    String given = named.get(name);
    if (given == null) {
      return null;
    }
    Path folder = Path.of(given);
    if (!Files.isDirectory(folder)) {
      throw new WrongUsage("--%s %s: no such folder".formatted(name, given));
    }
    return folder;
  }

  /** A connection that reads one state of the database, however long it takes, and writes nothing. */
  Connection open() throws WrongUsage, SQLException {
    String url = named.get("database");
    String lower = url.toLowerCase(Locale.ROOT);
    if (!lower.startsWith("jdbc:postgresql:") && !lower.startsWith("jdbc:h2:")) {
      throw new WrongUsage("--database: an address such as jdbc:postgresql://host/name or jdbc:h2:file:./data/careloop was expected");
    }
    if (lower.contains("password=")) {
      throw new WrongUsage("A password is not given on the command line, where others can read it: set CARELOOP_AUDIT_PASSWORD.");
    }
    // A mistyped name must not make a new, empty database in which everything is in order.
    String there = lower.startsWith("jdbc:h2:") && !lower.contains("ifexists") ? url + ";IFEXISTS=TRUE" : url;
    Properties login = new Properties();
    String user = named.getOrDefault("user", environment.get("SPRING_DATASOURCE_USERNAME"));
    if (user != null) {
      login.setProperty("user", user);
    }
    login.setProperty("password", environment.getOrDefault("CARELOOP_AUDIT_PASSWORD", environment.getOrDefault("SPRING_DATASOURCE_PASSWORD", "")));
    return AuditExport.oneState(DriverManager.getConnection(there, login));
  }
}
