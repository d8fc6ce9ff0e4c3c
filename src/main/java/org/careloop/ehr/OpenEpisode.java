package org.careloop.ehr;

import java.time.Clock;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.careloop.engine.CareDelegate;
import org.careloop.fhir.Effects;
import org.careloop.fhir.FhirEndpoint;
import org.careloop.fhir.FhirRefusal;
import org.hl7.fhir.r4.model.EpisodeOfCare;
import org.hl7.fhir.r4.model.EpisodeOfCare.EpisodeOfCareStatus;
import org.hl7.fhir.r4.model.Period;
import org.springframework.lang.Nullable;
import org.springframework.stereotype.Component;

/**
 * Opens a patient's enrolment in a programme in the EHR: a planned EpisodeOfCare. The EHR itself sees to it that there is one open episode
 * for each patient and programme, whoever asks; refuses with {@code already-enrolled} when somebody else's is there.
 */
@Component
class OpenEpisode extends CareDelegate<OpenEpisode.Request, OpenEpisode.Opened> {

  static final String ALREADY_ENROLLED = "already-enrolled";

  private static final int SEVERAL_MATCH = 412;

  /**
   * The enrolment.
   *
   * @param consentProgram kebab-case code of the programme, for example {@code care-coordination}
   * @param primaryCoordinator user id, where one is known already
   * @param openedAt when it was opened; none means now
   */
  record Request(
      String effectId, String patientId, String consentProgram, @Nullable String primaryCoordinator, @Nullable Instant openedAt) {}

  record Opened(String episodeOfCareId) {}

  private final Ehr ehr;
  private final Clock clock;

  OpenEpisode(Ehr ehr, Clock clock) {
    this.ehr = ehr;
    this.clock = clock;
  }

  @Override
  protected Opened perform(Request request) {
    // Ours may have been closed since it was written, when a try that nobody heard back from is repeated late.
    List<EpisodeOfCare> written = ehr.of(request.patientId(), EpisodeOfCare.class,
        Map.of("identifier", FhirEndpoint.token(FhirEndpoint.EFFECT_SYSTEM, request.effectId())));
    if (!written.isEmpty()) {
      return new Opened(written.get(0).getIdElement().getIdPart());
    }
    EpisodeOfCare planned = planned(request);
    String id;
    try {
      id = ehr.endpoint().createUnlessThere(planned, request.effectId(), openOnes(request, planned));
    } catch (FhirRefusal e) {
      if (e.status() == SEVERAL_MATCH) {
        throw alreadyEnrolled(request, "several");
      }
      throw e;
    }
    EpisodeOfCare there = ehr.endpoint().read(EpisodeOfCare.class, id);
    if (!Effects.bears(there, request.effectId())) {
      throw alreadyEnrolled(request, id);
    }
    return new Opened(id);
  }

  private static Map<String, String> openOnes(Request request, EpisodeOfCare planned) {
    var type = planned.getTypeFirstRep().getCodingFirstRep();
    Map<String, String> open = new LinkedHashMap<>();
    open.put("patient", FhirEndpoint.escape(request.patientId()));
    open.put("type", FhirEndpoint.token(type.getSystem(), type.getCode()));
    open.put("status", Episodes.OPEN);
    return open;
  }

  private EpisodeOfCare planned(Request request) {
    Instant from = request.openedAt() == null ? clock.instant() : request.openedAt();
    EpisodeOfCare episode = new EpisodeOfCare().setStatus(EpisodeOfCareStatus.PLANNED)
        .setPatient(Ehr.patientReference(request.patientId()))
        .addType(Coded.own(Episodes.PROGRAM, request.consentProgram()))
        .setPeriod(new Period().setStartElement(Times.utc(from)));
    episode.addStatusHistory().setStatus(EpisodeOfCareStatus.PLANNED).setPeriod(new Period().setStartElement(Times.utc(from)));
    if (request.primaryCoordinator() != null) {
      episode.setCareManager(Ehr.userReference(request.primaryCoordinator()));
    }
    return episode;
  }

  private static RuntimeException alreadyEnrolled(Request request, String episode) {
    return refuse(ALREADY_ENROLLED, "consentProgram: \"%s\" has an open episode of care for this patient already (%s), expected none."
        .formatted(request.consentProgram(), episode));
  }
}
