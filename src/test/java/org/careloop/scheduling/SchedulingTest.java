package org.careloop.scheduling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ca.uhn.fhir.context.FhirContext;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.camunda.bpm.engine.delegate.BpmnError;
import org.careloop.fhir.FhirEndpoint;
import org.careloop.fhir.FhirFailure;
import org.careloop.protocol.templates.ElementTemplate;
import org.careloop.sandbox.Partners.Mode;
import org.careloop.sandbox.SchedulingPartner;
import org.careloop.sandbox.ehr.FhirStore;
import org.careloop.sandbox.ehr.SandboxFhirServer;
import org.hl7.fhir.r4.model.Appointment;
import org.hl7.fhir.r4.model.Appointment.AppointmentStatus;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.Schedule;
import org.hl7.fhir.r4.model.Slot;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.boot.web.embedded.tomcat.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServer;
import org.springframework.mock.env.MockEnvironment;

/** Against the sandbox's scheduling partner, over HTTP. It is Friday, 6 March 2026, 15:15 in New York. */
class SchedulingTest {

  private static final FhirContext CONTEXT = FhirContext.forR4Cached();
  private static final ZoneId ZONE = ZoneId.of("America/New_York");
  private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-03-06T20:15:00Z"), ZoneOffset.UTC);
  private static final Instant FROM = CLOCK.instant();
  private static final Instant IN_A_WEEK = Instant.parse("2026-03-14T03:59:59Z");

  private SchedulingPartner partner;
  private SchedulingSystem system;

  /** The first call of all loads and scans classes, which takes longer than a partner may. */
  @BeforeAll
  static void warmUp() throws Exception {
    try (SchedulingPartner partner = new SchedulingPartner(CONTEXT, CLOCK, ZONE)) {
      SchedulingSystem patient = new SchedulingSystem(
          new SchedulingSettings(partner.baseUrl(), null, null, null, Duration.ofMinutes(1), Duration.ofMinutes(1), "any", false), CONTEXT,
          new MockEnvironment());
      patient.endpoint().find(Appointment.class, "404");
      patient.endpoint().search(Slot.class, Map.of("status", "free"));
      patient.destroy();
    }
  }

  @BeforeEach
  void start() {
    partner = new SchedulingPartner(CONTEXT, CLOCK, ZONE);
    system = system(partner.baseUrl(), false);
  }

  @AfterEach
  void stop() throws Exception {
    system.destroy();
    partner.close();
  }

  @Test
  void aLeadCanChooseEveryKindOfVisitInTheDiagramAndNoOther() {
    assertThat(ElementTemplate.codesOffered("find-slots", "visitKind")).hasSameElementsAs(VisitKind.ALL);
    assertThat(ElementTemplate.codesOffered("book-appointment", "visitKind")).hasSameElementsAs(VisitKind.ALL);
  }

  @Test
  void freeTimesAreOfferedInTheirLocalTimeWithTheName() {
    FindSlots.Found found = find("follow-up-visit", FROM, IN_A_WEEK);

    assertThat(found.slotCount()).isEqualTo(found.slotOptions().size()).isBetween(10, 40);
    assertThat(found.slotOptions()).extracting(FindSlots.Option::label)
        .allMatch(label -> label.matches("(Mon|Tue|Wed|Thu|Fri) \\d{1,2} Mar, \\d{1,2}:\\d\\d [AP]M · Dr\\. \\w+"), "local time and name")
        .anyMatch(label -> label.startsWith("Fri 13 Mar"));
    Slot slot = system.endpoint().read(Slot.class, "chen-20260309-0930");
    assertThat(slot.getStart()).as("9:30 in daylight saving time").isEqualTo(Date.from(Instant.parse("2026-03-09T13:30:00Z")));
  }

  @Test
  void homeVisitsAreOfferedAtWeekendsTooAndNothingInThePast() {
    FindSlots.Found found = find("home-visit", FROM.minus(Duration.ofDays(30)), FROM.plus(Duration.ofHours(72)));

    assertThat(found.slotOptions()).extracting(FindSlots.Option::label).anyMatch(label -> label.startsWith("Sat 7 Mar"))
        .noneMatch(label -> label.contains("Fri 6 Mar, 1"));
    assertThat(find("home-visit", FROM.minus(Duration.ofDays(2)), FROM.minus(Duration.ofDays(1))).slotOptions()).isEmpty();
  }

