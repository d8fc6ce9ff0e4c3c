package org.careloop.why;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.careloop.why.Judgement.Row;

/** Cells and rows of decision tables as people say them, for pages and forms; formulas stay as they are. Public for the templates. */
public class TableWords {

  /** A condition of a row: what the column asks for, and what the row wants there. */
  public record Asked(String column, String cell) {}

  private static final Pattern TEXT = Pattern.compile("\"([^\"]*)\"");
  private static final Pattern COMPARED = Pattern.compile("(>=|<=|>|<)\\s*(-?\\d+(?:\\.\\d+)?)");
  private static final Pattern BETWEEN = Pattern.compile("([\\[(\\]])\\s*(-?\\d+(?:\\.\\d+)?)\\s*\\.\\.\\s*(-?\\d+(?:\\.\\d+)?)\\s*([\\])\\[])");
  private static final Pattern NOT = Pattern.compile("not\\((.*)\\)");
  private static final Pattern CONTAINS = Pattern.compile("list contains\\(\\?,\\s*\"([^\"]*)\"\\)");

  /** A label before its value. */
  public String asks(String label) {
    return label.endsWith("?") || label.endsWith(":") ? label : label + ":";
  }

  /** A cell of a table in words, as far as it is plain; formulas stay as they are. */
  public String cell(String cell) {
    return inWords(cell);
  }

  static String inWords(String cell) {
    return alternatives(cell).stream().map(TableWords::alternative).collect(Collectors.joining(" or "));
  }

  /** Whether the cell names the very value, so that the value need not be said beside it. */
  static boolean namesTheValue(String cell) {
    return cell.matches("\"[^\"]*\"|true|false|null|-?\\d+(\\.\\d+)?");
  }

  /** What a row asks for, column by column; empty where it asks for nothing. */
  public List<Asked> conditions(Judgement judgement, Row row) {
    List<Asked> asked = new ArrayList<>();
    for (int column = 0; column < row.inputs().size(); column++) {
      if (asksForSomething(row.inputs().get(column))) {
        asked.add(new Asked(judgement.table().inputs().get(column), inWords(row.inputs().get(column))));
      }
    }
    return asked;
  }

  static boolean asksForSomething(String cell) {
    return !cell.isBlank() && !cell.equals("-");
  }

  public String fired(Judgement judgement) {
    if (judgement.table() == null) {
      return "An expression, no table.";
    }
    return judgement.fired().isEmpty() ? "No row fired."
        : "Row%s %s of %d fired.".formatted(judgement.fired().size() == 1 ? "" : "s",
            judgement.fired().stream().map(row -> String.valueOf(row.number())).collect(Collectors.joining(", ")), judgement.table().rows().size());
  }

  public String firedIds(Judgement judgement) {
    return judgement.fired().stream().map(Row::ruleId).collect(Collectors.joining(" "));
  }

  private static String alternative(String cell) {
    Matcher text = TEXT.matcher(cell);
    if (text.matches()) {
      return Shown.codeInWords(text.group(1));
    }
    Matcher compared = COMPARED.matcher(cell);
    if (compared.matches()) {
      return switch (compared.group(1)) {
        case ">=" -> compared.group(2) + " or more";
        case "<=" -> compared.group(2) + " or less";
        case ">" -> "more than " + compared.group(2);
        default -> "less than " + compared.group(2);
      };
    }
    Matcher between = BETWEEN.matcher(cell);
    if (between.matches()) {
      String from = between.group(1).equals("[") ? between.group(2) : "more than " + between.group(2);
      String to = between.group(4).equals("]") ? " to " + between.group(3) : " to less than " + between.group(3);
      return from + to;
    }
    Matcher not = NOT.matcher(cell);
    if (not.matches()) {
      return not.group(1).strip().equals("null") ? "known" : "anything but " + inWords(not.group(1));
    }
    Matcher contains = CONTAINS.matcher(cell);
    if (contains.matches()) {
      return Shown.codeInWords(contains.group(1)) + " among them";
    }
    return switch (cell) {
      case "true" -> "yes";
      case "false" -> "no";
      case "null" -> "not known";
      default -> cell;
    };
  }

  /** The tests of a cell, divided at the commas that stand in no text and no brackets. */
  private static List<String> alternatives(String cell) {
    List<String> parts = new ArrayList<>();
    int depth = 0;
    boolean quoted = false;
    int from = 0;
    for (int at = 0; at < cell.length(); at++) {
      char one = cell.charAt(at);
      if (one == '"') {
        quoted = !quoted;
      } else if (!quoted && (one == '(' || one == '[' || one == '{')) {
        depth++;
      } else if (!quoted && (one == ')' || one == ']' || one == '}')) {
        depth--;
      } else if (one == ',' && !quoted && depth == 0) {
        parts.add(cell.substring(from, at).strip());
        from = at + 1;
      }
    }
    parts.add(cell.substring(from).strip());
    return parts;
  }
}
