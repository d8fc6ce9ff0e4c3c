package org.careloop.why;

import java.util.List;
import org.careloop.engine.CareDelegate;
import org.careloop.engine.internal.CurrentJob;
import org.springframework.stereotype.Component;

/**
 * Says in words why a table decided as it did, for the forms that show the result, and names the page that tells the whole. Reads what the
 * engine has recorded of the decision; judges nothing anew. A step of its own behind the decision, whose record is there once it is committed.
 */
@Component
class ExplainDecision extends CareDelegate<ExplainDecision.Request, ExplainDecision.Explained> {

  /** @param decisionKey which decision; the last one of this key that this process instance asked for */
  record Request(String decisionKey) {}

  /**
   * @param reasons in short sentences, what counts most first
   * @param decisionId for the page {@code /why/…}; says nothing of the patient
   */
  record Explained(List<String> reasons, String decisionId) {}

  private final Explanations explanations;

  ExplainDecision(Explanations explanations) {
    this.explanations = explanations;
  }

  @Override
  protected Explained perform(Request request) {
    Explanation explanation = explanations.last(CurrentJob.processInstance(), request.decisionKey())
        .orElseThrow(() -> new IllegalStateException(
            "decisionKey: \"%s\", expected a decision that this process has asked before. Correct the diagram.".formatted(request.decisionKey())));
    return new Explained(explanation.reasons(), explanation.id());
  }
}
