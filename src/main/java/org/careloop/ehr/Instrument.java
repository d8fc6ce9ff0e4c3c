package org.careloop.ehr;

import java.util.Map;
import java.util.Set;

/**
 * A screening instrument as the EHR knows it: LOINC codes of the whole and of single questions where clinical rules section 5 gives them,
 * and whether its answers may be seen by few. Question texts are not kept here (licences, clinical rules 17).
 *
 * @param loinc of the whole; null for an instrument without one
 * @param questions LOINC by answer key
 * @param sensitive whether its answers carry a security label
 */
record Instrument(String loinc, Map<String, String> questions, boolean sensitive) {

  private static final Set<String> NEED_CATEGORY = Set.of("social-needs", "prapare");
  private static final Map<String, String> PHQ_2 = Map.of("phq2Item1", "44250-9", "phq2Item2", "44255-8");
  private static final Map<String, String> PHQ_9 = Map.of("phq9Item9", "44260-8");
  private static final Map<String, String> HUNGER_VITAL_SIGN = Map.of("foodWorry", "88122-7", "foodDidNotLast", "88123-5");
  private static final Map<String, String> PRAPARE = Map.ofEntries(
      Map.entry("farmWork", "93035-4"), Map.entry("veteran", "93034-7"), Map.entry("languageNotEnglish", "54899-0"),
      Map.entry("noHousing", "71802-3"), Map.entry("worriedHousing", "93033-9"), Map.entry("belowHighSchool", "82589-3"),
      Map.entry("unemployed", "67875-5"), Map.entry("uninsured", "76437-3"), Map.entry("lowIncome", "63586-2"),
      Map.entry("materialNeedCount", "93031-3"), Map.entry("transportationBarrier", "93030-5"),
      Map.entry("socialContactBelow5", "93029-7"), Map.entry("highStress", "93038-8"), Map.entry("incarceration", "93028-9"),
      Map.entry("refugee", "93027-1"));
  private static final Map<String, String> CIRCUMSTANCES = Map.of("householdSize", Circumstances.PEOPLE_AT_ADDRESS);

  private static final Map<String, Instrument> KNOWN = Map.of(
      "phq-2", new Instrument("55757-9", PHQ_2, false),
      "phq-9", new Instrument("44249-1", PHQ_9, false),
      "gad-7", new Instrument("69737-5", Map.of(), false),
      "social-needs", new Instrument("96777-8", HUNGER_VITAL_SIGN, false),
      "prapare", new Instrument("93025-5", PRAPARE, false),
      "home-and-health", new Instrument(null, CIRCUMSTANCES, false),
      "home-safety", new Instrument(null, Map.of(), true),
      "unsafe-home", new Instrument(null, Map.of(), true));

  /** The instrument of this code; one that is not known here has no LOINC codes. */
  static Instrument of(String code) {
    return KNOWN.getOrDefault(code, new Instrument(null, Map.of(), false));
  }

  static boolean isAboutNeeds(String code) {
    return NEED_CATEGORY.contains(code);
  }
}
