package org.careloop.fhir;

/**
 * A FHIR endpoint did not do what was asked: down, slow, or an answer that cannot be trusted. Trying again later may help.
 * The message names the request, the endpoint, what it answered and what was expected, and never a word of the answer's text, which may
 * speak of a patient; for the same reason there is no cause.
 */
public class FhirFailure extends RuntimeException {

  private final int status;

  FhirFailure(String message, int status) {
    super(message);
    this.status = status;
  }

  /** The HTTP status of the answer; 0 when there was none. */
  public int status() {
    return status;
  }
}
