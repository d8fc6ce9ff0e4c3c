package org.careloop.audit.questions;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Timestamp;
import java.time.Clock;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;
import org.careloop.audit.packs.PlainText;
import org.careloop.audit.packs.Purpose;
import org.careloop.trail.Trail;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/**
 * A report's rows as CSV (RFC 4180, UTF-8, with a header), and the record that somebody took it: written and committed before the first byte
 * leaves. No cell is run as a formula by a spreadsheet.
 */
@Component
class ReportCsv {

  /** Who takes it, and what for. */
  record Taking(String person, String roles, Purpose purpose, String recipient) {}

  private final JdbcTemplate jdbc;
  private final Trail trail;
  private final Clock clock;

  ReportCsv(JdbcTemplate jdbc, Trail trail, Clock clock) {
    this.jdbc = jdbc;
    this.trail = trail;
    this.clock = clock;
  }

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

  /** The patient is named where the report was asked about one; what was filled in is not kept: it may name people. */
  @Transactional
  public void record(Report report, Taking taking, String patientId, int rows, String fileName, byte[] file) {
    String id = UUID.randomUUID().toString();
    jdbc.update("""
        insert into careloop_export (export_id, made_at, person, roles, kind, patient_id, criteria, cases, purpose, recipient, file_name, file_bytes,
          sha256) values (?, ?, ?, ?, 'REPORT_CSV', ?, ?, ?, ?, ?, ?, ?, ?)""",
        id, Timestamp.from(clock.instant()), taking.person(), taking.roles(), patientId, "Report: " + report.head().title(), rows,
        taking.purpose().name(), taking.recipient(), fileName, file.length, sha256(file));
    trail.wrote("careloop_export", id);
  }

  private static String sha256(byte[] file) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(file));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("This Java has no SHA-256", e);
    }
  }
}
