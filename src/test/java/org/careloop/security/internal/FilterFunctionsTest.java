package org.careloop.security.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.ZoneId;
import java.util.Date;
import org.camunda.bpm.engine.impl.util.ClockUtil;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class FilterFunctionsTest {

  @AfterEach
  void timeGoesOn() {
    ClockUtil.reset();
  }

  @Test
  void todayIsThePracticesDayNotTheProgramsDay() {
    FilterFunctions.practiceIsIn(ZoneId.of("America/New_York"));
    // Tuesday evening in New York, Wednesday already in UTC.
    ClockUtil.setCurrentTime(Date.from(Instant.parse("2026-03-11T01:30:00Z")));
    assertThat(FilterFunctions.startOfToday().toInstant()).isEqualTo(Instant.parse("2026-03-10T04:00:00Z"));
    assertThat(FilterFunctions.endOfToday().toInstant()).isBetween(Instant.parse("2026-03-11T03:59:59Z"), Instant.parse("2026-03-11T04:00:00Z"));
  }

  @Test
  void theDayTheClocksChangeIsShorter() {
    FilterFunctions.practiceIsIn(ZoneId.of("America/New_York"));
    ClockUtil.setCurrentTime(Date.from(Instant.parse("2026-03-08T15:00:00Z")));
    assertThat(FilterFunctions.startOfToday().toInstant()).isEqualTo(Instant.parse("2026-03-08T05:00:00Z"));
    assertThat(FilterFunctions.endOfToday().toInstant()).isBetween(Instant.parse("2026-03-09T03:59:59Z"), Instant.parse("2026-03-09T04:00:00Z"));
  }
}
