package org.careloop.audit.questions;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;
import org.careloop.audit.packs.PlainText;

/** A report's rows as CSV (RFC 4180, UTF-8, with a header). No cell is run as a formula by a spreadsheet. How it leaves is the exports' business. */
final class ReportCsv {

  private ReportCsv() {}

  /** As a file has it: codes as words, times in the practice's zone as on the page. */
  static byte[] of(Report report, List<Map<String, Object>> rows, ReportWords words) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (Writer text = new OutputStreamWriter(bytes, StandardCharsets.UTF_8); CSVPrinter csv = new CSVPrinter(text, CSVFormat.RFC4180)) {
      csv.printRecord(report.head().columns().values().stream().map(Report.Column::label).map(PlainText::cell));
      for (Map<String, Object> row : rows) {
        csv.printRecord(report.head().columns().entrySet().stream().map(column -> PlainText.cell(words.text(column.getValue(), row.get(column.getKey())))));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }
}
