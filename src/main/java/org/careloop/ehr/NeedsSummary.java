package org.careloop.ehr;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.hl7.fhir.r4.model.BooleanType;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.Extension;
import org.hl7.fhir.r4.model.IntegerType;
import org.hl7.fhir.r4.model.Observation;

/**
 * The social needs of one screening as one Observation with a component for each domain that was asked: true, false, or no value where the
 * patient did not answer. {@link ScreenedNeeds} reads it back. Z codes stand beside a need and are no diagnosis: a person confirms those
 * (clinical rules 5.6).
 */
final class NeedsSummary {

  private static final String SAFETY = "interpersonalSafety";
  private static final String FOOD = "food";
  private static final Set<String> NO_ANSWER = Set.of("declined", "unanswered", "");
  /** The core domains and the questions that must be answered before "no need" is believed. */
  private static final Map<String, List<String>> CORE = new LinkedHashMap<>();
  /** Domains behind one question with a list of answers. */
  private static final Map<String, List<String>> LISTED = new LinkedHashMap<>();

  static {
    CORE.put("housing", List.of("housingStatus"));
    CORE.put(FOOD, List.of("foodWorry", "foodDidNotLast"));
    CORE.put("transportation", List.of("transportationBarrier"));
    CORE.put("utilities", List.of("utilities"));
    LISTED.put("housingProblems", List.of("housingQuality"));
    LISTED.put("otherNeeds",
        List.of("finances", "insurance", "water", "education", "employment", "socialSupport", "stress", "legal", "refugee"));
  }

  /** Null value: left open. */
  private final Map<String, Boolean> domains = new LinkedHashMap<>();
  private final Map<String, Set<String>> zCodes = new LinkedHashMap<>();

  private NeedsSummary() {}

  static NeedsSummary of(Object socialNeeds, Map<String, Object> answers, Map<String, Object> scores) {
    NeedsSummary summary = new NeedsSummary();
    boolean core = CORE.values().stream().flatMap(List::stream).anyMatch(answers::containsKey);
    if (core) {
      CORE.forEach((domain, questions) ->
          summary.domains.put(domain, questions.stream().allMatch(question -> isAnswered(answers.get(question))) ? false : null));
    }
    LISTED.forEach((question, behind) -> {
      if (answers.get(question) instanceof Collection<?>) {
        behind.forEach(domain -> summary.domains.put(domain, false));
      }
    });
    if (scores.get("ahcSafetyPositive") instanceof Boolean positive) {
      summary.domains.put(SAFETY, positive);
    }
    for (Map<?, ?> need : ScreeningScores.entries("socialNeeds", socialNeeds)) {
      summary.add(need);
    }
    return summary;
  }

  Observation observation(String instrument) {
    Observation observation = ScreeningScores.observation("socialNeeds", Findings.OWN, ScreenedNeeds.CODE);
    String loinc = Instrument.of(instrument).loinc();
    if (loinc != null && Instrument.isAboutNeeds(instrument)) {
      observation.getCode().addCoding(new Coding().setSystem(Findings.LOINC).setCode(loinc));
    }
    observation.addCategory(sdoh());
    observation.setValue(new IntegerType((int) domains.values().stream().filter(Boolean.TRUE::equals).count()));
    domains.forEach((domain, need) -> {
      var component = observation.addComponent().setCode(Coded.own(ScreenedNeeds.DOMAIN, domain));
      if (need == null) {
        component.setDataAbsentReason(new CodeableConcept().addCoding(
            new Coding().setSystem("http://terminology.hl7.org/CodeSystem/data-absent-reason").setCode("asked-declined")));
      } else {
        component.setValue(new BooleanType(need));
      }
      zCodes.getOrDefault(domain, Set.of()).forEach(code -> component.addExtension(new Extension(Coded.extension("suggested-code"),
          new Coding().setSystem("http://hl7.org/fhir/sid/icd-10-cm").setCode(code))));
    });
    if (domains.containsKey(SAFETY)) {
      Sensitivity.label(observation);
    }
    return observation;
  }

  /** Whether the table proposed this code for one of the needs. */
  boolean suggests(String zCode) {
    return zCodes.values().stream().anyMatch(codes -> codes.contains(zCode));
  }

  /** The Hunger Vital Sign's result by its published answers, once its questions are answered (LOINC 88124-3). */
  Optional<Observation> hunger() {
    Boolean atRisk = domains.get(FOOD);
    if (atRisk == null) {
      return Optional.empty();
    }
    CodeableConcept result = new CodeableConcept().addCoding(new Coding().setSystem(Findings.LOINC)
        .setCode(atRisk ? "LA19952-3" : "LA19983-8").setDisplay(atRisk ? "At risk" : "No risk"));
    return Optional.of(ScreeningScores.observation("hungerVitalSign", Findings.LOINC, "88124-3").addCategory(sdoh()).setValue(result));
  }

  private void add(Map<?, ?> need) {
    if (!(need.get("domain") instanceof String domain) || domain.isBlank()) {
      throw new IllegalArgumentException("scores, socialNeeds: an entry without domain, expected one. Correct the table or the mapping.");
    }
    if ("unanswered".equals(need.get("status"))) {
      domains.putIfAbsent(domain, null);
      return;
    }
    domains.put(domain, true);
    if (need.get("zCode") instanceof String code && !code.isBlank()) {
      zCodes.computeIfAbsent(domain, first -> new LinkedHashSet<>()).add(code);
    }
  }

  private static CodeableConcept sdoh() {
    return new CodeableConcept().addCoding(
        new Coding().setSystem("http://hl7.org/fhir/us/core/CodeSystem/us-core-category").setCode("sdoh"));
  }

  private static boolean isAnswered(Object answer) {
    return answer != null && !(answer instanceof String text && NO_ANSWER.contains(text));
  }
}
