package org.careloop.audit.packs;

import java.util.Arrays;
import java.util.Optional;

/**
 * Why somebody takes an export, as an accounting of disclosures asks for it (45 CFR 164.528). Where it leaves the practice, who gets it must be
 * said, too.
 */
public enum Purpose {
  INTERNAL_REVIEW("Review within the practice", false),
  QUALITY("Quality measurement and process analysis", false),
  PATIENT_REQUEST("Asked for by the patient or their representative", true),
  OVERSIGHT("Oversight by an authority or accreditor", true),
  PAYER("Audit by a payer", true),
  LEGAL("Court order, subpoena or other legal process", true),
  INCIDENT("Investigation of an incident or complaint", false),
  OTHER("Something else, as said below", true);

  private final String label;
  private final boolean leavesThePractice;

  Purpose(String label, boolean leavesThePractice) {
    this.label = label;
    this.leavesThePractice = leavesThePractice;
  }

  public String label() {
    return label;
  }

  /** Somebody outside gets it: who, must be recorded. */
  public boolean leavesThePractice() {
    return leavesThePractice;
  }

  static Optional<Purpose> of(String name) {
    return Arrays.stream(values()).filter(purpose -> purpose.name().equals(name)).findFirst();
  }
}
