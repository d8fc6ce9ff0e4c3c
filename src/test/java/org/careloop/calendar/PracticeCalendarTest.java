package org.careloop.calendar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Date;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PracticeCalendarTest {

  private static final ZoneId NEW_YORK = ZoneId.of("America/New_York");
  private static final Instant NOW = Instant.parse("2026-03-06T20:15:30.123Z");

  private final PracticeCalendar calendar = calendar(settings(List.of(), List.of(), Map.of()), NEW_YORK);

  /** The illustration of clinical rules, section 1: daylight saving begins on Sunday, 8 March 2026. */
  @Test
  void theWindowsOfADischargeOnFriday6March2026() {
    String discharged = "2026-03-06T20:15:00Z";

    assertThat(calendar.businessDaysAfter(discharged, 2)).isEqualTo("2026-03-11T03:59:59Z");
    assertThat(calendar.businessDaysAfter(discharged, 1)).isEqualTo("2026-03-10T03:59:59Z");
    assertThat(calendar.localDate(calendar.daysAfter(discharged, 7))).isEqualTo("2026-03-13");
    assertThat(calendar.localDate(calendar.daysAfter(discharged, 14))).isEqualTo("2026-03-20");
    assertThat(calendar.localDate(calendar.daysAfter(discharged, 29))).isEqualTo("2026-04-04");
    assertThat(calendar.localDate(calendar.daysAfter(discharged, 30))).isEqualTo("2026-04-05");
  }

  @Test
  void elapsedHoursAreHoursAlsoWhenTheClocksChange() {
    assertThat(calendar.hoursAfter("2026-03-07T20:00:00Z", 48)).isEqualTo("2026-03-09T20:00:00Z");
    assertThat(calendar.due("2026-10-31T20:00:00Z", "PT72H")).isEqualTo("2026-11-03T20:00:00Z");
  }

  @Test
  void theEndOfADayIsTheLocalOneOnBothSidesOfAClockChange() {
    assertThat(calendar.daysAfter("2026-03-07T20:00:00Z", 0)).isEqualTo("2026-03-08T04:59:59Z");
    assertThat(calendar.daysAfter("2026-03-07T20:00:00Z", 1)).isEqualTo("2026-03-09T03:59:59Z");
    assertThat(calendar.daysAfter("2026-10-31T20:00:00Z", 0)).isEqualTo("2026-11-01T03:59:59Z");
    assertThat(calendar.daysAfter("2026-10-31T20:00:00Z", 1)).isEqualTo("2026-11-02T04:59:59Z");
  }

  @Test
  void aDischargeLateInTheEveningBelongsToItsLocalDay() {
    String tenAtNightOnFriday = "2026-03-07T03:00:00Z";
    assertThat(calendar.localDate(tenAtNightOnFriday)).isEqualTo("2026-03-06");
    assertThat(calendar.businessDaysAfter(tenAtNightOnFriday, 2)).isEqualTo("2026-03-11T03:59:59Z");
    assertThat(calendar.daysBetween(tenAtNightOnFriday, "2026-03-07T15:00:00Z")).isEqualTo(1);
  }

  @ParameterizedTest
  @CsvSource({
    "2026-01-14, 2, 2026-01-16", // Wednesday
    "2026-01-16, 1, 2026-01-20", // Friday before Martin Luther King Day
    "2026-01-17, 1, 2026-01-20", // Saturday
    "2026-01-19, 1, 2026-01-20", // the holiday itself
    "2026-07-01, 2, 2026-07-06", // Independence Day on a Saturday, observed on Friday 3 July
    "2027-07-02, 1, 2027-07-06", // Independence Day on a Sunday, observed on Monday 5 July
    "2021-12-30, 1, 2022-01-03", // New Year's Day 2022 on a Saturday, observed on 31 December 2021
    "2026-12-24, 2, 2026-12-29",
    "2026-11-25, 1, 2026-11-27",
    "2026-06-18, 1, 2026-06-22",
  })
  void businessDaysSkipWeekendsAndHolidays(String start, int n, String expected) {
    assertThat(calendar.localDate(calendar.businessDaysAfter(start, n))).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({
    "PT0M, 2026-03-06T20:15:00Z",
    "PT15M, 2026-03-06T20:30:00Z",
    "PT72H, 2026-03-09T20:15:00Z",
    "P0D, 2026-03-07T04:59:59Z",
    "P7D, 2026-03-14T03:59:59Z",
    "BD0, 2026-03-07T04:59:59Z",
    "BD1, 2026-03-10T03:59:59Z",
    "BD2, 2026-03-11T03:59:59Z",
    "BD1T12:00, 2026-03-09T16:00:00Z",
    "BD2T16:00, 2026-03-10T20:00:00Z",
    "BD0T17:00, 2026-03-06T22:00:00Z",
  })
  void durationStringsOfTheTables(String within, String expected) {
    assertThat(calendar.due("2026-03-06T20:15:00Z", within)).isEqualTo(expected);
  }

  @Test
  void businessDayZeroOfAWeekendIsMonday() {
    assertThat(calendar.due("2026-03-07T15:00:00Z", "BD0")).isEqualTo("2026-03-10T03:59:59Z");
    assertThat(calendar.businessDaysAfter("2026-03-07T15:00:00Z", 0)).isEqualTo("2026-03-10T03:59:59Z");
  }

  @ParameterizedTest
  @ValueSource(strings = {"P2W", "2 days", "PT2D", "BD", "BD1T25:00", "BD1T9:00", "-P1D", "P-1D", "PT1H30M", ""})
  void anythingElseIsNoDurationString(String within) {
    assertThatThrownBy(() -> calendar.due("2026-03-06", within))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("expected PTnM, PTnH, PnD, BDn or BDnThh:mm");
  }

  @Test
  void plannedCallsOpenAtEightAndWarningsComeAtNine() {
    assertThat(calendar.startOfDayAfter("2026-03-06T20:15:00Z", 7)).isEqualTo("2026-03-13T12:00:00Z");
    assertThat(calendar.beforeDays("2026-03-14T03:59:59Z", 1)).isEqualTo("2026-03-12T13:00:00Z");
    assertThat(calendar.beforeDays("2026-03-10T03:59:59Z", 2)).isEqualTo("2026-03-07T14:00:00Z");
  }

  @Test
  void thisMomentAndWhatIsPast() {
    assertThat(calendar.now()).isEqualTo("2026-03-06T20:15:30Z");
    assertThat(calendar.isPast("2026-03-06T20:15:30Z")).isTrue();
    assertThat(calendar.isPast("2026-03-06T20:15:31Z")).isFalse();
    assertThat(calendar.isPast("2026-03-06")).as("today is not over").isFalse();
    assertThat(calendar.isPast("2026-03-05")).isTrue();
    assertThat(calendar.isPast(null)).isFalse();
  }

  @Test
  void earlierAndLater() {
    String one = "2026-03-06T20:15:00Z";
    String other = "2026-03-06T15:16:00-05:00";
    assertThat(calendar.earlier(one, other)).isEqualTo(one);
    assertThat(calendar.later(one, other)).isEqualTo("2026-03-06T20:16:00Z");
    assertThat(calendar.earlier(null, one)).isEqualTo(one);
    assertThat(calendar.later(one, null)).isEqualTo(one);
    assertThat(calendar.later(null, null)).isNull();
  }

  @Test
  void daysBetweenCountsLocalDays() {
    assertThat(calendar.daysBetween("2026-03-06T20:15:00Z", "2026-03-10")).isEqualTo(4);
    assertThat(calendar.daysBetween("2026-03-10", "2026-03-06")).isEqualTo(-4);
    assertThat(calendar.daysBetween("2026-03-07T12:00:00Z", "2026-03-09T12:00:00Z")).as("one of the days has 23 hours").isEqualTo(2);
  }

  @Test
  void nothingInIsNothingOut() {
    assertThat(calendar.businessDaysAfter(null, 2)).isNull();
    assertThat(calendar.businessDaysAfter("2026-03-06", null)).isNull();
    assertThat(calendar.daysAfter(null, 2)).isNull();
    assertThat(calendar.daysAfter("2026-03-06", null)).isNull();
    assertThat(calendar.hoursAfter(null, 2)).isNull();
    assertThat(calendar.hoursAfter("2026-03-06", null)).isNull();
    assertThat(calendar.startOfDayAfter(null, 2)).isNull();
    assertThat(calendar.beforeDays(null, 2)).isNull();
    assertThat(calendar.due(null, "P1D")).isNull();
    assertThat(calendar.due("2026-03-06", null)).isNull();
    assertThat(calendar.localDate(null)).isNull();
    assertThat(calendar.daysBetween(null, "2026-03-06")).isNull();
    assertThat(calendar.isBusinessDay(null)).isFalse();
  }

  @Test
  void takesWhatTablesAndFormsGive() {
    assertThat(calendar.daysAfter("2026-03-06", 7L)).isEqualTo("2026-03-14T03:59:59Z");
    assertThat(calendar.daysAfter("2026-03-06", 7.0)).isEqualTo("2026-03-14T03:59:59Z");
    assertThat(calendar.daysAfter("2026-03-06", "7")).isEqualTo("2026-03-14T03:59:59Z");
    assertThat(calendar.daysAfter(Date.from(NOW), 7)).isEqualTo("2026-03-14T03:59:59Z");
    assertThatThrownBy(() -> calendar.daysAfter("2026-03-06", 1.5)).hasMessageContaining("whole number of 0 or more");
    assertThatThrownBy(() -> calendar.daysAfter("2026-03-06", -1)).hasMessageContaining("whole number of 0 or more");
    assertThatThrownBy(() -> calendar.daysAfter("6 March", 1)).hasMessageContaining("expected an ISO date");
  }

  @Test
  void aYearNobodyHasLookedAtIsAnErrorNotAYearWithoutHolidays() {
    assertThatThrownBy(() -> calendar.businessDaysAfter("2020-03-06", 2)).isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("2020").hasMessageContaining("careloop.calendar.years.2020");
    assertThatThrownBy(() -> calendar.businessDaysAfter("2040-12-31", 1)).hasMessageContaining("2041");
    assertThatThrownBy(() -> calendar.isBusinessDay("2041-01-05")).as("a Saturday").hasMessageContaining("2041");
    assertThat(calendar.daysAfter("2041-03-06", 7)).as("calendar days need no holidays").isEqualTo("2041-03-14T03:59:59Z");
  }

  @Test
  void localClosuresWorkingDaysAndYearsByHand() {
    PracticeCalendar local = calendar(
        settings(
            List.of(LocalDate.of(2026, 11, 27)),
            List.of(LocalDate.of(2026, 10, 12)),
            Map.of(2041, List.of(LocalDate.of(2041, 1, 1)), 2027, List.of(LocalDate.of(2027, 3, 3)))),
        NEW_YORK);

    assertThat(local.localDate(local.businessDaysAfter("2026-11-25", 1))).as("day after Thanksgiving closed").isEqualTo("2026-11-30");
    assertThat(local.isBusinessDay("2026-10-12")).as("Columbus Day worked").isTrue();
    assertThat(local.localDate(local.businessDaysAfter("2040-12-31", 1))).isEqualTo("2041-01-02");
    assertThat(local.isBusinessDay("2027-03-03")).isFalse();
    assertThat(local.isBusinessDay("2027-01-18")).as("the list replaces the rule").isTrue();
  }

  @Test
  void settingsThatContradictThemselvesAreRefused() {
    assertThatThrownBy(() -> new CalendarSettings(2020, 2040, List.of(), List.of(), Map.of())).hasMessageContaining("2021 or later");
    assertThatThrownBy(() -> new CalendarSettings(2025, 2024, List.of(), List.of(), Map.of())).hasMessageContaining("last-year");
    assertThatThrownBy(() -> settings(List.of(), List.of(), Map.of(2027, List.of(LocalDate.of(2026, 1, 1)))))
        .hasMessageContaining("days of 2027 only");
  }

  @Test
  void anotherZoneHasOtherDays() {
    PracticeCalendar honolulu = calendar(settings(List.of(), List.of(), Map.of()), ZoneId.of("Pacific/Honolulu"));
    assertThat(honolulu.localDate("2026-03-07T09:59:59Z")).isEqualTo("2026-03-06");
    assertThat(honolulu.businessDaysAfter("2026-03-07T09:59:59Z", 2)).isEqualTo("2026-03-11T09:59:59Z");
  }

  private static CalendarSettings settings(List<LocalDate> closures, List<LocalDate> workingDays, Map<Integer, List<LocalDate>> years) {
    return new CalendarSettings(2021, 2040, closures, workingDays, years);
  }

  private static PracticeCalendar calendar(CalendarSettings settings, ZoneId zone) {
    return new PracticeCalendar(settings, zone, Clock.fixed(NOW, ZoneOffset.UTC));
  }
}
