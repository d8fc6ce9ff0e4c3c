package org.careloop.sandbox.ehr;

import ca.uhn.fhir.model.api.TemporalPrecisionEnum;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.TimeZone;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.hl7.fhir.r4.model.AllergyIntolerance;
import org.hl7.fhir.r4.model.BooleanType;
import org.hl7.fhir.r4.model.CareTeam;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Condition;
import org.hl7.fhir.r4.model.ContactPoint;
import org.hl7.fhir.r4.model.ContactPoint.ContactPointSystem;
import org.hl7.fhir.r4.model.ContactPoint.ContactPointUse;
import org.hl7.fhir.r4.model.Coverage;
import org.hl7.fhir.r4.model.DateTimeType;
import org.hl7.fhir.r4.model.DateType;
import org.hl7.fhir.r4.model.Dosage;
import org.hl7.fhir.r4.model.Encounter;
import org.hl7.fhir.r4.model.Encounter.EncounterStatus;
import org.hl7.fhir.r4.model.Enumerations.AdministrativeGender;
import org.hl7.fhir.r4.model.HumanName;
import org.hl7.fhir.r4.model.Identifier;
import org.hl7.fhir.r4.model.MedicationRequest;
import org.hl7.fhir.r4.model.MedicationStatement;
import org.hl7.fhir.r4.model.Observation;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.Period;
import org.hl7.fhir.r4.model.Practitioner;
import org.hl7.fhir.r4.model.Procedure;
import org.hl7.fhir.r4.model.Quantity;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.RelatedPerson;
import org.hl7.fhir.r4.model.Resource;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;
import org.springframework.util.StringUtils;

/** The synthetic patients of hospital MERCY as FHIR resources, dated back from today. None of them exists or ever existed. */
final class SamplePatients {

  static final String MRN_SYSTEM = "urn:careloop:facility:MERCY:mrn";
  static final String VISIT_SYSTEM = "urn:careloop:facility:MERCY:visit";

  private static final String PRACTICE_SYSTEM = "urn:careloop:practice";
  private static final String TERMINOLOGY = "http://terminology.hl7.org/CodeSystem/";
  private static final String SNOMED = "http://snomed.info/sct";
  private static final Pattern AGO = Pattern.compile("-(\\d+)([dy])(?: (\\d\\d:\\d\\d))?");
  private static final Map<String, String> SERVICES = Map.of(
      "medicine", "419192003", "cardiology", "394579002", "oncology", "394593009", "surgery", "394609007", "emergency", "310000008");

  private final Instant now;
  private final ZoneId zone;
  private final ObjectMapper json = JsonMapper.builder().build();
  private final List<Resource> all = new ArrayList<>();

  private SamplePatients(Instant now, ZoneId zone) {
    this.now = now;
    this.zone = zone;
  }

