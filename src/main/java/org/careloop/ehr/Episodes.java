package org.careloop.ehr;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.hl7.fhir.r4.model.EpisodeOfCare;
import org.hl7.fhir.r4.model.EpisodeOfCare.EpisodeOfCareStatus;
import org.springframework.stereotype.Component;

/** Enrolments in our programmes as the EHR keeps them: episodes of care, typed with the programme. Reads only. */
@Component
class Episodes {

  static final String PROGRAM = "program";
  static final String OPEN = "planned,waitlist,active,onhold";

  private static final Set<EpisodeOfCareStatus> ENDED =
      Set.of(EpisodeOfCareStatus.FINISHED, EpisodeOfCareStatus.CANCELLED, EpisodeOfCareStatus.ENTEREDINERROR);

  private final Ehr ehr;

  Episodes(Ehr ehr) {
    this.ehr = ehr;
  }

  /** The patient's open episode of one of our programmes; of any when none is named. */
  Optional<EpisodeOfCare> open(String patientId, String program) {
    List<EpisodeOfCare> all = ehr.of(patientId, EpisodeOfCare.class, Map.of("status", OPEN));
    return all.stream().filter(episode -> !isEnded(episode))
        .filter(episode -> episode.getType().stream().map(type -> Coded.own(PROGRAM, type))
            .anyMatch(code -> code != null && (program == null || program.equals(code))))
        .findFirst();
  }

  static boolean isEnded(EpisodeOfCare episode) {
    return ENDED.contains(episode.getStatus());
  }
}
