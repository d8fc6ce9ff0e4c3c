package org.careloop.audit.story;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.careloop.audit.story.CaseStory.Judgement;
import org.careloop.audit.story.CaseStory.Row;
import org.careloop.audit.story.CaseStory.Value;
import org.careloop.audit.story.HistoryRows.Clause;
import org.careloop.audit.story.HistoryRows.Decided;
import org.springframework.stereotype.Component;

/** Tells single decisions of any cases in a line each, in the same words as the pages of these cases. Reads only. */
@Component
public class SpelledDecisions {

  /** What went in, what came out, and the rows that fired with their sources; lists are spelled out. */
  public record Spelled(String inputs, String outputs, String fired) {}

  private final HistoryRows rows;
  private final Models models;
  private final DecisionTeller teller;

  SpelledDecisions(HistoryRows rows, Models models, DecisionTeller teller) {
    this.rows = rows;
    this.models = models;
    this.teller = teller;
  }

  /** @param ids of evaluations; one that is gone is left out */
  public Map<String, Spelled> of(List<String> ids) {
    Map<String, List<Clause>> inputs = CaseRows.by(rows.decisionInputs(ids), Clause::decisionInstance);
    Map<String, List<Clause>> outputs = CaseRows.by(rows.decisionOutputs(ids), Clause::decisionInstance);
    Map<String, Spelled> told = new LinkedHashMap<>();
    for (Decided one : rows.decisions(ids)) {
      Judgement judgement = teller.judgement(models.judge(one.definitionId()), one, null, inputs.getOrDefault(one.id(), List.of()),
          outputs.getOrDefault(one.id(), List.of()));
      told.put(one.id(), new Spelled(values(judgement.inputs()), values(judgement.outputs()), fired(judgement)));
    }
    return told;
  }

  private static String values(List<Value> values) {
    return values.stream().map(value -> "%s: %s".formatted(value.label() == null ? value.name() : value.label(), value.shown())).collect(Collectors.joining("; "));
  }

  private static String fired(Judgement judgement) {
    return judgement.table() == null ? "an expression, no table" : judgement.fired().isEmpty() ? "none" : judgement.fired().stream().map(SpelledDecisions::row)
        .collect(Collectors.joining("; "));
  }

  private static String row(Row row) {
    return row.annotation() == null || row.annotation().isBlank() ? "Row " + row.number() : "Row %d, %s".formatted(row.number(), row.annotation().strip());
  }
}
