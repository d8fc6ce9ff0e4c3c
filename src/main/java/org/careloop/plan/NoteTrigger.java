package org.careloop.plan;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
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

  private static final Map<String, String> WORDS = Map.ofEntries(
      Map.entry("dischargeHome", "Discharged from hospital"), Map.entry("emergencyVisit", "Emergency visit"),
      Map.entry("newDiagnosis", "New diagnosis"), Map.entry("redFlag", "Danger sign reported"), Map.entry("vitalSignAlert", "Vital-sign alert"),
      Map.entry("offTarget", "A1c or blood pressure off target twice"), Map.entry("medicineChanges", "Three or more changes of medicines"),
      Map.entry("newSocialNeed", "New social need"), Map.entry("changedGoal", "The patient's goal has changed"),
      Map.entry("changedCaregiver", "The caregiver has changed"), Map.entry("reviewDate", "The review date has come"),
      Map.entry("tierChange", "The risk tier has changed"));

  /**
   * What happened.
   *
   * @param reviewTriggers reasons noted before
   * @param reviewTrigger code of the new one
   * @param dueWithin window for the review, for example {@code P7D}; none where only the reason is noted
   * @param reviewTaskDueAt by when the open review is due
   */
  record Request(
      @Nullable List<String> reviewTriggers, String reviewTrigger, @Nullable String dueWithin, @Nullable String reviewTaskDueAt) {}

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
    List<String> triggers = new ArrayList<>(request.reviewTriggers() == null ? List.of() : request.reviewTriggers());
    if (!triggers.contains(request.reviewTrigger())) {
      triggers.add(request.reviewTrigger());
    }
    return new Noted(triggers, triggers.stream().map(trigger -> WORDS.getOrDefault(trigger, trigger)).toList(),
        calendar.earlier(request.reviewTaskDueAt(), calendar.due(calendar.now(), request.dueWithin())));
  }
}
