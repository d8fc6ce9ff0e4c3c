package org.careloop.audit.story;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.careloop.audit.story.CaseStory.Judgement;
import org.careloop.audit.story.CaseStory.Row;
import org.careloop.audit.story.CaseStory.Table;
import org.careloop.audit.story.CaseStory.Value;
import org.careloop.audit.story.HistoryRows.Activity;
import org.careloop.audit.story.HistoryRows.Clause;
import org.careloop.audit.story.HistoryRows.Decided;
import org.careloop.audit.story.Models.Judge;
import org.springframework.stereotype.Component;

/** Tells the decisions of a case: what went in, which rows of the table of that version fired, what came out. What a decision needed stands behind it. */
@Component
class DecisionTeller {

  private final Shown shown;

  DecisionTeller(Shown shown) {
    this.shown = shown;
  }

  List<Judgement> tell(CaseRows all) {
    Map<String, List<Clause>> inputs = CaseRows.by(all.inputs(), Clause::decisionInstance);
    Map<String, List<Clause>> outputs = CaseRows.by(all.outputs(), Clause::decisionInstance);
    Map<String, List<Judgement>> needed = new HashMap<>();
    List<Judgement> asked = new ArrayList<>();
    for (Decided one : all.decided()) {
      Judgement judgement = judgement(all, one, inputs.getOrDefault(one.id(), List.of()), outputs.getOrDefault(one.id(), List.of()));
      if (one.rootDecision() == null) {
        asked.add(judgement);
      } else {
        needed.computeIfAbsent(one.rootDecision(), key -> new ArrayList<>()).add(judgement);
      }
    }
    List<Judgement> ordered = new ArrayList<>();
    for (Judgement one : asked) {
      ordered.add(one);
      ordered.addAll(needed.getOrDefault(one.id(), List.of()));
    }
    return List.copyOf(ordered);
  }

  private Judgement judgement(CaseRows all, Decided one, List<Clause> inputs, List<Clause> outputs) {
    return judgement(all.models().judge(one.definitionId()), one, element(all, one), inputs, outputs);
  }

  /** @param element the step that asked, in words; null where it does not matter */
  Judgement judgement(Judge judge, Decided one, String element, List<Clause> inputs, List<Clause> outputs) {
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

  private static String element(CaseRows all, Decided one) {
    return all.activity(one.activityInstance()).map(Activity::definitionId).map(definition -> all.elementName(definition, one.elementId()))
        .orElse(one.elementId() == null ? null : Shown.words(one.elementId()));
  }

  /** Several rows that fired give a list; a sum or a count is one number. */
  private List<Value> results(Judge judge, Decided one, List<Clause> outputs) {
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
}
