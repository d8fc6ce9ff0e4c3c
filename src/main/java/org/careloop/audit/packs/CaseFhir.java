package org.careloop.audit.packs;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.model.api.TemporalPrecisionEnum;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TimeZone;
import java.util.UUID;
import java.util.stream.Collectors;
import org.careloop.audit.story.CaseHead;
import org.careloop.audit.story.CaseStory;
import org.careloop.audit.story.CaseStory.Entry;
import org.careloop.audit.story.CaseStory.Kind;
import org.careloop.audit.story.CaseStory.OperatorChange;
import org.careloop.why.Judgement;
import org.careloop.why.Judgement.Value;
import org.hl7.fhir.r4.model.AuditEvent;
import org.hl7.fhir.r4.model.AuditEvent.AuditEventAction;
import org.hl7.fhir.r4.model.AuditEvent.AuditEventAgentComponent;
import org.hl7.fhir.r4.model.AuditEvent.AuditEventEntityComponent;
import org.hl7.fhir.r4.model.AuditEvent.AuditEventOutcome;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Bundle.BundleType;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.DateTimeType;
import org.hl7.fhir.r4.model.Identifier;
import org.hl7.fhir.r4.model.InstantType;
import org.hl7.fhir.r4.model.Provenance;
import org.hl7.fhir.r4.model.Provenance.ProvenanceEntityRole;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.Resource;
import org.hl7.fhir.r4.model.StringType;
import org.springframework.stereotype.Component;

/**
 * A case as FHIR R4: a collection of one AuditEvent for each entry of its timeline and one Provenance for each decision and each change by an
 * operator. Refers to the patient by the health record's id and copies nothing of the record. Sends nothing anywhere.
 */
@Component
class CaseFhir {

  static final String KINDS = "https://careloop.org/fhir/CodeSystem/case-entry";
  static final String CASES = "https://careloop.org/fhir/sid/case";
  static final String USERS = "https://careloop.org/fhir/sid/user";
  static final String EVALUATIONS = "https://careloop.org/fhir/sid/decision-evaluation";
  static final String MODELS = "https://careloop.org/fhir/sid/model";
  private static final String DICOM = "http://dicom.nema.org/resources/ontology/DCM";
  private static final String PARTICIPANT = "http://terminology.hl7.org/CodeSystem/provenance-participant-type";

  private final FhirContext fhir;

  CaseFhir(FhirContext fhir) {
    this.fhir = fhir;
  }

  String json(CaseStory story, Instant madeAt) {
    return fhir.newJsonParser().setPrettyPrint(true).encodeResourceToString(bundle(story, madeAt));
  }

  Bundle bundle(CaseStory story, Instant madeAt) {
    CaseHead head = story.head();
    Bundle bundle = new Bundle();
    bundle.setType(BundleType.COLLECTION).setIdentifier(new Identifier().setSystem(CASES).setValue(head.rootId())).setTimestampElement(instant(madeAt));
    Map<String, String> decisions = new HashMap<>();
    int number = 0;
    for (Entry entry : story.timeline()) {
      String address = add(bundle, head, "entry", number++, event(head, entry));
      if (entry.kind() == Kind.DECISION && entry.reference() != null) {
        decisions.put(entry.reference(), address);
      }
    }
    for (Judgement judgement : story.decisions()) {
      add(bundle, head, "decision/" + judgement.id(), 0, decided(head, judgement, decisions.get(judgement.id())));
    }
    number = 0;
    for (OperatorChange change : story.changes()) {
      add(bundle, head, "change", number++, changed(head, change));
    }
    return bundle;
  }

  private static String add(Bundle bundle, CaseHead head, String kind, int number, Resource resource) {
    String id = UUID.nameUUIDFromBytes("%s/%s/%d".formatted(head.rootId(), kind, number).getBytes(StandardCharsets.UTF_8)).toString();
    resource.setId(id);
    String address = "urn:uuid:" + id;
    bundle.addEntry().setFullUrl(address).setResource(resource);
    return address;
  }

