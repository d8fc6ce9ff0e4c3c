package org.careloop.sandbox;

import ca.uhn.fhir.model.api.TemporalPrecisionEnum;
import ca.uhn.fhir.rest.server.exceptions.BaseServerResponseException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TimeZone;
import java.util.UUID;
import org.careloop.sandbox.ehr.FhirStore;
import org.hl7.fhir.r4.model.BooleanType;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.DateTimeType;
import org.hl7.fhir.r4.model.Encounter;
import org.hl7.fhir.r4.model.Encounter.EncounterStatus;
import org.hl7.fhir.r4.model.Identifier;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.Patient.LinkType;
import org.hl7.fhir.r4.model.Period;
import org.hl7.fhir.r4.model.Practitioner;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.Resource;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Profile;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;
import org.springframework.stereotype.Component;

/**
 * The sandbox's hospital MERCY: admits and discharges the synthetic patients. What happens is written into the simulated EHR first, then
 * told to Careloop by a message over the {@link Wire}. Knows nothing of Careloop's cases.
 */
@Component
@Profile("sandbox")
class Hospital {

  private static final String MRN_SYSTEM = "urn:careloop:facility:MERCY:mrn";
  private static final String VISIT_SYSTEM = "urn:careloop:facility:MERCY:visit";
  private static final String TERMINOLOGY = "http://terminology.hl7.org/CodeSystem/";
  private static final DateTimeFormatter HL7_TIME = DateTimeFormatter.ofPattern("yyyyMMddHHmmssxx");
  private static final Map<String, String> SERVICES = Map.of(
      "cardiology", "CAR", "surgery", "SUR", "oncology", "ONC", "medicine", "MED", "emergency", "EMR");
  private static final Map<String, String> CLASSES = Map.of("IMP", "I", "EMER", "E", "AMB", "O");

  /** Where a patient is. */
  enum Whereabouts {
    IN_HOSPITAL, IN_EMERGENCY, AT_HOME, MERGED, DEAD
  }

  /**
   * One patient as the page shows them.
   *
   * @param since begin of the stay, or its end when it is over; null when there was none
   */
  record Person(String mrn, String patientId, String name, String born, String about, Whereabouts whereabouts, String visit,
      Instant since) {

    public boolean isInHospital() {
      return whereabouts == Whereabouts.IN_HOSPITAL || whereabouts == Whereabouts.IN_EMERGENCY;
    }

    public boolean isAtHome() {
      return whereabouts == Whereabouts.AT_HOME;
    }

    public boolean isGone() {
      return whereabouts == Whereabouts.DEAD || whereabouts == Whereabouts.MERGED;
    }
  }

  private final FhirStore ehr;
  private final SampleMessages messages;
  private final Wire wire;
  private final Clock clock;
  private final ZoneId zone;
  private final Map<String, String> about = new HashMap<>();

  Hospital(@Qualifier("sandboxEhrStore") FhirStore ehr, SampleMessages messages, Wire wire, Clock clock,
      @Value("${careloop.zone:America/New_York}") ZoneId zone) {
    this.ehr = ehr;
    this.messages = messages;
    this.wire = wire;
    this.clock = clock;
    this.zone = zone;
    readAbout();
  }

  /** Everybody with a record at MERCY. */
  List<Person> people() {
    return ehr.search("Patient", Map.of()).stream().map(Patient.class::cast).filter(patient -> mrn(patient) != null)
        .map(this::person).sorted(Comparator.comparing(Person::mrn)).toList();
  }

  /** A new stay begins (A01). */
  synchronized Wire.Exchange admit(String mrn, boolean byFhir) {
    Patient patient = patient(mrn);
    Encounter stay = newStay(patient);
    ehr.update(stay, stay.getIdElement().getIdPart(), null);
    return send(byFhir ? "Admitted" : "A01 Admitted", byFhir ? "encounter-transfer" : "A01", patient, stay, now());
  }

