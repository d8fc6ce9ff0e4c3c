package org.careloop.privacy;

import java.time.Clock;
import org.careloop.engine.CareDelegate;
import org.springframework.lang.Nullable;
import org.springframework.stereotype.Component;

/** Keeps what a privacy officer found about a case that was opened outside its team. The first review counts. */
@Component
class RecordGlassReview extends CareDelegate<RecordGlassReview.Request, Void> {

  /**
   * The review.
   *
   * @param breakGlassId the opening
   * @param reviewOutcome {@code justified}, {@code notJustified} or {@code followUp}
   * @param performedBy user id of the reviewer
   */
  record Request(String breakGlassId, String reviewOutcome, @Nullable String reviewNote, @Nullable String performedBy) {}

  private final BreakGlassStore store;
  private final Clock clock;

  RecordGlassReview(BreakGlassStore store, Clock clock) {
    this.store = store;
    this.clock = clock;
  }

  @Override
  protected Void perform(Request request) {
    store.review(request.breakGlassId(), request.reviewOutcome(), request.reviewNote(), request.performedBy(), clock.instant());
    return null;
  }
}
