package org.careloop.audit.verify;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import org.careloop.audit.verify.VerifyReport.Figures;
import org.careloop.audit.verify.VerifyReport.Finding;

/** A report as people read it: the verdict first, then the first finding, the others, the notices and the figures. Times in UTC. */
final class ReportText {

  private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss.SSSSSS 'UTC'", Locale.ROOT).withZone(ZoneOffset.UTC);
  private static final int SHOWN = 50;

  private ReportText() {}

  static String of(String what, VerifyReport report) {
    StringBuilder text = new StringBuilder(what).append("\n\n");
    Figures figures = report.figures();
    if (report.clean()) {
      text.append("NOTHING FOUND. Every record checked is as it was recorded.\n");
    } else {
      text.append(report.found() == 1 ? "ONE FINDING.\n" : "%d FINDINGS. The first:\n".formatted(report.found()));
      List<Finding> findings = report.findings();
      for (int i = 0; i < Math.min(SHOWN, findings.size()); i++) {
        text.append('\n').append(block(i + 1, findings.get(i)));
        if (i == 0 && findings.size() > 1) {
          text.append("\nThen, in the order in which the records were made:\n");
        }
      }
      if (report.found() > SHOWN) {
        text.append("\n… and %d more.\n".formatted(report.found() - SHOWN));
      }
    }
    if (!report.notices().isEmpty()) {
      text.append("\nTo know:\n");
      report.notices().forEach(notice -> text.append("  - ").append(notice).append('\n'));
    }
    text.append("\nChecked: %,d events with %,d entries in %,d chains; %,d rows of %,d tables; %s; %,d seals; %d seconds.\n"
        .formatted(figures.events(), figures.entries(), figures.chains(), figures.rows(), figures.tables(), anchors(figures), figures.seals(), figures.seconds()));
    return text.toString();
  }

  /** An export has its anchors in itself. */
  private static String anchors(Figures figures) {
    return figures.outsideAnchors() < 0 ? "%,d %s".formatted(figures.anchors(), figures.anchors() == 1 ? "anchor" : "anchors")
        : "%,d %s in the database, %,d outside".formatted(figures.anchors(), figures.anchors() == 1 ? "anchor" : "anchors", figures.outsideAnchors());
  }

  private static String block(int number, Finding one) {
    StringBuilder text = new StringBuilder("%d. %s: ".formatted(number, one.kind().word().toUpperCase(Locale.ROOT)));
    if (one.table() != null) {
      text.append("table %s, row %s".formatted(one.table(), one.row()));
      if (!one.columns().isEmpty()) {
        text.append(", ").append(one.columns().size() == 1 ? "column " : "columns ").append(String.join(", ", one.columns()));
      }
    } else {
      text.append(one.chain() == null ? "the whole" : "chain " + one.chain());
    }
    text.append("\n   ").append(one.words()).append('\n');
    if (one.seq() != null) {
      text.append("   Event %d of chain %s".formatted(one.seq(), one.chain()));
      if (one.at() != null) {
        text.append(", recorded %s by %s".formatted(time(one.at()), one.actor() == null ? "the program" : one.actor()));
      }
      text.append(".\n");
    }
    return text.toString();
  }

  static String time(Instant at) {
    return TIME.format(at);
  }
}
