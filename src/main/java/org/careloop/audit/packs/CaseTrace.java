package org.careloop.audit.packs;

import java.time.Instant;
import java.util.List;
import org.careloop.audit.story.CaseHead;

/** A case with its steps, for process mining. */
record CaseTrace(CaseHead head, List<Step> steps) {

  /**
   * A step that was entered.
   *
   * @param type the engine's word for the kind of element, e.g. {@code userTask}
   * @param ended null where it goes on
   * @param person user id; null where no person did it
   */
  record Step(String id, String process, String versionTag, String elementId, String name, String type, Instant started, Instant ended,
      boolean cancelled, String person) {

    /** Takes time, so that it has a beginning and an end. */
    boolean isWork() {
      return type.endsWith("Task") || type.equals("callActivity") || type.equals("task");
    }
  }
}
