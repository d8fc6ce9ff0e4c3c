package org.careloop.ehr;

import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.careloop.engine.CareDelegate;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.Dosage;
import org.hl7.fhir.r4.model.IntegerType;
import org.hl7.fhir.r4.model.ListResource;
import org.hl7.fhir.r4.model.ListResource.ListMode;
import org.hl7.fhir.r4.model.ListResource.ListStatus;
import org.hl7.fhir.r4.model.MedicationStatement;
import org.hl7.fhir.r4.model.MedicationStatement.MedicationStatementStatus;
import org.hl7.fhir.r4.model.Period;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.Task;
import org.hl7.fhir.r4.model.Task.TaskIntent;
import org.hl7.fhir.r4.model.Task.TaskStatus;
import org.springframework.lang.Nullable;
import org.springframework.stereotype.Component;

/**
 * Writes a finished medication reconciliation into the EHR: the reconciled list as a new List and the work as a completed Task (clinical
 * rules 13). Both are written once for each effect id; a try that was cut off between them is completed by the next.
 */
@Component
class RecordReconciliation extends CareDelegate<RecordReconciliation.Request, RecordReconciliation.Recorded> {

  private static final Map<String, String> SYSTEMS = Map.of(
      "rxnorm", "http://www.nlm.nih.gov/research/umls/rxnorm", "atc", "http://www.whocc.no/atc", "ndc", "http://hl7.org/fhir/sid/ndc",
      "snomed", "http://snomed.info/sct");

  /**
   * What was reconciled.
   *
   * @param medicines the list that is left, as {@code readMedicines} gives it
   * @param reconciledBy user id
   */
  record Request(
      String effectId, String patientId, @Nullable String encounterId, Instant reconciledAt, int discrepancyCount,
      @Nullable List<Map<String, Object>> medicines, @Nullable String reconciledBy) {}

  record Recorded(String reconciliationListId) {}

  private final Ehr ehr;

  RecordReconciliation(Ehr ehr) {
    this.ehr = ehr;
  }

  @Override
  protected Recorded perform(Request request) {
    String listId = ehr.endpoint().createOnce(list(request), request.effectId());
    ehr.endpoint().createOnce(task(request, listId), request.effectId());
    return new Recorded(listId);
  }

  private ListResource list(Request request) {
    ListResource list = new ListResource()
        .setStatus(ListStatus.CURRENT).setMode(ListMode.SNAPSHOT).setTitle("Reconciled medicines")
        .setCode(new CodeableConcept().addCoding(
            new Coding().setSystem("http://terminology.hl7.org/CodeSystem/list-example-use-codes").setCode("medications")))
        .setSubject(Ehr.patientReference(request.patientId()))
        .setEncounter(ehr.encounterReference(request.encounterId()))
        .setDate(Date.from(request.reconciledAt()))
        .addIdentifier(Ehr.caseIdentifier(request.encounterId()));
    if (request.reconciledBy() != null) {
      list.setSource(Ehr.userReference(request.reconciledBy()));
    }
    List<Map<String, Object>> medicines = request.medicines() == null ? List.of() : request.medicines();
    for (int i = 0; i < medicines.size(); i++) {
      MedicationStatement medicine = medicine(medicines.get(i), request.patientId());
      medicine.setId("medicine-" + (i + 1));
      list.addContained(medicine);
      list.addEntry().setItem(new Reference("#medicine-" + (i + 1)));
    }
    if (medicines.isEmpty()) {
      list.setEmptyReason(new CodeableConcept().addCoding(
          new Coding().setSystem("http://terminology.hl7.org/CodeSystem/list-empty-reason").setCode("notasked")));
    }
    return list;
  }

  private static MedicationStatement medicine(Map<String, Object> given, String patientId) {
    CodeableConcept what = new CodeableConcept().setText(text(given, "name"));
    String code = text(given, "code");
    int bar = code == null ? -1 : code.indexOf('|');
    if (bar > 0 && SYSTEMS.containsKey(code.substring(0, bar))) {
      what.addCoding(new Coding().setSystem(SYSTEMS.get(code.substring(0, bar))).setCode(code.substring(bar + 1)));
    }
    MedicationStatement medicine = new MedicationStatement().setMedication(what).setSubject(Ehr.patientReference(patientId))
        .setStatus(status(text(given, "status")));
    if (text(given, "dose") != null) {
      medicine.addDosage(new Dosage().setText(text(given, "dose")));
    }
    return medicine;
  }

  private Task task(Request request, String listId) {
    Task task = new Task().setStatus(TaskStatus.COMPLETED).setIntent(TaskIntent.ORDER)
        .setCode(Coded.own("task", "medication-reconciliation"))
        .setFor(Ehr.patientReference(request.patientId()))
        .setEncounter(ehr.encounterReference(request.encounterId()))
        .setFocus(new Reference("List/" + listId))
        .setExecutionPeriod(new Period().setEndElement(Times.utc(request.reconciledAt())))
        .setLastModified(Date.from(request.reconciledAt()))
        .addIdentifier(Ehr.caseIdentifier(request.encounterId()));
    task.addOutput().setType(Coded.own("task-output", "discrepancy-count")).setValue(new IntegerType(request.discrepancyCount()));
    if (request.reconciledBy() != null) {
      task.setOwner(Ehr.userReference(request.reconciledBy()));
    }
    return task;
  }

  private static MedicationStatementStatus status(String status) {
    if (status == null) {
      return MedicationStatementStatus.ACTIVE;
    }
    return switch (status.toLowerCase(Locale.ROOT)) {
      case "active", "draft" -> MedicationStatementStatus.ACTIVE;
      case "completed" -> MedicationStatementStatus.COMPLETED;
      case "stopped", "cancelled" -> MedicationStatementStatus.STOPPED;
      case "on-hold" -> MedicationStatementStatus.ONHOLD;
      case "intended" -> MedicationStatementStatus.INTENDED;
      default -> MedicationStatementStatus.UNKNOWN;
    };
  }

  private static String text(Map<String, Object> given, String key) {
    Object value = given.get(key);
    return value == null || value.toString().isBlank() ? null : value.toString();
  }
}
