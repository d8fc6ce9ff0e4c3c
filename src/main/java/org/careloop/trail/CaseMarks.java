package org.careloop.trail;

import java.util.List;

/** What must be said of a case beside its history: that it is on legal hold, that its values were erased, that it was removed. Changes nothing. */
public interface CaseMarks {

  /**
   * One thing to be said.
   *
   * @param kind {@code hold}, {@code erased} or {@code removed}
   * @param words one plain sentence, for the page and the evidence pack; no patient data
   */
  record Mark(String kind, String words) {}

  /** @param caseId of the root instance; also of a case that is gone */
  List<Mark> of(String caseId);
}
