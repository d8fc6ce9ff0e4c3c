package org.careloop.plan;

import java.util.ArrayList;
import java.util.List;
import org.careloop.calendar.PracticeCalendar;
import org.careloop.engine.CareDelegate;
import org.springframework.lang.Nullable;
import org.springframework.stereotype.Component;

/**
 * Notes one more reason why a plan is reviewed, in the order in which they came and each once. A reason that joins an open review may bring
 * its date forward, never back. Changes nothing but the case.
 */
@Component
class NoteTrigger extends CareDelegate<NoteTrigger.Request, NoteTrigger.Noted> {

  /**
   * What happened.
   *
   * @param reviewTriggers reasons noted before
   * @param reviewReasons the same in words
   * @param reviewTrigger code of the new one
   * @param reviewReason the new one in words
   * @param dueWithin window for the review, for example {@code P7D}; none where only the reason is noted
   * @param reviewTaskDueAt by when the open review is due
   */
  record Request(
      @Nullable List<String> reviewTriggers, @Nullable List<String> reviewReasons, String reviewTrigger, String reviewReason,
      @Nullable String dueWithin, @Nullable String reviewTaskDueAt) {}

  /**
   * The reasons.
   *
   * @param reviewTriggers their codes
   * @param reviewReasons the same in words
   * @param reviewTaskDueAt by when the review is due now
   */
  record Noted(List<String> reviewTriggers, List<String> reviewReasons, @Nullable String reviewTaskDueAt) {}

  private final PracticeCalendar calendar;

  NoteTrigger(PracticeCalendar calendar) {
    this.calendar = calendar;
  }

  @Override
  protected Noted perform(Request request) {
    return new Noted(with(request.reviewTriggers(), request.reviewTrigger()), with(request.reviewReasons(), request.reviewReason()),
        calendar.earlier(request.reviewTaskDueAt(), calendar.due(calendar.now(), request.dueWithin())));
  }

  private static List<String> with(@Nullable List<String> noted, String another) {
    List<String> all = new ArrayList<>(noted == null ? List.of() : noted);
    if (!all.contains(another)) {
      all.add(another);
    }
    return all;
  }
}
