package org.careloop.decisions;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.careloop.decisions.Decisions.Judgement;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CharlsonConditionsTest extends DecisionTest {

  CharlsonConditionsTest() {
    super("charlson-conditions");
  }

  private Judgement patientWith(String... codes) {
    return judge("conditionCodes", Arrays.asList(codes));
  }

  private static List<String> found(Judgement judgement) {
    return CharlsonLaceTest.CONDITIONS.stream().filter(condition -> Boolean.TRUE.equals(judgement.get(condition))).toList();
  }

  @ParameterizedTest(name = "{1} shows {0}")
  @CsvSource(delimiter = ';', value = {
    "previousMyocardialInfarction; I21.4 I21.A1 I22.0 I25.2",
    "cerebrovascularDisease; G45.9 G46.3 H34.01 I60.9 I63.9 I69.351",
    "peripheralVascularDisease; I70.213 I71.40 I73.9 I77.1 I79.0 K55.1 K55.9 Z95.820 Z95.9",
    "diabetesUncomplicated; E11.9 E10.10 E13.00 E11.65 E09.8 E11",
    "diabetesEndOrganDamage; E11.22 E10.319 E11.42 E11.51 E08.21 E13.40",
    "congestiveHeartFailure; I50.9 I50.23 I11.0 I13.0 I42.0 I42.5 I42.9 I43 I25.5 I09.81",
    "chronicPulmonaryDisease; J44.1 J40 J45.909 J47.9 J60 J67.9 J68.4 J70.1 I27.81",
    "mildLiverOrRenalDisease; B18.2 K70.30 K73.9 K74.60 K76.0 N18.2 N18.30 N18.31 N18.9 N18 N19 N03.2 I13.10",
    "anyTumor; C50.911 C18.9 C34.90 C43.9 C61 C81.90 C83.30 C90.00 C91.10 C95.90 C96.9 C7A.1 C4A.9 C80.1",
    "dementia; F01.50 F02.80 F03.90 G30.9 G31.09 G31.83",
    "connectiveTissueDisease; M05.79 M06.9 M32.9 M34.0 M35.3 M33.20 M36.0",
    "moderateSevereLiverOrRenalDisease; K72.90 K76.6 K76.7 I85.01 I85.10 K70.41 N18.4 N18.5 N18.6 Z99.2 Z94.0 Z49.31 I12.0 I13.11",
    "aids; B20",
    "metastaticSolidTumor; C77.3 C78.7 C79.51 C7B.02 C80.0 C80"
  })
  void anIcd10CodeShowsItsComorbidityAndNoOther(String condition, String codes) {
    for (String code : codes.trim().split(" ")) {
      assertThat(found(patientWith("icd10|" + code))).as(code).containsExactly(condition);
      assertThat(found(patientWith("icd10|" + code.replace(".", "")))).as("%s without its point", code).containsExactly(condition);
    }
  }

  @ParameterizedTest(name = "{1} shows {0}")
  @CsvSource({
    "previousMyocardialInfarction, 22298006", "cerebrovascularDisease, 230690007", "peripheralVascularDisease, 399957001",
    "diabetesUncomplicated, 44054006", "diabetesEndOrganDamage, 127013003", "congestiveHeartFailure, 84114007",
    "chronicPulmonaryDisease, 13645005", "mildLiverOrRenalDisease, 433144002", "anyTumor, 254837009", "dementia, 26929004",
    "connectiveTissueDisease, 69896004", "moderateSevereLiverOrRenalDisease, 431857002", "aids, 62479008",
    "metastaticSolidTumor, 94222008"
  })
  void aSnomedCodeShowsItsComorbidityAndNoOther(String condition, String code) {
    assertThat(found(patientWith("snomed|" + code))).containsExactly(condition);
  }

  @Test
  void heartFailureWithEndStageRenalDiseaseInOneCodeShowsBoth() {
    assertThat(found(patientWith("icd10|I13.2"))).containsExactly("congestiveHeartFailure", "moderateSevereLiverOrRenalDisease");
  }

  @ParameterizedTest
  @ValueSource(strings = {
    "icd10|I10", "icd10|C44.91", "icd10|I25.10", "icd10|Z21", "icd10|E78.5", "icd10|N17.9", "icd10|F05", "icd10|Z95.810", "icd10|I42.1",
    "icd10|J18.9", "icd10|Z85.3", "icd10|D05.10", "icd10|G31.84", "snomed|2229800", "snomed|222980061", "snomed|38341003",
    "icd9|410.01", "icd10|", "snomed|", "I50.9", "84114007", ""
  })
  void anyOtherCodeShowsNone(String code) {
    Judgement judgement = patientWith(code);

    assertThat(found(judgement)).isEmpty();
    assertComplete(judgement);
  }

  @Test
  void severalCodesShowEachComorbidityOnce() {
    Judgement judgement = patientWith("snomed|84114007", "icd10|I50.9", "icd10|E11.9", "icd10|i63.9", "icd10|I10", "snomed|26929004", null);

    assertThat(found(judgement)).containsExactly("cerebrovascularDisease", "diabetesUncomplicated", "congestiveHeartFailure", "dementia");
    assertComplete(judgement);
  }

  @Test
  void anAbsentDiagnosisIsNoWhenTheConditionsWereRead() {
    Judgement judgement = patientWith();

    assertThat(Stream.of(CharlsonLaceTest.CONDITIONS.toArray(String[]::new)).map(judgement::get)).containsOnly(false);
    assertComplete(judgement);
  }

  @Test
  void anAbsentDiagnosisIsUnknownWhenTheConditionsCouldNotBeRead() {
    Judgement judgement = judge("conditionCodes", null);

    assertThat(Stream.of(CharlsonLaceTest.CONDITIONS.toArray(String[]::new)).map(judgement::get)).containsOnlyNulls();
    assertIncomplete(judgement, "conditionCodes missing");
  }

  @Test
  void whatItGivesIsWhatTheCharlsonScoreAsksFor() {
    Judgement comorbidities = patientWith("icd10|I50.9", "icd10|E11.9", "icd10|E11.22", "icd10|N18.4", "snomed|52448006");

    Judgement score = Decisions.judge("charlson-lace", comorbidities.outputs());

    assertThat(score.get("charlsonLace")).isEqualTo(2 + 2 + 4 + 3);
    assertComplete(score);
  }
}
