package org.careloop.team;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.careloop.engine.CareDelegate;
import org.springframework.lang.Nullable;
import org.springframework.stereotype.Component;

/**
 * Proposes who coordinates a patient's care: somebody of the role in the patient's team who speaks the patient's language where the table
 * demands it, has room, and of these who has the fewest patients. Where nobody fits it says why and whom a person can choose from. Reads only.
 */
@Component
class ProposeCoordinator extends CareDelegate<ProposeCoordinator.Request, ProposeCoordinator.Proposal> {

  private static final String ENGLISH = "en";

  /**
   * @param coordinatorGroup the role, for example {@code care-coordinators}
   * @param careTeam the patient's team; null where the practice has none
   * @param preferredLanguage code of the language the patient wants to speak; null counts as English, which everybody speaks
   * @param languageRequired whether nobody else is proposed than who speaks it; if not, who speaks it still comes first
   * @param caseLoadLimit number of patients from which on nobody is proposed any more
   * @param exceptCoordinator user id of somebody who is not to be proposed, as the one who hands over
   */
  record Request(String coordinatorGroup, @Nullable String careTeam, @Nullable String preferredLanguage, boolean languageRequired, int caseLoadLimit,
      @Nullable String exceptCoordinator) {}

  /**
   * @param proposedCoordinator user id; null where nobody fits
   * @param proposalReason a sentence for the person who looks at it
   * @param coordinatorOptions everybody of the role in the team as choices of a form, best first
   */
  record Proposal(boolean coordinatorFound, @Nullable String proposedCoordinator, String proposalReason, List<Option> coordinatorOptions) {}

  /** A choice of a form. */
  record Option(String label, String value) {}

  private record Candidate(String id, String name, int patients, boolean speaks) {}

  private final Colleagues colleagues;

  ProposeCoordinator(Colleagues colleagues) {
    this.colleagues = colleagues;
  }

  @Override
  protected Proposal perform(Request request) {
    String language = languageOf(request.preferredLanguage());
    Set<String> speakers = language.equals(ENGLISH) ? Set.of() : colleagues.speakersOf(language);
    Map<String, Integer> loads = colleagues.caseLoads();
    List<Candidate> candidates = new ArrayList<>();
    colleagues.members(request.coordinatorGroup(), request.careTeam()).forEach((id, name) -> {
      if (!id.equals(request.exceptCoordinator())) {
        candidates.add(new Candidate(id, name, loads.getOrDefault(id, 0), language.equals(ENGLISH) || speakers.contains(id)));
      }
    });
    candidates.sort(Comparator.comparing((Candidate one) -> !one.speaks()).thenComparing(Candidate::patients).thenComparing(Candidate::id));
    List<Option> options = candidates.stream().map(one -> new Option(label(one, language), one.id())).toList();
    List<Candidate> speaking = candidates.stream().filter(one -> one.speaks() || !request.languageRequired()).toList();
    return speaking.stream().filter(one -> one.patients() < request.caseLoadLimit()).findFirst()
        .map(one -> new Proposal(true, one.id(), "%s: %s".formatted(one.name(), why(one, language)), options))
        .orElseGet(() -> new Proposal(false, null, candidates.isEmpty() ? "Nobody of this role is in the patient's team."
            : speaking.isEmpty() ? "Nobody of this role in the patient's team speaks %s.".formatted(LanguageGroups.nameOf(language))
            : "Everybody who fits has %d patients or more.".formatted(request.caseLoadLimit()), options));
  }

  private static String languageOf(String preferred) {
    return preferred == null ? ENGLISH : preferred.split("[-_]", 2)[0].toLowerCase(java.util.Locale.ROOT);
  }

  private static String label(Candidate one, String language) {
    return "%s (%s)".formatted(one.name(), why(one, language));
  }

  private static String why(Candidate one, String language) {
    String patients = one.patients() == 1 ? "1 patient" : one.patients() + " patients";
    return language.equals(ENGLISH) ? patients
        : "%s, %s %s".formatted(patients, one.speaks() ? "speaks" : "does not speak", LanguageGroups.nameOf(language));
  }
}
