package org.careloop.decisions;

import static org.assertj.core.api.Assertions.assertThat;

import org.careloop.decisions.Decisions.Judgement;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MedicationRiskTest extends DecisionTest {

  MedicationRiskTest() {
    super("medication-risk");
  }

  private Judgement patient(Integer count, Boolean highAlert, Boolean changed, Integer age, Integer beers) {
    return judge("medicationCount", count, "highAlertMedicine", highAlert, "changedAtDischarge", changed, "age", age, "beersMedicineCount", beers);
  }

  @ParameterizedTest(name = "{0} medicines, high-alert {1}, changed {2}, age {3}, Beers {4}: {5}, pharmacist {6}")
  @CsvSource(nullValues = "null", value = {
    "0, false, false, 40, null, low, false", "4, false, false, 40, null, low, false", "5, false, false, 40, null, moderate, false",
    "9, false, false, 40, null, moderate, false", "10, false, false, 40, null, high, true", "30, true, true, 80, 3, high, true",
    "3, true, true, 40, null, high, true", "3, true, false, 40, null, moderate, false", "3, true, null, 40, null, moderate, false",
    "3, false, true, 40, null, low, false",
    "3, false, false, 65, 1, moderate, true", "3, false, false, 64, 1, low, false", "3, false, false, 65, 0, low, false",
    "3, true, false, 70, 1, moderate, true", "3, true, false, 70, 0, moderate, false", "7, false, false, 70, 2, moderate, true",
    "7, false, false, 70, 0, moderate, false", "3, true, true, 70, null, high, true", "10, false, false, 70, null, high, true"
  })
  void theFirstRowThatFitsCounts(Integer count, Boolean highAlert, Boolean changed, Integer age, Integer beers, String risk, boolean pharmacist) {
    Judgement judgement = patient(count, highAlert, changed, age, beers);

    assertThat(judgement.outputs()).containsEntry("medicationRisk", risk).containsEntry("pharmacistReview", pharmacist);
    assertComplete(judgement);
  }

  @ParameterizedTest(name = "{0} medicines, high-alert {1}, age {2}: {3}")
  @CsvSource({"3, false, 65, low", "6, false, 70, moderate", "3, true, 70, moderate"})
  void from65WithoutTheBeersMedicinesTheJudgementIsIncomplete(int count, boolean highAlert, int age, String risk) {
    Judgement judgement = patient(count, highAlert, false, age, null);

    assertThat(judgement.get("medicationRisk")).isEqualTo(risk);
    assertIncomplete(judgement, "beersMedicineCount missing");
  }

  @ParameterizedTest(name = "{0}, {1}, {2}, {3}: {4}")
  @CsvSource(nullValues = "null", value = {
    "null, true, 70, 1, medicationCount missing", "-1, true, 70, 1, medicationCount out of range", "12, null, 70, 1, highAlertMedicine missing",
    "12, true, null, 1, age missing", "12, true, -1, 1, age out of range", "12, true, 70, -1, beersMedicineCount out of range"
  })
  void whatIsMissingLeadsToThePharmacistAndNeverToLow(Integer count, Boolean highAlert, Integer age, Integer beers, String problem) {
    Judgement judgement = patient(count, highAlert, false, age, beers);

    assertThat(judgement.outputs()).containsEntry("medicationRisk", null).containsEntry("pharmacistReview", true);
    assertIncomplete(judgement, problem);
  }

  @Test
  void aPatientAboutWhomNothingIsKnownIsSeenByThePharmacist() {
    Judgement judgement = judge();

    assertThat(judgement.get("pharmacistReview")).isEqualTo(true);
    assertIncomplete(judgement, "medicationCount missing", "highAlertMedicine missing", "age missing");
  }
}
