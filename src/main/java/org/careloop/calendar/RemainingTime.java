package org.careloop.calendar;

import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import org.springframework.stereotype.Component;

/**
 * When a deadline that was stopped is due once it goes on: what was left of it counts from the new start. Business days are counted by the
 * practice's calendar, whole days by local days with their time of day, anything else by the second. Reads and changes no case.
 */
@Component
public class RemainingTime {

  /** What a deadline counts in. */
  public enum Unit {
    BUSINESS_DAYS,
    DAYS,
    TIME
  }

  private final PracticeCalendar calendar;

  RemainingTime(PracticeCalendar calendar) {
    this.calendar = calendar;
  }

  /**
   * The new due instant.
   *
   * @param due when it was due
   * @param stopped when the clock stopped
   * @param restarted when it goes on, not before it stopped
   * @return what was over when the clock stopped is over by as much; what was not is never due before the restart
   */
  public Instant goOn(Instant due, Instant stopped, Instant restarted, Unit unit) {
    Instant byTheSecond = restarted.plus(ChronoUnit.MILLIS.between(stopped, due), ChronoUnit.MILLIS);
    if (unit == Unit.TIME || due.isBefore(stopped)) {
      return byTheSecond;
    }
    ZoneId zone = calendar.zone();
    LocalDate from = stopped.atZone(zone).toLocalDate();
    LocalDate until = due.atZone(zone).toLocalDate();
    LocalDate start = restarted.atZone(zone).toLocalDate();
    LocalDate day = unit == Unit.DAYS
        ? start.plusDays(ChronoUnit.DAYS.between(from, until))
        : calendar.businessDay(start, calendar.businessDaysBetween(from, until));
    LocalTime time = due.atZone(zone).toLocalTime();
    Instant byTheDay = day.atTime(time).atZone(zone).toInstant();
    return byTheDay.isBefore(restarted) ? byTheSecond : byTheDay;
  }
}
