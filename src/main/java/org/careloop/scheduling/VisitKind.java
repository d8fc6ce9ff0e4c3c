package org.careloop.scheduling;

import java.util.List;

/** The kinds of visit a diagram can ask for. */
final class VisitKind {

  static final List<String> ALL = List.of("follow-up-visit", "home-visit");

  private VisitKind() {}

  static String known(String visitKind) {
    if (!ALL.contains(visitKind)) {
      throw new IllegalArgumentException("visitKind: \"%s\", expected one of %s. Correct the diagram.".formatted(visitKind, ALL));
    }
    return visitKind;
  }
}
