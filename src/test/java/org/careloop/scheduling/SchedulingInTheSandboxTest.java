package org.careloop.scheduling;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.camunda.bpm.engine.impl.util.ClockUtil;
import org.careloop.security.WebTest;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

/** Configuration and wires of the whole program: finding, booking and cancelling at the sandbox's own desk. */
class SchedulingInTheSandboxTest extends WebTest {

  @Autowired private FindSlots find;
  @Autowired private BookAppointment book;
  @Autowired private CancelAppointment cancel;
  @Autowired private Clock clock;

  @Test
  void aVisitIsFoundBookedShownAndCancelled() {
    ClockUtil.reset();
    Instant now = clock.instant();
    FindSlots.Found found = find.perform(new FindSlots.Request("p100234", "home-visit", now, now.plus(Duration.ofDays(3))));
    assertThat(found.slotCount()).isPositive();
    String slot = found.slotOptions().get(0).value();

    BookAppointment.Booked booked = book.perform(new BookAppointment.Request("wire-book", "p100234", "MERCY:V1001", slot, "home-visit"));
    assertThat(booked.visitAt()).isAfter(now);
    assertThat(signIn("nurse").get("/sandbox").body()).contains("Patient/p100234", "home-visit", "booked");

    cancel.perform(new CancelAppointment.Request("wire-cancel", booked.appointmentId(), null, null, "readmitted"));
    assertThat(signIn("nurse").get("/sandbox").body()).contains("cancelled");
  }
}
