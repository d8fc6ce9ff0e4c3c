package org.careloop.why;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.careloop.why.DecisionTables.Judge;
import org.careloop.why.Evaluation.Clause;
import org.careloop.why.Judgement.Row;
import org.careloop.why.Judgement.Table;
import org.careloop.why.Judgement.Value;
import org.springframework.stereotype.Component;

/**
 * Tells what a decision judged: what went in, which rows of the table of that version fired, what came out. The same words for the care team,
 * for auditors and in exports. Reads only.
 */
@Component
public class Judgements {

  private final DecisionRows rows;
  private final DecisionTables tables;
  private final Shown shown;

  Judgements(DecisionRows rows, DecisionTables tables, Shown shown) {
    this.rows = rows;
    this.tables = tables;
    this.shown = shown;
  }

  /** @param ids of evaluations of any cases; one that is gone is left out */
  public List<Judgement> of(List<String> ids) {
    Map<String, List<Clause>> inputs = by(rows.inputsOf(ids));
    Map<String, List<Clause>> outputs = by(rows.outputsOf(ids));
    return rows.byIds(ids).stream()
        .map(one -> tell(one, null, inputs.getOrDefault(one.id(), List.of()), outputs.getOrDefault(one.id(), List.of()))).toList();
  }

  /** @param element the step that asked, in words; null where it does not matter */
  public Judgement tell(Evaluation one, String element, List<Clause> inputs, List<Clause> outputs) {
    Judge judge = tables.judge(one.definitionId());
    Set<String> firedIds = new LinkedHashSet<>();
    outputs.forEach(clause -> firedIds.add(clause.ruleId()));
    firedIds.remove(null);
    Table table = judge.table() == null ? null : new Table(judge.table().hitPolicy(), judge.table().inputs(), judge.table().outputs(),
        judge.table().rows().stream().map(row -> new Row(row.ruleId(), row.number(), firedIds.contains(row.ruleId()), row.inputs(), row.outputs(),
            row.annotation())).toList());
    List<Row> fired = table == null ? List.of() : table.rows().stream().filter(Row::fired).toList();
    return new Judgement(one.id(), one.rootDecision(), one.instanceId(), one.at(), element, one.definitionId(), one.decisionId(),
        judge.name(), judge.versionTag(), inputs.stream().map(clause -> value(judge, clause, clause.clauseId())).toList(),
        results(judge, one, outputs), fired, table);
  }

  /** Several rows that fired give a list; a sum or a count is one number. */
  private List<Value> results(Judge judge, Evaluation one, List<Clause> outputs) {
    if (one.collected() != null) {
      double sum = one.collected();
      String written = sum == Math.rint(sum) ? String.valueOf((long) sum) : String.valueOf(sum);
      String name = outputs.isEmpty() ? one.decisionId() : outputs.get(0).variable();
      return List.of(new Value(name, outputs.isEmpty() ? "Result" : label(judge, outputs.get(0), outputs.get(0).clauseId()), written));
    }
    Map<String, Value> values = new LinkedHashMap<>();
    for (Clause clause : outputs) {
      String name = clause.variable() != null ? clause.variable() : String.valueOf(clause.clauseId());
      Value value = value(judge, clause, clause.clauseId());
      values.merge(name, value, (before, now) -> new Value(before.name(), before.label(), before.shown() + "; " + now.shown()));
    }
    return List.copyOf(values.values());
  }

  private Value value(Judge judge, Clause clause, String clauseId) {
    return new Value(clause.variable() == null ? clause.name() : clause.variable(), label(judge, clause, clauseId), shown.value(clause.value()));
  }

  private static String label(Judge judge, Clause clause, String clauseId) {
    String label = clauseId == null ? null : judge.labels().get(clauseId);
    return label != null ? label : clause.name() != null ? clause.name() : clause.variable() != null ? Shown.words(clause.variable()) : "Result";
  }

  static Map<String, List<Clause>> by(List<Clause> clauses) {
    return clauses.stream().collect(Collectors.groupingBy(Clause::decisionInstance, LinkedHashMap::new, Collectors.toList()));
  }
}
