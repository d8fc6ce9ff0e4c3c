package org.careloop.engine;

import org.springframework.stereotype.Component;

/** A person decided that a failed step shall be tried again. */
@Component
class RetryStep extends CareDelegate<RetryStep.Request, Void> {

  private final FailedSteps steps;

  RetryStep(FailedSteps steps) {
    this.steps = steps;
  }

  /** @param jobId the engine's job of the failed step */
  record Request(String jobId) {}

  @Override
  protected Void perform(Request request) {
    steps.tryAgain(request.jobId());
    return null;
  }
}
