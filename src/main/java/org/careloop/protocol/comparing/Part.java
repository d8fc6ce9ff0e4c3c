package org.careloop.protocol.comparing;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/**
 * One element of a model that has an identity of its own, with what is written about it.
 *
 * @param label how people know it, with its id
 * @param facts property and value, both in words
 * @param references ids of what a property names, where another label of the same is no change
 * @param order ids of what stands in it where the order says something; position in words by id
 */
record Part(String label, Map<String, String> facts, Map<String, String> references, Map<String, String> order) {

  Part(String label) {
    this(label, new LinkedHashMap<>(), new LinkedHashMap<>(), new LinkedHashMap<>());
  }

  /** A second value of the same property stands beside the first. */
  void note(String what, String value) {
    String plain = Words.plain(value);
    if (!plain.isEmpty()) {
      facts.merge(what, plain, (first, second) -> first + "; " + second);
    }
  }

  /** Another element, by its id and as people know it. */
  void refer(String what, String id, String label) {
    note(what, label);
    references.merge(what, id, (first, second) -> first + " " + second);
  }

  /** Whether a property says the same in both. */
  boolean agrees(Part other, String what) {
    if (references.containsKey(what) && other.references.containsKey(what)) {
      return references.get(what).equals(other.references.get(what));
    }
    return facts.getOrDefault(what, "").equals(other.facts.getOrDefault(what, ""));
  }

  /** Whether what is in both stands in another order. */
  boolean reordered(Part other) {
    Set<String> mine = new LinkedHashSet<>(order.keySet());
    Set<String> theirs = new LinkedHashSet<>(other.order.keySet());
    mine.retainAll(other.order.keySet());
    theirs.retainAll(order.keySet());
    return !java.util.List.copyOf(mine).equals(java.util.List.copyOf(theirs));
  }
}
