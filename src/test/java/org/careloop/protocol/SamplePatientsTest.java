package org.careloop.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.camunda.bpm.engine.runtime.ProcessInstance;
import org.careloop.WholeProgramTest;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The sample patients keep what their descriptions promise: discharged on the day the sandbox begins, each gets the care it was made for. */
class SamplePatientsTest extends WholeProgramTest {

  @ParameterizedTest
  @CsvSource({
      "p100234, V1001, true,  14,  6, intensive, false",
      "p100311, V1002, false,  1,  1, standard,  false",
      "p100402, V1003, true,   6,  1, moderate,  false",
      "p100518, V1004, true,  11,  3, high,      false",
      "p100627, V1005, true,   7,  1, high,      true",
      "p100846, V1007, true,  13, 13, intensive, false",
      "p100952, V1008, true,   7,  2, high,      false",
      "p101188, V1010, true,  11,  5, intensive, false"})
  void aSamplePatientGetsTheCareOfItsRisk(
      String patientId, String visit, boolean unplanned, int lace, int hospital, String intensity, boolean incomplete) {
    Map<String, Object> discharge = new HashMap<>();
    discharge.put("patientId", patientId);
    discharge.put("patientLabel", patientId);
    discharge.put("encounterId", "MERCY:" + visit);
    discharge.put("dischargedAt", START.minus(Duration.ofMinutes(10)).toString());
    discharge.put("admittedAt", null);
    discharge.put("hospitalService", null);
    discharge.put("acuteAdmission", unplanned);
    discharge.put("nonElective", unplanned);
    discharge.put("riskFactorsKnown", null);
    ProcessInstance risk = start("readmission-risk", discharge);
    runDueJobs();

    assertThat(failures).isEmpty();
    assertThat(variable(risk, "laceScore")).isEqualTo(lace);
    assertThat(variable(risk, "hospitalScore")).isEqualTo(hospital);
    assertThat(variable(risk, "intensity")).isEqualTo(intensity);
    assertThat(variable(risk, "riskIncomplete")).isEqualTo(incomplete);
  }
}
