package org.careloop.calendar;

import java.time.Clock;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.Date;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/**
 * The practice's days: the bean {@code calendar} that expressions in diagrams may call. Turns a start and a window into a due instant.
 * Days are days of the practice's zone, hours are elapsed hours; results are ISO text in UTC. Never reads or changes a case.
 *
 * <p>Arguments are declared as {@code Object} because the expression language would turn an unknown number into 0 and an unknown text into
 * "". Here nothing in is nothing out. A start is an instant or a date as ISO text, a count is a whole number of 0 or more. A business day
 * is Monday to Friday except holidays (CMS TCM FAQ); day 1 is the first one after the start's own day.
 */
@Component("calendar")
public class PracticeCalendar {

  private static final LocalTime END_OF_DAY = LocalTime.of(23, 59, 59);
  private static final LocalTime OPENING = LocalTime.of(8, 0);
  private static final LocalTime WARNING = LocalTime.of(9, 0);
  private static final Pattern ELAPSED = Pattern.compile("PT(\\d{1,6})([MH])");
  private static final Pattern DAYS = Pattern.compile("P(\\d{1,5})D");
  private static final Pattern BUSINESS_DAYS = Pattern.compile("BD(\\d{1,4})(?:T([01]\\d|2[0-3]):([0-5]\\d))?");

  private final CalendarSettings settings;
  private final ZoneId zone;
  private final Clock clock;
  private final Map<Integer, Set<LocalDate>> daysOff = new ConcurrentHashMap<>();

  PracticeCalendar(CalendarSettings settings, @Value("${careloop.zone:America/New_York}") ZoneId zone, Clock clock) {
    this.settings = settings;
    this.zone = zone;
    this.clock = clock;
  }

  /** End of the n-th business day after the start's own day; with 0 the end of that day, or of the next business day when it is none. */
  public String businessDaysAfter(Object start, Object n) {
    return start == null || n == null ? null : text(at(businessDay(day(start), count(n)), END_OF_DAY));
  }

  /** End of the local day n calendar days after the start's own day. */
  public String daysAfter(Object start, Object n) {
    return start == null || n == null ? null : text(at(day(start).plusDays(count(n)), END_OF_DAY));
  }

  /** The instant n hours later; a change of the clocks in between shifts the wall clock, not the duration. */
  public String hoursAfter(Object start, Object n) {
    return start == null || n == null ? null : text(instant(start).plus(Duration.ofHours(count(n))));
  }

  /** 08:00 of the local day n calendar days after the start's own day: when the task of a planned call opens. */
  public String startOfDayAfter(Object start, Object n) {
    return start == null || n == null ? null : text(at(day(start).plusDays(count(n)), OPENING));
  }

  /** 09:00 of the local day n calendar days before: when a warning is due. */
  public String beforeDays(Object instant, Object n) {
    return instant == null || n == null ? null : text(at(day(instant).minusDays(count(n)), WARNING));
  }

  /**
   * The end of a window as the tables name it: {@code PT15M}, {@code PT72H} elapsed time; {@code P7D} to the end of that local day;
   * {@code BD2} to the end of the second business day; {@code BD0} today or the next business day; {@code BD1T10:00} by that local time.
   */
  public String due(Object start, Object within) {
    if (start == null || within == null) {
      return null;
    }
    String window = within.toString().trim();
    Matcher elapsed = ELAPSED.matcher(window);
    if (elapsed.matches()) {
      long amount = Long.parseLong(elapsed.group(1));
      return text(instant(start).plus("H".equals(elapsed.group(2)) ? Duration.ofHours(amount) : Duration.ofMinutes(amount)));
    }
    Matcher days = DAYS.matcher(window);
    if (days.matches()) {
      return daysAfter(start, Integer.valueOf(days.group(1)));
    }
    Matcher business = BUSINESS_DAYS.matcher(window);
    if (business.matches()) {
      LocalTime by = business.group(2) == null
          ? END_OF_DAY
          : LocalTime.of(Integer.parseInt(business.group(2)), Integer.parseInt(business.group(3)));
      return text(at(businessDay(day(start), Integer.parseInt(business.group(1))), by));
    }
    throw new IllegalArgumentException(
        "Window \"%s\": expected PTnM, PTnH, PnD, BDn or BDnThh:mm. Correct the decision table or the diagram.".formatted(window));
  }

  /** The day in the practice's zone, for example {@code 2026-03-06}. */
  public String localDate(Object instant) {
    return instant == null ? null : day(instant).toString();
  }

  /** Calendar days from the first local day to the second, negative when the second is earlier. */
  public Integer daysBetween(Object from, Object to) {
    return from == null || to == null ? null : Math.toIntExact(ChronoUnit.DAYS.between(day(from), day(to)));
  }

  /** This moment. */
  public String now() {
    return text(clock.instant());
  }

