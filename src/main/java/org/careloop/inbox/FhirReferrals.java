package org.careloop.inbox;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.parser.IParser;
import java.net.URI;
import java.time.Instant;
import java.util.stream.Stream;
import org.careloop.inbox.Reading.OfEnrolment;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Identifier;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.Resource;
import org.hl7.fhir.r4.model.ServiceRequest;
import org.hl7.fhir.r4.model.ServiceRequest.ServiceRequestStatus;

/** Reads FHIR R4 ServiceRequests that refer a patient into the programme. Which codes do so is a setting. Tells nothing. */
final class FhirReferrals {

  private final FhirContext fhir = FhirContext.forR4Cached();
  private final FhirReader reader;
  private final InboxSettings settings;

  FhirReferrals(FhirReader reader, InboxSettings settings) {
    this.reader = reader;
    this.settings = settings;
  }

  /** True for a ServiceRequest whose code or category is one of {@code careloop.inbox.enrolment-codes}. */
  boolean isReferral(Resource resource) {
    return resource instanceof ServiceRequest request
        && Stream.concat(Stream.of(request.getCode()), request.getCategory().stream()).flatMap(concept -> concept.getCoding().stream())
            .anyMatch(coding -> settings.enrolmentCodes().contains(coding.getSystem() + "|" + coding.getCode()));
  }

  Letter read(ServiceRequest request, Bundle bundle, Correction correction, Findings findings, Instant now) {
    if (!request.hasStatus()) {
      throw new BadResource("required", "ServiceRequest.status", "missing");
    }
    Patient patient = FhirSubject.besides(request.getSubject(), bundle);
    if (!request.hasSubject() && patient == null) {
      throw new BadResource("required", "ServiceRequest.subject", "missing, expected whom it is about");
    }
    reader.refuseBirthInFuture(patient, now);
    if (request.getStatus() != ServiceRequestStatus.ACTIVE) {
      findings.fault("referral-not-active", "ServiceRequest.status: %s, expected active. Act on it by hand, then discard it."
          .formatted(request.getStatus().toCode()));
    }
    Instant time = time(request, findings, now);
    FhirSubject subject = new FhirSubject("ServiceRequest", request.getSubject(), patient);
    boolean linked = correction != null && correction.patientIdentifier() != null;
    String sent = subject.identifier(linked, findings);
    String person = linked ? correction.patientIdentifier() : sent;
    Identifier number = request.getIdentifier().stream().filter(Identifier::hasValue).findFirst().orElse(null);
    String facility = facility(number);
    String referralId = number == null ? null : FhirReader.fitting(facility + ":" + number.getValue().trim(), "ServiceRequest.identifier");
    Enrolment asked = new Enrolment("referral", person, facility, referralId,
        request.hasPriority() ? request.getPriority().toCode() : null, time);
    Reading reading = findings.needPerson() ? findings.reading() : new OfEnrolment(asked, sent);
    IParser json = fhir.newJsonParser();
    String content = FhirReader.content(request, request.getSubject(), patient, json);
    String id = request.getIdElement().hasIdPart() ? request.getIdElement().getIdPart() : Fingerprint.of(content);
    return new Letter(FhirReader.DOOR, FhirReader.DOOR, facility, "ServiceRequest/" + FhirReader.cut(id), Fingerprint.of(content),
        "ServiceRequest", time, content, findings.notes(), subject.alias(sent), reading);
  }

  private Instant time(ServiceRequest request, Findings findings, Instant now) {
    if (!request.getMeta().hasLastUpdated() && !request.hasAuthoredOn()) {
      findings.note("neither ServiceRequest.meta.lastUpdated nor authoredOn: ordered by its arrival");
      return now;
    }
    Instant time = (request.getMeta().hasLastUpdated() ? request.getMeta().getLastUpdated() : request.getAuthoredOn()).toInstant();
    if (time.isAfter(now.plus(settings.futureTolerance()))) {
      findings.doubt("event-in-future", "ServiceRequest: %s lies in the future, expected the time of the request.".formatted(time));
      return now;
    }
    return time;
  }

  private static String facility(Identifier number) {
    try {
      String host = number == null || !number.hasSystem() ? null : URI.create(number.getSystem()).getHost();
      return host == null ? FhirReader.DOOR : host;
    } catch (IllegalArgumentException e) {
      return FhirReader.DOOR;
    }
  }
}