  private static AuditEvent event(CaseHead head, Entry entry) {
    AuditEvent event = new AuditEvent();
    event.setType(type(entry.kind()));
    event.addSubtype(new Coding(KINDS, entry.kind().name().toLowerCase(Locale.ROOT), entry.kind().label()));
    event.setAction(action(entry.kind()));
    event.setRecordedElement(instant(entry.at()));
    // A step that failed is begun again, and handed to a person in the end.
    event.setOutcome(entry.kind() == Kind.TROUBLE && entry.note() != null ? AuditEventOutcome._4 : AuditEventOutcome._0);
    if (entry.note() != null) {
      event.setOutcomeDesc(PlainText.xml(entry.note()));
    }
    event.addAgent(agent(entry.who(), entry.role()));
    event.getSource().setSite("Careloop").setObserver(careloop())
        .addType(new Coding("http://terminology.hl7.org/CodeSystem/security-source-type", "4", "Application Server"));
    AuditEventEntityComponent about = event.addEntity().setWhat(caseOf(head))
        .setType(new Coding("http://terminology.hl7.org/CodeSystem/audit-entity-type", "2", "System Object"))
        .setRole(new Coding("http://terminology.hl7.org/CodeSystem/object-role", "20", "Job"));
    about.setDescription(PlainText.xml(entry.what()));
    for (Value value : entry.values() == null ? List.<Value>of() : entry.values()) {
      if (value.shown() != null) {
        about.addDetail().setType(PlainText.xml(value.label() == null ? value.name() : value.label())).setValue(new StringType(PlainText.xml(value.shown())));
      }
    }
    if (entry.message() != null) {
      event.addEntity().setWhat(new Reference().setIdentifier(new Identifier().setSystem("https://careloop.org/fhir/sid/message")
          .setValue(entry.message().messageId()))).setType(new Coding("http://terminology.hl7.org/CodeSystem/audit-entity-type", "2", "System Object"))
          .setDescription(PlainText.xml("%s %s".formatted(entry.message().type(), entry.message().controlId() == null ? "" : entry.message().controlId()).strip()));
    }
    if (head.patientId() != null) {
      event.addEntity().setWhat(patient(head)).setType(new Coding("http://terminology.hl7.org/CodeSystem/audit-entity-type", "1", "Person"))
          .setRole(new Coding("http://terminology.hl7.org/CodeSystem/object-role", "1", "Patient"));
    }
    return event;
  }

  private static AuditEventAgentComponent agent(String person, String role) {
    AuditEventAgentComponent agent = new AuditEventAgentComponent();
    if (person == null) {
      agent.setType(concept(DICOM, "110150", "Application", null)).setWho(careloop()).setName(role == null ? "Careloop" : role).setRequestor(false);
    } else {
      agent.setType(concept("http://terminology.hl7.org/CodeSystem/extra-security-role-type", "humanuser", "human user", null)).setWho(person(person))
          .setAltId(person).setRequestor(true);
      if (role != null) {
        agent.addRole(new CodeableConcept().setText(role));
      }
    }
    return agent;
  }

  private static Coding type(Kind kind) {
    return switch (kind) {
      case CASE, TASK, DECISION, CHANGE, LOOK -> new Coding(DICOM, "110110", "Patient Record");
      case MESSAGE -> new Coding(DICOM, "110107", "Import");
      case WAY, OUTSIDE, DEADLINE, TROUBLE -> new Coding(DICOM, "110100", "Application Activity");
    };
  }

  private static AuditEventAction action(Kind kind) {
    return switch (kind) {
      case MESSAGE -> AuditEventAction.C;
      case TASK, CHANGE -> AuditEventAction.U;
      case LOOK -> AuditEventAction.R;
      case CASE, DECISION, WAY, OUTSIDE, DEADLINE, TROUBLE -> AuditEventAction.E;
    };
  }

