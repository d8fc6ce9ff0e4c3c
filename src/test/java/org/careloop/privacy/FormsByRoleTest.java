package org.careloop.privacy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.camunda.bpm.model.bpmn.Bpmn;
import org.camunda.bpm.model.bpmn.instance.UserTask;
import org.careloop.engine.forms.FormNames;
import org.junit.jupiter.api.Test;

/** What each role finds on its forms: the minimum for its work. A new field for a role that has had no need of it so far is argued for here. */
class FormsByRoleTest {

  private static final Map<String, Set<String>> NAMES_OF_FORMS_BY_ROLE = read();

  @Test
  void medicinesAreForThoseWhoCompareAndPrescribeThem() {
    assertThat(rolesThatSee("medicines", "highAlertChanged", "discrepancyKinds", "medicationDecisions")).containsOnly("pharmacists", "nurses", "physicians");
  }

  @Test
  void valuesFromTheRecordAreForThoseWhoCompleteThem() {
    assertThat(rolesThatSee("conditionCodes")).as("nurses ask a new patient for the history").containsOnly("care-coordinators", "nurses");
    assertThat(rolesThatSee("hemoglobin", "sodium", "principalDiagnosisCode", "newMedicationCodes", "charlsonLace"))
        .containsOnly("care-coordinators");
  }

  @Test
  void whatIsBilledIsForTheCoordinatorWhoProposesIt() {
    assertThat(rolesThatSee("tcmCode", "mdm")).containsOnly("care-coordinators", "physicians");
    assertThat(rolesThatSee("tcmCode")).containsOnly("care-coordinators");
  }

  @Test
  void thoughtsOfSelfHarmAreForThoseWhoAskAboutThemOrAnswerThem() {
    assertThat(rolesThatSee("selfHarmThoughts", "redFlags")).doesNotContain("pharmacists", "privacy-officers", "clinical-leads");
  }

  @Test
  void thePrivacyOfficerSeesNoPatientOnAForm() {
    assertThat(NAMES_OF_FORMS_BY_ROLE.get("privacy-officers")).isNotEmpty().doesNotContain("patientLabel", "patientId", "encounterId");
  }

  @Test
  void theBareIdsOfTheCaseAreForTheCoordinatorWhoSaysWhichRecordIsMeant() {
    assertThat(rolesThatSee("patientId", "patientIdentifier")).containsOnly("care-coordinators");
    assertThat(rolesThatSee("careTeam")).isEmpty();
  }

  private static Set<String> rolesThatSee(String... names) {
    Set<String> roles = new TreeSet<>();
    NAMES_OF_FORMS_BY_ROLE.forEach((role, seen) -> {
      if (Stream.of(names).anyMatch(seen::contains)) {
        roles.add(role);
      }
    });
    return roles;
  }

  private static Map<String, Set<String>> read() {
    Map<String, Set<String>> names = new TreeMap<>();
    try (var diagrams = Files.newDirectoryStream(Path.of("processes"), "*.bpmn")) {
      for (Path diagram : diagrams) {
        for (UserTask task : Bpmn.readModelFromFile(diagram.toFile()).getModelElementsByType(UserTask.class)) {
          Set<String> onForm = FormNames.of(new ObjectMapper().readTree(Path.of("forms", task.getCamundaFormRef() + ".form").toFile()));
          List.of(task.getCamundaCandidateGroups().split(",")).forEach(role -> names.computeIfAbsent(role.strip(), key -> new TreeSet<>()).addAll(onForm));
        }
      }
    } catch (IOException e) {
      throw new IllegalStateException("The models cannot be read", e);
    }
    return names;
  }
}
