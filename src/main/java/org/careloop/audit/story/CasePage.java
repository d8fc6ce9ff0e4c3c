package org.careloop.audit.story;

import java.time.Instant;
import java.util.List;

/**
 * Some of the cases that were found, newest first, and where the next page begins.
 *
 * @param next null on the last page
 */
public record CasePage(List<CaseHead> cases, After next) {

  /** The last case of a page. Opaque to who asks; says nothing about a patient. */
  public record After(Instant started, String rootId) {}
}