  private static Provenance decided(CaseHead head, Judgement judgement, String event) {
    Provenance provenance = new Provenance();
    if (event != null) {
      provenance.addTarget(new Reference(event));
    }
    provenance.addTarget(caseOf(head));
    provenance.setRecordedElement(instant(judgement.at()));
    provenance.setOccurred(new DateTimeType(Date.from(judgement.at()), TemporalPrecisionEnum.MILLI, TimeZone.getTimeZone("UTC")));
    provenance.setActivity(concept("http://terminology.hl7.org/CodeSystem/v3-DataOperation", "EXECUTE", "execute",
        "%s: %s".formatted(judgement.name(), values(judgement.outputs()))));
    provenance.addAgent().setType(concept(PARTICIPANT, "assembler", "Assembler", null)).setWho(careloop());
    String version = judgement.versionTag() == null ? "" : ", version " + judgement.versionTag();
    provenance.addEntity().setRole(ProvenanceEntityRole.SOURCE).setWhat(new Reference().setIdentifier(new Identifier().setSystem(MODELS)
        .setValue(judgement.definitionId())).setDisplay(PlainText.xml("Table %s%s".formatted(judgement.name(), version))));
    provenance.addEntity().setRole(ProvenanceEntityRole.SOURCE).setWhat(new Reference().setIdentifier(new Identifier().setSystem(EVALUATIONS)
        .setValue(judgement.id())).setDisplay(PlainText.xml("Given %s; rows that fired: %s".formatted(values(judgement.inputs()),
            judgement.fired().isEmpty() ? "none" : judgement.fired().stream().map(row -> String.valueOf(row.number())).collect(
                Collectors.joining(", "))))));
    return provenance;
  }

  private static Provenance changed(CaseHead head, OperatorChange change) {
    Provenance provenance = new Provenance();
    provenance.addTarget(caseOf(head));
    provenance.setRecordedElement(instant(change.at()));
    provenance.setActivity(concept("http://terminology.hl7.org/CodeSystem/v3-DataOperation", "UPDATE", "revise", PlainText.xml(change.what())));
    if (change.reason() != null) {
      provenance.addReason(new CodeableConcept().setText(PlainText.xml(change.reason())));
    }
    provenance.addAgent().setType(concept(PARTICIPANT, "performer", "Performer", null)).setWho(change.who() == null ? careloop() : person(change.who()));
    return provenance;
  }

  private static String values(List<Value> values) {
    return values == null || values.isEmpty() ? "nothing" : PlainText.xml(values.stream().map(value -> "%s = %s".formatted(
        value.label() == null ? value.name() : value.label(), value.shown() == null ? "empty" : value.shown())).collect(Collectors.joining("; ")));
  }

  private static Reference caseOf(CaseHead head) {
    return new Reference().setIdentifier(new Identifier().setSystem(CASES).setValue(head.rootId()))
        .setDisplay("Case %s, %s %s".formatted(head.businessKey(), head.protocolName(), head.versionTag()));
  }

  private static Reference patient(CaseHead head) {
    Reference patient = new Reference("Patient/" + head.patientId());
    patient.setType("Patient");
    return head.patientLabel() == null ? patient : patient.setDisplay(PlainText.xml(head.patientLabel()));
  }

  private static Reference person(String userId) {
    return new Reference().setIdentifier(new Identifier().setSystem(USERS).setValue(userId)).setDisplay(userId);
  }

  private static Reference careloop() {
    return new Reference().setType("Device").setIdentifier(new Identifier().setSystem("urn:ietf:rfc:3986").setValue("https://careloop.org")).setDisplay("Careloop");
  }

  private static CodeableConcept concept(String system, String code, String display, String text) {
    CodeableConcept concept = new CodeableConcept().addCoding(new Coding(system, code, display));
    return text == null ? concept : concept.setText(PlainText.xml(text));
  }

  private static InstantType instant(Instant at) {
    return new InstantType(Date.from(at), TemporalPrecisionEnum.MILLI, TimeZone.getTimeZone("UTC"));
  }
}
