package org.careloop.ehr;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.careloop.fhir.FhirRefusal;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Dosage;
import org.hl7.fhir.r4.model.Medication;
import org.hl7.fhir.r4.model.MedicationRequest;
import org.hl7.fhir.r4.model.MedicationRequest.MedicationRequestIntent;
import org.hl7.fhir.r4.model.MedicationRequest.MedicationRequestStatus;
import org.hl7.fhir.r4.model.MedicationStatement;
import org.hl7.fhir.r4.model.MedicationStatement.MedicationStatementStatus;
import org.hl7.fhir.r4.model.Period;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.Resource;
import org.hl7.fhir.r4.model.Type;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a patient takes, from statements and prescriptions, seen from one stay: taken before it, or begun or changed in it. Medicines that
 * were only given on the ward are left out. Never judges whether the two lists agree; that is a pharmacist's work.
 */
final class Medicines {

  private static final Logger LOG = LoggerFactory.getLogger(Medicines.class);

  private static final Set<MedicationStatementStatus> STATED_NOW = Set.of(MedicationStatementStatus.ACTIVE,
      MedicationStatementStatus.INTENDED, MedicationStatementStatus.ONHOLD, MedicationStatementStatus.UNKNOWN);
  private static final Set<MedicationStatementStatus> NEVER_STATED =
      Set.of(MedicationStatementStatus.ENTEREDINERROR, MedicationStatementStatus.NOTTAKEN);
  private static final Set<MedicationRequestStatus> ORDERED_NOW =
      Set.of(MedicationRequestStatus.ACTIVE, MedicationRequestStatus.ONHOLD, MedicationRequestStatus.UNKNOWN);
  private static final Set<MedicationRequestStatus> NEVER_ORDERED =
      Set.of(MedicationRequestStatus.ENTEREDINERROR, MedicationRequestStatus.CANCELLED, MedicationRequestStatus.DRAFT);
  private static final Set<MedicationRequestIntent> ONLY_IDEAS = Set.of(MedicationRequestIntent.PROPOSAL, MedicationRequestIntent.OPTION);

  /**
   * One medicine.
   *
   * @param codes as in process variables
   * @param dose as written, or put together from the dose's parts; null when unknown
   * @param current false for one that ended
   * @param ofTheStay true when begun, changed or newly prescribed in the stay or after it
   * @param startedHere true when begun, changed or newly prescribed in the stay
   */
  private record Medicine(Set<String> codes, String name, String dose, String status, boolean current, boolean ofTheStay,
      boolean startedHere) {

    /** What makes two entries the same medicine: the ingredient where it is known, since RxNorm codes differ by strength. */
    String identity() {
      String code = Codes.first(codes, List.of(Codes.ATC, Codes.RXNORM, "ndc", Codes.SNOMED));
      return code != null ? code : String.valueOf(name).toLowerCase(Locale.ROOT).strip();
    }

    boolean sameDoseAs(Medicine other) {
      return Objects.equals(normal(dose), normal(other.dose))
          && Objects.equals(Codes.first(codes, List.of(Codes.RXNORM)), Codes.first(other.codes, List.of(Codes.RXNORM)));
    }

    private static String normal(String dose) {
      return dose == null ? null : dose.toLowerCase(Locale.ROOT).replaceAll("\\s+", " ").strip();
    }
  }

  /** "No known medications" (SNOMED CT) is a statement, but no medicine. */
  private static final String NONE = "snomed|787481004";

  private final Ehr ehr;
  private final Stay stay;
  private final List<Medicine> medicines = new ArrayList<>();
  private final Map<String, Resource> included = new LinkedHashMap<>();
  private boolean recorded;

  private Medicines(Ehr ehr, Stay stay) {
    this.ehr = ehr;
    this.stay = stay;
  }

