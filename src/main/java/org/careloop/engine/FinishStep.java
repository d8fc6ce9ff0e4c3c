package org.careloop.engine;

import java.util.List;
import org.careloop.event.StepFailed.StepResult;
import org.springframework.lang.Nullable;
import org.springframework.stereotype.Component;

/**
 * A person did by hand what a failed step could not do: what they entered is its result, and the case goes on behind it.
 *
 * <p>Refuses {@link #RESULT_UNREADABLE} with the sentence that tells the person which result is not written as expected.
 */
@Component
class FinishStep extends CareDelegate<FinishStep.Request, Void> {

  static final String RESULT_UNREADABLE = "result-unreadable";

  private final FailedSteps steps;

  FinishStep(FailedSteps steps) {
    this.steps = steps;
  }

  /**
   * @param jobId the engine's job of the failed step
   * @param stepResults what was found out by hand; a result left empty is unknown
   */
  record Request(String jobId, @Nullable List<StepResult> stepResults) {}

  @Override
  protected Void perform(Request request) {
    try {
      steps.goOn(request.jobId(), request.stepResults() == null ? List.of() : request.stepResults());
      return null;
    } catch (FailedSteps.UnreadableResult unreadable) {
      throw refuse(RESULT_UNREADABLE, unreadable.getMessage());
    }
  }
}
