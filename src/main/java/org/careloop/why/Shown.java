package org.careloop.why;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.StreamSupport;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/** Values and times as people read them: local time, yes and no, lists in a row, names of variables as words. Knows no form. */
@Component
public class Shown {

  private static final int LONGEST = 400;

  private final DateTimeFormatter time;
  private final DateTimeFormatter brief;
  private final DateTimeFormatter day;

  Shown(@Value("${careloop.zone:America/New_York}") ZoneId zone) {
    this.time = DateTimeFormatter.ofPattern("EEE d MMM yyyy, HH:mm:ss", Locale.US).withZone(zone);
    this.brief = DateTimeFormatter.ofPattern("d MMM, HH:mm", Locale.US).withZone(zone);
    this.day = DateTimeFormatter.ofPattern("EEE d MMM yyyy", Locale.US);
  }

  /** A moment in local time, to the second. */
  public String time(Instant at) {
    return at == null ? "" : time.format(at);
  }

  /** A moment in local time, as short as fits on a drawing. */
  public String brief(Instant at) {
    return brief.format(at);
  }

  /** A value in words; "nothing" for null. */
  public String value(JsonNode value) {
    if (value == null || value.isNull() || value.isMissingNode()) {
      return "nothing";
    }
    if (value.isBoolean()) {
      return value.asBoolean() ? "yes" : "no";
    }
    if (value.isArray()) {
      return value.isEmpty() ? "none" : cut(String.join(value.get(0).isObject() ? "; " : ", ",
          StreamSupport.stream(value.spliterator(), false).map(this::value).toList()));
    }
    if (value.isObject() && value.path("label").isTextual()) {
      return value.path("label").asText();
    }
    if (value.isObject()) {
      List<String> parts = new ArrayList<>();
      value.fields().forEachRemaining(field -> parts.add(words(field.getKey()) + " " + value(field.getValue())));
      return cut(String.join(", ", parts));
    }
    return value.isTextual() ? text(value.asText()) : value.asText();
  }

  private String text(String text) {
    if (text.length() >= 10 && text.length() <= 32 && Character.isDigit(text.charAt(0)) && text.charAt(4) == '-') {
      try {
        return text.length() == 10 ? day.format(LocalDate.parse(text)) : time(OffsetDateTime.parse(text).toInstant());
      } catch (DateTimeParseException noTime) {
        return cut(text);
      }
    }
    return text.isBlank() ? "nothing" : cut(codeInWords(text));
  }

  /** A code of tables and forms as words, {@code inpatientAcute} as "inpatient acute"; anything else as it is. */
  public static String codeInWords(String text) {
    return text.matches("[a-z]+([A-Z][a-z]+)+") ? text.replaceAll("([A-Z])", " $1").toLowerCase(Locale.ROOT) : text;
  }

  private static String cut(String text) {
    return text.length() <= LONGEST ? text : text.substring(0, LONGEST) + "…";
  }

  /** A variable's name as words: {@code contactDueAt} becomes "Contact due at". */
  public static String words(String name) {
    String spaced = name.replaceAll("([a-z])([A-Z0-9])", "$1 $2").replace('-', ' ').replace('_', ' ').strip().toLowerCase(Locale.ROOT);
    return spaced.isEmpty() ? name : Character.toUpperCase(spaced.charAt(0)) + spaced.substring(1);
  }
}
