package org.careloop.ehr;

import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.careloop.engine.CareDelegate;
import org.hl7.fhir.r4.model.EpisodeOfCare;
import org.hl7.fhir.r4.model.EpisodeOfCare.EpisodeOfCareStatus;
import org.hl7.fhir.r4.model.EpisodeOfCare.EpisodeOfCareStatusHistoryComponent;
import org.hl7.fhir.r4.model.Extension;
import org.hl7.fhir.r4.model.Period;
import org.hl7.fhir.r4.model.StringType;
import org.springframework.lang.Nullable;
import org.springframework.stereotype.Component;

/**
 * Changes the status of an enrolment in the EHR, with the history of its statuses, and its coordinator where one is given. An episode that
 * has ended stays as it ended. Done once for each effect id, never over somebody else's change.
 */
@Component
class ChangeEpisode extends CareDelegate<ChangeEpisode.Request, Void> {

  private static final Map<String, EpisodeOfCareStatus> STATUSES = Map.of(
      "planned", EpisodeOfCareStatus.PLANNED, "waitlist", EpisodeOfCareStatus.WAITLIST, "active", EpisodeOfCareStatus.ACTIVE,
      "onhold", EpisodeOfCareStatus.ONHOLD, "finished", EpisodeOfCareStatus.FINISHED, "cancelled", EpisodeOfCareStatus.CANCELLED);
  private static final Set<EpisodeOfCareStatus> ENDS = Set.of(EpisodeOfCareStatus.FINISHED, EpisodeOfCareStatus.CANCELLED);

  /**
   * The change.
   *
   * @param episodeStatus {@code planned}, {@code waitlist}, {@code active}, {@code onhold}, {@code finished} or {@code cancelled}
   * @param episodeReason why, a code or a few words without names
   * @param primaryCoordinator user id of whoever manages the care from now on; none leaves it
   * @param changedAt none means now
   */
  record Request(
      String effectId, String episodeOfCareId, String episodeStatus, @Nullable String episodeReason, @Nullable String primaryCoordinator,
      @Nullable Instant changedAt) {}

  private final Ehr ehr;
  private final Clock clock;

  ChangeEpisode(Ehr ehr, Clock clock) {
    this.ehr = ehr;
    this.clock = clock;
  }

  @Override
  protected Void perform(Request request) {
    EpisodeOfCareStatus status = STATUSES.get(request.episodeStatus().toLowerCase(Locale.ROOT).replace("-", ""));
    if (status == null) {
      throw new IllegalArgumentException("episodeStatus: \"%s\", expected one of %s. Correct it in the diagram."
          .formatted(request.episodeStatus(), STATUSES.keySet().stream().sorted().toList()));
    }
    Instant at = request.changedAt() == null ? clock.instant() : request.changedAt();
    ehr.endpoint().changeOnce(EpisodeOfCare.class, request.episodeOfCareId(), request.effectId(), episode -> {
      if (Episodes.isEnded(episode)) {
        if (!ENDS.contains(status)) {
          throw new IllegalStateException("episodeOfCareId %s: %s, expected an open one to make it %s. Open a new one by an intake."
              .formatted(request.episodeOfCareId(), episode.getStatus().toCode(), status.toCode()));
        }
        return;
      }
      if (request.primaryCoordinator() != null) {
        episode.setCareManager(Ehr.userReference(request.primaryCoordinator()));
      }
      if (episode.getStatus() != status) {
        turn(episode, status, at, request.episodeReason());
      }
    });
    return null;
  }

  private static void turn(EpisodeOfCare episode, EpisodeOfCareStatus status, Instant at, String reason) {
    List<EpisodeOfCareStatusHistoryComponent> history = episode.getStatusHistory();
    history.stream().filter(past -> !past.getPeriod().hasEnd()).forEach(past -> past.getPeriod().setEndElement(Times.utc(at)));
    if (history.isEmpty()) {
      episode.addStatusHistory().setStatus(episode.getStatus())
          .setPeriod(new Period().setStartElement(episode.getPeriod().getStartElement()).setEndElement(Times.utc(at)));
    }
    Period period = new Period().setStartElement(Times.utc(at));
    EpisodeOfCareStatusHistoryComponent now = episode.addStatusHistory().setStatus(status).setPeriod(period);
    if (reason != null) {
      now.addExtension(new Extension(Coded.extension("status-reason"), new StringType(reason)));
    }
    if (ENDS.contains(status)) {
      period.setEndElement(Times.utc(at));
      episode.getPeriod().setEndElement(Times.utc(at));
    }
    episode.setStatus(status);
  }
}
