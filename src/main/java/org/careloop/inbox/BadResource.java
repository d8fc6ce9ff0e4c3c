package org.careloop.inbox;

/**
 * The FHIR content is at fault and nothing is kept: the sender must repair it. Names the element and what was expected there, never what
 * the patient's data say.
 */
class BadResource extends RuntimeException {

  private final String issue;
  private final String element;

  /** With the code of FHIR's IssueType and the element's path. */
  BadResource(String issue, String element, String expected) {
    super("%s: %s".formatted(element, expected), null, false, false);
    this.issue = issue;
    this.element = element;
  }

  String issue() {
    return issue;
  }

  String element() {
    return element;
  }
}