  /** The stay ends and the patient goes home (A03). */
  synchronized Wire.Exchange discharge(String mrn, boolean byFhir) {
    Patient patient = patient(mrn);
    Encounter stay = open(patient);
    finish(stay, now(), "01");
    return send(byFhir ? "Discharged" : "A03 Discharged", byFhir ? "encounter-discharge" : "A03", patient, stay, now());
  }

  /** The discharge is dated back by a day (A08). */
  synchronized Wire.Exchange correctDate(String mrn) {
    Patient patient = patient(mrn);
    Encounter stay = lastFinished(patient);
    Instant earlier = stay.getPeriod().getEnd().toInstant().minus(Duration.ofDays(1));
    if (earlier.isBefore(stay.getPeriod().getStart().toInstant())) {
      throw new IllegalArgumentException("The stay is shorter than a day; its end cannot be dated back by one.");
    }
    finish(stay, earlier, "01");
    return send("A08 Discharge dated back", "A08", patient, stay, earlier);
  }

  /** The discharge was an error: the patient is still here (A13). */
  synchronized Wire.Exchange cancelDischarge(String mrn) {
    Patient patient = patient(mrn);
    Encounter stay = lastFinished(patient);
    stay.setStatus(EncounterStatus.INPROGRESS);
    stay.getPeriod().setEndElement(null);
    stay.setHospitalization(null);
    ehr.update(stay, stay.getIdElement().getIdPart(), null);
    return send("A13 Discharge cancelled", "A13", patient, stay, now());
  }

  /** The admission was an error: the patient never stayed (A11). */
  synchronized Wire.Exchange cancelAdmission(String mrn) {
    Patient patient = patient(mrn);
    Encounter stay = open(patient);
    stay.setStatus(EncounterStatus.CANCELLED);
    ehr.update(stay, stay.getIdElement().getIdPart(), null);
    return send("A11 Admission cancelled", "A11", patient, stay, now());
  }

  /** The patient dies, in hospital (A03) or at home (A08). */
  synchronized Wire.Exchange death(String mrn) {
    Patient patient = patient(mrn);
    Optional<Encounter> stay = stays(patient).filter(one -> one.getStatus() == EncounterStatus.INPROGRESS).findFirst();
    patient.setDeceased(new DateTimeType(Date.from(now()), TemporalPrecisionEnum.SECOND, TimeZone.getTimeZone(zone)));
    ehr.update(patient, patient.getIdElement().getIdPart(), null);
    stay.ifPresent(open -> finish(open, now(), "20"));
    return stay.isPresent()
        ? send("A03 Died in hospital", "A03-died", patient, stay.get(), now())
        : send("A08 Died", "A08-died", patient, stays(patient).findFirst().orElseGet(() -> newStay(patient)), now());
  }

  /** Two records of one patient become one (A40). */
  synchronized Wire.Exchange merge(String mrn, String mergedMrn) {
    Patient patient = patient(mrn);
    Patient merged = patient(mergedMrn);
    if (mrn.equals(mergedMrn)) {
      throw new IllegalArgumentException("A record cannot be merged into itself.");
    }
    merged.setActive(false);
    merged.addLink().setType(LinkType.REPLACEDBY).setOther(new Reference("Patient/" + patient.getIdElement().getIdPart()));
    ehr.update(merged, merged.getIdElement().getIdPart(), null);
    Map<String, String> values = values(patient, stays(patient).findFirst().orElseGet(() -> newStay(patient)), now());
    values.put("mergedMrn", mergedMrn);
    return wire.send("A40 Records merged: " + mergedMrn + " into " + mrn, messages.fill("A40", values));
  }

  /** The patient's practitioner refers them into the programme (REF^I12). */
  synchronized Wire.Exchange refer(String mrn) {
    return proposeEnrolment("Referred into the programme", "REF", mrn);
  }

