package org.careloop.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import org.camunda.bpm.engine.runtime.ProcessInstance;
import org.junit.jupiter.api.Test;

class TransitionDeadlinesTest extends ProtocolTest {

  @Override
  protected String diagram() {
    return "transition-deadlines";
  }

  @Test
  void aPatientDischargedOnAFridayIsCalledByTuesdayAndSeenInSevenOrFourteenDays() {
    ProcessInstance high = deadlines(Map.of("contactBusinessDays", 2, "visitDays", 7, "homeVisitHours", 72));

    assertThat(ends(high)).containsExactly("deadlinesSet");
    assertThat(variable(high, "dischargeDate")).isEqualTo("2026-03-06");
    assertThat(variable(high, "contactDueAt")).as("end of Tuesday, daylight saving time").isEqualTo("2026-03-11T03:59:59Z");
    assertThat(variable(high, "visitDueAt")).isEqualTo("2026-03-14T03:59:59Z");
    assertThat(variable(high, "visitWarnAt")).as("the day before, in the morning").isEqualTo("2026-03-12T13:00:00Z");
    assertThat(variable(high, "homeVisitDueAt")).as("72 elapsed hours").isEqualTo("2026-03-09T20:00:00Z");
    assertThat(variable(high, "informationDueAt")).isEqualTo("2026-03-09T03:59:59Z");
    assertThat(variable(high, "closesAt")).isEqualTo("2026-04-06T03:59:59Z");

    ProcessInstance standard = deadlines(Map.of("contactBusinessDays", 2, "visitDays", 14));
    assertThat(variable(standard, "visitDueAt")).isEqualTo("2026-03-21T03:59:59Z");
    assertThat(variable(standard, "homeVisitDueAt")).as("no home visit").isNull();
  }

  @Test
  void aPatientAtHighestRiskIsCalledOnTheNextBusinessDayWhileTheLimitStaysTwo() {
    ProcessInstance intensive = deadlines(Map.of("contactBusinessDays", 1, "visitDays", 7, "homeVisitHours", 48));

    assertThat(variable(intensive, "contactDueAt")).isEqualTo("2026-03-10T03:59:59Z");
    assertThat(variable(intensive, "contactLimitAt")).isEqualTo("2026-03-11T03:59:59Z");
  }

  private ProcessInstance deadlines(Map<String, Object> plan) {
    Map<String, Object> variables = new HashMap<>(plan);
    variables.putIfAbsent("homeVisitHours", null);
    variables.put("encounterId", "MERCY:V1");
    variables.put("dischargedAt", "2026-03-06T20:00:00Z");
    return start("transition-deadlines", variables);
  }
}
