package org.careloop.ehr;

import ca.uhn.fhir.context.FhirContext;
import jakarta.annotation.PreDestroy;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.careloop.fhir.FhirAddress;
import org.careloop.fhir.FhirEndpoint;
import org.careloop.fhir.FhirRefusal;
import org.hl7.fhir.r4.model.DomainResource;
import org.hl7.fhir.r4.model.Encounter;
import org.hl7.fhir.r4.model.Identifier;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.Patient.LinkType;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.Resource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.env.Environment;
import org.springframework.lang.Nullable;
import org.springframework.stereotype.Component;

/**
 * The electronic health record as the delegates see it: patients and encounters by the names Careloop has for them, records of one patient,
 * writes that happen once. It makes sure that what it hands over belongs to the patient who was asked for. Keeps nothing.
 */
@Component
class Ehr {

  /** System of the identifier that ties what we write to its case. */
  static final String ENCOUNTER_SYSTEM = "https://careloop.org/encounter";

  /** Says in place of a user id that the patient did it. */
  static final String PATIENT = "patient";
  /** What stands in the place of a user id when the patient answered by a link. */
  private static final String PATIENT_BY_LINK = "patient:link";

  private static final Logger LOG = LoggerFactory.getLogger(Ehr.class);
  private static final String SANDBOX_PATH = "/sandbox/fhir";
  private static final String SANDBOX_USER = "integration";

  private final FhirEndpoint endpoint;
  private final EhrSettings settings;

  Ehr(EhrSettings settings, FhirContext context, Environment environment) {
    this.settings = settings;
    var address = FhirAddress.of(settings.baseUrl(), "careloop.ehr.base-url", environment, SANDBOX_PATH);
    boolean simulated = settings.baseUrl() == null || settings.baseUrl().isBlank();
    boolean sandboxUser = simulated && settings.user() == null && settings.token() == null;
    this.endpoint = new FhirEndpoint(context, new FhirEndpoint.Access("the EHR", address,
        sandboxUser ? SANDBOX_USER : settings.user(), sandboxUser ? SANDBOX_USER : settings.password(), settings.token(),
        settings.connectTimeout(), settings.readTimeout()));
  }

  FhirEndpoint endpoint() {
    return endpoint;
  }

  /**
   * The patients whom this identifier means, each as the record that survived all merges.
   *
   * @param patientIdentifier {@code system|value} or {@code Patient/id}
   */
  List<Patient> patients(String patientIdentifier) {
    Map<String, Patient> survivors = new LinkedHashMap<>();
    for (Patient patient : named(patientIdentifier)) {
      Patient survivor = survivor(patient);
      survivors.put(survivor.getIdElement().getIdPart(), survivor);
    }
    return new ArrayList<>(survivors.values());
  }

  Patient patient(String patientId) {
    return endpoint.read(Patient.class, patientId);
  }

  /** All resources of one type that are about this patient. */
  <T extends DomainResource> List<T> of(String patientId, Class<T> type) {
    return of(patientId, type, Map.of());
  }

  /** Resources of one type that are about this patient and meet further criteria. */
  <T extends DomainResource> List<T> of(String patientId, Class<T> type, Map<String, String> more) {
    return ofWithIncluded(patientId, type, more).stream().filter(type::isInstance).map(type::cast).toList();
  }

  /** As {@link #of}, with whatever else {@code _include} brought along. */
  <T extends DomainResource> List<Resource> ofWithIncluded(String patientId, Class<T> type, Map<String, String> more) {
    Map<String, String> criteria = new LinkedHashMap<>();
    criteria.put("patient", FhirEndpoint.escape(patientId));
    criteria.putAll(more);
    List<Resource> found = endpoint.searchWithIncluded(type, criteria);
    found.stream().filter(type::isInstance).forEach(resource -> requireAbout(patientId, type.cast(resource)));
    return found;
  }

  /**
   * The stay or visit of this case; empty when the EHR does not know it.
   *
   * @param encounterId {@code facility:visitNumber}
   */
  Optional<Encounter> encounter(String encounterId, String patientId) {
    Identifier visit = visitIdentifier(encounterId);
    List<Encounter> found = endpoint.search(Encounter.class, Map.of("identifier", FhirEndpoint.token(visit.getSystem(), visit.getValue())));
    if (found.isEmpty()) {
      LOG.info("The EHR knows no encounter {}; what the message said is used instead.", encounterId);
      return Optional.empty();
    }
    List<Encounter> own = found.stream()
        .filter(encounter -> isAbout(patientId, encounter) || mergedInto(patientId, encounter.getSubject())).toList();
    if (own.size() != 1) {
      throw new IllegalStateException("encounterId %s: %d encounters of patient %s in the EHR, expected one. Somebody must correct the EHR."
          .formatted(encounterId, own.size(), patientId));
    }
    return Optional.of(own.get(0));
  }

  /** A reference by visit number, good also for an encounter that the EHR does not know yet; null outside of a stay. */
  Reference encounterReference(@Nullable String encounterId) {
    return encounterId == null ? null : new Reference().setType("Encounter").setIdentifier(visitIdentifier(encounterId));
  }

  static Reference patientReference(String patientId) {
    return new Reference("Patient/" + patientId);
  }

