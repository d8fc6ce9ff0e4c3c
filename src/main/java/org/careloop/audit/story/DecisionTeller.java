package org.careloop.audit.story;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.careloop.audit.story.HistoryRows.Activity;
import org.careloop.why.Evaluation;
import org.careloop.why.Evaluation.Clause;
import org.careloop.why.Judgement;
import org.careloop.why.Judgements;
import org.careloop.why.Shown;
import org.springframework.stereotype.Component;

/** Tells the decisions of a case, each with the step that asked for it. What a decision needed stands behind it. */
@Component
class DecisionTeller {

  private final Judgements judgements;

  DecisionTeller(Judgements judgements) {
    this.judgements = judgements;
  }

  List<Judgement> tell(CaseRows all) {
    Map<String, List<Clause>> inputs = CaseRows.by(all.inputs(), Clause::decisionInstance);
    Map<String, List<Clause>> outputs = CaseRows.by(all.outputs(), Clause::decisionInstance);
    Map<String, List<Judgement>> needed = new HashMap<>();
    List<Judgement> asked = new ArrayList<>();
    for (Evaluation one : all.decided()) {
      Judgement judgement = judgements.tell(one, element(all, one), inputs.getOrDefault(one.id(), List.of()),
          outputs.getOrDefault(one.id(), List.of()));
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

  private static String element(CaseRows all, Evaluation one) {
    return all.activity(one.activityInstance()).map(Activity::definitionId).map(definition -> all.elementName(definition, one.elementId()))
        .orElse(one.elementId() == null ? null : Shown.words(one.elementId()));
  }
}
