package org.careloop.inbox;

import java.util.List;

/** What a message turned out to say. */
sealed interface Reading {

  /**
   * It says something about a stay.
   *
   * @param sentIdentifier the patient as the sender named them, which differs from the news' when a person linked another
   */
  record OfStay(StayNews news, String sentIdentifier) implements Reading {}

  /** It says that records of patients became one, one pair a record that is no more. */
  record OfMerge(List<Merged> merged) implements Reading {}

  /**
   * It proposes a patient for enrolment.
   *
   * @param sentIdentifier the patient as the sender named them, which differs from the proposal's when a person linked another
   */
  record OfEnrolment(Enrolment asked, String sentIdentifier) implements Reading {}

  /** One record that is no more, and the one that goes on. */
  record Merged(String identifier, String into) {}

  /**
   * It needs a person.
   *
   * @param reason kebab-case code
   * @param problem one sentence: field, value (never patient text), what was expected
   */
  record Unmatched(String reason, String problem) implements Reading {}

  /** It is kept, and nobody needs to do anything. */
  record Nothing() implements Reading {}
}
