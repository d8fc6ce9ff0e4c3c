package org.careloop.security.internal;

import java.util.Set;

/** Which patients' cases are open to people outside the patient's team at this moment, because they broke the glass. */
public interface OpenedCases {

  /** Ids of the patients whose cases this person has opened and may still see. */
  Set<String> openTo(String person);

  /** True where anybody at all has opened this patient's cases and may still see them. */
  boolean isOpen(String patientId);
}
