package org.careloop.event;

import java.time.Instant;
import java.util.List;

/**
 * A step that calls an outside system has given up after its last retry; a person must try again or do it by hand. The case is the job.
 *
 * @param jobId the engine's job of that step
 * @param failedProtocol name of the protocol
 * @param failedStep label of the step
 * @param failureText what was asked, which id, what was expected; never patient text
 * @param patientId the patient of the failed case; null while not identified
 * @param patientLabel the two identifiers people see
 * @param encounterId the stay
 * @param careTeam the patient's team; null for none
 * @param intensity risk level of the case
 * @param taskPriority as the case's other tasks
 * @param stepResults what the step should have found out, a row each, to be entered by hand
 */
public record StepFailed(
    String jobId,
    String failedProtocol,
    String failedStep,
    String failureText,
    String patientId,
    String patientLabel,
    String encounterId,
    String careTeam,
    String intensity,
    Integer taskPriority,
    List<StepResult> stepResults,
    Instant occurredAt)
    implements CareEvent {

  /**
   * One result of a step.
   *
   * @param resultName the variable
   * @param resultType in words, for example {@code whole number}
   * @param resultValue as a person enters it; null leaves it unknown
   */
  public record StepResult(String resultName, String resultType, String resultValue) {}

  @Override
  public String businessKey() {
    return jobId;
  }
}
