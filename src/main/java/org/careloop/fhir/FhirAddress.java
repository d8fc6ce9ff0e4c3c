package org.careloop.fhir;

import java.util.function.Supplier;
import org.springframework.core.env.Environment;
import org.springframework.core.env.Profiles;

/** Where a FHIR partner is to be found. Knows no partner by name and never guesses an address outside the sandbox. */
public final class FhirAddress {

  private FhirAddress() {}

  /**
   * The configured address; when there is none, and in profile {@code sandbox} only, this program itself at whatever port it listens on.
   * The port is known only once the web server runs, so ask each time.
   *
   * @param configured base URL without a slash at its end; null or blank for the sandbox's own
   * @param property its full name, for the administrator who forgot it
   * @param sandboxPath for example {@code /sandbox/fhir}
   */
  public static Supplier<String> of(String configured, String property, Environment environment, String sandboxPath) {
    if (configured != null && !configured.isBlank()) {
      String address = configured.strip().replaceAll("/+$", "");
      if (!address.matches("https?://\\S+")) {
        throw new IllegalStateException("%s: expected an address that begins with http:// or https://. An administrator must correct it."
            .formatted(property));
      }
      return () -> address;
    }
    if (!environment.acceptsProfiles(Profiles.of("sandbox"))) {
      throw new IllegalStateException("%s: no value, expected the base URL of a FHIR R4 endpoint. An administrator must set it."
          .formatted(property));
    }
    return () -> "http://localhost:%s%s".formatted(environment.getRequiredProperty("local.server.port"), sandboxPath);
  }
}