  /** The patient is added to the practice's register (A28). */
  synchronized Wire.Exchange register(String mrn) {
    return proposeEnrolment("A28 Registered with the practice", "A28", mrn);
  }

  private Wire.Exchange proposeEnrolment(String what, String template, String mrn) {
    Patient patient = patient(mrn);
    return send(what, template, patient, newStay(patient), now());
  }

  /** Somebody is discharged whom the EHR does not know (A03). */
  synchronized Wire.Exchange dischargeStranger() {
    Patient stranger = stranger("999" + Integer.toString(100 + (int) (System.nanoTime() % 900)));
    Encounter stay = newStay(stranger);
    stay.getPeriod().setStart(Date.from(now().minus(Duration.ofDays(3))));
    return send("A03 Discharged, unknown to the EHR", "A03", stranger, stay, now());
  }

  /**
   * A sample message about the patient's stay, with times of now. Nothing is sent and nothing changes.
   *
   * @param patient record number or EHR id; a number that nobody has gives somebody unknown
   */
  SampleMessages.Message sample(String name, String patient, String mergedMrn) {
    Patient known = ehr.search("Patient", Map.of("identifier", List.of(patient))).stream().findFirst().map(Patient.class::cast)
        .orElseGet(() -> byId(patient).orElseGet(() -> stranger(patient)));
    boolean begins = List.of("A04", "A05", "A28", "REF", "service-request").contains(name);
    Encounter stay = begins ? newStay(known) : stays(known).findFirst().orElseGet(() -> {
      Encounter made = newStay(known);
      made.getPeriod().setStart(Date.from(now().minus(Duration.ofDays(3))));
      return made;
    });
    Map<String, String> values = values(known, stay, stay.getPeriod().hasEnd() ? stay.getPeriod().getEnd().toInstant() : now());
    if (mergedMrn != null) {
      values.put("mergedMrn", mergedMrn);
    }
    return messages.fill(name, values);
  }

  private Wire.Exchange send(String what, String template, Patient patient, Encounter stay, Instant discharged) {
    return wire.send("%s: %s".formatted(what, mrn(patient)), messages.fill(template, values(patient, stay, discharged)));
  }

  private Map<String, String> values(Patient patient, Encounter stay, Instant discharged) {
    Map<String, String> values = new HashMap<>();
    Instant now = now();
    Instant admitted = stay.getPeriod().getStart().toInstant();
    boolean planned = "EL".equals(stay.getPriority().getCodingFirstRep().getCode());
    values.put("now", hl7(now));
    values.put("nowIso", iso(now));
    values.put("controlId", "MERCY" + UUID.randomUUID().toString().replace("-", "").substring(0, 15).toUpperCase(java.util.Locale.ROOT));
    values.put("mrn", mrn(patient));
    values.put("patientId", patient.getIdElement().getIdPart());
    values.put("family", patient.getNameFirstRep().getFamily());
    values.put("given", patient.getNameFirstRep().getGivenAsSingleString());
    values.put("bornIso", patient.getBirthDateElement().getValueAsString());
    values.put("born", patient.getBirthDateElement().getValueAsString().replace("-", ""));
    values.put("gender", patient.getGender().toCode());
    values.put("sex", patient.getGender().toCode().substring(0, 1).toUpperCase(java.util.Locale.ROOT));
    values.put("language", patient.getCommunicationFirstRep().getLanguage().getCodingFirstRep().getCode());
    values.put("practitioner", practitioner(patient));
    values.put("visit", visit(stay));
    values.put("encounterResourceId", stay.getIdElement().getIdPart());
    values.put("class", CLASSES.getOrDefault(stay.getClass_().getCode(), "I"));
    values.put("admissionType", planned ? "C" : "E");
    values.put("priority", planned ? "EL" : "EM");
    values.put("service", SERVICES.getOrDefault(String.valueOf(stay.getServiceType().getText()), "MED"));
    values.put("admitted", hl7(admitted));
    values.put("admittedIso", iso(admitted));
    values.put("discharged", hl7(discharged));
    values.put("dischargedIso", iso(discharged));
    return values;
  }

