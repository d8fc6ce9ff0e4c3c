package org.careloop.plan;

import java.util.Arrays;
import org.springframework.lang.Nullable;

/** Who does what a plan says, as forms and tables write it, and as people read it. */
enum Role {

  COORDINATOR("coordinator", "Care coordinator"),
  NURSE("nurse", "Nurse"),
  PHARMACIST("pharmacist", "Pharmacist"),
  SOCIAL_WORKER("socialWorker", "Social worker"),
  PHYSICIAN("physician", "Physician"),
  PATIENT("patient", "Patient");

  private final String code;
  private final String words;

  Role(String code, String words) {
    this.code = code;
    this.words = words;
  }

  String code() {
    return code;
  }

  String words() {
    return words;
  }

  /** The role of this code; null for none. */
  static @Nullable Role of(@Nullable String code) {
    if (code == null) {
      return null;
    }
    return Arrays.stream(values()).filter(role -> role.code.equals(code)).findFirst().orElseThrow(() -> new IllegalArgumentException(
        "role of a plan item: \"%s\", expected one of %s. Correct the table or the form.".formatted(code, Arrays.stream(values()).map(Role::code).toList())));
  }
}
