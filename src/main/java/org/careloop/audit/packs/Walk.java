package org.careloop.audit.packs;

import java.util.Map;
import java.util.Set;

/**
 * Where a case went on a diagram.
 *
 * @param order of the elements it entered, by their first entry: the number that is drawn beside each
 * @param open entered and not left
 * @param broken left because something else ended them
 * @param flows passed from one element to the next
 */
record Walk(Map<String, Integer> order, Set<String> open, Set<String> broken, Set<String> flows) {

  static final Walk NOWHERE = new Walk(Map.of(), Set.of(), Set.of(), Set.of());

  boolean entered(String element) {
    return order.containsKey(element);
  }
}
