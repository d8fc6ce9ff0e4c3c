package org.careloop.why;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.careloop.why.DecisionTables.Judge;
import org.careloop.why.Evaluation.Clause;
import org.careloop.why.Judgement.Value;
import org.springframework.stereotype.Component;

/** Explains single decisions from the engine's own history of them, so that what is shown is what happened. Reads only, judges nothing anew. */
@Component
class Explanations {

  private static final String PROBLEMS = "problems";
  private static final String INCOMPLETE = "incomplete";

  private final DecisionRows rows;
  private final DecisionTables tables;
  private final Judgements judgements;

  Explanations(DecisionRows rows, DecisionTables tables, Judgements judgements) {
    this.rows = rows;
    this.tables = tables;
    this.judgements = judgements;
  }

  /** The last evaluation of this decision that the process instance asked for. */
  Optional<Explanation> last(String processInstance, String decisionKey) {
    String id = rows.last(processInstance, decisionKey);
    return id == null ? Optional.empty() : of(id);
  }

  /** Empty for an id that is none, or that of a part of a decision. */
  Optional<Explanation> of(String id) {
    List<String> ids = rows.withNeeded(id);
    if (ids.isEmpty()) {
      return Optional.empty();
    }
    List<Evaluation> evaluations = rows.byIds(ids);
    Map<String, List<Clause>> inputs = Judgements.by(rows.inputsOf(ids));
    Map<String, List<Clause>> outputs = Judgements.by(rows.outputsOf(ids));
    Evaluation root = null;
    Judgement asked = null;
    List<Judgement> needed = new ArrayList<>();
    for (Evaluation one : evaluations) {
      Judgement judgement = judgements.tell(one, null, inputs.getOrDefault(one.id(), List.of()), outputs.getOrDefault(one.id(), List.of()));
      if (one.rootDecision() == null) {
        root = one;
        asked = judgement;
      } else if (judgement.table() != null) {
        needed.add(judgement);
      }
    }
    List<Judge> judges = evaluations.stream().map(one -> tables.judge(one.definitionId())).toList();
    Map<String, String> labels = labels(judges);
    List<String> unknown = problems(outputs.getOrDefault(id, List.of())).stream().map(problem -> Reasons.problem(problem, labels)).distinct().toList();
    Map<String, List<String>> columns = new HashMap<>();
    judges.forEach(judge -> columns.put(judge.definitionId(), judge.asked()));
    return Optional.of(new Explanation(id, root.caseId(), withoutProblems(asked), tables.judge(root.definitionId()).purpose(),
        given(asked, needed, columns, outputs), Reasons.of(asked, needed, columns, unknown), unknown, List.copyOf(needed)));
  }

  /** What the tables call the variables that their columns ask for. */
  private static Map<String, String> labels(List<Judge> judges) {
    Map<String, String> labels = new HashMap<>();
    for (Judge judge : judges) {
      for (int column = 0; column < judge.asked().size(); column++) {
        labels.putIfAbsent(judge.asked().get(column), judge.table().inputs().get(column));
      }
    }
    return labels;
  }

  private static List<String> problems(List<Clause> outputs) {
    List<String> problems = new ArrayList<>();
    for (Clause output : outputs) {
      if (PROBLEMS.equals(output.variable()) && output.value() != null) {
        for (JsonNode problem : output.value()) {
          problems.add(problem.asText());
        }
      }
    }
    return problems;
  }

  /** Said in words of its own. */
  private static Judgement withoutProblems(Judgement one) {
    List<Value> results = one.outputs().stream().filter(value -> !PROBLEMS.equals(value.name()) && !INCOMPLETE.equals(value.name())).toList();
    return new Judgement(one.id(), one.requiredBy(), one.partId(), one.at(), one.element(), one.definitionId(), one.decisionId(), one.name(),
        one.versionTag(), one.inputs(), results, one.fired(), one.table());
  }

  private static List<Value> given(Judgement asked, List<Judgement> needed, Map<String, List<String>> columns, Map<String, List<Clause>> outputs) {
    Set<String> workedOut = new HashSet<>();
    outputs.values().forEach(list -> list.forEach(clause -> workedOut.add(clause.variable())));
    Map<String, Value> given = new LinkedHashMap<>();
    List<Judgement> all = new ArrayList<>(needed);
    all.add(0, asked);
    for (Judgement one : all) {
      List<String> asks = columns.get(one.definitionId());
      for (int column = 0; one.table() != null && column < asks.size(); column++) {
        String label = one.table().inputs().get(column);
        boolean ofTheCase = !workedOut.contains(asks.get(column)) && !Reasons.isGuard(asks.get(column));
        one.inputs().stream().filter(value -> ofTheCase && value.label().equals(label)).findFirst()
            .ifPresent(value -> given.putIfAbsent(label, new Value(value.name(), label, Reasons.value(value.shown()))));
      }
    }
    return List.copyOf(given.values());
  }
}
