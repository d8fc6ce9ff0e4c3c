package org.careloop.protocol.vetting;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Everything found in a set of models, by file, what is unsafe first. */
public record VettingReport(List<Finding> findings) {

  public VettingReport {
    List<Finding> ordered = new ArrayList<>(findings);
    Map<String, Boolean> unsafe = new LinkedHashMap<>();
    findings.forEach(finding -> unsafe.merge(finding.file(), finding.unsafe(), Boolean::logicalOr));
    ordered.sort(Comparator.comparing((Finding finding) -> !unsafe.get(finding.file())).thenComparing(Finding::file)
        .thenComparing(finding -> !finding.unsafe()));
    findings = List.copyOf(ordered);
  }

  /** True when nothing was found. */
  public boolean clean() {
    return findings.isEmpty();
  }

  /** What could run code or reach data that it should not. */
  public List<Finding> unsafe() {
    return findings.stream().filter(Finding::unsafe).toList();
  }

  /** The report as people read it, one block a file; empty when nothing was found. */
  public String text() {
    if (clean()) {
      return "";
    }
    StringBuilder text = new StringBuilder();
    long files = findings.stream().map(Finding::file).distinct().count();
    text.append("%d %s in %d %s%s.%n".formatted(findings.size(), findings.size() == 1 ? "finding" : "findings", files,
        files == 1 ? "file" : "files", unsafe().isEmpty() ? "" : ", %d of them unsafe".formatted(unsafe().size())));
    String file = null;
    for (Finding finding : findings) {
      if (!finding.file().equals(file)) {
        file = finding.file();
        text.append("%n%s%n".formatted(file));
      }
      text.append("%n  %s%s%s%n".formatted(finding.unsafe() ? "UNSAFE: " : "", finding.element().isEmpty() ? "" : finding.element() + ": ",
          finding.what()));
      text.append("    Why:  %s%n".formatted(finding.why()));
      text.append("    Mend: %s%n".formatted(finding.remedy()));
    }
    return text.toString().replace("\r\n", "\n");
  }
}
