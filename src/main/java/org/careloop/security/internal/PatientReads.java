package org.careloop.security.internal;

import java.util.Collection;
import java.util.List;

/** Is told what a signed-in person was shown of which cases, before they get it. Throws where that cannot be kept, and nothing is shown. */
public interface PatientReads {

  /** What of a patient was shown. */
  enum Kind {
    TASK_LIST,
    TASK,
    TASK_FORM,
    TASK_WORK,
    CASE,
    HISTORY,
    MESSAGE,
    CASE_SEARCH,
    READ_LOG,
    DECISION,
    EXPORT,
    AUDIT
  }

  /** @param processInstances of the shown cases, or of processes that they called */
  void seen(String person, List<String> groups, Kind kind, Collection<String> processInstances);
}
