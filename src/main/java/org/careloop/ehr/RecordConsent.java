package org.careloop.ehr;

import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.careloop.engine.CareDelegate;
import org.careloop.fhir.Effects;
import org.hl7.fhir.r4.model.CodeType;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.Consent;
import org.hl7.fhir.r4.model.Consent.ConsentProvisionType;
import org.hl7.fhir.r4.model.Consent.ConsentState;
import org.hl7.fhir.r4.model.Extension;
import org.hl7.fhir.r4.model.Period;
import org.hl7.fhir.r4.model.StringType;
import org.hl7.fhir.r4.model.Type;
import org.springframework.lang.Nullable;
import org.springframework.stereotype.Component;

/**
 * Writes a patient's decision about a programme into the EHR as a Consent: given, declined with its reason, or withdrawn. A withdrawal
 * changes the Consent that was given instead of adding another. Done once for each effect id, never over somebody else's change.
 */
@Component
class RecordConsent extends CareDelegate<RecordConsent.Request, RecordConsent.Recorded> {

  private static final Map<String, ConsentState> STATUSES =
      Map.of("active", ConsentState.ACTIVE, "rejected", ConsentState.REJECTED, "inactive", ConsentState.INACTIVE);
  private static final List<String> KINDS = List.of("verbal", "written", "electronic");

  /**
   * The decision.
   *
   * @param consentProgram kebab-case code of the programme, for example {@code care-coordination}
   * @param consentStatus {@code active} given, {@code rejected} declined, {@code inactive} withdrawn
   * @param consentKind {@code verbal}, {@code written} or {@code electronic}; needed when given
   * @param consentGivenAt when the patient decided; needed when given, none means now when declined
   * @param consentEndsAt until when it holds; none means until it is withdrawn
   * @param consentDeclinedReason why it was declined or withdrawn, a code or a few words without names
   * @param consentRevokedAt when it was withdrawn; none means now
   * @param consentId the Consent to change; none finds the patient's active one of this programme for a withdrawal, else writes a new one
   * @param recordedBy user id of whoever took it, or {@code patient}
   */
  record Request(
      String effectId, String patientId, String consentProgram, String consentStatus, @Nullable String consentKind,
      @Nullable Instant consentGivenAt, @Nullable Instant consentEndsAt, @Nullable String consentDeclinedReason,
      @Nullable Instant consentRevokedAt, @Nullable String consentId, @Nullable String recordedBy) {}

  record Recorded(String consentId) {}

  private final Ehr ehr;
  private final Clock clock;

  RecordConsent(Ehr ehr, Clock clock) {
    this.ehr = ehr;
    this.clock = clock;
  }

  @Override
  protected Recorded perform(Request request) {
    check(request);
    String known = request.consentId() != null ? request.consentId()
        : status(request) == ConsentState.INACTIVE ? given(request) : null;
    if (known == null) {
      Consent consent = new Consent().setPatient(Ehr.patientReference(request.patientId()));
      decide(consent, request);
      return new Recorded(ehr.endpoint().createOnce(consent, request.effectId()));
    }
    ehr.endpoint().changeOnce(Consent.class, known, request.effectId(), consent -> {
      ehr.requireOf(request.patientId(), consent.getPatient(), "consentId " + known);
      decide(consent, request);
    });
    return new Recorded(known);
  }

  /** The Consent that a withdrawal without an id means: the one this step withdrew before, or the newest active one. */
  private String given(Request request) {
    List<Consent> ofProgram = ehr.of(request.patientId(), Consent.class).stream()
        .filter(consent -> consent.getCategory().stream()
            .anyMatch(category -> request.consentProgram().equals(Coded.own(Episodes.PROGRAM, category))))
        .toList();
    return ofProgram.stream().filter(consent -> Effects.bears(consent, request.effectId())).findFirst()
        .or(() -> ofProgram.stream().filter(consent -> consent.getStatus() == ConsentState.ACTIVE).reduce((earlier, later) -> later))
        .map(consent -> consent.getIdElement().getIdPart()).orElse(null);
  }

