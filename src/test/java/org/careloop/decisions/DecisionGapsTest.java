package org.careloop.decisions;

import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.camunda.bpm.dmn.engine.DmnDecision;
import org.camunda.bpm.dmn.engine.DmnEngine;
import org.camunda.bpm.dmn.engine.DmnEngineConfiguration;
import org.camunda.bpm.dmn.engine.impl.hitpolicy.DmnHitPolicyException;
import org.camunda.bpm.engine.variable.VariableMap;
import org.camunda.bpm.engine.variable.Variables;
import org.camunda.bpm.model.dmn.Dmn;
import org.camunda.bpm.model.dmn.DmnModelInstance;
import org.camunda.bpm.model.dmn.HitPolicy;
import org.camunda.bpm.model.dmn.instance.Decision;
import org.camunda.bpm.model.dmn.instance.DecisionTable;
import org.camunda.bpm.model.dmn.instance.Input;
import org.camunda.bpm.model.dmn.instance.OutputEntry;
import org.camunda.bpm.model.dmn.instance.Rule;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Takes each table alone and tries every combination of what its cells speak of: each bound and its two neighbours, each word and one it
 * does not know, yes, no and nothing. A table with hit policy UNIQUE must answer with exactly one row, FIRST with at least one.
 */
class DecisionGapsTest {

  private static final DmnEngine DMN = DmnEngineConfiguration.createDefaultDmnEngineConfiguration().buildEngine();
  private static final Pattern NUMBER = Pattern.compile("(?<![\\w\"])-?\\d+(?:\\.\\d+)?");
  private static final Pattern WORD = Pattern.compile("\"([^\"]*)\"");

  /** What another decision of the same file computes can only be this. */
  private static final Map<String, List<?>> COMPUTED = Map.ofEntries(
      entry("lace-index laceScore", numbers(0, 19)), entry("hospital-score hospitalPoints", numbers(0, 13)),
      entry("transition-plan intensityLevel", numbers(1, 4)), entry("phq-2 phq2Total", numbers(0, 6)),
      entry("phq-2 if phq2Cutoff = null then 3 else phq2Cutoff", numbers(2, 3)), entry("gad-7 gad7Total", numbers(0, 21)),
      entry("phq-9 item9Action", List.of("assessNow", "completeItem9", "none")), entry("care-tier riskPoints", numbers(0, 25)),
      entry("coordinator-assignment tier", numbers(1, 4)), entry("prapare-tally praparePoints", numbers(0, 23)),
      entry("care-plan-completeness count(missingElements)", numbers(0, 16)));

  static Stream<Arguments> tables() {
    return Decisions.all().entrySet().stream().flatMap(file -> file.getValue().getModelElementsByType(DecisionTable.class).stream()
        .filter(table -> table.getHitPolicy() == HitPolicy.UNIQUE || table.getHitPolicy() == HitPolicy.FIRST)
        .filter(table -> !endsWithAnythingElse(table))
        .filter(table -> table.getInputs().stream().allMatch(input -> input.getInputExpression().getTypeRef() != null))
        .map(table -> Arguments.of(((Decision) table.getParentElement()).getId(), file.getKey())));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("tables")
  void everyCombinationFindsItsRow(String key, Path file) {
    DmnModelInstance model = Decisions.all().get(file).clone();
    DecisionTable table = (DecisionTable) ((Decision) model.getModelElementById(key)).getExpression();
    List<List<Object>> domains = new ArrayList<>();
    boolean guarded = false;
    for (Input input : table.getInputs()) {
      String expression = input.getInputExpression().getText().getTextContent().trim();
      guarded |= expression.equals("count(inputProblems)");
      domains.add(domain(key, expression, input, domains.size(), table, guarded));
    }
    DmnDecision alone = alone(model, key, table);

    Set<String> gaps = new TreeSet<>();
    Set<String> overlaps = new TreeSet<>();
    for (List<Object> combination : combinations(domains)) {
      VariableMap variables = Variables.createVariables();
      for (int i = 0; i < combination.size(); i++) {
        variables.put("column" + i, combination.get(i));
      }
      try {
        if (DMN.evaluateDecisionTable(alone, variables).isEmpty()) {
          gaps.add(combination.toString());
        }
      } catch (DmnHitPolicyException twoRows) {
        overlaps.add(combination.toString());
      }
    }
    assertThat(gaps).as("combinations without a row in %s", key).isEmpty();
    assertThat(overlaps).as("combinations with two rows in %s", key).isEmpty();
  }

  /** A last row without conditions leaves no gap. */
  private static boolean endsWithAnythingElse(DecisionTable table) {
    List<Rule> rules = new ArrayList<>(table.getRules());
    return table.getHitPolicy() == HitPolicy.FIRST
        && rules.get(rules.size() - 1).getInputEntries().stream().allMatch(cell -> cell.getTextContent().isBlank());
  }

  /** The table without what it needs: its columns read plain variables. */
  private static DmnDecision alone(DmnModelInstance model, String key, DecisionTable table) {
    Decision decision = model.getModelElementById(key);
    decision.getInformationRequirements().clear();
    List<Input> inputs = new ArrayList<>(table.getInputs());
    for (int i = 0; i < inputs.size(); i++) {
      inputs.get(i).getInputExpression().getText().setTextContent("column" + i);
    }
    for (Rule rule : table.getRules()) {
      for (OutputEntry output : rule.getOutputEntries()) {
        output.getText().setTextContent("null");
      }
    }
    return DMN.parseDecision(key, new java.io.ByteArrayInputStream(Dmn.convertToString(model).getBytes(java.nio.charset.StandardCharsets.UTF_8)));
  }

  private static List<Object> domain(String key, String expression, Input input, int column, DecisionTable table, boolean guarded) {
    if (expression.equals("count(inputProblems)")) {
      return List.of(0);
    }
    if (COMPUTED.containsKey(key + " " + expression)) {
      return List.copyOf(COMPUTED.get(key + " " + expression));
    }
    List<String> cells = table.getRules().stream().map(rule -> new ArrayList<>(rule.getInputEntries()).get(column).getTextContent()).toList();
    Set<Object> values = new LinkedHashSet<>();
    switch (input.getInputExpression().getTypeRef()) {
      case "boolean" -> values.addAll(List.of(true, false));
      case "string" -> {
        cells.forEach(cell -> WORD.matcher(cell).results().forEach(word -> values.add(word.group(1))));
        values.add("somethingElse");
      }
      default -> {
        values.addAll(List.of(-1, 0, 1000));
        for (String cell : cells) {
          Matcher number = NUMBER.matcher(cell);
          while (number.find()) {
            int bound = (int) Double.parseDouble(number.group());
            values.addAll(List.of(bound - 1, bound, bound + 1));
          }
        }
      }
    }
    boolean alwaysKnown = guarded || expression.contains("= null");
    if (guarded) {
      values.removeIf(value -> value instanceof Integer number && number < 0);
    }
    if (!alwaysKnown) {
      values.add(null);
    }
    return new ArrayList<>(values);
  }

  private static List<List<Object>> combinations(List<List<Object>> domains) {
    List<List<Object>> combinations = List.of(Collections.emptyList());
    for (List<Object> domain : domains) {
      combinations = combinations.stream().flatMap(start -> domain.stream().map(value -> {
        List<Object> longer = new ArrayList<>(start);
        longer.add(value);
        return longer;
      })).toList();
    }
    return combinations;
  }

  private static List<Integer> numbers(int from, int to) {
    return IntStream.rangeClosed(from, to).boxed().toList();
  }
}
