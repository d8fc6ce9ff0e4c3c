package org.careloop.inbox;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.parser.IParser;
import ca.uhn.fhir.parser.LenientErrorHandler;
import ca.uhn.fhir.parser.json.BaseJsonLikeValue;
import java.net.URI;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.careloop.inbox.InboxStore.Kept;
import org.careloop.inbox.StayNews.Trigger;
import org.hl7.fhir.r4.model.BaseDateTimeType;
import org.hl7.fhir.r4.model.BooleanType;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.DateTimeType;
import org.hl7.fhir.r4.model.Encounter;
import org.hl7.fhir.r4.model.Identifier;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.Resource;
import org.hl7.fhir.r4.model.ServiceRequest;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/**
 * Reads FHIR R4 Encounters, alone or in bundles, into what they say of a stay. What comes beside an Encounter helps to understand it and
 * is not kept: the EHR is the record. Stores and tells nothing.
 */
@Component
class FhirReader {

  static final String DOOR = "fhir";

  /** Resources that partners may send. Of these Encounters and referrals are news today, the others go to a person. */
  static final Set<String> TAKEN =
      Set.of("Encounter", "ServiceRequest", "Task", "Appointment", "Observation", "DiagnosticReport", "DocumentReference", "Communication");

  private static final String NUBC = "http://www.nubc.org/patient-discharge";
  static final String IDENTIFIER_TYPES = "http://terminology.hl7.org/CodeSystem/v2-0203";
  /** v3-ActCode to HL7 table 0004; what that table has no word for (observation, non-acute, short stay, …) keeps its own. */
  private static final Map<String, String> CLASSES = Map.ofEntries(
      Map.entry("IMP", "I"), Map.entry("ACUTE", "I"), Map.entry("EMER", "E"), Map.entry("AMB", "O"), Map.entry("PRENC", "P"),
      Map.entry("NONAC", "NONAC"), Map.entry("OBSENC", "OBSENC"), Map.entry("SS", "SS"), Map.entry("HH", "HH"), Map.entry("FLD", "FLD"),
      Map.entry("VR", "VR"));
  /** FHIR's own discharge dispositions to NUBC; hospice there does not say where, so at home. */
  private static final Map<String, String> DISPOSITIONS = Map.ofEntries(
      Map.entry("home", "01"), Map.entry("alt-home", "01"), Map.entry("other-hcf", "70"), Map.entry("hosp", "50"), Map.entry("long", "63"),
      Map.entry("aadvice", "07"), Map.entry("exp", "20"), Map.entry("psy", "65"), Map.entry("rehab", "62"), Map.entry("snf", "03"));
  private static final Set<String> DIED = Set.of("20", "40", "41", "42");
  private static final Pattern ELEMENT = Pattern.compile("element=\"([A-Za-z.\\[\\]]{1,80})\"");
  private static final int MOST_ENTRIES = 1_000;
  private static final int LONGEST_ID = 250;

  private final FhirContext fhir = FhirContext.forR4Cached();
  private final InboxSettings settings;
  private final ZoneId practiceZone;
  private final FhirReferrals referrals;

  @Autowired
  FhirReader(InboxSettings settings, @Value("${careloop.zone:America/New_York}") ZoneId practiceZone) {
    this.settings = settings;
    this.practiceZone = practiceZone;
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
      return letter(encounter, patient, saidAt, now, null, findings, DOOR);
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
    return letter(encounter, patient, time.toString(), now, correction, new Findings(kept.notes(), true), DOOR).again(kept, time);
  }

