package org.careloop.inbox;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.parser.IParser;
import ca.uhn.fhir.parser.LenientErrorHandler;
import ca.uhn.fhir.parser.json.BaseJsonLikeValue;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.careloop.inbox.InboxStore.Kept;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Encounter;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.Resource;
import org.hl7.fhir.r4.model.ServiceRequest;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/**
 * Reads what comes in FHIR R4, alone or in bundles: finds out which resource is news, and leaves it to those who read Encounters and
 * referrals. Stores and tells nothing.
 */
@Component
class FhirReader {

  static final String DOOR = "fhir";

  /** Resources that partners may send. Of these Encounters and referrals are news today, the others go to a person. */
  static final Set<String> TAKEN =
      Set.of("Encounter", "ServiceRequest", "Task", "Appointment", "Observation", "DiagnosticReport", "DocumentReference", "Communication");

  static final String IDENTIFIER_TYPES = "http://terminology.hl7.org/CodeSystem/v2-0203";
  private static final Pattern ELEMENT = Pattern.compile("element=\"([A-Za-z.\\[\\]]{1,80})\"");
  private static final int MOST_ENTRIES = 1_000;
  private static final int LONGEST_ID = 250;

  private final FhirContext fhir = FhirContext.forR4Cached();
  private final InboxSettings settings;
  private final ZoneId practiceZone;
  private final EncounterReader encounters;
  private final FhirReferrals referrals;

  @Autowired
  FhirReader(InboxSettings settings, @Value("${careloop.zone:America/New_York}") ZoneId practiceZone) {
    this.settings = settings;
    this.practiceZone = practiceZone;
    this.encounters = new EncounterReader(this, settings, practiceZone);
    this.referrals = new FhirReferrals(this, settings);
  }

  /** A resource and the names of elements that R4 does not have. */
  record Parsed(Resource resource, List<String> notes) {}

  /** Reads JSON; what R4 does not know is noted, what is no value of its type is refused. */
  Parsed parse(String json) {
    Set<String> unknown = new LinkedHashSet<>();
    IParser parser = fhir.newJsonParser();
    // The id by which the sender will name it next time, not the one that holds within this bundle.
    parser.setOverrideResourceIdWithBundleEntryFullUrl(false);
    parser.setParserErrorHandler(new LenientErrorHandler(false) {
      @Override
      public void unknownElement(IParseLocation location, String element) {
        unknown.add(element);
      }

      @Override
      public void unknownAttribute(IParseLocation location, String attribute) {
        unknown.add(attribute);
      }

      @Override
      public void incorrectJsonType(IParseLocation location, String element, BaseJsonLikeValue.ValueType expected,
          BaseJsonLikeValue.ScalarType expectedScalar, BaseJsonLikeValue.ValueType found, BaseJsonLikeValue.ScalarType foundScalar) {
        throw new BadResource("structure", element, "expected %s, not %s".formatted(expected, found));
      }

      @Override
      public void unexpectedRepeatingElement(IParseLocation location, String element) {
        throw new BadResource("structure", element, "expected once");
      }
    });
    try {
      Resource resource = (Resource) parser.parseResource(json);
      List<String> notes = unknown.isEmpty() ? List.of()
          : List.of("elements not known here, passed over: " + String.join(", ", unknown.stream().limit(10).toList()));
      return new Parsed(resource, notes);
    } catch (BadResource bad) {
      throw bad;
    } catch (RuntimeException | StackOverflowError e) {
      // The parser throws what it likes at odd content, and does nothing but parse.
      Matcher element = ELEMENT.matcher(String.valueOf(e.getMessage()));
      throw element.find()
          ? new BadResource("value", element.group(1), "not a value of its type")
          : new BadResource("structure", "Resource", "not a FHIR R4 resource in JSON");
    }
  }

  /** Refuses a bundle that is of no kind that brings news. */
  void checkBundle(Bundle bundle) {
    if (bundle.getType() == null || !Set.of("transaction", "batch", "collection", "message").contains(bundle.getType().toCode())) {
      throw new BadResource("not-supported", "Bundle.type", "expected transaction, batch, collection or message");
    }
    if (bundle.getEntry().isEmpty() || bundle.getEntry().size() > MOST_ENTRIES) {
      throw new BadResource("invalid", "Bundle.entry", "expected 1 to %d entries".formatted(MOST_ENTRIES));
    }
    for (int i = 0; i < bundle.getEntry().size(); i++) {
      if (!bundle.getEntry().get(i).hasResource()) {
        throw new BadResource("required", "Bundle.entry[%d].resource".formatted(i), "expected a resource: nothing is read or deleted here");
      }
    }
  }

