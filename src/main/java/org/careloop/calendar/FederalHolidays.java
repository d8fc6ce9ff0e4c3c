package org.careloop.calendar;

import static java.time.DayOfWeek.MONDAY;
import static java.time.DayOfWeek.THURSDAY;
import static java.time.temporal.TemporalAdjusters.dayOfWeekInMonth;
import static java.time.temporal.TemporalAdjusters.lastInMonth;

import java.time.LocalDate;
import java.time.Month;
import java.util.Set;
import java.util.TreeSet;

/**
 * The eleven legal public holidays of the United States (5 U.S.C. 6103) as the days on which they are observed. Knows no local closures.
 */
final class FederalHolidays {

  /** The first whole year in which Juneteenth was a holiday. */
  static final int FIRST_YEAR = 2021;

  private FederalHolidays() {}

  /** All days of this year that are off, among them 31 December when the next New Year's Day is a Saturday. */
  static Set<LocalDate> observedIn(int year) {
    Set<LocalDate> days = new TreeSet<>();
    days.add(observed(LocalDate.of(year, Month.JANUARY, 1)));
    days.add(nth(year, Month.JANUARY, 3));
    days.add(nth(year, Month.FEBRUARY, 3));
    days.add(LocalDate.of(year, Month.MAY, 1).with(lastInMonth(MONDAY)));
    days.add(observed(LocalDate.of(year, Month.JUNE, 19)));
    days.add(observed(LocalDate.of(year, Month.JULY, 4)));
    days.add(nth(year, Month.SEPTEMBER, 1));
    days.add(nth(year, Month.OCTOBER, 2));
    days.add(observed(LocalDate.of(year, Month.NOVEMBER, 11)));
    days.add(LocalDate.of(year, Month.NOVEMBER, 1).with(dayOfWeekInMonth(4, THURSDAY)));
    days.add(observed(LocalDate.of(year, Month.DECEMBER, 25)));
    days.add(observed(LocalDate.of(year + 1, Month.JANUARY, 1)));
    days.removeIf(day -> day.getYear() != year);
    return days;
  }

  private static LocalDate nth(int year, Month month, int n) {
    return LocalDate.of(year, month, 1).with(dayOfWeekInMonth(n, MONDAY));
  }

  private static LocalDate observed(LocalDate day) {
    return switch (day.getDayOfWeek()) {
      case SATURDAY -> day.minusDays(1);
      case SUNDAY -> day.plusDays(1);
      default -> day;
    };
  }
}
