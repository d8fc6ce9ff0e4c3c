package org.careloop.decisions;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.careloop.decisions.Decisions.Judgement;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TcmEligibilityTest extends DecisionTest {

  static final List<String> SETTINGS = List.of("inpatientAcute", "inpatientPsychiatric", "inpatientRehabilitation", "longTermCareHospital",
      "skilledNursingFacility", "observation", "partialHospitalization", "cmhcPartialHospitalization", "emergencyDepartment", "other");

  static final List<String> DESTINATIONS = List.of("home", "acuteTransfer", "skilledNursingFacility", "nursingFacility", "homeHealth",
      "againstMedicalAdvice", "expired", "hospiceHome", "hospiceFacility", "inpatientRehabilitation", "longTermCareHospital",
      "psychiatricHospital", "domiciliary", "assistedLiving", "other");

  TcmEligibilityTest() {
    super("tcm-eligibility");
  }

  private Judgement discharge(String setting, String destination, Boolean tcmActive) {
    return judge("dischargeSetting", setting, "dischargeDestination", destination, "tcmActive", tcmActive);
  }

  private static void assertPathway(Judgement judgement, boolean eligible, String pathway, String reason) {
    assertThat(judgement.outputs()).containsEntry("tcmEligible", eligible).containsEntry("pathway", pathway).containsEntry("tcmReason", reason);
  }

  @ParameterizedTest(name = "from {0} to {1}, period open {2}: {4}, {5}")
  @CsvSource({
    "inpatientAcute, expired, false, false, none, patientDied",
    "emergencyDepartment, expired, true, false, none, patientDied",
    "emergencyDepartment, home, false, false, edFollowUp, emergencyVisit",
    "emergencyDepartment, hospiceHome, false, false, edFollowUp, emergencyVisit",
    "inpatientAcute, hospiceHome, false, false, hospice, hospice",
    "other, hospiceFacility, false, false, hospice, hospice",
    "inpatientAcute, acuteTransfer, false, false, none, transfer",
    "inpatientAcute, inpatientRehabilitation, false, false, none, transfer",
    "inpatientAcute, longTermCareHospital, false, false, none, transfer",
    "observation, psychiatricHospital, true, false, none, transfer",
    "inpatientAcute, skilledNursingFacility, false, false, facility, toSnf",
    "inpatientAcute, againstMedicalAdvice, true, false, clinical, againstMedicalAdvice",
    "other, againstMedicalAdvice, false, false, clinical, againstMedicalAdvice",
    "other, home, false, false, clinical, settingNotEligible",
    "other, other, false, false, clinical, settingNotEligible",
    "inpatientAcute, other, false, false, manualReview, destinationUnknown",
    "inpatientAcute, other, true, false, manualReview, destinationUnknown",
    "inpatientAcute, home, true, false, clinical, periodAlreadyOpen",
    "inpatientAcute, home, false, true, tcm, eligible",
    "skilledNursingFacility, homeHealth, false, true, tcm, eligible",
    "observation, domiciliary, false, true, tcm, eligible",
    "partialHospitalization, assistedLiving, false, true, tcm, eligible",
    "inpatientRehabilitation, nursingFacility, false, true, tcm, eligible"
  })
  void theFirstReasonThatFitsSetsThePathway(
      String setting, String destination, boolean tcmActive, boolean eligible, String pathway, String reason) {
    Judgement judgement = discharge(setting, destination, tcmActive);

    assertPathway(judgement, eligible, pathway, reason);
    assertComplete(judgement);
  }

  @Test
  void aDeathNeedsNothingElse() {
    Judgement judgement = discharge(null, "expired", null);

    assertPathway(judgement, false, "none", "patientDied");
    assertComplete(judgement);
  }

  @ParameterizedTest(name = "from {0} to {1}: {2}")
  @CsvSource(nullValues = "null", value = {
    "null, home, dischargeSetting missing", "ward, home, dischargeSetting unknown", "inpatientAcute, null, dischargeDestination missing",
    "inpatientAcute, 01, dischargeDestination unknown"
  })
  void anUnknownSettingOrDestinationIsForAPerson(String setting, String destination, String problem) {
    Judgement judgement = discharge(setting, destination, false);

    assertPathway(judgement, false, "manualReview", "incomplete");
    assertIncomplete(judgement, problem);
  }

  @Test
  void whenBothAreMissingBothAreNamed() {
    assertIncomplete(judge(), "dischargeSetting missing", "dischargeDestination missing");
  }

  @Test
  void aPeriodNobodyKnowsAboutCountsAsOpenUntilTheDataAreComplete() {
    Judgement judgement = discharge("inpatientAcute", "home", null);

    assertPathway(judgement, false, "clinical", "periodAlreadyOpen");
    assertIncomplete(judgement, "tcmActive missing");
  }

  @ParameterizedTest
  @ValueSource(strings = {"home", "homeHealth", "domiciliary", "assistedLiving", "nursingFacility"})
  void onlyAStayInTheCommunityIsEligible(String community) {
    for (String setting : SETTINGS) {
      boolean eligible = !List.of("emergencyDepartment", "other").contains(setting);
      assertThat(discharge(setting, community, false).get("tcmEligible")).as(setting).isEqualTo(eligible);
    }
  }

  @Test
  void everyKnownDischargeTakesSomePathway() {
    for (String setting : SETTINGS) {
      for (String destination : DESTINATIONS) {
        assertThat(discharge(setting, destination, false).get("pathway")).as("%s to %s", setting, destination).isIn("tcm", "clinical", "none",
            "manualReview", "edFollowUp", "hospice", "facility");
      }
    }
  }
}
