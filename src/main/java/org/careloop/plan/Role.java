package org.careloop.plan;

import java.util.Arrays;
import org.springframework.lang.Nullable;

/** Who does what a plan says, as forms and tables write it, and as people read it. */
enum Role {

  COORDINATOR("coordinator", "Care coordinator", "Coordinación de cuidados"),
  NURSE("nurse", "Nurse", "Enfermería"),
  PHARMACIST("pharmacist", "Pharmacist", "Farmacia"),
  SOCIAL_WORKER("socialWorker", "Social worker", "Trabajo social"),
  PHYSICIAN("physician", "Physician", "Médico"),
  PATIENT("patient", "Patient", "Usted");

  private final String code;
  private final String words;
  private final String spanish;

  Role(String code, String words, String spanish) {
    this.code = code;
    this.words = words;
    this.spanish = spanish;
  }

  String code() {
    return code;
  }

  String words() {
    return words;
  }

  String spanish() {
    return spanish;
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
