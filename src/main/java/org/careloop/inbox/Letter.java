package org.careloop.inbox;

import java.time.Instant;
import java.util.List;

/**
 * One message as it came in and what it says.
 *
 * @param messageType for example {@code ADT^A03} or {@code Encounter}
 * @param messageTime the time by which it is ordered
 * @param content the text that is kept
 * @param notes what was tolerated, in words without patient data
 * @param patientReference another name of the patient that this sender may use next time; null for none
 */
record Letter(
    String door,
    String sendingApp,
    String sendingFacility,
    String controlId,
    String contentHash,
    String messageType,
    Instant messageTime,
    String content,
    List<String> notes,
    String patientReference,
    Reading reading) {

  /** This letter under the name that the message had when it came. */
  Letter again(InboxStore.Kept kept, Instant time) {
    return new Letter(door, kept.sendingApp(), kept.sendingFacility(), kept.controlId(), contentHash, messageType, time, kept.content(), notes,
        patientReference, reading);
  }

  String sender() {
    return sender(sendingApp, sendingFacility);
  }

  /** Application and facility as people call them, without their universal ids. */
  static String sender(String application, String facility) {
    return (application.split("\\^", 2)[0] + " " + facility.split("\\^", 2)[0]).trim();
  }
}
