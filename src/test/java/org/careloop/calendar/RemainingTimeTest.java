package org.careloop.calendar;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.careloop.calendar.RemainingTime.Unit;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RemainingTimeTest {

  private static final Instant NOW = Instant.parse("2026-03-06T20:00:00Z");

  private final RemainingTime remaining = new RemainingTime(new PracticeCalendar(
      new CalendarSettings(2021, 2040, List.of(), List.of(), Map.of()), ZoneId.of("America/New_York"), Clock.fixed(NOW, ZoneOffset.UTC)));

  /** Due, stopped, restarted, unit, due again. Friday 6 March 2026, 15:00 in New York; clocks change on the Sunday. */
  @ParameterizedTest
  @CsvSource({
    // two hours left are two hours left, also over the change of the clocks
    "2026-03-06T22:00:00Z, 2026-03-06T20:00:00Z, 2026-03-08T06:00:00Z, TIME, 2026-03-08T08:00:00Z",
    // two business days left (Monday, Tuesday); goes on on a Thursday, so Friday and Monday
    "2026-03-11T03:59:59Z, 2026-03-06T20:00:00Z, 2026-03-12T15:00:00Z, BUSINESS_DAYS, 2026-03-17T03:59:59Z",
    // one business day left; goes on on Saturday before Memorial Day
    "2026-03-10T03:59:59Z, 2026-03-06T20:00:00Z, 2026-05-23T15:00:00Z, BUSINESS_DAYS, 2026-05-27T03:59:59Z",
    // due at 10 on the next business day keeps its hour
    "2026-03-09T14:00:00Z, 2026-03-06T20:00:00Z, 2026-03-12T22:00:00Z, BUSINESS_DAYS, 2026-03-13T14:00:00Z",
    // due today, business days or days: to the end of the day on which it goes on
    "2026-03-07T04:59:59Z, 2026-03-06T20:00:00Z, 2026-03-10T13:00:00Z, BUSINESS_DAYS, 2026-03-11T03:59:59Z",
    "2026-03-07T04:59:59Z, 2026-03-06T20:00:00Z, 2026-03-14T13:00:00Z, DAYS, 2026-03-15T03:59:59Z",
    // due today on a business day, goes on on a Saturday: the next business day
    "2026-03-07T04:59:59Z, 2026-03-06T20:00:00Z, 2026-03-14T13:00:00Z, BUSINESS_DAYS, 2026-03-17T03:59:59Z",
    // seven calendar days left run to the end of the seventh local day
    "2026-03-14T03:59:59Z, 2026-03-06T20:00:00Z, 2026-04-01T13:00:00Z, DAYS, 2026-04-09T03:59:59Z",
    // the hour of today is over when it goes on: as much time as was left
    "2026-03-06T22:00:00Z, 2026-03-06T20:00:00Z, 2026-03-10T23:00:00Z, DAYS, 2026-03-11T01:00:00Z",
    // what was three hours late is three hours late
    "2026-03-06T17:00:00Z, 2026-03-06T20:00:00Z, 2026-03-12T15:00:00Z, BUSINESS_DAYS, 2026-03-12T12:00:00Z",
    // stopped and restarted at the same moment changes nothing
    "2026-03-11T03:59:59Z, 2026-03-06T20:00:00Z, 2026-03-06T20:00:00Z, BUSINESS_DAYS, 2026-03-11T03:59:59Z",
  })
  void whatWasLeftIsLeft(Instant due, Instant stopped, Instant restarted, Unit unit, Instant dueAgain) {
    assertThat(remaining.goOn(due, stopped, restarted, unit)).isEqualTo(dueAgain);
  }
}