  @Test
  void nothingFreeIsAnEmptyList() {
    assertThat(find("follow-up-visit", Instant.parse("2026-03-07T05:00:00Z"), Instant.parse("2026-03-08T23:00:00Z")))
        .isEqualTo(new FindSlots.Found(List.of(), 0));
  }

  @Test
  void aBookedSlotIsNotOfferedAgain() {
    String slot = anySlot();
    BookAppointment.Booked booked = book("effect-1", slot);

    assertThat(booked.visitAt()).isEqualTo(system.endpoint().read(Slot.class, slot).getStart().toInstant());
    assertThat(offered()).doesNotContain(slot);
    Appointment appointment = system.endpoint().read(Appointment.class, booked.appointmentId());
    assertThat(appointment.getStatus()).isEqualTo(AppointmentStatus.BOOKED);
    assertThat(appointment.getParticipantFirstRep().getActor().getReference()).isEqualTo("Patient/p1");
    assertThat(appointment.getSupportingInformationFirstRep().getIdentifier().getValue()).isEqualTo("GH:V1");
  }

  @Test
  void bookingTwiceWithTheSameEffectBooksOnce() {
    String slot = anySlot();
    assertThat(book("effect-1", slot)).isEqualTo(book("effect-1", slot));
    assertThat(system.endpoint().search(Appointment.class, Map.of("patient", "p1"))).hasSize(1);
  }

  @Test
  void aSlotThatSomebodyElseTookIsRefused() {
    String slot = anySlot();
    book("effect-1", slot);
    assertThatThrownBy(() -> book("effect-2", slot)).isInstanceOfSatisfying(BpmnError.class, refusal -> {
      assertThat(refusal.getErrorCode()).isEqualTo("slot-taken");
      assertThat(refusal.getMessage()).contains(slot).contains("Choose another");
    });
    assertThatThrownBy(() -> book("effect-3", "chen-20260309-0317")).isInstanceOf(BpmnError.class);
  }

  @Test
  void ofManyWhoBookOneSlotAtTheSameTimeOneGetsIt() throws Exception {
    bookAtOnce(system, anySlot());
  }

  @Test
  void aCancelledAppointmentFreesItsSlotAndCancellingAgainChangesNothing() {
    String slot = anySlot();
    String appointment = book("effect-1", slot).appointmentId();

    cancel(appointment);
    cancel(appointment);

    assertThat(system.endpoint().read(Appointment.class, appointment).getStatus()).isEqualTo(AppointmentStatus.CANCELLED);
    assertThat(offered()).contains(slot);
    assertThat(book("effect-2", slot).appointmentId()).isNotEqualTo(appointment);
  }

  @Test
  void withoutAnAppointmentThereIsNothingToCancel() {
    assertThatCode(() -> cancel(null)).doesNotThrowAnyException();
    assertThatCode(() -> cancel("404")).doesNotThrowAnyException();
  }

  @ParameterizedTest
  @EnumSource(value = Mode.class, names = {"DOWN", "NONSENSE", "SLOW"})
  void aPartnerInABadMoodIsATechnicalFailure(Mode mode) {
    String slot = anySlot();
    partner.set(mode);
    assertThatThrownBy(() -> book("effect-1", slot)).isInstanceOf(FhirFailure.class).hasMessageContaining("the scheduling system");
    assertThatThrownBy(this::anySlot).isInstanceOf(FhirFailure.class);

    partner.set(Mode.OK);
    assertThat(book("effect-1", slot).appointmentId()).isNotBlank();
  }

  @Test
  void anAnswerThatGotLostIsFoundAtTheNextAttempt() {
    String slot = anySlot();
    BookAppointment booking = new BookAppointment(system);
    BookAppointment.Request request = new BookAppointment.Request("effect-1", "p1", "GH:V1", slot, "follow-up-visit");
    Appointment lost = new Appointment();
    lost.setStatus(AppointmentStatus.BOOKED).addSlot(new Reference("Slot/" + slot));
    lost.addParticipant().setActor(new Reference("Patient/p1")).setStatus(Appointment.ParticipationStatus.ACCEPTED);
    partner.set(Mode.RESET);
    assertThatThrownBy(() -> system.endpoint().createOnce(lost, "effect-1")).isInstanceOf(FhirFailure.class);

    partner.set(Mode.OK);
    assertThat(booking.perform(request).visitAt()).isEqualTo(system.endpoint().read(Slot.class, slot).getStart().toInstant());
    assertThat(system.endpoint().search(Appointment.class, Map.of("patient", "p1"))).hasSize(1);
  }

