package org.careloop.inbox;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.careloop.event.AdmissionCancelled;
import org.careloop.event.CareEvent;
import org.careloop.event.DischargeCancelled;
import org.careloop.event.PatientAdmitted;
import org.careloop.event.PatientDied;
import org.careloop.event.PatientDischarged;
import org.careloop.event.PatientRegistered;
import org.careloop.event.PatientTransferred;
import org.careloop.event.VisitUpdated;
import org.careloop.inbox.Stay.Status;
import org.careloop.inbox.StayNews.Trigger;

/** Says in Careloop's words how a stay differs after a message from before it. What was known before is never told again. */
final class NewsOfStay {

  /** Classes of HL7 table 0004, and of FHIR where that has none, under which nobody stays. */
  private static final Set<String> OUTPATIENT_CLASSES = Set.of("O", "R", "HH", "VR", "FLD");

  private static final Set<Status> IN_THE_PAST = Set.of(Status.DISCHARGED, Status.CANCELLED);

  private final String messageId;
  private final String patientIdentifier;
  private final StayNews news;
  private final Stay before;
  private final Stay after;
  private final List<CareEvent> told = new ArrayList<>();

  private NewsOfStay(String messageId, String patientIdentifier, StayNews news, Stay before, Stay after) {
    this.messageId = messageId;
    this.patientIdentifier = patientIdentifier;
    this.news = news;
    this.before = before;
    this.after = after;
  }

  /**
   * The news in the difference, in the order in which it is to be told.
   *
   * @param newest false when newer messages about this stay came before
   */
  static List<CareEvent> between(Stay before, Stay after, StayNews news, boolean newest, String messageId, String patientIdentifier) {
    NewsOfStay difference = new NewsOfStay(messageId, patientIdentifier, news, before, after);
    difference.tellStatus(newest);
    difference.tellDeath();
    return difference.told;
  }

  private void tellStatus(boolean newest) {
    Status was = before.status();
    Status is = after.status();
    if (was != is) {
      tellChangeOfStatus(was, is);
    }
    boolean moved = Set.of(Trigger.TRANSFERRED, Trigger.BECAME_INPATIENT, Trigger.BECAME_OUTPATIENT).contains(news.trigger());
    boolean classMoved = news.trigger() == Trigger.IN_PROGRESS && was == is && after.patientClass() != null
        && !after.patientClass().equals(before.patientClass());
    boolean transferred = told.isEmpty() && newest && (moved || classMoved) && !IN_THE_PAST.contains(is);
    if (transferred) {
      told.add(new PatientTransferred(
          messageId, news.encounterId(), patientIdentifier, news.facility(), after.patientClass(), news.occurredAt()));
    }
    Stay known = transferred ? before.withClass(after.patientClass()) : before;
    if ((told.isEmpty() || transferred) && is != Status.CANCELLED && after.differsFrom(known)
        && (is != Status.UNKNOWN || news.trigger() == Trigger.UPDATED)) {
      told.add(new VisitUpdated(messageId, news.encounterId(), patientIdentifier, news.facility(), after.admittedAt(), after.dischargedAt(),
          after.dischargeDisposition(), after.patientClass(), after.hospitalService(), after.acuteAdmission(), news.occurredAt()));
    }
  }

  private void tellChangeOfStatus(Status was, Status is) {
    if (was == Status.DISCHARGED) {
      told.add(new DischargeCancelled(messageId, news.encounterId(), patientIdentifier, news.facility(), news.occurredAt()));
    }
    switch (is) {
      case DISCHARGED -> {
        if (!isOutpatientVisit()) {
          told.add(new PatientDischarged(messageId, news.encounterId(), patientIdentifier, news.facility(),
              after.admittedAt(), after.dischargedAt(), after.dischargeDisposition(), after.patientClass(), after.hospitalService(),
              after.acuteAdmission(), news.occurredAt()));
        }
      }
      case CANCELLED -> {
        if (was != Status.UNKNOWN) {
          told.add(new AdmissionCancelled(messageId, news.encounterId(), patientIdentifier, news.facility(), news.occurredAt()));
        }
      }
      case ADMITTED -> {
        if (was != Status.DISCHARGED && !fromOutpatient()) {
          told.add(new PatientAdmitted(messageId, news.encounterId(), patientIdentifier, news.facility(), after.admittedAt(),
              after.patientClass(), after.acuteAdmission(), after.planned(), news.occurredAt()));
        }
      }
      case REGISTERED -> tellRegistration("E".equals(after.patientClass()) ? "emergency" : "outpatient");
      case PLANNED -> tellRegistration("preadmission");
      case UNKNOWN -> { }
    }
  }

  /** The end of a clinic visit is no discharge from hospital. A patient admitted as an outpatient, for observation, is discharged. */
  private boolean isOutpatientVisit() {
    return before.status() != Status.ADMITTED && after.patientClass() != null && OUTPATIENT_CLASSES.contains(after.patientClass());
  }

  /** A06 of an outpatient is a transfer; of an emergency patient, or of one we never heard of, it is an admission. */
  private boolean fromOutpatient() {
    return news.trigger() == Trigger.BECAME_INPATIENT && before.status() == Status.REGISTERED && !"E".equals(before.patientClass());
  }

  private void tellRegistration(String kind) {
    if (Set.of(Trigger.REGISTERED, Trigger.PREADMITTED, Trigger.IN_PROGRESS).contains(news.trigger())) {
      told.add(new PatientRegistered(messageId, news.encounterId(), patientIdentifier, news.facility(), kind, after.patientClass(),
          after.admittedAt() == null ? news.occurredAt() : after.admittedAt(), news.occurredAt()));
    }
  }

  private void tellDeath() {
    if (after.died() && !before.died()) {
      told.add(new PatientDied(messageId, patientIdentifier, after.diedAt(), news.occurredAt()));
    }
  }
}
