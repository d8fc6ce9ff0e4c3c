package org.careloop.why;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.careloop.why.Judgement.Row;
import org.careloop.why.Judgement.Value;

/** The rows that fired as short sentences, for a form: what the decision itself went by, then the points, most first, then what was not known. */
final class Reasons {

  private record Scored(String sentence, double points) {}

  private static final Pattern PROBLEM = Pattern.compile("(\\w+) (missing|declined|out of range|unknown)");
  private static final Pattern NUMBER = Pattern.compile("-?\\d+(\\.\\d+)?");

  private Reasons() {}

  /** @param columns what the tables' columns ask for, by the definition's id */
  static List<String> of(Judgement asked, List<Judgement> needed, Map<String, List<String>> columns, List<String> unknown) {
    List<String> reasons = new ArrayList<>();
    List<Scored> scored = new ArrayList<>();
    for (Row row : asked.fired()) {
      addTo(isSum(asked) ? scored : null, reasons, asked, row, columns.get(asked.definitionId()), isSum(asked));
    }
    for (Judgement one : needed) {
      for (Row row : one.fired()) {
        if (!bringsNothing(row)) {
          addTo(scored, null, one, row, columns.get(one.definitionId()), true);
        }
      }
    }
    scored.stream().sorted(Comparator.comparingDouble(Scored::points).reversed()).map(Scored::sentence).forEach(reasons::add);
    if (!unknown.isEmpty()) {
      reasons.add("Not counted, because not known: " + String.join(", ", unknown));
    }
    return reasons.stream().distinct().toList();
  }

  /** What is missing, as the tables name it: {@code lastA1c missing} becomes the column's label. */
  static String problem(String problem, Map<String, String> labels) {
    Matcher matcher = PROBLEM.matcher(problem);
    if (!matcher.matches()) {
      return problem;
    }
    String label = labels.getOrDefault(matcher.group(1), Shown.words(matcher.group(1)));
    return (label.endsWith("?") ? label.substring(0, label.length() - 1) : label) + switch (matcher.group(2)) {
      case "missing" -> "";
      case "declined" -> " (declined)";
      default -> " (not a possible value)";
    };
  }

  /** A column that only counts what is wrong with the inputs. */
  static boolean isGuard(String asked) {
    return asked.startsWith("count(") && asked.contains("roblems");
  }

  /** Neither true nor known to be false: what a row asks for where another row has already asked for the condition. */
  private static boolean isOtherwise(String cell) {
    return cell.replace(" ", "").equals("false,null");
  }

  static String value(String shown) {
    return shown.equals("nothing") ? "not known" : shown;
  }

  private static void addTo(List<Scored> scored, List<String> sentences, Judgement one, Row row, List<String> columns, boolean withResult) {
    List<String> conditions = new ArrayList<>();
    for (int column = 0; column < row.inputs().size(); column++) {
      if (TableWords.asksForSomething(row.inputs().get(column)) && !isGuard(columns.get(column)) && !isOtherwise(row.inputs().get(column))) {
        conditions.add(condition(one, one.table().inputs().get(column), row.inputs().get(column)));
      }
    }
    if (conditions.isEmpty()) {
      return;
    }
    String sentence = String.join(" and ", conditions) + (withResult ? result(one, row) : "");
    if (scored == null) {
      sentences.add(sentence);
    } else {
      scored.add(new Scored(sentence, isSum(one) && NUMBER.matcher(row.outputs().get(0)).matches() ? Double.parseDouble(row.outputs().get(0)) : 0));
    }
  }

  private static String condition(Judgement one, String label, String cell) {
    String value = one.inputs().stream().filter(input -> input.label().equals(label)).findFirst().map(Value::shown).map(Reasons::value).orElse(null);
    String wanted = TableWords.inWords(cell);
    String said = value == null || value.equals(wanted) ? wanted : TableWords.namesTheValue(cell) ? value : "%s (%s)".formatted(value, wanted);
    return label + (label.endsWith("?") ? " " : ": ") + said;
  }

  private static String result(Judgement one, Row row) {
    String result = row.outputs().get(0);
    if (isSum(one) && NUMBER.matcher(result).matches()) {
      return ", %s %s".formatted(result, result.equals("1") ? "point" : "points");
    }
    return TableWords.namesTheValue(result) ? ", %s %s".formatted(one.table().outputs().get(0), TableWords.inWords(result)) : "";
  }

  private static boolean isSum(Judgement one) {
    return one.table() != null && one.table().hitPolicy().endsWith("SUM");
  }

  private static boolean bringsNothing(Row row) {
    return row.outputs().stream().allMatch(output -> output.isBlank() || output.equals("0") || output.equals("null") || output.equals("[]"));
  }
}