  @Test
  void anUnknownKindOfVisitNamesTheKnownOnes() {
    assertThatThrownBy(() -> find("check-up", FROM, IN_A_WEEK)).hasMessageContaining("visitKind").hasMessageContaining("follow-up-visit");
  }

  @Test
  void aPlainFhirStoreIsBookedByClaimingTheSlotFirst() throws Exception {
    FhirStore store = FhirStore.inMemory(CONTEXT, CLOCK);
    WebServer server = new TomcatServletWebServerFactory(0).getWebServer(servlets -> servlets
        .addServlet("fhir", new SandboxFhirServer(CONTEXT, "plain", store, List.of(Slot.class, Schedule.class, Appointment.class)))
        .addMapping("/*"));
    server.start();
    SchedulingSystem plain = system("http://localhost:" + server.getPort(), true);
    try {
      Slot slot = new Slot();
      slot.setStatus(Slot.SlotStatus.FREE).setSchedule(new Reference("Schedule/1"));
      slot.setStart(Date.from(Instant.parse("2026-03-09T13:30:00Z"))).setEnd(Date.from(Instant.parse("2026-03-09T14:00:00Z")));
      slot.addServiceType(new CodeableConcept(new Coding(plain.settings().visitKindSystem(), "follow-up-visit", null)));
      String id = store.create(slot).resource().getIdElement().getIdPart();

      assertThat(new FindSlots(plain, ZONE, CLOCK).perform(new FindSlots.Request("p1", "follow-up-visit", FROM, IN_A_WEEK)).slotOptions())
          .containsExactly(new FindSlots.Option("Mon 9 Mar, 9:30 AM", id));
      String appointment = bookAtOnce(plain, id);
      assertThat(((Slot) store.read("Slot", id)).getStatus()).isEqualTo(Slot.SlotStatus.BUSY);

      new CancelAppointment(plain).perform(new CancelAppointment.Request("effect-c", appointment, null, null, "readmitted"));
      assertThat(((Slot) store.read("Slot", id)).getStatus()).isEqualTo(Slot.SlotStatus.FREE);
    } finally {
      plain.destroy();
      server.stop();
    }
  }

  /** Ten at once; returns the one appointment. */
  private static String bookAtOnce(SchedulingSystem system, String slot) throws Exception {
    ExecutorService people = Executors.newFixedThreadPool(10);
    try {
      List<Callable<String>> attempts = new ArrayList<>();
      for (int i = 0; i < 10; i++) {
        String effect = "effect-at-once-" + i;
        attempts.add(() -> {
          try {
            return new BookAppointment(system).perform(new BookAppointment.Request(effect, "p1", "GH:V1", slot, "follow-up-visit"))
                .appointmentId();
          } catch (BpmnError taken) {
            return null;
          }
        });
      }
      List<String> appointments = new ArrayList<>();
      for (Future<String> result : people.invokeAll(attempts)) {
        if (result.get() != null) {
          appointments.add(result.get());
        }
      }
      assertThat(appointments).hasSize(1);
      assertThat(system.endpoint().search(Appointment.class, Map.of("patient", "p1"))).hasSize(1);
      return appointments.get(0);
    } finally {
      people.shutdownNow();
    }
  }

  private FindSlots.Found find(String visitKind, Instant from, Instant until) {
    return new FindSlots(system, ZONE, CLOCK).perform(new FindSlots.Request("p1", visitKind, from, until));
  }

  private List<String> offered() {
    return find("follow-up-visit", FROM, IN_A_WEEK).slotOptions().stream().map(FindSlots.Option::value).toList();
  }

  private String anySlot() {
    return offered().get(3);
  }

  private BookAppointment.Booked book(String effectId, String slot) {
    return new BookAppointment(system).perform(new BookAppointment.Request(effectId, "p1", "GH:V1", slot, "follow-up-visit"));
  }

  private void cancel(String appointment) {
    new CancelAppointment(system).perform(new CancelAppointment.Request("effect-c", appointment, null, null, "readmitted"));
  }

  private static SchedulingSystem system(String baseUrl, boolean claimSlots) {
    return new SchedulingSystem(
        new SchedulingSettings(baseUrl, null, null, null, Duration.ofSeconds(2), Duration.ofSeconds(2),
            "https://careloop.org/fhir/CodeSystem/visit-kind", claimSlots),
        CONTEXT, new MockEnvironment());
  }
}
