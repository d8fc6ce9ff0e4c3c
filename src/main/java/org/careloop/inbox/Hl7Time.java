package org.careloop.inbox;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A point in time as HL7 v2 writes it: {@code YYYY[MM[DD[HH[MM[SS[.S…]]]]]][+ZZZZ]}, as precise as the sender chose to be.
 *
 * @param instant the moment; with less than an hour's precision the beginning of what was named
 * @param date the local day, null when only year or month were given
 * @param toTheHour true when at least the hour was given
 */
record Hl7Time(Instant instant, LocalDate date, boolean toTheHour, ZoneId zone) {

  private static final Pattern FORM = Pattern.compile(
      "(\\d{4})(?:(\\d{2})(?:(\\d{2})(?:(\\d{2})(?:(\\d{2})(?:(\\d{2})(?:\\.(\\d{1,9}))?)?)?)?)?)?(?:([+-]\\d{2})(\\d{2}))?");
  private static final LocalTime END_OF_DAY = LocalTime.of(23, 59, 59);

  /** Reads it; null when it is no such time. Without offset it is in the sender's zone. */
  static Hl7Time parse(String text, ZoneId sendersZone) {
    Matcher form = FORM.matcher(text.trim());
    if (!form.matches()) {
      return null;
    }
    try {
      int year = number(form.group(1), 0);
      if (year < 1850 || year > 2200) {
        return null;
      }
      ZoneId zone = form.group(8) == null
          ? sendersZone
          : ZoneOffset.ofHoursMinutes(number(form.group(8), 0), (form.group(8).startsWith("-") ? -1 : 1) * number(form.group(9), 0));
      LocalDate day = LocalDate.of(year, number(form.group(2), 1), number(form.group(3), 1));
      String fraction = form.group(7) == null ? "0" : (form.group(7) + "00000000").substring(0, 9);
      LocalTime time = LocalTime.of(number(form.group(4), 0), number(form.group(5), 0), number(form.group(6), 0),
          Integer.parseInt(fraction));
      Instant instant = LocalDateTime.of(day, time).atZone(zone).toInstant();
      return new Hl7Time(instant, form.group(3) == null ? null : day, form.group(4) != null, zone);
    } catch (DateTimeException e) {
      return null;
    }
  }

  /** The last moment that this can mean when it is a day only, but not after the message that says so; else the moment itself. */
  Instant latest(Instant saidAt) {
    if (toTheHour || date == null) {
      return instant;
    }
    Instant end = date.atTime(END_OF_DAY).atZone(zone).toInstant();
    return saidAt.isBefore(end) && saidAt.isAfter(instant) ? saidAt : end;
  }

  private static int number(String digits, int otherwise) {
    return digits == null ? otherwise : Integer.parseInt(digits);
  }
}
