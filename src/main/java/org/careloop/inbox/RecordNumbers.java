package org.careloop.inbox;

import static org.careloop.inbox.Hl7Fields.LONGEST_ID;
import static org.careloop.inbox.Hl7Fields.NULLED;
import static org.careloop.inbox.Hl7Fields.clean;
import static org.careloop.inbox.Hl7Fields.refuseLong;
import static org.careloop.inbox.Hl7Fields.refuseUnfit;
import static org.careloop.inbox.Hl7Fields.repetitions;
import static org.careloop.inbox.Hl7Fields.terse;
import static org.careloop.inbox.Hl7Fields.value;

import ca.uhn.hl7v2.model.Segment;
import java.util.ArrayList;
import java.util.List;
import org.careloop.inbox.Refusal.Code;

/** The record number by which a sender names a patient (CX in PID-3, MRG-1), with the system that the authority stands for. */
final class RecordNumbers {

  private final InboxSettings settings;

  RecordNumbers(InboxSettings settings) {
    this.settings = settings;
  }

  /** The record number as {@code system|value}; null (and said so) when there is none that can be told apart. */
  String identifier(Segment segment, int field, String facility, boolean linked, Findings findings) {
    List<Integer> given = new ArrayList<>();
    List<Integer> recordNumbers = new ArrayList<>();
    for (int i = 0; i < repetitions(segment, field); i++) {
      String id = value(segment, field, i, 1);
      if (id != null && !id.equals(NULLED)) {
        given.add(i);
        if ("MR".equals(value(segment, field, i, 5))) {
          recordNumbers.add(i);
        }
      }
    }
    if (given.isEmpty()) {
      throw new Refusal(Code.REQUIRED_FIELD, segment.getName(), field, "patient identifier missing, expected a record number (type MR)");
    }
    if (recordNumbers.isEmpty() && given.size() == 1 && value(segment, field, given.get(0), 5) == null) {
      findings.note("%s-%d has one identifier without type: taken as the record number".formatted(segment.getName(), field));
      recordNumbers.add(given.get(0));
    }
    if (recordNumbers.isEmpty()) {
      if (!linked) {
        findings.fault("patient-not-identified",
            "%s-%d: holds no identifier of type MR, expected the patient's record number.".formatted(segment.getName(), field));
      }
      return null;
    }
    int chosen = recordNumbers.stream()
        .filter(i -> settings.identifierSystem(value(segment, field, i, 4), authority(segment, field, i, 2)) != null)
        .findFirst().orElse(recordNumbers.get(0));
    String id = value(segment, field, chosen, 1);
    refuseUnfit(id, segment.getName(), field);
    String identifier = system(segment, field, chosen, facility, findings) + "|" + id;
    refuseLong(identifier, segment.getName(), field, LONGEST_ID);
    return identifier;
  }

  /** What is not configured follows one rule: an OID or URI is a system itself, a plain name stands for that facility's record numbers. */
  private String system(Segment segment, int field, int repetition, String facility, Findings findings) {
    String namespace = value(segment, field, repetition, 4);
    String universal = authority(segment, field, repetition, 2);
    String configured = settings.identifierSystem(namespace, universal);
    if (configured != null) {
      return configured;
    }
    if (universal == null) {
      return "urn:careloop:facility:%s:mrn".formatted(namespace == null ? facility : namespace);
    }
    findings.note("%s-%d: assigning authority not configured".formatted(segment.getName(), field));
    if (universal.matches("[0-2](\\.\\d+)+")) {
      return "urn:oid:" + universal;
    }
    return universal.matches("[a-z]+:\\S+") ? universal : "urn:careloop:facility:%s:mrn".formatted(namespace == null ? universal
        : namespace);
  }

  private static String authority(Segment segment, int field, int repetition, int subcomponent) {
    return clean(terse(segment, field, repetition, 4, subcomponent));
  }
}
