package org.careloop.audit.questions;

import java.sql.Timestamp;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.careloop.audit.questions.Report.Parameter;

/**
 * What a person filled in, read for one report: the values its SQL gets, or what is wrong, each with the label of its field. An empty field that
 * may be empty is the empty text, or the widest period.
 *
 * @param values by the parameter's name, with {@code now} and {@code zone}
 * @param problems empty where the report can be run
 */
record Answers(Map<String, Object> values, List<String> problems) {

  private static final Pattern DAYS = Pattern.compile("([+-]?\\d{1,5})d");
  private static final Pattern PATIENT = Pattern.compile("[A-Za-z0-9.:-]{2,64}");
  private static final Pattern NUMBER = Pattern.compile("\\d{1,9}");
  private static final int LONGEST_TEXT = 255;
  private static final Instant EVER = Instant.parse("1900-01-01T00:00:00Z");
  private static final Instant NEVER = Instant.parse("9999-01-01T00:00:00Z");

  static Answers read(Report report, Map<String, String> form, Clock clock, ZoneId zone) {
    Map<String, Object> values = new LinkedHashMap<>();
    List<String> problems = new ArrayList<>();
    values.put("now", Timestamp.from(clock.instant()));
    values.put("zone", zone.getId());
    report.head().parameters().forEach((name, parameter) -> {
      String text = form.getOrDefault(name, "").strip();
      if (text.isEmpty() && parameter.required()) {
        problems.add("%s is missing.".formatted(parameter.label()));
      } else {
        try {
          values.put(name, value(parameter, text, zone));
        } catch (IllegalArgumentException | DateTimeParseException wrong) {
          problems.add("%s: expected %s.".formatted(parameter.label(), expected(parameter)));
        }
      }
    });
    if (problems.isEmpty() && values.get("from") instanceof Timestamp from && values.get("until") instanceof Timestamp until && !from.before(until)) {
      problems.add("%s: expected a day not after \"%s\".".formatted(
          report.head().parameters().get("from").label(), report.head().parameters().get("until").label()));
    }
    return new Answers(values, problems);
  }

  /** What stands in the fields before anybody fills them in. */
  static Map<String, String> presets(Report report, Clock clock, ZoneId zone) {
    Map<String, String> presets = new LinkedHashMap<>();
    report.head().parameters().forEach((name, parameter) -> {
      String preset = parameter.preset() == null ? "" : parameter.preset();
      var days = DAYS.matcher(preset);
      if (days.matches()) {
        LocalDate day = LocalDate.ofInstant(clock.instant(), zone).plusDays(Integer.parseInt(days.group(1)));
        preset = parameter.type() == Report.Kind.MOMENT ? day + "T00:00" : day.toString();
      } else if (preset.equals("now")) {
        preset = LocalDateTime.ofInstant(clock.instant(), zone).withNano(0).withSecond(0).plusMinutes(1).toString();
      }
      presets.put(name, preset);
    });
    return presets;
  }

  private static Object value(Parameter parameter, String text, ZoneId zone) {
    return switch (parameter.type()) {
      case FROM -> Timestamp.from(text.isEmpty() ? EVER : day(text).atStartOfDay(zone).toInstant());
      case UNTIL -> Timestamp.from(text.isEmpty() ? NEVER : day(text).plusDays(1).atStartOfDay(zone).toInstant());
      case MOMENT -> Timestamp.from(text.isEmpty() ? NEVER : LocalDateTime.parse(text).atZone(zone).toInstant());
      case NUMBER -> Integer.valueOf(matching(NUMBER, text));
      case PATIENT -> text.isEmpty() ? "" : matching(PATIENT, text);
      case CHOICE -> {
        if (!parameter.choices().containsKey(text)) {
          throw new IllegalArgumentException();
        }
        yield text;
      }
      case TEXT -> {
        if (text.length() > LONGEST_TEXT || text.chars().anyMatch(Character::isISOControl)) {
          throw new IllegalArgumentException();
        }
        yield text;
      }
    };
  }

  private static LocalDate day(String text) {
    LocalDate day = LocalDate.parse(text);
    if (day.getYear() < 1900 || day.getYear() > 9998) {
      throw new IllegalArgumentException();
    }
    return day;
  }

  private static String matching(Pattern pattern, String text) {
    if (!pattern.matcher(text).matches()) {
      throw new IllegalArgumentException();
    }
    return text;
  }

  private static String expected(Parameter parameter) {
    return switch (parameter.type()) {
      case FROM, UNTIL -> "a date like 2026-03-06";
      case MOMENT -> "a date and time like 2026-03-06T15:00";
      case NUMBER -> "a whole number like 15";
      case PATIENT -> "a record number: 2 to 64 letters, digits, points, colons and hyphens";
      case CHOICE -> "one of " + String.join(", ", parameter.choices().values());
      case TEXT -> "at most %d characters in one line".formatted(LONGEST_TEXT);
    };
  }
}
