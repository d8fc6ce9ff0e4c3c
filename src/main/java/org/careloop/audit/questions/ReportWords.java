package org.careloop.audit.questions;

import java.sql.Timestamp;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.careloop.audit.questions.Report.Column;
import org.careloop.audit.questions.Report.Show;

/** Says the values of a report as people read them: local times, words for codes, shares in percent. Pure. */
final class ReportWords {

  /**
   * One cell.
   *
   * @param below a second line, or null
   * @param look style of a badge, or null
   * @param caseId the case it leads to, or null
   * @param release the release of models it leads to, or null
   */
  record Cell(String text, String below, String look, String caseId, String release, boolean number) {}

  /** A figure, its share of a whole where it has one, and a note. */
  record FigureLine(String label, String value, String note) {}

  private final DateTimeFormatter times;
  private final ZoneId zone;

  ReportWords(ZoneId zone) {
    this.zone = zone;
    this.times = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss", Locale.US).withZone(zone);
  }

  List<Map.Entry<String, Column>> shown(Report report) {
    return report.head().columns().entrySet().stream().filter(column -> column.getValue().show() != Show.HIDDEN).toList();
  }

  List<Cell> cells(Report report, Map<String, Object> row) {
    List<Cell> cells = new ArrayList<>();
    shown(report).forEach(entry -> {
      Column column = entry.getValue();
      Object value = row.get(entry.getKey());
      Object with = column.with() == null ? null : row.get(column.with());
      String text = text(column, value);
      cells.add(switch (column.show()) {
        case CASE -> new Cell(with == null ? text : with.toString(), null, null, value == null ? null : value.toString(), null, false);
        case STATE -> new Cell(text, with == null ? null : with.toString(), look(value), null, null, false);
        case RELEASE -> new Cell(text, null, null, null, value == null ? null : text, false);
        default -> new Cell(text, with == null ? null : with.toString(), null, null, null,
            column.show() == Show.NUMBER || column.show() == Show.MINUTES);
      });
    });
    return cells;
  }

  List<FigureLine> figures(Report report, Map<String, Object> figures) {
    List<FigureLine> lines = new ArrayList<>();
    report.head().figures().forEach((name, figure) -> {
      Object value = figures.get(name);
      String text = value == null ? "none" : value instanceof Number number ? number(number) : time(value);
      if (figure.of() != null && value instanceof Number part && figures.get(figure.of()) instanceof Number whole) {
        text += whole.doubleValue() == 0 ? " of 0"
            : " of %s (%s %%)".formatted(number(whole), number(Math.round(1000.0 * part.doubleValue() / whole.doubleValue()) / 10.0));
      }
      lines.add(new FigureLine(figure.label(), text, figure.note()));
    });
    return lines;
  }

  String local(Instant instant) {
    return times.format(instant);
  }

  /** A value as a person reads it, without anything around it. */
  String text(Column column, Object value) {
    if (value == null) {
      return column.show() == Show.YES_NO ? "not recorded" : "";
    }
    return switch (column.show()) {
      case TIME -> time(value);
      case DATE -> date(value);
      case YES_NO -> yes(value) ? "yes" : "no";
      case NUMBER -> value instanceof Number number ? number(number) : value.toString();
      case MINUTES -> value instanceof Number number ? number(number) + " min" : value.toString();
      case STATE -> column.words().getOrDefault(value.toString(), value.toString().replaceFirst("^[!?]", ""));
      default -> column.words().getOrDefault(value.toString(), value.toString());
    };
  }

  private static String look(Object state) {
    return state == null ? null : state.toString().startsWith("!") ? "badge bad" : state.toString().startsWith("?") ? "badge warn" : "badge good";
  }

  private static boolean yes(Object value) {
    return value instanceof Boolean truth ? truth : value instanceof Number number ? number.intValue() != 0 : Boolean.parseBoolean(value.toString());
  }

  private static String number(Number number) {
    return number.doubleValue() == Math.rint(number.doubleValue()) ? Long.toString(number.longValue())
        : String.format(Locale.US, "%.1f", number.doubleValue());
  }

  private String time(Object value) {
    Instant instant = instant(value);
    return instant == null ? value.toString() : times.format(instant);
  }

  private String date(Object value) {
    if (value instanceof java.sql.Date date) {
      return date.toString();
    }
    Instant instant = value.toString().length() > 10 ? instant(value) : null;
    return instant == null ? value.toString() : LocalDate.ofInstant(instant, zone).toString();
  }

  private static Instant instant(Object value) {
    if (value instanceof Timestamp time) {
      return time.toInstant();
    }
    if (value instanceof OffsetDateTime time) {
      return time.toInstant();
    }
    try {
      String text = value.toString();
      return OffsetDateTime.parse(text).toInstant();
    } catch (DateTimeParseException notATime) {
      return null;
    }
  }
}
