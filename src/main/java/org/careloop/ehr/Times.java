package org.careloop.ehr;

import ca.uhn.fhir.model.api.TemporalPrecisionEnum;
import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.ZoneId;
import java.util.Date;
import java.util.TimeZone;
import org.hl7.fhir.r4.model.BaseDateTimeType;
import org.hl7.fhir.r4.model.DateTimeType;
import org.hl7.fhir.r4.model.Period;
import org.hl7.fhir.r4.model.Type;

/** FHIR's times as instants; what is only a day, month or year is a day of the practice's zone. Null for what holds no time. */
final class Times {

  private Times() {}

  /** When it began. */
  static Instant start(Type time, ZoneId zone) {
    if (time instanceof Period period) {
      return start(period.getStartElement(), zone);
    }
    if (!(time instanceof BaseDateTimeType at) || !at.hasValue()) {
      return null;
    }
    return hasTimeOfDay(at) ? at.getValue().toInstant() : firstDay(at).atStartOfDay(zone).toInstant();
  }

  /** As {@link #start}, but a mere day counts until it is over, so that "that day" is never before an hour of the same day. */
  static Instant latestStart(Type time, ZoneId zone) {
    if (time instanceof Period period) {
      return latestStart(period.getStartElement(), zone);
    }
    Instant start = start(time, zone);
    if (start == null || hasTimeOfDay((BaseDateTimeType) time)) {
      return start;
    }
    return firstDay((BaseDateTimeType) time).plusDays(1).atStartOfDay(zone).toInstant().minusSeconds(1);
  }

  /** An instant in UTC, to the second. */
  static DateTimeType utc(Instant instant) {
    return new DateTimeType(Date.from(instant), TemporalPrecisionEnum.SECOND, TimeZone.getTimeZone("UTC"));
  }

  private static boolean hasTimeOfDay(BaseDateTimeType at) {
    return at.getPrecision().ordinal() > TemporalPrecisionEnum.DAY.ordinal();
  }

  private static LocalDate firstDay(BaseDateTimeType at) {
    String text = at.getValueAsString();
    return switch (at.getPrecision()) {
      case YEAR -> LocalDate.of(Integer.parseInt(text), 1, 1);
      case MONTH -> YearMonth.parse(text).atDay(1);
      default -> LocalDate.parse(text);
    };
  }
}
