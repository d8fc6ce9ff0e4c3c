package org.careloop.ehr;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Instant;
import java.util.Set;
import org.careloop.engine.CareDelegate;
import org.hl7.fhir.r4.model.Annotation;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Extension;
import org.hl7.fhir.r4.model.IntegerType;
import org.hl7.fhir.r4.model.RiskAssessment;
import org.hl7.fhir.r4.model.RiskAssessment.RiskAssessmentStatus;
import org.springframework.lang.Nullable;
import org.springframework.stereotype.Component;

/**
 * Writes a score into the EHR as a RiskAssessment: score, band, the table that judged with its version, and the inputs. No risk percentage,
 * since none of the tables gives one. Written once for each effect id.
 */
@Component
class RecordRisk extends CareDelegate<RecordRisk.Request, RecordRisk.Recorded> {

  private static final Set<String> PUBLISHED_BANDS = Set.of("negligible", "low", "moderate", "high", "certain");

  /**
   * What was judged.
   *
   * @param encounterId the stay that was judged; none outside of a stay
   * @param dischargedAt when that stay ended
   * @param assessedAt when it was judged; one of the two is needed, this one counts where both are given
   * @param scoreName the table, for example {@code lace-index}, {@code hospital-score}, {@code care-tier}
   * @param score null when inputs were missing
   * @param band null when inputs were missing
   * @param preliminary true for a score that inputs may still change
   * @param method key and version of the table, for example {@code lace-index 1.0.0}
   * @param basis the inputs, as a map or as JSON
   * @param overriddenFrom what the table had said, where a person decided otherwise
   * @param overrideReason why, a code or a few words without names
   * @param assessedBy user id of whoever confirmed or overrode it
   */
  record Request(
      String effectId, String patientId, @Nullable String encounterId, @Nullable Instant dischargedAt, @Nullable Instant assessedAt,
      String scoreName, @Nullable Integer score, @Nullable String band, boolean preliminary, String method, @Nullable Object basis,
      @Nullable String overriddenFrom, @Nullable String overrideReason, @Nullable String assessedBy) {}

  record Recorded(String riskAssessmentId) {}

  private final Ehr ehr;
  private final ObjectMapper json = new ObjectMapper();

  RecordRisk(Ehr ehr) {
    this.ehr = ehr;
  }

  @Override
  protected Recorded perform(Request request) {
    RiskAssessment risk = new RiskAssessment()
        .setStatus(request.preliminary() ? RiskAssessmentStatus.PRELIMINARY : RiskAssessmentStatus.FINAL)
        .setSubject(Ehr.patientReference(request.patientId()))
        .setEncounter(ehr.encounterReference(request.encounterId()))
        .setOccurrence(Times.utc(at(request)))
        .setMethod(new CodeableConcept().setText(request.method()))
        .setCode(Coded.own("score", request.scoreName()))
        .addIdentifier(Ehr.caseIdentifier(request.encounterId()));
    if (request.score() != null || request.band() != null) {
      var prediction = risk.addPrediction();
      if (request.score() != null) {
        prediction.addExtension(new Extension(Coded.extension("score"), new IntegerType(request.score())));
      }
      if (request.band() != null) {
        prediction.setQualitativeRisk(qualitativeRisk(request.band()));
      }
    }
    if (request.basis() != null) {
      risk.addNote(new Annotation().setText("inputs: " + text(request.basis())));
    }
    if (request.overriddenFrom() != null) {
      risk.addNote(new Annotation().setText("overridden from %s: %s".formatted(request.overriddenFrom(),
          request.overrideReason() == null ? "no reason given" : request.overrideReason())));
    }
    if (request.assessedBy() != null) {
      risk.setPerformer(Ehr.userReference(request.assessedBy()));
    }
    return new Recorded(ehr.endpoint().createOnce(risk, request.effectId()));
  }

  private static Instant at(Request request) {
    if (request.assessedAt() == null && request.dischargedAt() == null) {
      throw new IllegalArgumentException("assessedAt and dischargedAt: no value, expected one of them. Set it in the diagram.");
    }
    return request.assessedAt() != null ? request.assessedAt() : request.dischargedAt();
  }

  private static CodeableConcept qualitativeRisk(String band) {
    CodeableConcept risk = Coded.own("risk-band", band);
    String published = band.equals("intermediate") ? "moderate" : band;
    if (PUBLISHED_BANDS.contains(published)) {
      risk.addCoding().setSystem("http://terminology.hl7.org/CodeSystem/risk-probability").setCode(published);
    }
    return risk;
  }

  private String text(Object basis) {
    if (basis instanceof String text) {
      return text;
    }
    try {
      return json.writeValueAsString(basis);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("basis: expected a map of plain values or JSON text");
    }
  }
}