  /** Reads them; empty when the EHR offers neither statements nor prescriptions. */
  static Optional<Medicines> read(Ehr ehr, String patientId, Stay stay) {
    Medicines medicines = new Medicines(ehr, stay);
    int refused = 0;
    try {
      medicines.collect(ehr.ofWithIncluded(patientId, MedicationStatement.class, Map.of("_include", "MedicationStatement:medication")));
    } catch (FhirRefusal e) {
      LOG.warn("Medicines without statements: {}", e.getMessage());
      refused++;
    }
    try {
      medicines.collect(ehr.ofWithIncluded(patientId, MedicationRequest.class, Map.of("_include", "MedicationRequest:medication")));
    } catch (FhirRefusal e) {
      LOG.warn("Medicines without prescriptions: {}", e.getMessage());
      refused++;
    }
    return refused == 2 ? Optional.empty() : Optional.of(medicines);
  }

  /** How many different medicines the patient is to take now. */
  int count() {
    return (int) medicines.stream().filter(Medicine::current).map(Medicine::identity).distinct().count();
  }

  /** Codes of what the patient is to take now. */
  List<String> codes() {
    return medicines.stream().filter(Medicine::current).flatMap(medicine -> medicine.codes().stream()).distinct().toList();
  }

  /** Codes of what was begun in the stay, or is taken in another dose since. */
  List<String> newCodes() {
    Map<String, List<Medicine>> before = medicines.stream().filter(medicine -> !medicine.ofTheStay())
        .collect(Collectors.groupingBy(Medicine::identity));
    Set<String> codes = new LinkedHashSet<>();
    medicines.stream().filter(medicine -> medicine.startedHere() && medicine.current())
        .filter(medicine -> before.getOrDefault(medicine.identity(), List.of()).stream().noneMatch(medicine::sameDoseAs))
        .forEach(medicine -> codes.addAll(medicine.codes()));
    return new ArrayList<>(codes);
  }

  /** Both lists for the person who reconciles them: {@code code}, {@code name}, {@code dose}, {@code status}, {@code source}. */
  List<Map<String, String>> listed() {
    List<Map<String, String>> listed = new ArrayList<>();
    for (Medicine medicine : medicines) {
      Map<String, String> entry = new LinkedHashMap<>();
      entry.put("code", Codes.first(medicine.codes(), List.of(Codes.RXNORM, Codes.ATC, "ndc", Codes.SNOMED)));
      entry.put("name", medicine.name());
      entry.put("dose", medicine.dose());
      entry.put("status", medicine.status());
      entry.put("source", medicine.ofTheStay() ? "discharge" : "before");
      if (!listed.contains(entry)) {
        listed.add(entry);
      }
    }
    return listed;
  }

  /** False when nobody ever wrote down a medicine, not even one that was stopped, nor that there is none. */
  boolean isRecorded() {
    return recorded;
  }

  private void collect(List<Resource> found) {
    found.stream().filter(Medication.class::isInstance)
        .forEach(medication -> included.put("Medication/" + medication.getIdElement().getIdPart(), medication));
    for (Resource resource : found) {
      if (resource instanceof MedicationStatement statement && !NEVER_STATED.contains(statement.getStatus())) {
        add(statement);
        recorded = true;
      } else if (resource instanceof MedicationRequest request && !NEVER_ORDERED.contains(request.getStatus())
          && !ONLY_IDEAS.contains(request.getIntent()) && !request.getDoNotPerform() && !isForTheWard(request)) {
        add(request);
        recorded = true;
      }
    }
  }

  private void add(MedicationStatement statement) {
    Instant since = Times.latestStart(statement.getEffective(), stay.zone());
    boolean current = STATED_NOW.contains(statement.getStatus());
    if (!current && endedBeforeTheStay(statement.getEffective())) {
      return;
    }
    CodeableConcept what = what(statement.getMedication());
    if (Codes.of(what).contains(NONE)) {
      return;
    }
    boolean ofTheStay = since != null && stay.admittedAt() != null && !since.isBefore(stay.admittedAt());
    medicines.add(new Medicine(Codes.of(what), name(what), dose(statement.getDosage()),
        statement.hasStatus() ? statement.getStatus().toCode() : "unknown", current, ofTheStay,
        ofTheStay && stay.startedHere(since, statement.getContext())));
  }

