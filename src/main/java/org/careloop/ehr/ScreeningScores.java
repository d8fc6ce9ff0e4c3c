package org.careloop.ehr;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.hl7.fhir.r4.model.BooleanType;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.IntegerType;
import org.hl7.fhir.r4.model.Observation;
import org.hl7.fhir.r4.model.Observation.ObservationStatus;
import org.hl7.fhir.r4.model.Quantity;
import org.hl7.fhir.r4.model.Type;

/**
 * What the tables made of a screening, as Observations by the keys that the tables give: totals with their LOINC codes (clinical rules 5),
 * social history, and one summary of the social needs. A result that is null is no Observation. Never computes a score.
 */
final class ScreeningScores {

  private static final String TERMINOLOGY = "http://terminology.hl7.org/CodeSystem/";
  private static final String SURVEY = "survey";
  private static final String SOCIAL_HISTORY = "social-history";

  /** LOINC code of each total, and the key of its band. */
  private static final Map<String, String[]> TOTALS = new LinkedHashMap<>();
  /** Codes of our own, since nobody published one that fits. */
  private static final Map<String, String> OWN = new LinkedHashMap<>();

  static {
    TOTALS.put("phq2Total", new String[] {"55758-7", "phq2Positive"});
    TOTALS.put("phq9Total", new String[] {"44261-6", "phq9Severity"});
    TOTALS.put("phq9Item9", new String[] {"44260-8", null});
    TOTALS.put("gad7Total", new String[] {"70274-6", "gad7Severity"});
    TOTALS.put("ahcSafetyTotal", new String[] {"95614-4", "ahcSafetyPositive"});
    OWN.put("prapareTotal", "prapare-total");
    OWN.put("stayIndependentScore", "stay-independent-score");
    OWN.put("fallRisk", "fall-risk");
    OWN.put("gaitProblem", "gait-problem");
    OWN.put("caregiverStrain", "caregiver-strain");
    OWN.put("noCaregiverWithAdlNeed", "no-caregiver-with-adl-need");
    OWN.put("suicideRisk", "suicide-risk");
    OWN.put("limitedHealthLiteracy", Circumstances.HEALTH_LITERACY);
    OWN.put("livesAlone", Circumstances.LIVES_ALONE);
    OWN.put("hasCaregiver", Circumstances.HAS_CAREGIVER);
  }

  private static final Set<String> HISTORY =
      Set.of("limitedHealthLiteracy", "livesAlone", "hasCaregiver", "noCaregiverWithAdlNeed", "householdSize");

  /** Problems related to living alone (ICD-10-CM), as table social-needs gives it. */
  private static final String LIVING_ALONE = "Z60.2";

  private ScreeningScores() {}

  /** Keys that become Observations; others are passed over. */
  static Set<String> known() {
    Set<String> known = new TreeSet<>(TOTALS.keySet());
    known.addAll(OWN.keySet());
    known.addAll(Set.of("socialNeeds", "householdSize"));
    return known;
  }

  /** The observations by a part name that stays the same over every try, without subject, time and performer. */
  static Map<String, Observation> of(String instrument, Map<String, Object> scores, Map<String, Object> answers) {
    Map<String, Observation> observations = new LinkedHashMap<>();
    TOTALS.forEach((key, total) -> {
      if (scores.get(key) != null) {
        Observation observation = observation(key, Findings.LOINC, total[0]);
        observation.setValue(new Quantity().setValue(number(key, scores.get(key))).setUnit("{score}")
            .setSystem("http://unitsofmeasure.org").setCode("{score}"));
        Object band = total[1] == null ? null : scores.get(total[1]);
        if (band != null) {
          observation.addInterpretation(Coded.own("score-band", band(band)));
        }
        observations.put(key, observation);
      }
    });
    OWN.forEach((key, code) -> {
      if (scores.get(key) != null) {
        observations.put(key, observation(key, Findings.OWN, code).setValue(value(scores.get(key))));
      }
    });
    if (scores.get("householdSize") != null) {
      observations.put("householdSize", observation("householdSize", Findings.LOINC, Circumstances.PEOPLE_AT_ADDRESS)
          .setValue(new Quantity().setValue(number("householdSize", scores.get("householdSize"))).setUnit("{#}")
              .setSystem("http://unitsofmeasure.org").setCode("{#}")));
    }
    if (scores.get("socialNeeds") != null) {
      NeedsSummary summary = NeedsSummary.of(scores.get("socialNeeds"), answers, scores);
      if (summary.suggests(LIVING_ALONE)) {
        observations.putIfAbsent("livesAlone",
            observation("livesAlone", Findings.OWN, Circumstances.LIVES_ALONE).setValue(new BooleanType(true)));
      }
      observations.put("socialNeeds", summary.observation(instrument));
      summary.hunger().ifPresent(hunger -> observations.put("hungerVitalSign", hunger));
    }
    return observations;
  }

  static Observation observation(String key, String system, String code) {
    Observation observation = new Observation().setStatus(ObservationStatus.FINAL)
        .setCode(new CodeableConcept().addCoding(new Coding().setSystem(system).setCode(code)).setText(words(key)))
        .addCategory(category(SURVEY));
    if (HISTORY.contains(key)) {
      observation.addCategory(category(SOCIAL_HISTORY));
    }
    if (Sensitivity.isSensitive(key)) {
      Sensitivity.label(observation);
    }
    return observation;
  }

  private static CodeableConcept category(String code) {
    return new CodeableConcept().addCoding(new Coding().setSystem(TERMINOLOGY + "observation-category").setCode(code));
  }

  private static Type value(Object given) {
    if (given instanceof Boolean yes) {
      return new BooleanType(yes);
    }
    return given instanceof Number number ? new IntegerType(number.intValue()) : Coded.own("answer", given.toString());
  }

  private static String band(Object given) {
    return given instanceof Boolean positive ? positive ? "positive" : "negative" : given.toString();
  }

  private static long number(String key, Object given) {
    if (given instanceof Number number && number.doubleValue() == Math.rint(number.doubleValue())) {
      return number.longValue();
    }
    if (given instanceof String text && text.matches("-?\\d{1,6}")) {
      return Long.parseLong(text);
    }
    throw new IllegalArgumentException("scores, %s: expected a whole number. Correct the table or the mapping in the diagram."
        .formatted(key));
  }

  /** {@code phq9Total} as {@code phq9 total}. */
  private static String words(String key) {
    return key.replaceAll("([A-Z])", " $1").toLowerCase(Locale.ROOT).strip();
  }

  /** The plain entries of a list of maps, as tables give it; what is none is refused. */
  static List<Map<?, ?>> entries(String key, Object given) {
    List<Map<?, ?>> entries = new ArrayList<>();
    if (!(given instanceof List<?> list)) {
      throw new IllegalArgumentException("scores, %s: expected a list. Correct the mapping in the diagram.".formatted(key));
    }
    for (Object one : list) {
      if (!(one instanceof Map<?, ?> entry)) {
        throw new IllegalArgumentException("scores, %s: expected a list of maps. Correct the mapping in the diagram.".formatted(key));
      }
      entries.add(entry);
    }
    return entries;
  }
}