  private String practitioner(Patient patient) {
    String id = patient.getGeneralPractitionerFirstRep().getReferenceElement().getIdPart();
    if (id == null) {
      return "";
    }
    Practitioner practitioner = (Practitioner) ehr.read("Practitioner", id);
    return "%s^%s^%s^^^Dr".formatted(practitioner.getIdentifierFirstRep().getValue(), practitioner.getNameFirstRep().getFamily(),
        practitioner.getNameFirstRep().getGivenAsSingleString());
  }

  private Person person(Patient patient) {
    Optional<Encounter> last = stays(patient).findFirst();
    boolean dead = patient.hasDeceased() && !(patient.getDeceased() instanceof BooleanType flag && !flag.booleanValue());
    Whereabouts whereabouts = dead ? Whereabouts.DEAD
        : patient.hasActive() && !patient.getActive() ? Whereabouts.MERGED
        : last.filter(stay -> stay.getStatus() == EncounterStatus.INPROGRESS)
            .map(stay -> "EMER".equals(stay.getClass_().getCode()) ? Whereabouts.IN_EMERGENCY : Whereabouts.IN_HOSPITAL)
            .orElse(Whereabouts.AT_HOME);
    Instant since = last.map(stay -> stay.getPeriod().hasEnd() ? stay.getPeriod().getEnd() : stay.getPeriod().getStart())
        .map(Date::toInstant).orElse(null);
    return new Person(mrn(patient), patient.getIdElement().getIdPart(),
        patient.getNameFirstRep().getFamily() + ", " + patient.getNameFirstRep().getGivenAsSingleString(),
        patient.getBirthDateElement().getValueAsString(), about.getOrDefault(mrn(patient), ""), whereabouts,
        last.map(Hospital::visit).orElse(null), since);
  }

  /** Stays and emergency visits at MERCY, an open one first, then the latest. */
  private java.util.stream.Stream<Encounter> stays(Patient patient) {
    return ehr.search("Encounter", Map.of("patient", List.of("Patient/" + patient.getIdElement().getIdPart()))).stream()
        .map(Encounter.class::cast)
        .filter(stay -> visit(stay) != null && List.of("IMP", "EMER").contains(stay.getClass_().getCode()))
        .filter(stay -> stay.getStatus() == EncounterStatus.INPROGRESS || stay.getStatus() == EncounterStatus.FINISHED)
        .sorted(Comparator.comparing((Encounter stay) -> stay.getStatus() != EncounterStatus.INPROGRESS)
            .thenComparing(stay -> stay.getPeriod().getStart(), Comparator.reverseOrder()));
  }

  private Encounter open(Patient patient) {
    return stays(patient).filter(stay -> stay.getStatus() == EncounterStatus.INPROGRESS).findFirst()
        .orElseThrow(() -> new IllegalArgumentException("%s is not in hospital now.".formatted(mrn(patient))));
  }

