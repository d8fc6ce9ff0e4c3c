package org.careloop.protocol;

import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.careloop.protocol.vetting.ModelSet;

/** Puts posted files, which come under flat names, where they belong in the set. A name that could mean another place is refused. */
final class PostedFiles {

  private static final Pattern NAME = Pattern.compile("[a-z0-9]+(-[a-z0-9]+)*\\.(bpmn|dmn|form)");

  private final SortedMap<String, byte[]> files = new TreeMap<>();
  private final List<String> refused = new ArrayList<>();

  void add(String name, byte[] content) {
    String flat = name.substring(name.lastIndexOf('/') + 1);
    String path = ModelSet.pathOf(flat);
    if (!NAME.matcher(flat).matches() || !(name.equals(flat) || name.equals(path))) {
      refused.add("“%s”: expected the name of a diagram, table or form in small letters, digits and hyphens, such as patient-call.bpmn, "
          .formatted(shown(name)) + "lace-index.dmn or outreach-visit.form. Rename the file; its name is the id of what is in it.");
    } else if (files.putIfAbsent(path, content) != null) {
      refused.add("“%s” came twice. Post it once.".formatted(flat));
    }
  }

  SortedMap<String, byte[]> files() {
    if (!refused.isEmpty()) {
      throw new ProposalRefused("Nothing was proposed. These files cannot be part of a protocol:\n- " + String.join("\n- ", refused));
    }
    if (files.isEmpty()) {
      throw new ProposalRefused("Nothing was proposed: no diagram, table or form came with the request.");
    }
    return files;
  }

  private static String shown(String name) {
    String plain = name.replaceAll("\\p{Cntrl}", "?");
    return plain.length() <= 80 ? plain : plain.substring(0, 80) + "…";
  }
}
