package org.careloop.protocol.vetting;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The rules that diagrams, tables and forms are held to, wherever they come from: one rule set for start-up, proposals, the command line, the
 * tests and the engine's own gate. Reads models only; runs and changes nothing.
 */
public final class Vetting {

  private Vetting() {}

  /** Vets against the delegates, calendar, news and groups of this very program, without starting it. */
  public static Vetting ofThisProgram() {
    return new Vetting();
  }

  /** The whole set with all rules, as it must be to be released. */
  public VettingReport vet(ModelSet set) {
    List<Finding> findings = new ArrayList<>();
    FileNames.checkDoubles(set.files().keySet(), findings);
    set.files().forEach((path, content) -> FileNames.check(path, content, new Notes(path, findings)));
    return new VettingReport(findings);
  }

  /** Files taken alone, by the rules on what is unsafe only: what the engine must never be given. */
  public VettingReport vetUnsafe(Map<String, byte[]> files) {
    List<Finding> findings = new ArrayList<>();
    files.forEach((path, content) -> FileNames.checkAlone(path, content, new Notes(path, findings)));
    return new VettingReport(findings.stream().filter(Finding::unsafe).toList());
  }
}