  private Letter letter(Encounter encounter, Patient patient, String saidAt, Instant now, Correction correction, Findings findings,
      String door) {
    if (!encounter.hasStatus()) {
      throw new BadResource("required", "Encounter.status", "missing");
    }
    if (!encounter.hasSubject() && patient == null) {
      throw new BadResource("required", "Encounter.subject", "missing, expected whom it is about");
    }
    refuseBirthInFuture(patient, now);
    Instant time = saidAt.isEmpty() ? now : Instant.parse(saidAt);
    if (saidAt.isEmpty()) {
      findings.note("neither Encounter.meta.lastUpdated nor Bundle.timestamp: ordered by its arrival");
    } else if (time.isAfter(now.plus(settings.futureTolerance()))) {
      findings.doubt("event-in-future",
          "Encounter.meta.lastUpdated: %s lies in the future, expected the time of the change.".formatted(time));
    }
    Identifier visit = visit(encounter);
    String facility = facility(visit, findings);
    String encounterId = encounterId(facility, visit, correction, findings);
    FhirSubject subject = new FhirSubject("Encounter", encounter.getSubject(), patient);
    String sent = subject.identifier(correction != null && correction.patientIdentifier() != null, findings);
    String person = correction != null && correction.patientIdentifier() != null ? correction.patientIdentifier() : sent;
    StayNews news = new Facts(encounter, patient, time, now, correction, findings).news(encounterId, facility, person);
    Reading reading = findings.needPerson() ? findings.reading() : new Reading.OfStay(news, sent);
    IParser json = fhir.newJsonParser();
    String hash = Fingerprint.of(json.encodeResourceToString(encounter) + "\n" + saidAt + "\n"
        + (patient == null ? "" : json.encodeResourceToString(patient)));
    String controlId = encounterId != null ? encounterId
        : "Encounter/" + (encounter.getIdElement().hasIdPart() ? cut(encounter.getIdElement().getIdPart()) : hash);
    return new Letter(door, DOOR, facility == null ? "" : facility, controlId, hash, "Encounter", time, content(encounter, encounter.getSubject(), patient, json),
        findings.notes(), subject.alias(sent), reading);
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

  private Identifier visit(Encounter encounter) {
    Identifier first = null;
    for (Identifier identifier : encounter.getIdentifier()) {
      if (!identifier.hasValue()) {
        continue;
      }
      if (settings.facilityOfVisits(identifier.getSystem()) != null) {
        return identifier;
      }
      boolean visitNumber = identifier.getType().hasCoding(IDENTIFIER_TYPES, "VN");
      first = first == null || visitNumber && !first.getType().hasCoding(IDENTIFIER_TYPES, "VN") ? identifier : first;
    }
    return first;
  }

  private String facility(Identifier visit, Findings findings) {
    String system = visit == null ? null : visit.getSystem();
    String configured = settings.facilityOfVisits(system);
    if (configured != null) {
      return configured;
    }
    findings.note("Encounter.identifier.system: no facility is configured for it");
    if (system == null || system.isBlank()) {
      return DOOR;
    }
    try {
      String host = URI.create(system).getHost();
      return host != null ? host : system.substring(system.lastIndexOf(':') + 1);
    } catch (IllegalArgumentException e) {
      return DOOR;
    }
  }

  private static String encounterId(String facility, Identifier visit, Correction correction, Findings findings) {
    String number = correction != null && correction.visitNumber() != null ? correction.visitNumber() : visit == null ? null
        : visit.getValue();
    if (number == null || number.isBlank()) {
      findings.fault("no-visit-number", "Encounter.identifier: missing, expected the visit number that says which stay this is about.");
      return null;
    }
    return fitting(facility + ":" + number.trim(), "Encounter.identifier");
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

  /** Reads one Encounter into what it says about the stay. */
  private final class Facts {

    private final Encounter encounter;
    private final Patient patient;
    private final Instant time;
    private final Instant now;
    private final Correction correction;
    private final Findings findings;

    Facts(Encounter encounter, Patient patient, Instant time, Instant now, Correction correction, Findings findings) {
      this.encounter = encounter;
      this.patient = patient;
      this.time = time;
      this.now = now;
      this.correction = correction;
      this.findings = findings;
    }

    StayNews news(String encounterId, String facility, String person) {
      Trigger trigger = trigger();
      String disposition = trigger == Trigger.DISCHARGED ? disposition() : null;
      Boolean died = died(disposition);
      String service = encounter.getServiceType().getCodingFirstRep().getCode();
      return new StayNews(trigger, encounterId, facility, person, time, admittedAt(trigger), dischargedAt(trigger), disposition,
          patientClass(), service != null && service.matches("[\\w .-]{1,20}") ? service : null, acute(), died,
          Boolean.TRUE.equals(died) && patient != null && patient.getDeceased() instanceof DateTimeType at ? moment(at, false) : null,
          patient == null ? null : Fingerprint.of(fhir.newJsonParser().encodeResourceToString(withoutVersion(patient))), Set.of());
    }

    private Trigger trigger() {
      return switch (encounter.getStatus()) {
        case PLANNED -> Trigger.PREADMITTED;
        case ARRIVED, TRIAGED, INPROGRESS -> Trigger.IN_PROGRESS;
        case ONLEAVE -> Trigger.UPDATED;
        case FINISHED -> Trigger.DISCHARGED;
        case CANCELLED, ENTEREDINERROR -> Trigger.ADMISSION_CANCELLED;
        case UNKNOWN, NULL -> {
          findings.fault("status-unknown", "Encounter.status: unknown, expected what state the stay is in.");
          yield Trigger.UPDATED;
        }
      };
    }

    private Instant admittedAt(Trigger trigger) {
      if (!encounter.getPeriod().hasStart() || trigger == Trigger.PREADMITTED || trigger == Trigger.ADMISSION_CANCELLED) {
        return null;
      }
      Instant start = moment(encounter.getPeriod().getStartElement(), false);
      if (start != null && start.isAfter(now.plus(settings.futureTolerance()))) {
        findings.doubt("event-in-future",
            "Encounter.period.start: %s lies in the future, expected a stay that has begun.".formatted(start));
        return null;
      }
      return start;
    }

    private Instant dischargedAt(Trigger trigger) {
      if (trigger != Trigger.DISCHARGED) {
        if (encounter.getPeriod().hasEnd() && trigger == Trigger.IN_PROGRESS) {
          findings.note("Encounter.period.end of a stay that is not finished: not read");
        }
        return null;
      }
      if (correction != null && correction.dischargedAt() != null) {
        return inThePast(correction.dischargedAt());
      }
      if (!encounter.getPeriod().hasEnd()) {
        findings.note("Encounter.period.end is missing: the message's own time taken as discharge time");
        return time.isAfter(now) ? now : time;
      }
      Instant end = moment(encounter.getPeriod().getEndElement(), true);
      if (end == null) {
        findings.fault("unreadable-time", "Encounter.period.end: less than a day's precision, expected when the stay ended.");
      }
      return inThePast(end);
    }

    private Instant inThePast(Instant end) {
      if (end != null && end.isAfter(now.plus(settings.futureTolerance()))) {
        findings.fault("event-in-future", "Encounter.period.end: %s lies in the future, expected a stay that has ended.".formatted(end));
      }
      return end;
    }

    /** A day without time is the beginning of that day in the practice's zone, or its end for a discharge; null when less precise. */
    private Instant moment(BaseDateTimeType value, boolean ofDischarge) {
      String text = value.getValueAsString();
      if (text.length() > 10) {
        return value.getValue().toInstant();
      }
      if (text.length() < 10) {
        return null;
      }
      findings.note("a day without time: its %s is meant".formatted(ofDischarge ? "end" : "beginning"));
      Hl7Time day = Hl7Time.parse(text.replace("-", ""), practiceZone);
      return day == null ? null : ofDischarge ? day.latest(time) : day.instant();
    }

    private String patientClass() {
      String code = encounter.getClass_().getCode();
      if (code == null) {
        findings.note("Encounter.class is missing: patient class not known");
        return null;
      }
      String mapped = CLASSES.get(code.toUpperCase(Locale.ROOT));
      if (mapped == null) {
        findings.note("Encounter.class is not a code of v3-ActCode known here: not read");
      }
      return mapped;
    }

    private String disposition() {
      if (correction != null && correction.dischargeDisposition() != null) {
        return correction.dischargeDisposition();
      }
      CodeableConcept concept = encounter.getHospitalization().getDischargeDisposition();
      List<String> unread = new ArrayList<>();
      for (Coding coding : concept.getCoding()) {
        String code = coding.getCode();
        String mapped = code == null ? null : settings.nubc(code);
        if (mapped != null) {
          return mapped;
        }
        if (code != null && code.matches("\\d{1,2}") && (NUBC.equals(coding.getSystem()) || !coding.hasSystem()
            || String.valueOf(coding.getSystem()).toLowerCase(Locale.ROOT).contains("nubc"))) {
          return code.length() == 1 ? "0" + code : code;
        }
        if (code != null && DISPOSITIONS.containsKey(code)) {
          return DISPOSITIONS.get(code);
        }
        unread.add(String.valueOf(coding.getSystem()));
      }
      if (!unread.isEmpty()) {
        findings.note("Encounter.hospitalization.dischargeDisposition is no code known here: not read");
      }
      return null;
    }

    private Boolean died(String disposition) {
      if (disposition != null && DIED.contains(disposition)) {
        return true;
      }
      if (patient == null || !patient.hasDeceased()) {
        return null;
      }
      return patient.getDeceased() instanceof BooleanType flag ? flag.booleanValue() : Boolean.TRUE;
    }

    private Boolean acute() {
      String source = encounter.getHospitalization().getAdmitSource().getCodingFirstRep().getCode();
      String priority = encounter.getPriority().getCodingFirstRep().getCode();
      if ("emd".equals(source) || "EMER".equals(encounter.getClass_().getCode())) {
        return true;
      }
      if (priority == null) {
        return null;
      }
      return Set.of("EM", "UR", "A", "S").contains(priority);
    }

    private static Patient withoutVersion(Patient patient) {
      Patient copy = patient.copy();
      copy.setMeta(null);
      return copy;
    }
  }
}
