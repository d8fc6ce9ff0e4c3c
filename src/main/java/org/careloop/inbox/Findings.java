package org.careloop.inbox;

import java.util.ArrayList;
import java.util.List;

/** What was odd about a message while it was read: notes that change nothing, and reasons why a person must look. */
class Findings {

  private final List<String> notes;
  private final List<Reading.Unmatched> reasons = new ArrayList<>();
  private final boolean seenByPerson;

  Findings(List<String> notes, boolean seenByPerson) {
    this.notes = new ArrayList<>(notes);
    this.seenByPerson = seenByPerson;
  }

  /** Tolerated. */
  void note(String note) {
    notes.add(note);
  }

  /** A person must look, and may send it again as it is. */
  void doubt(String reason, String problem) {
    if (seenByPerson) {
      note("accepted by a person: " + problem);
    } else {
      reasons.add(new Reading.Unmatched(reason, problem));
    }
  }

  /** Nothing can be made of it until a person corrects it. */
  void fault(String reason, String problem) {
    reasons.add(new Reading.Unmatched(reason, problem));
  }

  boolean needPerson() {
    return !reasons.isEmpty();
  }

  /** The first reason, with the sentences of all. */
  Reading.Unmatched reading() {
    String problem = String.join(" ", reasons.stream().map(Reading.Unmatched::problem).toList());
    return new Reading.Unmatched(reasons.get(0).reason(), problem.length() > 1000 ? problem.substring(0, 1000) : problem);
  }

  List<String> notes() {
    return List.copyOf(notes);
  }
}
