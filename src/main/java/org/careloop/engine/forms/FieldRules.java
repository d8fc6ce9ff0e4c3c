package org.careloop.engine.forms;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.OffsetTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/** The rules of one field for a value that is there: its type, its bounds, its options. */
final class FieldRules {

  /** The engine keeps longer text in a place where nobody searches; no form needs it. */
  private static final int LONGEST_TEXT = 4000;

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm[:ss][.SSS]");
  private static final DateTimeFormatter TIME_WITH_ZONE = DateTimeFormatter.ofPattern("HH:mm[:ss][.SSS]XXX");
  private static final Pattern EMAIL = Pattern.compile("[^\\s@]+@[^\\s@]+\\.[^\\s@]+");
  private static final Pattern PHONE = Pattern.compile("(\\+|00)[1-9][0-9() .-]{6,18}");

  private final JsonNode field;
  private final JsonNode rules;
  private final Map<String, Object> data;
  private final FormExpressions expressions;
  private final LocalDate today;

  FieldRules(JsonNode field, Map<String, Object> data, FormExpressions expressions, LocalDate today) {
    this.field = field;
    this.rules = field.path("validate");
    this.data = data;
    this.expressions = expressions;
    this.today = today;
  }

  /** What was expected instead of this value; empty when it is right. */
  Optional<String> expectation(Object value) {
    return Optional.ofNullable(switch (field.path("type").asText()) {
      case "textfield", "textarea" -> text(value);
      case "number" -> number(value);
      case "checkbox" -> value instanceof Boolean ? null : "yes or no";
      case "radio", "select" -> isOffered(value) ? null : "one of the options offered";
      case "checklist", "taglist" -> several(value);
      case "datetime" -> dateTime(value);
      case "expression" -> computed(value);
      default -> "nothing: the field takes no answer";
    });
  }

  private String text(Object value) {
    if (!(value instanceof String text)) {
      return "text";
    }
    BigDecimal shortest = bound("minLength");
    BigDecimal longest = bound("maxLength");
    int length = text.codePointCount(0, text.length());
    if (shortest != null && length < shortest.intValue()) {
      return "at least %s characters".formatted(shortest.toPlainString());
    }
    int limit = longest == null ? LONGEST_TEXT : longest.intValue();
    if (length > limit) {
      return "at most %d characters".formatted(limit);
    }
    if (rules.hasNonNull("pattern") && !matches(rules.get("pattern").asText(), text)) {
      return "the form %s".formatted(rules.path("patternErrorMessage").asText(rules.get("pattern").asText()));
    }
    return switch (rules.path("validationType").asText()) {
      case "email" -> EMAIL.matcher(text).matches() ? null : "an e-mail address";
      case "phone" -> PHONE.matcher(text).matches() ? null : "a telephone number with country code, for example +1 212 555 0100";
      default -> null;
    };
  }

  // A pattern that only a browser understands is not held against the person.
  private static boolean matches(String pattern, String text) {
    try {
      return Pattern.compile(pattern).matcher(text).find();
    } catch (PatternSyntaxException e) {
      return true;
    }
  }

  private String number(Object value) {
    BigDecimal least = bound("min");
    BigDecimal most = bound("max");
    JsonNode digits = field.path("decimalDigits");
    String expected = digits.asInt(-1) == 0 ? "a whole number" : "a number";
    String unit = field.path("appearance").path("suffixAdorner").asText("");
    String bounds = (least != null && most != null ? " from %s to %s".formatted(least.toPlainString(), most.toPlainString())
        : least != null ? " of at least %s".formatted(least.toPlainString())
        : most != null ? " of at most %s".formatted(most.toPlainString()) : "")
        + (unit.isEmpty() || unit.startsWith("=") || unit.contains("{{") ? "" : " " + unit);
    BigDecimal number = asNumber(value);
    if (number == null || least != null && number.compareTo(least) < 0 || most != null && number.compareTo(most) > 0) {
      return expected + bounds;
    }
    if (digits.isNumber() && number.stripTrailingZeros().scale() > digits.asInt()) {
      return digits.asInt() == 0 ? expected + bounds : "a number with at most %d decimal digits".formatted(digits.asInt());
    }
    BigDecimal step = decimal(field.path("increment").asText(""));
    if (step != null && step.signum() > 0 && number.remainder(step).signum() != 0) {
      return "a multiple of %s".formatted(step.toPlainString());
    }
    return null;
  }

  private BigDecimal asNumber(Object value) {
    if (value instanceof Number number) {
      return decimal(number.toString());
    }
    return value instanceof String text && field.path("serializeToString").asBoolean() ? decimal(text) : null;
  }

