package org.careloop.decisions;

import static org.assertj.core.api.Assertions.assertThat;

import org.careloop.decisions.Decisions.Judgement;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RecordIdentifierTest extends DecisionTest {

  RecordIdentifierTest() {
    super("record-identifier");
  }

  @ParameterizedTest(name = "{0}, {1} {2} {3}: {4}")
  @CsvSource(nullValues = "null", value = {
    "null, practice, 100234, null, urn:careloop:facility:MERCY:mrn|100234",
    "null, practice, ' 100234 ', null, urn:careloop:facility:MERCY:mrn|100234",
    "null, healthRecord, p100234, null, Patient/p100234",
    "null, other, 7, urn:oid:1.2.3, urn:oid:1.2.3|7",
    "another, practice, 100234, null, urn:careloop:facility:MERCY:mrn|100234",
    "Patient/p9, null, null, null, Patient/p9",
    "Patient/p9, practice, 100234, null, Patient/p9"
  })
  void aNumberIsKnownByItsSystemAndARecordByItself(String chosen, String system, String number, String otherSystem, String identifier) {
    Judgement judgement = judge("chosenRecord", chosen, "recordSystem", system, "recordNumber", number, "otherSystem", otherSystem);

    assertThat(judgement.get("patientIdentifier")).isEqualTo(identifier);
    assertComplete(judgement);
  }

  @ParameterizedTest(name = "{0}, {1} {2} {3}: {4}")
  @CsvSource(nullValues = "null", value = {
    "null, null, 100234, null, recordSystem missing",
    "null, passport, 100234, null, recordSystem unknown",
    "null, practice, null, null, recordNumber missing",
    "null, other, 7, null, otherSystem missing"
  })
  void whatIsMissingFindsNobody(String chosen, String system, String number, String otherSystem, String problem) {
    Judgement judgement = judge("chosenRecord", chosen, "recordSystem", system, "recordNumber", number, "otherSystem", otherSystem);

    assertThat(judgement.get("patientIdentifier")).isNull();
    assertIncomplete(judgement, problem);
  }
}
