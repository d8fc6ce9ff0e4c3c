package org.careloop.inbox;

import static org.careloop.inbox.Hl7Fields.LONGEST_ID;
import static org.careloop.inbox.Hl7Fields.NULLED;
import static org.careloop.inbox.Hl7Fields.first;
import static org.careloop.inbox.Hl7Fields.only;
import static org.careloop.inbox.Hl7Fields.refuseLong;
import static org.careloop.inbox.Hl7Fields.refuseUnfit;
import static org.careloop.inbox.Hl7Fields.value;

import ca.uhn.hl7v2.model.Segment;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.careloop.inbox.Refusal.Code;

/** Reads who is proposed for enrolment: a referral (REF^I12) or a person added to the practice's register (ADT^A28). Tells nothing. */
final class EnrolmentReader {

  static final String REFERRAL = "REF^I12";
  static final Set<String> TYPES = Set.of(REFERRAL, "ADT^A28");

  /** HL7 table 0280, with the word that some senders use beside it. */
  private static final Map<String, String> PRIORITIES = Map.of("S", "stat", "U", "urgent", "A", "asap", "R", "routine");
  /** HL7 table 0283: rejected, expired. */
  private static final Set<String> OVER = Set.of("R", "E");

  private final RecordNumbers recordNumbers;

  EnrolmentReader(RecordNumbers recordNumbers) {
    this.recordNumbers = recordNumbers;
  }

  Reading read(String type, List<Segment> segments, String facility, Instant messageTime, Correction correction, Findings findings) {
    Segment pid = only(segments, "PID");
    boolean linked = correction != null && correction.patientIdentifier() != null;
    String sent = recordNumbers.identifier(pid, 3, facility, linked, findings);
    String patient = linked ? correction.patientIdentifier() : sent;
    if ("Y".equals(value(pid, 30, 0, 1))) {
      findings.doubt("contradicts-itself", "PID-30: says that the patient has died, expected somebody who can be enrolled.");
    }
    boolean referral = type.equals(REFERRAL);
    Segment rf1 = referral ? first(segments, "RF1") : null;
    if (referral && rf1 == null) {
      throw new Refusal(Code.SEGMENT_SEQUENCE, "RF1", "segment missing, REF^I12 is about a referral");
    }
    Enrolment asked = referral
        ? new Enrolment("referral", patient, facility, referralId(rf1, facility, findings), priority(rf1, findings), messageTime)
        : new Enrolment("registration", patient, facility, null, null, messageTime);
    return findings.needPerson() ? findings.reading() : new Reading.OfEnrolment(asked, sent);
  }

  private static String referralId(Segment rf1, String facility, Findings findings) {
    String status = value(rf1, 1, 0, 1);
    if (status != null && OVER.contains(status)) {
      findings.doubt("contradicts-itself", "RF1-1: %s, expected a referral that is pending or accepted.".formatted(status));
    }
    String number = value(rf1, 6, 0, 1);
    if (number == null || number.equals(NULLED)) {
      findings.note("RF1-6 is empty: the referral has no number");
      return null;
    }
    refuseUnfit(number, "RF1", 6);
    String id = facility == null ? number : facility + ":" + number;
    refuseLong(id, "RF1", 6, LONGEST_ID);
    return id;
  }

  private static String priority(Segment rf1, Findings findings) {
    String code = value(rf1, 2, 0, 1);
    String known = code == null ? null : PRIORITIES.get(code);
    if (code != null && known == null) {
      findings.note("RF1-2 is no priority of table 0280: not read");
    }
    return known;
  }
}
