package org.careloop.ehr;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.careloop.engine.CareDelegate;
import org.hl7.fhir.r4.model.Task;
import org.hl7.fhir.r4.model.Task.TaskStatus;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.lang.Nullable;
import org.springframework.stereotype.Component;

/**
 * Reads from the EHR what of a transition is settled already, so that care which was interrupted (a readmission taken back, a changed plan) is
 * taken up where it was left. Work counts as settled when its last Task has ended, whatever the outcome.
 */
@Component
class ReadProgress extends CareDelegate<ReadProgress.Request, ReadProgress.Progress> {

  record Request(String patientId, String encounterId, Instant dischargedAt) {}

  /**
   * What is settled.
   *
   * @param contactDone the patient or caregiver was reached
   * @param visitDate local date of the visit that was kept
   * @param mdm complexity of medical decision making at that visit
   * @param reconciledOn local date of the medication reconciliation
   */
  record Progress(
      boolean contactDone, boolean visitDone, @Nullable LocalDate visitDate, @Nullable String mdm, boolean homeVisitDone,
      boolean medicinesReconciled, @Nullable LocalDate reconciledOn, boolean informationReceived, boolean palliativeOffered) {}

  private final Ehr ehr;
  private final ReadContacts contacts;
  private final ZoneId zone;

  ReadProgress(Ehr ehr, ReadContacts contacts, @Value("${careloop.zone}") ZoneId zone) {
    this.ehr = ehr;
    this.contacts = contacts;
    this.zone = zone;
  }

  @Override
  protected Progress perform(Request request) {
    List<Task> tasks = ehr.of(request.patientId(), Task.class).stream()
        .filter(task -> Ehr.isOfCase(task.getIdentifier(), request.encounterId()))
        .filter(task -> task.getStatus() != TaskStatus.ENTEREDINERROR)
        .sorted(Comparator.comparing(Task::getLastModified))
        .toList();
    Optional<Task> visit = last(tasks, "follow-up-visit");
    Optional<Task> keptVisit = visit.filter(task -> task.getStatus() == TaskStatus.COMPLETED);
    Optional<Task> reconciliation = last(tasks, "medication-reconciliation");
    var reached = contacts.perform(
        new ReadContacts.Request(request.patientId(), request.encounterId(), request.dischargedAt(), Instant.MAX)).firstReachedAt();
    return new Progress(
        reached != null,
        visit.isPresent(),
        keptVisit.map(this::day).orElse(null),
        keptVisit.map(task -> Coded.own("task-reason", task.getStatusReason())).orElse(null),
        last(tasks, "home-visit").isPresent(),
        reconciliation.isPresent(),
        reconciliation.map(this::day).orElse(null),
        last(tasks, "discharge-information-received").isPresent(),
        last(tasks, "palliative-consult-offer").isPresent());
  }

  private static Optional<Task> last(List<Task> tasks, String code) {
    return tasks.stream().filter(task -> code.equals(Coded.own("task", task.getCode()))).reduce((earlier, later) -> later);
  }

  private LocalDate day(Task task) {
    return task.getExecutionPeriod().getEnd().toInstant().atZone(zone).toLocalDate();
  }
}
