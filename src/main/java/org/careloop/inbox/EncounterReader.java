package org.careloop.inbox;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.parser.IParser;
import java.net.URI;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
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

/**
 * Reads FHIR R4 Encounters into what they say of a stay: which it is, its times, its end. What comes beside an Encounter helps to understand
 * it and is not kept: the EHR is the record. Tells nothing.
 */
final class EncounterReader {

  private static final String NUBC = "http://www.nubc.org/patient-discharge";
  /** v3-ActCode to HL7 table 0004; what that table has no word for (observation, non-acute, short stay, …) keeps its own. */
  private static final Map<String, String> CLASSES = Map.ofEntries(
      Map.entry("IMP", "I"), Map.entry("ACUTE", "I"), Map.entry("EMER", "E"), Map.entry("AMB", "O"), Map.entry("PRENC", "P"),
      Map.entry("NONAC", "NONAC"), Map.entry("OBSENC", "OBSENC"), Map.entry("SS", "SS"), Map.entry("HH", "HH"), Map.entry("FLD", "FLD"),
      Map.entry("VR", "VR"));
  /** FHIR's own discharge dispositions to NUBC; hospice there does not say where, so at home. */
  private static final Map<String, String> DISPOSITIONS = Map.ofEntries(
      Map.entry("home", "01"), Map.entry("alt-home", "01"), Map.entry("other-hcf", "70"), Map.entry("hosp", "50"), Map.entry("long", "63"),
      Map.entry("aadvice", "07"), Map.entry("exp", "20"), Map.entry("psy", "65"), Map.entry("rehab", "62"), Map.entry("snf", "03"));

  private final FhirContext fhir = FhirContext.forR4Cached();
  private final FhirReader reader;
  private final InboxSettings settings;
  private final ZoneId practiceZone;

  EncounterReader(FhirReader reader, InboxSettings settings, ZoneId practiceZone) {
    this.reader = reader;
    this.settings = settings;
    this.practiceZone = practiceZone;
  }

  /**
   * What an Encounter says.
   *
   * @param patient who came with it; null for nobody
   * @param saidAt when its sender said so, as ISO text; empty where that is not known
   */
  Letter read(Encounter encounter, Patient patient, String saidAt, Instant now, Correction correction, Findings findings) {
    if (!encounter.hasStatus()) {
      throw new BadResource("required", "Encounter.status", "missing");
    }
    if (!encounter.hasSubject() && patient == null) {
      throw new BadResource("required", "Encounter.subject", "missing, expected whom it is about");
    }
    reader.refuseBirthInFuture(patient, now);
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
        : "Encounter/" + (encounter.getIdElement().hasIdPart() ? FhirReader.cut(encounter.getIdElement().getIdPart()) : hash);
    return new Letter(FhirReader.DOOR, FhirReader.DOOR, facility == null ? "" : facility, controlId, hash, "Encounter", time,
        FhirReader.content(encounter, encounter.getSubject(), patient, json), findings.notes(), subject.alias(sent), reading);
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
      boolean visitNumber = identifier.getType().hasCoding(FhirReader.IDENTIFIER_TYPES, "VN");
      first = first == null || visitNumber && !first.getType().hasCoding(FhirReader.IDENTIFIER_TYPES, "VN") ? identifier : first;
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
      return FhirReader.DOOR;
    }
    try {
      String host = URI.create(system).getHost();
      return host != null ? host : system.substring(system.lastIndexOf(':') + 1);
    } catch (IllegalArgumentException e) {
      return FhirReader.DOOR;
    }
  }

  private static String encounterId(String facility, Identifier visit, Correction correction, Findings findings) {
    String number = correction != null && correction.visitNumber() != null ? correction.visitNumber() : visit == null ? null
        : visit.getValue();
    if (number == null || number.isBlank()) {
      findings.fault("no-visit-number", "Encounter.identifier: missing, expected the visit number that says which stay this is about.");
      return null;
    }
    return FhirReader.fitting(facility + ":" + number.trim(), "Encounter.identifier");
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
      if (disposition != null && StayNews.DIED.contains(disposition)) {
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
