package org.careloop.privacy;

import java.util.Arrays;
import java.util.Optional;

/** Why somebody opens a case outside their team; more is said in their own words. */
enum Reason {
  EMERGENCY("emergency", "Emergency: the patient needs help now"),
  PATIENT_CAME("patient-came", "The patient called or came to me"),
  COVER("cover", "I stand in for a colleague of that team"),
  HANDOVER("handover", "The patient is moving to my team"),
  OTHER("other", "Another reason");

  private final String code;
  private final String label;

  Reason(String code, String label) {
    this.code = code;
    this.label = label;
  }

  String code() {
    return code;
  }

  String label() {
    return label;
  }

  // For the pages.
  public String getCode() {
    return code;
  }

  public String getLabel() {
    return label;
  }

  static Optional<Reason> of(String code) {
    return Arrays.stream(values()).filter(reason -> reason.code.equals(code)).findFirst();
  }
}