  /** Every resource, referenced ones before those that refer to them. */
  static List<Resource> dated(Instant now, ZoneId zone) {
    SamplePatients samples = new SamplePatients(now.truncatedTo(ChronoUnit.SECONDS), zone);
    try {
      var resources = new PathMatchingResourcePatternResolver(SamplePatients.class.getClassLoader());
      try (InputStream in = resources.getResource("classpath:sandbox/practitioners.json").getInputStream()) {
        samples.json.readTree(in).forEach(one -> samples.practitioner(samples.json.convertValue(one, Map.class)));
      }
      var files = resources.getResources("classpath:sandbox/patients/*.json");
      Arrays.sort(files, Comparator.comparing(file -> file.getFilename()));
      for (var file : files) {
        try (InputStream in = file.getInputStream()) {
          samples.patient(samples.json.readValue(in, SamplePatient.class));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException("The sample patients in resources/sandbox cannot be read", e);
    }
    return samples.all;
  }

  private void practitioner(Map<?, ?> given) {
    Practitioner practitioner = new Practitioner().setActive(true)
        .addIdentifier(new Identifier().setSystem("http://hl7.org/fhir/sid/us-npi").setValue((String) given.get("npi")))
        .addName(new HumanName().setFamily((String) given.get("family")).addGiven((String) given.get("given")).addPrefix("Dr."))
        .addTelecom(new ContactPoint().setSystem(ContactPointSystem.EMAIL).setValue((String) given.get("email")))
        .addTelecom(new ContactPoint().setSystem(ContactPointSystem.PHONE).setValue((String) given.get("phone")));
    add(practitioner, (String) given.get("id"));
  }

  private void patient(SamplePatient sample) {
    Patient patient = new Patient().setActive(true).setGender(AdministrativeGender.fromCode(sample.gender()))
        .setBirthDateElement(new DateType(sample.born()))
        .addName(new HumanName().setUse(HumanName.NameUse.OFFICIAL).setFamily(sample.family()).addGiven(sample.given()))
        .addIdentifier(new Identifier().setType(concept(TERMINOLOGY + "v2-0203", "MR", null)).setSystem(MRN_SYSTEM).setValue(sample.mrn()))
        .addGeneralPractitioner(new Reference("Practitioner/" + sample.practitioner()))
        .setManagingOrganization(new Reference().setDisplay("Riverside " + StringUtils.capitalize(sample.practice()))
            .setIdentifier(new Identifier().setSystem(PRACTICE_SYSTEM).setValue(sample.practice())));
    patient.addCommunication().setPreferred(true).setLanguage(concept("urn:ietf:bcp:47", sample.language(), null));
    sample.telecom().forEach((use, value) -> patient.addTelecom(telecom(use, value, use.equals(sample.prefers()))));
    patient.setDeceased(sample.died() == null ? new BooleanType(false) : time(sample.died()));
    add(patient, sample.id());

    coverage(sample);
    caregiver(sample);
    careTeam(sample);
    for (int i = 0; i < sample.conditions().size(); i++) {
      condition(sample, sample.conditions().get(i), i + 1);
    }
    sample.visits().forEach(visit -> encounter(sample, visit, null));
    if (sample.stay() != null) {
      encounter(sample, sample.stay(), null);
      if (sample.stay().cameBy() != null) {
        encounter(sample, sample.stay().cameBy(), sample.stay());
      }
    }
    for (int i = 0; i < sample.observations().size(); i++) {
      observation(sample, sample.observations().get(i), i + 1);
    }
    for (int i = 0; i < sample.procedures().size(); i++) {
      procedure(sample, sample.procedures().get(i), i + 1);
    }
    for (int i = 0; i < sample.medicines().size(); i++) {
      medicineAtHome(sample, sample.medicines().get(i), i + 1);
    }
    for (int i = 0; i < sample.allergies().size(); i++) {
      allergy(sample, sample.allergies().get(i), i + 1);
    }
    for (int i = 0; i < sample.prescribedAtDischarge().size(); i++) {
      prescription(sample, sample.prescribedAtDischarge().get(i), i + 1);
    }
  }

  private static ContactPoint telecom(String use, String value, boolean preferred) {
    ContactPoint point = new ContactPoint().setValue(value);
    if (use.equals("email")) {
      point.setSystem(ContactPointSystem.EMAIL);
    } else {
      point.setSystem(ContactPointSystem.PHONE).setUse(ContactPointUse.fromCode(use));
    }
    return point.setRank(preferred ? 1 : 2);
  }

  private void coverage(SamplePatient sample) {
    Coverage coverage = new Coverage().setStatus(Coverage.CoverageStatus.ACTIVE).setBeneficiary(of(sample))
        .setSubscriberId("M" + sample.mrn()).addPayor(new Reference().setDisplay(sample.insurance()));
    coverage.setType(new CodeableConcept().setText(sample.insurance()));
    add(coverage, sample.id() + "-coverage");
  }

  private void caregiver(SamplePatient sample) {
    SamplePatient.Caregiver given = sample.caregiver();
    if (given == null) {
      return;
    }
    CodeableConcept caregiver = concept(TERMINOLOGY + "v3-RoleClass", "CAREGIVER", given.relationship());
    RelatedPerson person = new RelatedPerson().setActive(true).setPatient(of(sample)).addRelationship(caregiver)
        .addName(new HumanName().setFamily(given.family()).addGiven(given.given()))
        .addTelecom(new ContactPoint().setSystem(ContactPointSystem.PHONE).setValue(given.phone()));
    add(person, sample.id() + "-caregiver");
  }

  private void careTeam(SamplePatient sample) {
    CareTeam team = new CareTeam().setStatus(CareTeam.CareTeamStatus.ACTIVE).setSubject(of(sample));
    team.addParticipant().setMember(new Reference("Practitioner/" + sample.practitioner()))
        .addRole(concept(SNOMED, "446050000", "Primary care provider"));
    add(team, sample.id() + "-team");
  }

  private void condition(SamplePatient sample, SamplePatient.Diagnosis given, int number) {
    Condition condition = new Condition().setSubject(of(sample)).setOnset(time(given.since()))
        .setClinicalStatus(concept(TERMINOLOGY + "condition-clinical", given.status() == null ? "active" : given.status(), null))
        .setVerificationStatus(concept(TERMINOLOGY + "condition-ver-status", "confirmed", null))
        .setCode(new CodeableConcept().setText(given.text()));
    condition.getCode().addCoding().setSystem("http://hl7.org/fhir/sid/icd-10-cm").setCode(given.icd10());
    if (given.snomed() != null) {
      condition.getCode().addCoding().setSystem(SNOMED).setCode(given.snomed());
    }
    condition.addCategory("sdoh".equals(given.category())
        ? concept("http://hl7.org/fhir/us/core/CodeSystem/us-core-category", "sdoh", null)
        : concept(TERMINOLOGY + "condition-category", given.category() == null ? "problem-list-item" : given.category(), null));
    if ("encounter-diagnosis".equals(given.category())) {
      condition.setEncounter(encounterOf(sample.stay()));
    }
    add(condition, "%s-condition-%d".formatted(sample.id(), number));
  }

  private void encounter(SamplePatient sample, SamplePatient.Visit given, SamplePatient.Visit ledTo) {
    Encounter encounter = new Encounter().setSubject(of(sample))
        .setStatus(given.to() == null ? EncounterStatus.INPROGRESS : EncounterStatus.FINISHED)
        .setPeriod(new Period().setStartElement(time(given.from())).setEndElement(given.to() == null ? null : time(given.to())))
        .addIdentifier(new Identifier().setType(concept(TERMINOLOGY + "v2-0203", "VN", null)).setSystem(VISIT_SYSTEM)
            .setValue(given.visit()));
    encounter.getClass_().setSystem(TERMINOLOGY + "v3-ActCode").setCode(given.type());
    encounter.setPriority(concept(TERMINOLOGY + "v3-ActPriority", given.planned() ? "EL" : "EM", null));
    if (given.service() != null) {
      encounter.setServiceType(concept(SNOMED, SERVICES.get(given.service()), given.service()));
    }
    if (given.reason() != null) {
      encounter.addReasonCode().setText(given.reason());
    }
    if (given.principal() != null) {
      encounter.addDiagnosis().setRank(1).setUse(concept(TERMINOLOGY + "diagnosis-role", "DD", "Discharge diagnosis"))
          .setCondition(new Reference("Condition/%s-condition-1".formatted(sample.id())));
    }
    if (given.disposition() != null) {
      encounter.getHospitalization().setDischargeDisposition(concept("http://www.nubc.org/patient-discharge", given.disposition(), null));
    }
    if (ledTo != null) {
      encounter.setPartOf(encounterOf(ledTo));
    }
    add(encounter, idOf(given));
  }

  private void observation(SamplePatient sample, SamplePatient.Finding given, int number) {
    Observation observation = new Observation().setSubject(of(sample)).setStatus(Observation.ObservationStatus.FINAL)
        .setEffective(time(given.at()))
        .setCode(given.loinc() == null ? concept("https://careloop.org/observation", given.code(), given.text())
            : concept("http://loinc.org", given.loinc(), given.text()))
        .addCategory(concept(TERMINOLOGY + "observation-category", given.category() == null ? "laboratory" : given.category(), null));
    if (given.systolic() != null) {
      observation.addComponent().setCode(concept("http://loinc.org", "8480-6", "Systolic"))
          .setValue(quantity(given.systolic(), given.unit()));
      observation.addComponent().setCode(concept("http://loinc.org", "8462-4", "Diastolic"))
          .setValue(quantity(given.diastolic(), given.unit()));
    } else {
      observation.setValue(given.answer() != null ? concept("https://careloop.org/answer", given.answer(), given.answer())
          : quantity(given.value(), given.unit()));
    }
    add(observation, "%s-observation-%d".formatted(sample.id(), number));
  }

  private static Quantity quantity(Double value, String unit) {
    return new Quantity().setValue(value).setUnit(unit).setSystem("http://unitsofmeasure.org").setCode(unit);
  }

  private void allergy(SamplePatient sample, SamplePatient.Allergy given, int number) {
    AllergyIntolerance allergy = new AllergyIntolerance().setPatient(of(sample))
        .setClinicalStatus(concept(TERMINOLOGY + "allergyintolerance-clinical", "active", null))
        .setVerificationStatus(concept(TERMINOLOGY + "allergyintolerance-verification", "confirmed", null))
        .setCode(given.rxnorm() != null ? concept("http://www.nlm.nih.gov/research/umls/rxnorm", given.rxnorm(), given.text())
            : concept(SNOMED, given.snomed(), given.text()));
    if (given.reaction() != null) {
      allergy.addReaction().addManifestation(new CodeableConcept().setText(given.reaction()));
    }
    if (given.since() != null) {
      allergy.setRecordedDateElement(time(given.since()));
    }
    add(allergy, "%s-allergy-%d".formatted(sample.id(), number));
  }

  private void procedure(SamplePatient sample, SamplePatient.Treatment given, int number) {
    Procedure procedure = new Procedure().setSubject(of(sample)).setStatus(Procedure.ProcedureStatus.COMPLETED)
        .setPerformed(time(given.at())).setEncounter(encounterOf(sample.stay()))
        .setCode(concept("http://www.cms.gov/Medicare/Coding/ICD10", given.pcs(), given.text()));
    add(procedure, "%s-procedure-%d".formatted(sample.id(), number));
  }

  private void medicineAtHome(SamplePatient sample, SamplePatient.Medicine given, int number) {
    boolean stopped = given.stopped() != null;
    MedicationStatement statement = new MedicationStatement().setSubject(of(sample)).setMedication(medication(given))
        .setStatus(stopped ? MedicationStatement.MedicationStatementStatus.STOPPED : MedicationStatement.MedicationStatementStatus.ACTIVE)
        .addDosage(new Dosage().setText(given.dose()));
    statement.setEffective(new Period().setStartElement(time(given.since())).setEndElement(stopped ? time(given.stopped()) : null));
    add(statement, "%s-medicine-%d".formatted(sample.id(), number));
  }

  private void prescription(SamplePatient sample, SamplePatient.Medicine given, int number) {
    MedicationRequest request = new MedicationRequest().setSubject(of(sample)).setMedication(medication(given))
        .setStatus(MedicationRequest.MedicationRequestStatus.ACTIVE).setIntent(MedicationRequest.MedicationRequestIntent.ORDER)
        .setAuthoredOnElement(time(given.since())).setEncounter(encounterOf(sample.stay()))
        .addCategory(concept(TERMINOLOGY + "medicationrequest-category", "discharge", null))
        .addDosageInstruction(new Dosage().setText(given.dose()));
    add(request, "%s-prescription-%d".formatted(sample.id(), number));
  }

  private static CodeableConcept medication(SamplePatient.Medicine given) {
    CodeableConcept code = concept("http://www.nlm.nih.gov/research/umls/rxnorm", given.rxnorm(), given.text());
    code.addCoding().setSystem("http://www.whocc.no/atc").setCode(given.atc());
    return code;
  }

  private static CodeableConcept concept(String system, String code, String text) {
    CodeableConcept concept = new CodeableConcept().setText(text);
    concept.addCoding().setSystem(system).setCode(code);
    return concept;
  }

  private static Reference of(SamplePatient sample) {
    return new Reference("Patient/" + sample.id());
  }

  private static Reference encounterOf(SamplePatient.Visit visit) {
    return new Reference("Encounter/" + idOf(visit));
  }

  private static String idOf(SamplePatient.Visit visit) {
    return "e-" + visit.visit();
  }

  private void add(Resource resource, String id) {
    resource.setId(id);
    all.add(resource);
  }

  /** {@code -5d 22:15} is that local time five days ago, never later than now; {@code -4y} is that day four years ago. */
  private DateTimeType time(String ago) {
    Matcher matcher = AGO.matcher(ago);
    if (!matcher.matches()) {
      throw new IllegalArgumentException("sample patient's time: \"%s\", expected for example -5d 22:15 or -4y".formatted(ago));
    }
    LocalDate today = now.atZone(zone).toLocalDate();
    int count = Integer.parseInt(matcher.group(1));
    LocalDate day = matcher.group(2).equals("d") ? today.minusDays(count) : today.minusYears(count);
    if (matcher.group(3) == null && matcher.group(2).equals("y")) {
      return new DateTimeType(day.toString());
    }
    LocalTime at = matcher.group(3) == null ? LocalTime.NOON : LocalTime.parse(matcher.group(3));
    Instant instant = day.atTime(at).atZone(zone).toInstant();
    return new DateTimeType(Date.from(instant.isAfter(now) ? now : instant), TemporalPrecisionEnum.SECOND,
        TimeZone.getTimeZone(zone));
  }
}
