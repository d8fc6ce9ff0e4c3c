package org.careloop.protocol;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.careloop.protocol.ProtocolSettings.Conflicts;
import org.careloop.protocol.vetting.ModelSet;

/**
 * A new version of the program meets proposals released since the last one: file by file, what only one side changed is taken from it. Files
 * that both changed differently are named; the setting says whose counts. Changes nothing itself.
 *
 * @param set what results, with the chosen side's file where both changed it
 * @param conflicts files that both sides changed differently
 */
record SetMerge(ModelSet set, List<String> conflicts) {

  /**
   * @param base sums of the models that the last version of the program brought
   * @param released the set in force
   * @param program what this version brings
   */
  static SetMerge of(Map<String, String> base, ModelSet released, ModelSet program, Conflicts whose) {
    Map<String, String> theirs = released.sums();
    Map<String, String> ours = program.sums();
    SortedSet<String> paths = new TreeSet<>(base.keySet());
    paths.addAll(theirs.keySet());
    paths.addAll(ours.keySet());
    SortedMap<String, byte[]> merged = new TreeMap<>();
    List<String> conflicts = new ArrayList<>();
    for (String path : paths) {
      boolean releasedChanged = !Objects.equals(base.get(path), theirs.get(path));
      boolean programChanged = !Objects.equals(base.get(path), ours.get(path));
      boolean conflict = releasedChanged && programChanged && !Objects.equals(theirs.get(path), ours.get(path));
      if (conflict) {
        conflicts.add(path);
      }
      boolean takeProgram = conflict ? whose == Conflicts.PROGRAM : programChanged;
      byte[] content = (takeProgram ? program : released).files().get(path);
      if (content != null) {
        merged.put(path, content);
      }
    }
    return new SetMerge(new ModelSet(merged), conflicts);
  }
}