  private void decide(Consent consent, Request request) {
    ConsentState status = status(request);
    consent.setStatus(status);
    if (!consent.hasScope()) {
      describe(consent, request);
    }
    if (request.recordedBy() != null) {
      replace(consent, "recorded-by", Ehr.answering(request.recordedBy(), request.patientId()));
    }
    if (status == ConsentState.INACTIVE) {
      withdraw(consent, request);
      return;
    }
    Instant decided = request.consentGivenAt() == null ? clock.instant() : request.consentGivenAt();
    consent.setDateTimeElement(Times.utc(decided));
    Period period = new Period().setStartElement(Times.utc(decided));
    if (request.consentEndsAt() != null) {
      period.setEndElement(Times.utc(request.consentEndsAt()));
    }
    consent.getProvision().setType(status == ConsentState.ACTIVE ? ConsentProvisionType.PERMIT : ConsentProvisionType.DENY)
        .setPeriod(period);
    if (request.consentKind() != null) {
      replace(consent, "consent-kind", new CodeType(request.consentKind()));
    }
    if (status == ConsentState.REJECTED) {
      replace(consent, "consent-reason", new StringType(request.consentDeclinedReason()));
    } else {
      consent.getVerification().clear();
      consent.addVerification().setVerified(true).setVerifiedWith(Ehr.patientReference(request.patientId()))
          .setVerificationDateElement(Times.utc(decided));
    }
  }

  private void withdraw(Consent consent, Request request) {
    Instant at = request.consentRevokedAt() == null ? clock.instant() : request.consentRevokedAt();
    consent.getProvision().getPeriod().setEndElement(Times.utc(at));
    replace(consent, "consent-revoked", Times.utc(at));
    if (request.consentDeclinedReason() != null) {
      replace(consent, "consent-reason", new StringType(request.consentDeclinedReason()));
    }
  }

  private static void describe(Consent consent, Request request) {
    consent.setScope(new CodeableConcept().addCoding(
            new Coding().setSystem("http://terminology.hl7.org/CodeSystem/consentscope").setCode("treatment")))
        .addCategory(new CodeableConcept().addCoding(new Coding().setSystem("http://loinc.org").setCode("59284-0")))
        .addCategory(Coded.own(Episodes.PROGRAM, request.consentProgram()))
        .setPolicyRule(Coded.own("consent-policy", request.consentProgram()))
        .addPerformer(Ehr.patientReference(request.patientId()));
  }

  private static void check(Request request) {
    ConsentState status = status(request);
    if (request.consentKind() != null && !KINDS.contains(request.consentKind())) {
      throw new IllegalArgumentException("consentKind: \"%s\", expected one of %s. Correct it in the diagram or form."
          .formatted(request.consentKind(), KINDS));
    }
    if (status == ConsentState.ACTIVE && (request.consentKind() == null || request.consentGivenAt() == null)) {
      throw new IllegalArgumentException("consentKind and consentGivenAt: no value, expected both for a consent that was given.");
    }
    if (status == ConsentState.REJECTED && request.consentDeclinedReason() == null) {
      throw new IllegalArgumentException("consentDeclinedReason: no value, expected one for a consent that was declined.");
    }
  }

  private static ConsentState status(Request request) {
    ConsentState status = STATUSES.get(request.consentStatus());
    if (status == null) {
      throw new IllegalArgumentException("consentStatus: \"%s\", expected active, rejected or inactive. Correct it in the diagram."
          .formatted(request.consentStatus()));
    }
    return status;
  }

  private static void replace(Consent consent, String name, Type value) {
    consent.getExtension().removeIf(extension -> Coded.extension(name).equals(extension.getUrl()));
    consent.addExtension(new Extension(Coded.extension(name), value));
  }
}
