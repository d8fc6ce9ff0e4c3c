package org.careloop.audit.packs;

import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Iterator;
import java.util.stream.Stream;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;
import org.careloop.audit.story.CaseHead;

/**
 * A list of cases as CSV (RFC 4180, UTF-8, with a header; times ISO 8601 in UTC). Names no patient: the ids lead to them where somebody may look.
 * No cell is run as a formula by a spreadsheet.
 */
final class CasesCsv {

  static final String[] HEADER = {"case", "business_key", "patient_id", "protocol", "protocol_name", "version", "started", "ended", "outcome",
      "deadline_missed", "overridden", "incidents"};

  private CasesCsv() {}

  /** Takes case after case; returns how many they were. */
  static int write(Iterator<CaseHead> cases, OutputStream out) throws IOException {
    Writer text = new OutputStreamWriter(out, StandardCharsets.UTF_8);
    CSVPrinter csv = new CSVPrinter(text, CSVFormat.RFC4180.builder().setHeader(HEADER).get());
    int written = 0;
    while (cases.hasNext()) {
      CaseHead one = cases.next();
      csv.printRecord(Stream.of(one.rootId(), one.businessKey(), one.patientId(), one.protocolId(), one.protocolName(), one.versionTag(),
          time(one.started()), time(one.ended()), one.outcome(), one.deadlineMissed() ? "yes" : "no", one.overridden() ? "yes" : "no",
          String.valueOf(one.incidents())).map(PlainText::cell));
      written++;
    }
    csv.flush();
    return written;
  }

  private static String time(Instant at) {
    return at == null ? "" : at.toString();
  }
}