  /** A person or service of ours by user id. */
  static Reference userReference(String userId) {
    return new Reference().setIdentifier(new Identifier().setSystem("https://careloop.org/user").setValue(userId));
  }

  /** Who gave answers: the patient, or the user who wrote them down. */
  static Reference answering(String userIdOrPatient, String patientId) {
    return userIdOrPatient.equals(PATIENT) || userIdOrPatient.equals(PATIENT_BY_LINK) ? patientReference(patientId) : userReference(userIdOrPatient);
  }

  /** Ties what we write to the case of a stay; null outside of a stay. */
  static Identifier caseIdentifier(@Nullable String encounterId) {
    return encounterId == null ? null : new Identifier().setSystem(ENCOUNTER_SYSTEM).setValue(encounterId);
  }

  /** Whether what carries these identifiers was written by us for this case. */
  static boolean isOfCase(List<Identifier> identifiers, String encounterId) {
    return identifiers.stream().anyMatch(identifier -> ENCOUNTER_SYSTEM.equals(identifier.getSystem()) && encounterId.equals(identifier.getValue()));
  }

  /** Tells a reading that the EHR does not offer from a failure: empty when it refused the question, otherwise as {@link #of}. */
  <T extends DomainResource> Optional<List<T>> ifOffered(String patientId, Class<T> type) {
    try {
      return Optional.of(of(patientId, type));
    } catch (FhirRefusal e) {
      LOG.warn("Not read and left unknown: {}", e.getMessage());
      return Optional.empty();
    }
  }

  @PreDestroy
  void close() throws IOException {
    endpoint.close();
  }

  private List<Patient> named(String patientIdentifier) {
    String prefix = "Patient/";
    String local = patientIdentifier.startsWith(endpoint.baseUrl() + "/" + prefix)
        ? patientIdentifier.substring(endpoint.baseUrl().length() + 1) : patientIdentifier;
    if (local.startsWith(prefix)) {
      String id = local.substring(prefix.length()).replaceAll("/_history/.*", "");
      return id.matches("[A-Za-z0-9\\-.]{1,64}") ? endpoint.find(Patient.class, id).map(List::of).orElse(List.of()) : List.of();
    }
    int bar = patientIdentifier.lastIndexOf('|');
    if (bar < 1 || bar == patientIdentifier.length() - 1) {
      return List.of();
    }
    String token = FhirEndpoint.token(patientIdentifier.substring(0, bar), patientIdentifier.substring(bar + 1));
    return endpoint.search(Patient.class, Map.of("identifier", token));
  }

  /** The record that is left of this one after all merges. */
  Patient survivor(Patient patient) {
    Set<String> seen = new LinkedHashSet<>();
    Patient current = patient;
    while (seen.add(current.getIdElement().getIdPart())) {
      Optional<String> next = current.getLink().stream().filter(link -> link.getType() == LinkType.REPLACEDBY)
          .map(link -> link.getOther().getReferenceElement().getIdPart()).filter(id -> id != null).findFirst();
      if (next.isEmpty()) {
        return current;
      }
      current = endpoint.read(Patient.class, next.get());
    }
    throw new IllegalStateException(
        "The EHR's patient records %s replace each other in a circle. Somebody must correct the EHR.".formatted(seen));
  }

  private boolean mergedInto(String patientId, Reference subject) {
    String other = subject.getReferenceElement().getIdPart();
    return other != null
        && endpoint.find(Patient.class, other).map(this::survivor).filter(p -> patientId.equals(p.getIdElement().getIdPart())).isPresent();
  }

  private Identifier visitIdentifier(String encounterId) {
    int colon = encounterId.indexOf(':');
    if (colon < 1 || colon == encounterId.length() - 1) {
      throw new IllegalArgumentException("encounterId: \"%s\", expected facility:visitNumber".formatted(encounterId));
    }
    return new Identifier().setSystem(settings.visitSystem(encounterId.substring(0, colon))).setValue(encounterId.substring(colon + 1));
  }

  private static boolean isAbout(String patientId, Encounter encounter) {
    return patientId.equals(encounter.getSubject().getReferenceElement().getIdPart());
  }

  /** Fails unless what is about to be changed is about this patient, or about a record that was merged into this one. */
  void requireOf(String patientId, Reference subject, String resource) {
    if (!patientId.equals(subject.getReferenceElement().getIdPart()) && !mergedInto(patientId, subject)) {
      throw new IllegalStateException("%s at %s: not about patient %s, nothing is changed. Somebody must correct the case's data."
          .formatted(resource, endpoint.name(), patientId));
    }
  }

  private void requireAbout(String patientId, DomainResource resource) {
    for (String element : List.of("subject", "patient", "for", "beneficiary")) {
      var property = resource.getNamedProperty(element);
      if (property == null) {
        continue;
      }
      boolean about = property.getValues().stream().filter(Reference.class::isInstance).map(Reference.class::cast)
          .anyMatch(reference -> patientId.equals(reference.getReferenceElement().getIdPart()));
      if (!about) {
        throw new IllegalStateException("GET %s?… at %s: answered with a resource that is not about patient %s"
            .formatted(resource.fhirType(), endpoint.name(), patientId));
      }
    }
  }
}
