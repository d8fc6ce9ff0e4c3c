package org.careloop.care;

import java.util.List;

/**
 * One patient's case as the page shows it, all in words.
 *
 * @param caseId opaque id of the case
 * @param since when the case began
 * @param hold why and until when it waits; null where it does not
 */
record CaseSheet(
    String caseId,
    String patientId,
    String label,
    String protocol,
    String since,
    String risk,
    String tierDecision,
    List<String> tierReasons,
    String nextReview,
    int planVersion,
    Hold hold,
    Coordinator coordinator,
    String consent,
    List<Problem> plan,
    List<OpenTask> tasks,
    List<Judgement> judgements,
    List<Happened> lately,
    List<OtherCase> others,
    List<CareAction> actions,
    boolean mayResume,
    boolean mayWithdraw) {

  /** Why the plan waits. */
  record Hold(String since, String until, String reason) {}

  /** Who coordinates, and who did before. */
  record Coordinator(String name, String since, List<Past> before) {}

  /** Who coordinated from when until when, and why that ended. */
  record Past(String name, String since, String until, String reason) {}

  /** A problem with what is planned for it. */
  record Problem(String problem, List<Activity> activities) {}

  /** One line of the plan. */
  record Activity(String goal, String intervention, String who, String by, String state, boolean late) {}

  /**
   * A task of a person, in this case or in another of the patient's.
   *
   * @param about which of several tasks of this name it is; null where there is but one
   */
  record OpenTask(String id, String name, String about, String protocol, String who, String due, boolean late) {}

  /** A decision that was made by table; its id leads to why. */
  record Judgement(String id, String name, String at) {}

  record Happened(String what, String who, String at) {}

  /** Another open case of the patient. */
  record OtherCase(String id, String protocol, String since, boolean hasPage) {}
}
