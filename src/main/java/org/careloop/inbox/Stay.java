package org.careloop.inbox;

import com.fasterxml.jackson.annotation.JsonIgnore;
import java.time.Instant;
import java.util.Objects;
import java.util.Set;

/**
 * What is known of one stay: the fold of its messages in the order of their own times. The same messages give the same stay in whatever
 * order they arrive. Knows nothing of protocols.
 *
 * @param admitted somebody said that the stay began
 * @param discharged somebody said that it ended, and nobody took it back
 * @param cancelled the stay was taken back
 * @param planned a pre-admission came before
 * @param cancelAwaits time of a cancelled discharge that has no discharge yet; a discharge not newer than that is suppressed
 */
record Stay(
    boolean planned,
    boolean registered,
    boolean admitted,
    boolean discharged,
    boolean cancelled,
    Instant admittedAt,
    Instant dischargedAt,
    String dischargeDisposition,
    String patientClass,
    String hospitalService,
    Boolean acuteAdmission,
    boolean died,
    Instant diedAt,
    String personHash,
    Instant cancelAwaits) {

  /** Where the stay is. */
  enum Status { UNKNOWN, PLANNED, REGISTERED, ADMITTED, DISCHARGED, CANCELLED }

  /** Classes that mean a bed: inpatient, newborn, obstetrics; non-acute, observation and short stay of v3-ActCode. */
  private static final Set<String> BEDS = Set.of("I", "N", "B", "NONAC", "OBSENC", "SS");

  static final Stay NOTHING_KNOWN =
      new Stay(false, false, false, false, false, null, null, null, null, null, null, false, null, null, null);

  @JsonIgnore
  Status status() {
    if (cancelled) {
      return Status.CANCELLED;
    }
    if (discharged) {
      return Status.DISCHARGED;
    }
    if (admitted) {
      return Status.ADMITTED;
    }
    return registered ? Status.REGISTERED : planned ? Status.PLANNED : Status.UNKNOWN;
  }

  /** The stay after this news, which must not be older than what was folded before. */
  Stay after(StayNews news) {
    Draft draft = new Draft(this);
    draft.takeFacts(news);
    switch (news.trigger()) {
      case PREADMITTED -> {
        draft.planned = true;
        draft.cancelled = false;
      }
      case REGISTERED -> {
        draft.registered = true;
        draft.cancelled = false;
      }
      case ADMITTED, BECAME_INPATIENT -> {
        draft.admitted = true;
        draft.cancelled = false;
      }
      case IN_PROGRESS -> {
        draft.admitted |= BEDS.contains(String.valueOf(draft.patientClass));
        draft.registered |= !draft.admitted;
        draft.cancelled = false;
        draft.takeBackDischarge();
      }
      case DISCHARGED -> draft.discharge(news);
      case DISCHARGE_CANCELLED -> {
        draft.cancelAwaits = draft.discharged ? null : news.occurredAt();
        draft.takeBackDischarge();
      }
      case ADMISSION_CANCELLED -> {
        draft.cancelled = true;
        draft.admitted = false;
        draft.registered = false;
        draft.takeBackDischarge();
        draft.admittedAt = null;
      }
      case TRANSFERRED, BECAME_OUTPATIENT, UPDATED -> { }
    }
    return draft.done();
  }

  /** True when a person's data or the stay's dates, classes or disposition differ. */
  boolean differsFrom(Stay other) {
    return !Objects.equals(admittedAt, other.admittedAt)
        || !Objects.equals(dischargedAt, other.dischargedAt)
        || !Objects.equals(dischargeDisposition, other.dischargeDisposition)
        || !Objects.equals(patientClass, other.patientClass)
        || !Objects.equals(hospitalService, other.hospitalService)
        || !Objects.equals(acuteAdmission, other.acuteAdmission)
        || !Objects.equals(personHash, other.personHash);
  }

  Stay withClass(String code) {
    Draft draft = new Draft(this);
    draft.patientClass = code;
    return draft.done();
  }

  /** A stay being changed. */
  private static final class Draft {
    boolean planned;
    boolean registered;
    boolean admitted;
    boolean discharged;
    boolean cancelled;
    Instant admittedAt;
    Instant dischargedAt;
    String dischargeDisposition;
    String patientClass;
    String hospitalService;
    Boolean acuteAdmission;
    boolean died;
    Instant diedAt;
    String personHash;
    Instant cancelAwaits;

    Draft(Stay stay) {
      planned = stay.planned;
      registered = stay.registered;
      admitted = stay.admitted;
      discharged = stay.discharged;
      cancelled = stay.cancelled;
      admittedAt = stay.admittedAt;
      dischargedAt = stay.dischargedAt;
      dischargeDisposition = stay.dischargeDisposition;
      patientClass = stay.patientClass;
      hospitalService = stay.hospitalService;
      acuteAdmission = stay.acuteAdmission;
      died = stay.died;
      diedAt = stay.diedAt;
      personHash = stay.personHash;
      cancelAwaits = stay.cancelAwaits;
    }

    /** Facts of the stay as a whole; the discharge's own are taken only where there is a discharge. */
    void takeFacts(StayNews news) {
      admittedAt = fact(admittedAt, news.admittedAt(), news, "admittedAt");
      patientClass = fact(patientClass, news.patientClass(), news, "patientClass");
      hospitalService = fact(hospitalService, news.hospitalService(), news, "hospitalService");
      acuteAdmission = fact(acuteAdmission, news.acuteAdmission(), news, "acuteAdmission");
      died = Boolean.TRUE.equals(fact(died, news.died(), news, "died"));
      diedAt = died ? fact(diedAt, news.diedAt(), news, "diedAt") : null;
      personHash = fact(personHash, news.personHash(), news, "personHash");
      if (news.trigger() == StayNews.Trigger.UPDATED && discharged) {
        takeDischarge(news);
      }
    }

    void discharge(StayNews news) {
      if (cancelAwaits != null && !news.occurredAt().isAfter(cancelAwaits)) {
        cancelAwaits = null;
        return;
      }
      cancelAwaits = null;
      discharged = true;
      cancelled = false;
      takeDischarge(news);
    }

    void takeDischarge(StayNews news) {
      dischargedAt = fact(dischargedAt, news.dischargedAt(), news, "");
      dischargeDisposition = fact(dischargeDisposition, news.dischargeDisposition(), news, "dischargeDisposition");
    }

    void takeBackDischarge() {
      discharged = false;
      dischargedAt = null;
      dischargeDisposition = null;
    }

    private static <T> T fact(T known, T said, StayNews news, String name) {
      return said != null ? said : news.cleared().contains(name) ? null : known;
    }

    Stay done() {
      return new Stay(planned, registered, admitted, discharged, cancelled, admittedAt, dischargedAt, dischargeDisposition, patientClass,
          hospitalService, acuteAdmission, died, diedAt, personHash, cancelAwaits);
    }
  }
}
