package org.careloop.fhir;

/** A FHIR endpoint understood and said no (400, 403, 404, 405, 409, 410, 412, 422, 501). The same request will hardly do better later. */
public class FhirRefusal extends FhirFailure {

  FhirRefusal(String message, int status) {
    super(message, status);
  }
}
