package org.careloop.ehr;

import java.util.Map;
import java.util.Set;

/**
 * A screening instrument as the EHR knows it: LOINC codes of the whole and of single questions (clinical rules 5; those of single PHQ and
 * GAD questions as LOINC's panels have them), and whether its answers may be seen by few. Question texts are not kept here (licences).
 *
 * @param loinc of the whole; null for an instrument without one
 * @param questions LOINC by answer key
 * @param sensitive whether its answers carry a security label
 */
record Instrument(String loinc, Map<String, String> questions, boolean sensitive) {

  private static final Set<String> NEED_CATEGORY = Set.of("social-needs", "prapare");
  private static final Map<String, String> PHQ_2 = Map.of("phq2Item1", "44250-9", "phq2Item2", "44255-8");
  private static final Map<String, String> PHQ_9 = Map.of("phq9Item1", "44250-9", "phq9Item2", "44255-8", "phq9Item3", "44259-0",
      "phq9Item4", "44254-1", "phq9Item5", "44251-7", "phq9Item6", "44258-2", "phq9Item7", "44252-5", "phq9Item8", "44253-3",
      "phq9Item9", "44260-8");
  private static final Map<String, String> GAD_7 = Map.of("gad7Item1", "69725-0", "gad7Item2", "68509-9", "gad7Item3", "69733-4",
      "gad7Item4", "69734-2", "gad7Item5", "69735-9", "gad7Item6", "69689-8", "gad7Item7", "69736-7");
  private static final Map<String, String> HUNGER_VITAL_SIGN = Map.of("foodWorry", "88122-7", "foodDidNotLast", "88123-5");
  private static final Map<String, String> PRAPARE = Map.ofEntries(
      Map.entry("farmWork", "93035-4"), Map.entry("veteran", "93034-7"), Map.entry("languageNotEnglish", "54899-0"),
      Map.entry("noHousing", "71802-3"), Map.entry("worriedHousing", "93033-9"), Map.entry("belowHighSchool", "82589-3"),
      Map.entry("unemployed", "67875-5"), Map.entry("uninsured", "76437-3"), Map.entry("lowIncome", "63586-2"),
      Map.entry("materialNeedCount", "93031-3"), Map.entry("transportationBarrier", "93030-5"),
      Map.entry("socialContactBelow5", "93029-7"), Map.entry("highStress", "93038-8"), Map.entry("incarceration", "93028-9"),
      Map.entry("refugee", "93027-1"), Map.entry("prapareTransportation", "93030-5"), Map.entry("prapareHighStress", "93038-8"));
  private static final Map<String, String> CIRCUMSTANCES = Map.of("householdSize", Circumstances.PEOPLE_AT_ADDRESS);

  private static final Map<String, Instrument> KNOWN = Map.of(
      "phq-2", new Instrument("55757-9", PHQ_2, false),
      "phq-9", new Instrument("44249-1", PHQ_9, false),
      "gad-7", new Instrument("69737-5", GAD_7, false),
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
