package org.careloop.protocol.vetting;

import java.util.List;
import java.util.Set;

/** What the diagrams of a set may refer to: the other models by their ids, and the words of this program. */
record Known(Set<String> processes, Set<String> tables, Set<String> forms, Vocabulary vocabulary) {

  List<Set<String>> ids() {
    return List.of(processes, tables, forms);
  }
}