  /** True when the moment is over; false for an unknown one. A day is over after its last second. */
  public boolean isPast(Object instant) {
    if (instant == null) {
      return false;
    }
    Object given = read(instant);
    Instant end = given instanceof LocalDate date ? at(date, END_OF_DAY) : (Instant) given;
    return end.isBefore(clock.instant());
  }

  /** The earlier of two moments; the other one when one is unknown. */
  public String earlier(Object one, Object other) {
    return one == null || other == null ? either(one, other) : text(min(instant(one), instant(other)));
  }

  /** The later of two moments; the other one when one is unknown. */
  public String later(Object one, Object other) {
    if (one == null || other == null) {
      return either(one, other);
    }
    return text(instant(one).isAfter(instant(other)) ? instant(one) : instant(other));
  }

  /** Whether the local day is a business day. */
  public boolean isBusinessDay(Object instantOrDate) {
    return instantOrDate != null && isBusinessDay(day(instantOrDate));
  }

  /** The zone in which the practice lives. */
  public ZoneId zone() {
    return zone;
  }

  /** How many business days lie after the first day, up to and with the second. */
  int businessDaysBetween(LocalDate from, LocalDate until) {
    return (int) from.plusDays(1).datesUntil(until.isAfter(from) ? until.plusDays(1) : from.plusDays(1)).filter(this::isBusinessDay).count();
  }

  LocalDate businessDay(LocalDate start, int n) {
    LocalDate day = start;
    if (n == 0) {
      while (!isBusinessDay(day)) {
        day = day.plusDays(1);
      }
      return day;
    }
    for (int left = n; left > 0; ) {
      day = day.plusDays(1);
      if (isBusinessDay(day)) {
        left--;
      }
    }
    return day;
  }

  private boolean isBusinessDay(LocalDate day) {
    // The year is asked first, so that a weekend of an unknown year is an error too.
    Set<LocalDate> off = daysOff.computeIfAbsent(day.getYear(), this::daysOff);
    return day.getDayOfWeek() != DayOfWeek.SATURDAY && day.getDayOfWeek() != DayOfWeek.SUNDAY && !off.contains(day);
  }

  private Set<LocalDate> daysOff(int year) {
    Set<LocalDate> off;
    if (settings.years().containsKey(year)) {
      off = new HashSet<>(settings.years().get(year));
    } else if (year >= settings.firstYear() && year <= settings.lastYear()) {
      off = new HashSet<>(FederalHolidays.observedIn(year));
    } else {
      throw new IllegalStateException(
          "Holidays of %d are not known (the calendar covers %d to %d). An administrator must list them under careloop.calendar.years.%d."
              .formatted(year, settings.firstYear(), settings.lastYear(), year));
    }
    settings.workingDays().forEach(off::remove);
    off.addAll(settings.closures());
    return off;
  }

  private Instant at(LocalDate day, LocalTime time) {
    return day.atTime(time).atZone(zone).toInstant();
  }

  private LocalDate day(Object value) {
    Object read = read(value);
    return read instanceof LocalDate date ? date : ((Instant) read).atZone(zone).toLocalDate();
  }

  private Instant instant(Object value) {
    Object read = read(value);
    return read instanceof LocalDate date ? date.atStartOfDay(zone).toInstant() : (Instant) read;
  }

  private static Object read(Object value) {
    if (value instanceof Instant || value instanceof LocalDate) {
      return value;
    }
    if (value instanceof Date date) {
      return date.toInstant();
    }
    String text = value.toString().trim();
    try {
      return text.indexOf('T') < 0 ? LocalDate.parse(text) : OffsetDateTime.parse(text).toInstant();
    } catch (DateTimeParseException e) {
      throw new IllegalArgumentException(
          "Time \"%s\": expected an ISO date (2026-03-06) or an instant with offset (2026-03-06T15:00:00Z). Repair the case's data."
              .formatted(text.length() > 40 ? text.substring(0, 40) : text));
    }
  }

  private static int count(Object n) {
    try {
      int count = n instanceof Number number ? Math.toIntExact(wholeNumber(number)) : Integer.parseInt(n.toString().trim());
      if (count >= 0) {
        return count;
      }
    } catch (ArithmeticException | NumberFormatException e) {
      // Said below.
    }
    throw new IllegalArgumentException("Count \"%s\": expected a whole number of 0 or more. Correct the diagram or the decision table."
        .formatted(n));
  }

  private static long wholeNumber(Number number) {
    if (number.doubleValue() != Math.rint(number.doubleValue())) {
      throw new ArithmeticException();
    }
    return number.longValue();
  }

  private static Instant min(Instant one, Instant other) {
    return one.isBefore(other) ? one : other;
  }

  private String either(Object one, Object other) {
    Object known = one == null ? other : one;
    return known == null ? null : text(instant(known));
  }

  private static String text(Instant instant) {
    return instant.truncatedTo(ChronoUnit.SECONDS).toString();
  }
}
