package org.careloop.ehr;

import java.time.Clock;
import java.time.Instant;
import java.util.Arrays;
import java.util.Date;
import java.util.List;
import java.util.Objects;
import org.careloop.engine.CareDelegate;
import org.hl7.fhir.r4.model.Period;
import org.hl7.fhir.r4.model.Task;
import org.hl7.fhir.r4.model.Task.TaskIntent;
import org.hl7.fhir.r4.model.Task.TaskStatus;
import org.springframework.lang.Nullable;
import org.springframework.stereotype.Component;

/** Writes what became of one piece of work into the EHR as a Task: done, rejected or failed. Written once for each effect id. */
@Component
class RecordTask extends CareDelegate<RecordTask.Request, RecordTask.Recorded> {

  /**
   * The work.
   *
   * @param taskCode kebab-case, for example {@code home-visit}
   * @param taskStatus a FHIR Task.status, for example {@code completed}, {@code rejected}, {@code failed}, {@code cancelled}
   * @param taskReason code or a few words without names
   * @param completedAt when it ended; none means now
   * @param performedBy user id
   */
  record Request(
      String effectId, String patientId, @Nullable String encounterId, String taskCode, String taskStatus, @Nullable String taskReason,
      @Nullable Instant completedAt, @Nullable String performedBy) {}

  record Recorded(String fhirTaskId) {}

  private final Ehr ehr;
  private final Clock clock;

  RecordTask(Ehr ehr, Clock clock) {
    this.ehr = ehr;
    this.clock = clock;
  }

  @Override
  protected Recorded perform(Request request) {
    Instant at = request.completedAt() != null ? request.completedAt() : clock.instant();
    Task task = new Task().setStatus(status(request.taskStatus())).setIntent(TaskIntent.ORDER)
        .setCode(Coded.own("task", request.taskCode()))
        .setFor(Ehr.patientReference(request.patientId()))
        .setEncounter(ehr.encounterReference(request.encounterId()))
        .setExecutionPeriod(new Period().setEndElement(Times.utc(at)))
        .setLastModified(Date.from(at))
        .addIdentifier(Ehr.caseIdentifier(request.encounterId()));
    if (request.taskReason() != null) {
      task.setStatusReason(Coded.own("task-reason", request.taskReason()));
    }
    if (request.performedBy() != null) {
      task.setOwner(Ehr.userReference(request.performedBy()));
    }
    return new Recorded(ehr.endpoint().createOnce(task, request.effectId()));
  }

  private static TaskStatus status(String code) {
    List<String> known = Arrays.stream(TaskStatus.values()).map(TaskStatus::toCode).filter(Objects::nonNull).toList();
    if (!known.contains(code)) {
      throw new IllegalArgumentException("taskStatus: \"%s\", expected one of %s. Correct it in the diagram.".formatted(code, known));
    }
    return Arrays.stream(TaskStatus.values()).filter(status -> code.equals(status.toCode())).findFirst().orElseThrow();
  }
}
