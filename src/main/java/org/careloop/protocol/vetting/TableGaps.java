package org.careloop.protocol.vetting;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.camunda.bpm.model.dmn.instance.DecisionTable;
import org.camunda.bpm.model.dmn.instance.Input;
import org.camunda.bpm.model.dmn.instance.InputEntry;
import org.camunda.bpm.model.dmn.instance.Rule;

/** Looks for a case that no row of a table answers: each value that a column speaks of, its neighbours, one it does not know, and none. */
final class TableGaps {

  /** More combinations than these are not tried; the table then needs a last row that takes everything. */
  private static final int MOST = 50_000;

  private static final Pattern WORD = Pattern.compile("\"([^\"]*)\"");
  private static final Pattern NUMBER = Pattern.compile("(?<![\\w\"])-?\\d+(?:\\.\\d+)?");

  private TableGaps() {}

  /** A case without an answer, in words; empty when there is none. */
  static Optional<String> find(DecisionTable table) {
    List<List<String>> rows = table.getRules().stream().map(TableGaps::cells).toList();
    if (rows.stream().anyMatch(row -> row.stream().allMatch(TableGaps::takesEverything))) {
      return Optional.empty();
    }
    List<Input> inputs = List.copyOf(table.getInputs());
    List<List<Object>> domains = new ArrayList<>();
    long combinations = 1;
    for (int i = 0; i < inputs.size(); i++) {
      domains.add(domain(inputs.get(i), i, rows));
      combinations *= domains.get(i).size();
    }
    if (combinations > MOST || domains.stream().anyMatch(List::isEmpty)) {
      return Optional.of("what no row speaks of");
    }
    Map<String, Boolean> judged = new HashMap<>();
    for (int[] at = new int[inputs.size()]; ; ) {
      if (rows.stream().noneMatch(row -> fits(row, at, domains, judged))) {
        return Optional.of(words(inputs, at, domains));
      }
      int column = 0;
      while (column < at.length && ++at[column] == domains.get(column).size()) {
        at[column++] = 0;
      }
      if (column == at.length) {
        return Optional.empty();
      }
    }
  }

  private static boolean fits(List<String> row, int[] at, List<List<Object>> domains, Map<String, Boolean> judged) {
    for (int i = 0; i < at.length && i < row.size(); i++) {
      String cell = row.get(i);
      Object value = domains.get(i).get(at[i]);
      if (!judged.computeIfAbsent(cell + "\n" + i + "\n" + at[i], key -> Feel.passes(cell, value))) {
        return false;
      }
    }
    return true;
  }

  private static List<Object> domain(Input input, int column, List<List<String>> rows) {
    String type = input.getInputExpression() == null ? null : input.getInputExpression().getTypeRef();
    List<String> cells = rows.stream().filter(row -> row.size() > column).map(row -> row.get(column)).toList();
    Set<Object> values = new LinkedHashSet<>();
    if ("boolean".equals(type)) {
      values.addAll(List.of(true, false));
    } else if ("string".equals(type)) {
      cells.forEach(cell -> all(WORD, cell).forEach(word -> values.add(word.substring(1, word.length() - 1))));
      values.add("anything else");
    } else if (type != null) {
      for (String number : cells.stream().flatMap(cell -> all(NUMBER, cell).stream()).toList()) {
        BigDecimal bound = new BigDecimal(number);
        values.addAll(List.of(bound.subtract(BigDecimal.ONE), bound, bound.add(BigDecimal.ONE)));
      }
      values.add(BigDecimal.ZERO);
    } else if (cells.stream().allMatch(TableGaps::takesEverything)) {
      values.add("anything");
    }
    List<Object> domain = new ArrayList<>(values);
    if (type != null) {
      domain.add(null);
    }
    return domain;
  }

  private static List<String> all(Pattern pattern, String cell) {
    return pattern.matcher(cell).results().map(java.util.regex.MatchResult::group).toList();
  }

  private static String words(List<Input> inputs, int[] at, List<List<Object>> domains) {
    return Arrays.stream(java.util.stream.IntStream.range(0, at.length).mapToObj(i -> "%s = %s".formatted(
        inputs.get(i).getLabel() == null ? inputs.get(i).getId() : inputs.get(i).getLabel(),
        domains.get(i).get(at[i]) == null ? "nothing" : domains.get(i).get(at[i]))).toArray(String[]::new)).collect(Collectors.joining(", "));
  }

  private static List<String> cells(Rule rule) {
    return rule.getInputEntries().stream().map(TableGaps::text).toList();
  }

  private static String text(InputEntry entry) {
    return entry.getText() == null ? "" : entry.getText().getTextContent().trim();
  }

  private static boolean takesEverything(String cell) {
    return cell.isEmpty() || cell.equals("-");
  }
}
