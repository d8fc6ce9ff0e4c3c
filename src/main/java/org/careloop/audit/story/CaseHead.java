package org.careloop.audit.story;

import java.time.Instant;

/**
 * One case in a line: whose, under which protocol, and how it went.
 *
 * @param rootId the engine's id of the outermost process instance; opaque, fit for an address
 * @param patientId the health record's id; null where nobody was identified
 * @param patientLabel as the care team sees the patient; null where nobody was identified
 * @param definitionId of the exact version that the case runs on now
 * @param outcome the name of the end that was reached, or in words why there is none
 * @param deadlineMissed a person's task was done after its due date, or is open past it
 * @param overridden past the protocol, by the one rule in src/docs/auditors-questions.md
 * @param incidents how often a step gave up
 */
public record CaseHead(String rootId, String businessKey, String patientId, String patientLabel, String protocolId, String protocolName,
    String versionTag, String definitionId, Instant started, Instant ended, String outcome, boolean deadlineMissed, boolean overridden,
    int incidents) {

  public boolean open() {
    return ended == null;
  }
}