  /** True when this resource of a bundle is news by itself: an Encounter, a referral, or in a bundle without Encounter whatever partners may send. */
  boolean isNews(Resource resource, boolean bundleHasEncounter) {
    return resource instanceof Encounter || referrals.isReferral(resource) || !bundleHasEncounter && TAKEN.contains(resource.fhirType());
  }

  /**
   * What one resource says.
   *
   * @param bundle the bundle it came in, null when it came alone
   */
  Letter read(Resource resource, Bundle bundle, List<String> notes, Instant now) {
    if (resource instanceof Encounter encounter) {
      Findings findings = new Findings(notes, false);
      Patient patient = FhirSubject.besides(encounter.getSubject(), bundle);
      String saidAt = encounter.getMeta().hasLastUpdated()
          ? encounter.getMeta().getLastUpdated().toInstant().toString()
          : bundle != null && bundle.hasTimestamp() ? bundle.getTimestamp().toInstant().toString() : "";
      return encounters.read(encounter, patient, saidAt, now, null, findings);
    }
    if (resource instanceof ServiceRequest request && referrals.isReferral(request)) {
      return referrals.read(request, bundle, null, new Findings(notes, false), now);
    }
    String content = fhir.newJsonParser().encodeResourceToString(resource);
    Instant time = resource.getMeta().hasLastUpdated() ? resource.getMeta().getLastUpdated().toInstant() : now;
    String id = resource.getIdElement().hasIdPart() ? resource.getIdElement().getIdPart() : Fingerprint.of(content);
    return new Letter(DOOR, DOOR, "", resource.fhirType() + "/" + cut(id), Fingerprint.of(content), resource.fhirType(), time, content,
        notes, null,
        new Reading.Unmatched("message-type-not-read",
            "%s: no protocol is started by this resource. Act on it by hand, then discard it.".formatted(resource.fhirType())));
  }

  /** Reads a message that was kept before, as a person corrected it. */
  Letter readAgain(Kept kept, Correction correction, Instant now) {
    Resource resource = parse(kept.content()).resource();
    if (!(resource instanceof Bundle bundle)) {
      return read(resource, null, List.of(), now);
    }
    Patient patient = null;
    Encounter encounter = null;
    ServiceRequest request = null;
    for (Bundle.BundleEntryComponent entry : bundle.getEntry()) {
      patient = entry.getResource() instanceof Patient found ? found : patient;
      encounter = entry.getResource() instanceof Encounter found ? found : encounter;
      request = entry.getResource() instanceof ServiceRequest found ? found : request;
    }
    Instant time = kept.messageTime().isAfter(now.plus(settings.futureTolerance())) ? now : kept.messageTime();
    if (encounter == null && request != null) {
      return referrals.read(request, bundle, correction, new Findings(kept.notes(), true), now).again(kept, time);
    }
    return encounters.read(encounter, patient, time.toString(), now, correction, new Findings(kept.notes(), true)).again(kept, time);
  }

  /** What is kept of a message: the news and, where it came with it, the patient. */
  static String content(Resource news, Reference subject, Patient patient, IParser json) {
    Bundle kept = new Bundle().setType(Bundle.BundleType.COLLECTION);
    if (patient != null) {
      kept.addEntry().setFullUrl(subject.getReference()).setResource(patient);
    }
    kept.addEntry().setResource(news);
    return json.encodeResourceToString(kept);
  }

  void refuseBirthInFuture(Patient patient, Instant now) {
    if (patient != null && patient.hasBirthDate()
        && LocalDate.parse(patient.getBirthDateElement().getValueAsString().concat("-01-01").substring(0, 10))
            .isAfter(now.atZone(practiceZone).toLocalDate())) {
      throw new BadResource("value", "Patient.birthDate", "lies in the future");
    }
  }

  static String fitting(String id, String element) {
    if (id.length() > LONGEST_ID || id.chars().anyMatch(c -> c < ' ')) {
      throw new BadResource("value", element, "expected an identifier of %d characters at most".formatted(LONGEST_ID));
    }
    return id;
  }

  static String cut(String id) {
    return id.length() > 64 ? id.substring(0, 64) : id;
  }
}
