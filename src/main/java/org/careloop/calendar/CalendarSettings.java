package org.careloop.calendar;

import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.format.annotation.DateTimeFormat;
import org.springframework.validation.annotation.Validated;

/**
 * Which days the practice counts as business days.
 *
 * @param firstYear first year whose holidays follow the federal rule; not before 2021, the first year of Juneteenth
 * @param lastYear last year whose holidays follow the federal rule; a later year is an error until somebody has looked at the law again
 * @param closures further days that are no business days, for example the day after Thanksgiving
 * @param workingDays federal holidays that are business days here
 * @param years all holidays of a year, observed days included, in place of the federal rule; also for years outside the range
 */
@Validated
@ConfigurationProperties("careloop.calendar")
record CalendarSettings(
    @DefaultValue("2021") int firstYear,
    @DefaultValue("2040") int lastYear,
    @DefaultValue @DateTimeFormat(iso = DateTimeFormat.ISO.DATE) List<LocalDate> closures,
    @DefaultValue @DateTimeFormat(iso = DateTimeFormat.ISO.DATE) List<LocalDate> workingDays,
    @DefaultValue @DateTimeFormat(iso = DateTimeFormat.ISO.DATE) Map<Integer, List<LocalDate>> years) {

  CalendarSettings {
    if (firstYear < FederalHolidays.FIRST_YEAR) {
      throw new IllegalArgumentException(
          "careloop.calendar.first-year is %d, expected %d or later, since when Juneteenth is a holiday. List earlier years by hand."
              .formatted(firstYear, FederalHolidays.FIRST_YEAR));
    }
    if (lastYear < firstYear) {
      throw new IllegalArgumentException(
          "careloop.calendar.last-year is %d, expected %d (first-year) or later.".formatted(lastYear, firstYear));
    }
    years.forEach((year, days) -> days.stream().filter(day -> day.getYear() != year).findFirst().ifPresent(day -> {
      throw new IllegalArgumentException("careloop.calendar.years.%d lists %s, expected days of %d only.".formatted(year, day, year));
    }));
  }
}
