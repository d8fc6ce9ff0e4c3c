package org.careloop.protocol.vetting;

import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.camunda.bpm.model.dmn.BuiltinAggregator;
import org.camunda.bpm.model.dmn.DmnModelInstance;
import org.camunda.bpm.model.dmn.HitPolicy;
import org.camunda.bpm.model.dmn.instance.Decision;
import org.camunda.bpm.model.dmn.instance.DecisionTable;
import org.camunda.bpm.model.dmn.instance.Input;
import org.camunda.bpm.model.dmn.instance.LiteralExpression;
import org.camunda.bpm.model.dmn.instance.Output;
import org.camunda.bpm.model.dmn.instance.OutputEntry;

/** The rules of the house for decision tables: what the engine can judge, and what makes an answer certain. */
final class TableRules {

  private static final Set<HitPolicy> OF_THE_ENGINE = Set.of(HitPolicy.UNIQUE, HitPolicy.ANY, HitPolicy.FIRST, HitPolicy.RULE_ORDER, HitPolicy.COLLECT);
  private static final String PLAIN_VALUE = "\"[^\"]*\"|-?\\d+(\\.\\d+)?|true|false";

  private TableRules() {}

  static void check(String id, DmnModelInstance model, Notes notes) {
    Collection<Decision> decisions = model.getModelElementsByType(Decision.class);
    notes.addUnless(decisions.stream().anyMatch(decision -> decision.getId().equals(id)), Rule.MODEL_ID, "",
        "no decision in it has the id %s".formatted(id));
    for (Decision decision : decisions) {
      String where = Xml.describe("decision", decision.getName(), decision.getId());
      notes.addUnless(decision.getDescription() != null && !decision.getDescription().getTextContent().isBlank(),
          Rule.DOCUMENTATION, where, "no description");
      Release.checkVersion(decision.getVersionTag(), where, notes);
      Release.checkTimeToLive(decision.getCamundaHistoryTimeToLiveString(), where, notes);
      if (decision.getExpression() instanceof DecisionTable table) {
        checkTable(table, model, where, notes);
      } else if (!(decision.getExpression() instanceof LiteralExpression)) {
        notes.add(Rule.TABLE_LOGIC, where, "neither a table nor a literal expression");
      }
    }
  }

  private static void checkTable(DecisionTable table, DmnModelInstance model, String where, Notes notes) {
    notes.addUnless(OF_THE_ENGINE.contains(table.getHitPolicy()), Rule.HIT_POLICY, where,
        "hit policy %s".formatted(table.getHitPolicy()));
    BuiltinAggregator sum = table.getAggregation();
    if (sum != null && (table.getHitPolicy() != HitPolicy.COLLECT || table.getOutputs().size() != 1)) {
      notes.add(Rule.AGGREGATION, where,
          "%s over %d outputs with hit policy %s".formatted(sum, table.getOutputs().size(), table.getHitPolicy()));
    }
    notes.addUnless(!table.getInputs().isEmpty(), Rule.NO_COLUMN, where, "no input");
    notes.addUnless(!table.getOutputs().isEmpty(), Rule.NO_COLUMN, where, "no output");
    checkTypes(table, model, where, notes);
    if (table.getHitPolicy() == HitPolicy.FIRST && !table.getInputs().isEmpty()) {
      TableGaps.find(table).ifPresent(gap ->
          notes.add(Rule.DEFAULT_RULE, where, "no row fits, for example, %s".formatted(gap)));
    }
  }

  private static void checkTypes(DecisionTable table, DmnModelInstance model, String where, Notes notes) {
    // Lists have no type: they are computed by another decision of the file.
    Set<String> lists = model.getModelElementsByType(Decision.class).stream()
        .filter(decision -> decision.getVariable() != null && decision.getVariable().getTypeRef() == null)
        .map(decision -> decision.getVariable().getName()).collect(Collectors.toSet());
    for (Input input : table.getInputs()) {
      boolean typed = input.getInputExpression() != null && input.getInputExpression().getTypeRef() != null;
      String reads = input.getInputExpression() == null || input.getInputExpression().getText() == null ? "" : input.getInputExpression().getText().getTextContent().trim();
      notes.addUnless(typed || lists.contains(reads), Rule.TYPE_MISSING, where,
          "input \"%s\" has no type".formatted(input.getLabel() == null ? reads : input.getLabel()));
    }
    List<Output> outputs = List.copyOf(table.getOutputs());
    for (int i = 0; i < outputs.size(); i++) {
      int column = i;
      boolean plain = table.getRules().stream().map(row -> List.copyOf(row.getOutputEntries())).filter(entries -> entries.size() > column)
          .map(entries -> entries.get(column)).map(TableRules::text).anyMatch(text -> text.matches(PLAIN_VALUE));
      notes.addUnless(outputs.get(i).getTypeRef() != null || !plain, Rule.TYPE_MISSING, where,
          "output \"%s\" has no type".formatted(outputs.get(i).getLabel() == null ? outputs.get(i).getName() : outputs.get(i).getLabel()));
    }
  }

  private static String text(OutputEntry entry) {
    return entry.getText() == null ? "" : entry.getText().getTextContent().trim();
  }
}