  private void add(MedicationRequest request) {
    boolean current = ORDERED_NOW.contains(request.getStatus());
    Instant since = Times.latestStart(request.getAuthoredOnElement(), stay.zone());
    boolean here = stay.isThis(request.getEncounter());
    boolean ofTheStay;
    if (since == null) {
      ofTheStay = here || hasCategory(request, "discharge");
    } else if (stay.admittedAt() == null) {
      ofTheStay = here || hasCategory(request, "discharge") && !since.isBefore(stay.dischargedAt().minusSeconds(86_400));
    } else {
      ofTheStay = !since.isBefore(stay.admittedAt());
    }
    if (!current && !ofTheStay) {
      return;
    }
    CodeableConcept what = what(request.getMedication());
    boolean startedHere = ofTheStay && (since == null || stay.startedHere(since, request.getEncounter())
        || stay.admittedAt() == null && !since.isAfter(stay.dischargedAt().plusSeconds(86_400)));
    medicines.add(new Medicine(Codes.of(what), name(what), dose(request.getDosageInstruction()),
        request.hasStatus() ? request.getStatus().toCode() : "unknown", current, ofTheStay, startedHere));
  }

  /** What was stopped on the admission day, in the emergency department for instance, still belongs on the list. */
  private boolean endedBeforeTheStay(Type effective) {
    Instant end = effective instanceof Period period ? Times.latestStart(period.getEndElement(), stay.zone()) : null;
    return end == null || stay.admittedAt() != null && end.isBefore(stay.admissionDate().atStartOfDay(stay.zone()).toInstant());
  }

  private static boolean isForTheWard(MedicationRequest request) {
    return hasCategory(request, "inpatient") && !hasCategory(request, "discharge") && !hasCategory(request, "community");
  }

  private static boolean hasCategory(MedicationRequest request, String code) {
    return request.getCategory().stream().flatMap(category -> category.getCoding().stream())
        .anyMatch(coding -> code.equals(coding.getCode()));
  }

  private CodeableConcept what(Type medication) {
    if (medication instanceof CodeableConcept concept) {
      return concept;
    }
    if (medication instanceof Reference reference) {
      if (reference.getResource() instanceof Medication contained) {
        return contained.getCode();
      }
      String id = reference.getReferenceElement().getIdPart();
      if (id != null && "Medication".equals(reference.getReferenceElement().getResourceType())) {
        Resource known = included.computeIfAbsent("Medication/" + id,
            key -> ehr.endpoint().find(Medication.class, id).orElseGet(Medication::new));
        return ((Medication) known).getCode();
      }
      return new CodeableConcept().setText(reference.getDisplay());
    }
    return new CodeableConcept();
  }

  private static String name(CodeableConcept concept) {
    if (concept.hasText()) {
      return concept.getText();
    }
    return concept.getCoding().stream().filter(coding -> coding.hasDisplay()).map(coding -> coding.getDisplay()).findFirst()
        .orElseGet(() -> concept.getCodingFirstRep().getCode());
  }

  private static String dose(List<Dosage> dosages) {
    if (dosages.isEmpty()) {
      return null;
    }
    String dose = dosages.stream().map(Medicines::dose).filter(Objects::nonNull).collect(Collectors.joining("; "));
    return dose.isEmpty() ? null : dose;
  }

  private static String dose(Dosage dosage) {
    if (dosage.hasText()) {
      return dosage.getText();
    }
    List<String> parts = new ArrayList<>();
    if (dosage.getDoseAndRateFirstRep().hasDoseQuantity()) {
      var quantity = dosage.getDoseAndRateFirstRep().getDoseQuantity();
      parts.add(quantity.hasUnit() ? "%s %s".formatted(quantity.getValue().toPlainString(), quantity.getUnit())
          : quantity.getValue().toPlainString());
    }
    if (dosage.getTiming().getCode().hasText()) {
      parts.add(dosage.getTiming().getCode().getText());
    } else if (dosage.getTiming().getCode().hasCoding()) {
      parts.add(dosage.getTiming().getCode().getCodingFirstRep().getCode());
    } else if (dosage.getTiming().getRepeat().hasFrequency()) {
      var repeat = dosage.getTiming().getRepeat();
      String unit = repeat.hasPeriodUnit() ? repeat.getPeriodUnit().toCode() : "";
      parts.add("%d times in %s %s".formatted(repeat.getFrequency(), repeat.getPeriod(), unit));
    }
    return parts.isEmpty() ? null : String.join(" ", parts);
  }
}
