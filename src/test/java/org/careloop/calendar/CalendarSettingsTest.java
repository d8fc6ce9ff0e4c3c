package org.careloop.calendar;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

class CalendarSettingsTest {

  private final ApplicationContextRunner application = new ApplicationContextRunner()
      .withBean(Clock.class, Clock::systemUTC)
      .withUserConfiguration(Settings.class);

  @Test
  void withoutConfigurationThePracticeIsInNewYorkAndKeepsTheFederalHolidays() {
    application.run(context -> {
      PracticeCalendar calendar = context.getBean("calendar", PracticeCalendar.class);
      assertThat(calendar.zone()).hasToString("America/New_York");
      assertThat(calendar.isBusinessDay("2026-06-19")).isFalse();
    });
  }

  @Test
  void closuresYearsAndZoneComeFromConfiguration() {
    application
        .withPropertyValues(
            "careloop.zone=America/Chicago",
            "careloop.calendar.closures=2026-11-27,2026-12-24",
            "careloop.calendar.working-days=2026-10-12",
            "careloop.calendar.years.2041=2041-01-01,2041-07-04")
        .run(context -> {
          PracticeCalendar calendar = context.getBean(PracticeCalendar.class);
          assertThat(calendar.zone()).hasToString("America/Chicago");
          assertThat(calendar.isBusinessDay("2026-12-24")).isFalse();
          assertThat(calendar.isBusinessDay("2026-10-12")).isTrue();
          assertThat(calendar.isBusinessDay("2041-07-04")).isFalse();
        });
  }

  @Test
  void aZoneThatDoesNotExistStopsTheStart() {
    application.withPropertyValues("careloop.zone=America/Metropolis").run(context -> assertThat(context).hasFailed());
  }

  @Configuration
  @EnableConfigurationProperties(CalendarSettings.class)
  @Import(PracticeCalendar.class)
  static class Settings {}
}
