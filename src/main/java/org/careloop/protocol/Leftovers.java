package org.careloop.protocol;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.careloop.protocol.vetting.ModelSet;

/**
 * Forms and tables that no diagram of a new set uses any more. Those that open cases still need stay beside it until these have ended; the
 * others go with it.
 *
 * @param used the new set without them: what is vetted
 * @param whole the new set with those that stay: what is laid down
 * @param kept path and which open cases need it, in words
 * @param dropped those that go
 */
record Leftovers(ModelSet used, ModelSet whole, SortedMap<String, List<String>> kept, List<String> dropped) {

  static Leftovers of(ModelSet before, ModelSet after, WaitingCases cases) {
    Collection<String> used = Uses.of(after).paths();
    Map<String, String> was = before.sums();
    Map<String, String> is = after.sums();
    List<String> unused = was.keySet().stream()
        .filter(path -> !path.endsWith(".bpmn") && !used.contains(path) && is.getOrDefault(path, was.get(path)).equals(was.get(path)))
        .toList();
    SortedMap<String, List<String>> kept = new TreeMap<>();
    for (String path : unused) {
      List<String> needing = cases.needing(path);
      if (!needing.isEmpty()) {
        kept.put(path, needing);
      }
    }
    ModelSet vetted = after.without(unused);
    return new Leftovers(vetted, vetted.with(kept.keySet().stream().collect(Collectors.toMap(path -> path, before.files()::get))), kept,
        unused.stream().filter(path -> !kept.containsKey(path)).toList());
  }
}
