package org.careloop.ehr;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.careloop.engine.CareDelegate;
import org.careloop.fhir.FhirTransaction;
import org.hl7.fhir.r4.model.Extension;
import org.hl7.fhir.r4.model.Observation;
import org.hl7.fhir.r4.model.QuestionnaireResponse;
import org.hl7.fhir.r4.model.QuestionnaireResponse.QuestionnaireResponseStatus;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.StringType;
import org.springframework.lang.Nullable;
import org.springframework.stereotype.Component;

/**
 * Writes a screening into the EHR: the answers as a QuestionnaireResponse, what the tables made of them as Observations derived from it,
 * all in one transaction and once for each effect id. A declined screening is written as stopped, with its reason and without any Observation:
 * never as zero. What is said about violence at home carries a security label.
 */
@Component
class RecordScreening extends CareDelegate<RecordScreening.Request, RecordScreening.Recorded> {

  private static final String QUESTIONNAIRE = "https://careloop.org/questionnaire/";
  private static final String FIRST_VERSION = "1.0.0";

  /**
   * The screening.
   *
   * @param instrument kebab-case, for example {@code phq-9}
   * @param instrumentVersion of the form; none means 1.0.0
   * @param answers by the form's keys: numbers, yes or no, codes, lists of codes; null for a question without answer
   * @param scores by the tables' names, see {@link ScreeningScores#known}; others are passed over
   * @param screenedAt when it was answered or declined
   * @param answeredBy {@code patient}, or the user id of whoever wrote the answers down
   * @param declinedReason why the patient did not want it, a code or a few words without names; then no answers count
   */
  record Request(
      String effectId, String patientId, String instrument, @Nullable String instrumentVersion, @Nullable Map<String, Object> answers,
      @Nullable Map<String, Object> scores, Instant screenedAt, @Nullable String answeredBy, @Nullable String declinedReason) {}

  /**
   * What was written.
   *
   * @param observationIds empty when it was declined or the tables gave no result
   */
  record Recorded(String questionnaireResponseId, List<String> observationIds) {}

  private final Ehr ehr;

  RecordScreening(Ehr ehr) {
    this.ehr = ehr;
  }

  @Override
  protected Recorded perform(Request request) {
    check(request);
    boolean declined = request.declinedReason() != null;
    Map<String, Object> answers = declined || request.answers() == null ? Map.of() : request.answers();
    Map<String, Object> scores = declined || request.scores() == null ? Map.of() : request.scores();

    FhirTransaction transaction = new FhirTransaction();
    String response = transaction.create(response(request, answers), request.effectId());
    List<String> places = new ArrayList<>();
    ScreeningScores.of(request.instrument(), scores, answers).forEach((part, observation) -> {
      complete(observation, request, response);
      places.add(transaction.create(observation, "%s/%s".formatted(request.effectId(), part)));
    });
    Map<String, String> ids = ehr.endpoint().transact(transaction);
    return new Recorded(ids.get(response), places.stream().map(ids::get).toList());
  }

  private static QuestionnaireResponse response(Request request, Map<String, Object> answers) {
    Instrument instrument = Instrument.of(request.instrument());
    QuestionnaireResponse response = new QuestionnaireResponse()
        .setStatus(request.declinedReason() == null ? QuestionnaireResponseStatus.COMPLETED : QuestionnaireResponseStatus.STOPPED)
        .setQuestionnaire("%s%s|%s".formatted(QUESTIONNAIRE, request.instrument(),
            request.instrumentVersion() == null ? FIRST_VERSION : request.instrumentVersion()))
        .setSubject(Ehr.patientReference(request.patientId()))
        .setSource(Ehr.patientReference(request.patientId()))
        .setAuthoredElement(Times.utc(request.screenedAt()));
    if (request.answeredBy() != null) {
      response.setAuthor(Ehr.answering(request.answeredBy(), request.patientId()));
    }
    if (request.declinedReason() != null) {
      response.addExtension(new Extension(Coded.extension("declined-reason"), new StringType(request.declinedReason())));
    }
    ScreeningAnswers.write(answers, instrument, response);
    if (instrument.sensitive() || answers.keySet().stream().anyMatch(Sensitivity::isSensitive)) {
      Sensitivity.label(response);
    }
    return response;
  }

  private static void complete(Observation observation, Request request, String response) {
    observation.setSubject(Ehr.patientReference(request.patientId()))
        .setEffective(Times.utc(request.screenedAt()))
        .addDerivedFrom(new Reference(response));
    if (request.answeredBy() != null) {
      observation.addPerformer(Ehr.answering(request.answeredBy(), request.patientId()));
    }
  }

  private static void check(Request request) {
    if (!request.instrument().matches("[a-z0-9]+(-[a-z0-9]+)*")) {
      throw new IllegalArgumentException(
          "instrument: \"%s\", expected small letters and hyphens, for example phq-9. Correct it in the diagram."
              .formatted(request.instrument()));
    }
    if (request.declinedReason() == null && (request.answers() == null || request.answers().isEmpty())) {
      throw new IllegalArgumentException(
          "answers: no value, expected the answers of %s, or declinedReason. Correct the mapping in the diagram."
              .formatted(request.instrument()));
    }
  }
}
