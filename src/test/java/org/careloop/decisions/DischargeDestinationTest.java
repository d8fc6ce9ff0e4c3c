package org.careloop.decisions;

import static org.assertj.core.api.Assertions.assertThat;

import org.careloop.decisions.Decisions.Judgement;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullAndEmptySource;

class DischargeDestinationTest extends DecisionTest {

  DischargeDestinationTest() {
    super("discharge-destination");
  }

  @ParameterizedTest(name = "{0} is {1}")
  @CsvSource({
    "01, home", "1, home", "02, acuteTransfer", "2, acuteTransfer", "03, skilledNursingFacility", "04, nursingFacility", "06, homeHealth",
    "6, homeHealth", "07, againstMedicalAdvice", "20, expired", "50, hospiceHome", "51, hospiceFacility", "62, inpatientRehabilitation",
    "63, longTermCareHospital", "65, psychiatricHospital", "05, other", "21, other", "30, other", "61, other", "70, other", "99, other",
    "home, other", "-1, other"
  })
  void theStatusTellsTheDestination(String disposition, String destination) {
    Judgement judgement = judge("dischargeDisposition", disposition);

    assertThat(judgement.get("dischargeDestination")).isEqualTo(destination);
    assertThat(TcmEligibilityTest.DESTINATIONS).contains(destination);
    assertComplete(judgement);
  }

  @ParameterizedTest
  @NullAndEmptySource
  void noStatusIsForAPerson(String disposition) {
    Judgement judgement = judge("dischargeDisposition", disposition);

    assertThat(judgement.get("dischargeDestination")).isNull();
    assertIncomplete(judgement, "dischargeDisposition missing");
  }
}