  private Encounter lastFinished(Patient patient) {
    return stays(patient).filter(stay -> stay.getStatus() == EncounterStatus.FINISHED && "IMP".equals(stay.getClass_().getCode()))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("%s has not been discharged from a stay.".formatted(mrn(patient))));
  }

  private void finish(Encounter stay, Instant at, String disposition) {
    stay.setStatus(EncounterStatus.FINISHED);
    stay.getPeriod().setEndElement(new DateTimeType(Date.from(at), TemporalPrecisionEnum.SECOND, TimeZone.getTimeZone(zone)));
    stay.getHospitalization().setDischargeDisposition(
        new CodeableConcept(new Coding("http://www.nubc.org/patient-discharge", disposition, null)));
    ehr.update(stay, stay.getIdElement().getIdPart(), null);
  }

  private Encounter newStay(Patient patient) {
    String visit = "V" + mrn(patient).substring(Math.max(0, mrn(patient).length() - 3)) + "-" + Long.toString(now().getEpochSecond(), 36)
        .toUpperCase(java.util.Locale.ROOT);
    Encounter stay = new Encounter();
    stay.setId("e-" + visit);
    stay.addIdentifier(new Identifier().setType(new CodeableConcept(new Coding(TERMINOLOGY + "v2-0203", "VN", null)))
        .setSystem(VISIT_SYSTEM).setValue(visit));
    stay.setStatus(EncounterStatus.INPROGRESS).setClass_(new Coding(TERMINOLOGY + "v3-ActCode", "IMP", null));
    stay.setPriority(new CodeableConcept(new Coding(TERMINOLOGY + "v3-ActPriority", "EM", null)));
    stay.getServiceType().setText("medicine");
    stay.setSubject(new Reference("Patient/" + patient.getIdElement().getIdPart()));
    stay.setPeriod(new Period().setStartElement(
        new DateTimeType(Date.from(now()), TemporalPrecisionEnum.SECOND, TimeZone.getTimeZone(zone))));
    return stay;
  }

  private static Patient stranger(String mrn) {
    if (!mrn.matches("[A-Za-z0-9-]{1,20}")) {
      throw new IllegalArgumentException("patient: expected a record number or an EHR id of letters, digits and hyphens.");
    }
    Patient stranger = new Patient();
    stranger.setId("unknown-" + mrn);
    stranger.addIdentifier().setSystem(MRN_SYSTEM).setValue(mrn);
    stranger.addName().setFamily("Nobody").addGiven("Known");
    stranger.setGender(org.hl7.fhir.r4.model.Enumerations.AdministrativeGender.UNKNOWN);
    stranger.setBirthDateElement(new org.hl7.fhir.r4.model.DateType("1950-01-01"));
    stranger.addCommunication().setLanguage(new CodeableConcept(new Coding("urn:ietf:bcp:47", "en", null)));
    return stranger;
  }

  private Patient patient(String mrn) {
    List<Resource> found = ehr.search("Patient", Map.of("identifier", List.of(MRN_SYSTEM + "|" + mrn)));
    if (found.size() != 1) {
      throw new IllegalArgumentException("There is no patient with record number \"%s\" at MERCY."
          .formatted(mrn.replaceAll("[^\\w-]", "")));
    }
    return (Patient) found.get(0);
  }

  private Optional<Patient> byId(String id) {
    try {
      return Optional.of((Patient) ehr.read("Patient", id));
    } catch (BaseServerResponseException e) {
      return Optional.empty();
    }
  }

  private static String mrn(Patient patient) {
    return patient.getIdentifier().stream().filter(identifier -> MRN_SYSTEM.equals(identifier.getSystem()))
        .map(Identifier::getValue).findFirst().orElse(null);
  }

  private static String visit(Encounter stay) {
    return stay.getIdentifier().stream().filter(identifier -> VISIT_SYSTEM.equals(identifier.getSystem()))
        .map(Identifier::getValue).findFirst().orElse(null);
  }

  private Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.SECONDS);
  }

  private String hl7(Instant instant) {
    return instant.atZone(zone).format(HL7_TIME);
  }

  private String iso(Instant instant) {
    return instant.atZone(zone).format(DateTimeFormatter.ISO_OFFSET_DATE_TIME);
  }

  private void readAbout() {
    ObjectMapper json = new ObjectMapper();
    try {
      for (var file : new PathMatchingResourcePatternResolver(getClass().getClassLoader()).getResources(
          "classpath:sandbox/patients/*.json")) {
        try (InputStream in = file.getInputStream()) {
          JsonNode patient = json.readTree(in);
          about.put(patient.path("mrn").asText(), patient.path("about").asText());
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException("The sample patients in resources/sandbox/patients cannot be read", e);
    }
  }
}