  private String several(Object value) {
    if (!(value instanceof Collection<?> chosen) || !chosen.stream().allMatch(this::isOffered)) {
      return "some of the options offered";
    }
    Set<Object> distinct = new HashSet<>();
    chosen.forEach(one -> distinct.add(comparable(one)));
    return distinct.size() == chosen.size() ? null : "each option at most once";
  }

  private boolean isOffered(Object value) {
    return options().stream().anyMatch(option -> same(option, value));
  }

  private List<Object> options() {
    Object source = null;
    if (field.hasNonNull("values")) {
      source = plain(field.get("values"));
    } else if (field.hasNonNull("valuesKey")) {
      source = data.get(field.get("valuesKey").asText());
    } else if (field.hasNonNull("valuesExpression")) {
      try {
        source = expressions.value(field.get("valuesExpression").asText(), data);
      } catch (RuntimeException e) {
        source = null;
      }
    }
    List<Object> options = new ArrayList<>();
    if (source instanceof Collection<?> entries) {
      for (Object entry : entries) {
        options.add(entry instanceof Map<?, ?> map && map.containsKey("value") ? map.get("value") : entry);
      }
    }
    return options;
  }

  private String dateTime(Object value) {
    String subtype = field.path("subtype").asText("date");
    String zone = field.path("timeSerializingFormat").asText("utc_offset");
    String example = switch (subtype) {
      case "time" -> "a time like " + timeExample(zone);
      case "datetime" -> "a date and time like 2026-03-10T" + timeExample(zone);
      default -> "a date like 2026-03-10";
    };
    if (!(value instanceof String text)) {
      return example;
    }
    try {
      int t = text.indexOf('T');
      if (subtype.equals("time")) {
        time(text, zone);
      } else if (subtype.equals("datetime")) {
        date(text.substring(0, Math.max(t, 0)));
        time(text.substring(t + 1), zone);
      } else {
        date(text);
      }
    } catch (DateTimeException | IndexOutOfBoundsException e) {
      return example;
    }
    if (field.path("disallowPassedDates").asBoolean() && !subtype.equals("time")
        // One day of grace: the person's day may not have begun or ended yet where the program runs.
        && date(text.substring(0, 10)).isBefore(today.minusDays(1))) {
      return "a date that has not passed";
    }
    return null;
  }

  private static String timeExample(String zone) {
    return switch (zone) {
      case "utc_normalized" -> "14:30Z";
      case "no_timezone" -> "14:30";
      default -> "14:30-05:00";
    };
  }

  private static LocalDate date(String text) {
    return LocalDate.parse(text);
  }

  private static void time(String text, String zone) {
    if (zone.equals("no_timezone")) {
      TIME.parse(text);
      return;
    }
    OffsetTime time = OffsetTime.parse(text, TIME_WITH_ZONE);
    if (zone.equals("utc_normalized") && !time.getOffset().equals(ZoneOffset.UTC)) {
      throw new DateTimeException("not in UTC");
    }
  }

  private String computed(Object value) {
    try {
      Object computed = expressions.value(field.path("expression").asText(), data);
      return same(value, computed) ? null : "what the form computes by itself";
    } catch (RuntimeException e) {
      return null;
    }
  }

  private BigDecimal bound(String name) {
    JsonNode bound = rules.path(name);
    if (bound.isNumber()) {
      return bound.decimalValue();
    }
    String text = bound.asText("");
    if (!text.startsWith("=")) {
      return decimal(text);
    }
    try {
      Object value = expressions.value(text, data);
      return value == null ? null : decimal(value.toString());
    } catch (RuntimeException e) {
      return null;
    }
  }

  private static BigDecimal decimal(String text) {
    try {
      return text.isBlank() ? null : new BigDecimal(text);
    } catch (NumberFormatException e) {
      return null;
    }
  }

  /** Equal as people see it: 1 and 1.0 are the same number, lists and maps go by what is in them. */
  static boolean same(Object one, Object other) {
    return comparable(one).equals(comparable(other));
  }

  private static Object comparable(Object value) {
    if (value == null) {
      return Optional.empty();
    }
    if (value instanceof Number number) {
      BigDecimal decimal = decimal(number.toString());
      return decimal == null ? number : decimal.stripTrailingZeros();
    }
    if (value instanceof Collection<?> collection) {
      return collection.stream().map(FieldRules::comparable).toList();
    }
    if (value instanceof Map<?, ?> map) {
      Map<Object, Object> comparable = new java.util.HashMap<>();
      map.forEach((key, entry) -> {
        if (entry != null) {
          comparable.put(String.valueOf(key), comparable(entry));
        }
      });
      return comparable;
    }
    return value;
  }

  static Object plain(JsonNode json) {
    return JSON.convertValue(json, Object.class);
  }
}
