package org.careloop.team;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class ProposeCoordinatorTest {

  private final Map<String, String> members = new TreeMap<>(Map.of("cora", "Cora Coordinator", "consuelo", "Consuelo Coordinator", "carl", "Carl Coordinator"));
  private final Map<String, Integer> loads = new TreeMap<>(Map.of("consuelo", 30, "carl", 12, "cora", 12));
  private Set<String> speakers = Set.of("consuelo");

  @Test
  void whoHasTheFewestPatientsIsProposedAndOfEqualsAlwaysTheSame() {
    assertThat(propose("en", false, 40).proposedCoordinator()).isEqualTo("carl");
    assertThat(propose(null, true, 40).proposedCoordinator()).as("no language known is no demand").isEqualTo("carl");
    loads.put("carl", 13);
    assertThat(propose("en", false, 40).proposalReason()).isEqualTo("Cora Coordinator: 12 patients");
  }

  @Test
  void whoSpeaksThePatientsLanguageComesFirstAndAloneWhereTheTableDemandsIt() {
    assertThat(propose("es-MX", false, 40).proposalReason()).isEqualTo("Consuelo Coordinator: 30 patients, speaks Spanish");
    assertThat(propose("es", false, 30).proposedCoordinator()).as("full, and another may do it").isEqualTo("carl");
    ProposeCoordinator.Proposal full = propose("es", true, 30);
    assertThat(full.coordinatorFound()).isFalse();
    assertThat(full.proposalReason()).isEqualTo("Everybody who fits has 30 patients or more.");
  }

  @Test
  void whereNobodyFitsAPersonChoosesFromAllOfTheTeam() {
    speakers = Set.of();
    ProposeCoordinator.Proposal nobody = propose("es", true, 40);
    assertThat(nobody.coordinatorFound()).isFalse();
    assertThat(nobody.proposedCoordinator()).isNull();
    assertThat(nobody.proposalReason()).isEqualTo("Nobody of this role in the patient's team speaks Spanish.");
    assertThat(nobody.coordinatorOptions()).extracting(ProposeCoordinator.Option::label).containsExactly(
        "Carl Coordinator (12 patients, does not speak Spanish)", "Cora Coordinator (12 patients, does not speak Spanish)",
        "Consuelo Coordinator (30 patients, does not speak Spanish)");
    members.clear();
    assertThat(propose("en", false, 40).proposalReason()).isEqualTo("Nobody of this role is in the patient's team.");
  }

  @Test
  void whoHandsOverIsNotProposedAgain() {
    assertThat(new ProposeCoordinator(colleagues()).perform(
        new ProposeCoordinator.Request("care-coordinators", "team-east", "en", false, 40, "carl")).proposedCoordinator()).isEqualTo("cora");
  }

  private ProposeCoordinator.Proposal propose(String language, boolean required, int limit) {
    return new ProposeCoordinator(colleagues()).perform(
        new ProposeCoordinator.Request("care-coordinators", "team-east", language, required, limit, null));
  }

  private Colleagues colleagues() {
    return new Colleagues(null, null) {
      @Override
      Map<String, String> members(String role, String team) {
        return members;
      }

      @Override
      Set<String> speakersOf(String language) {
        return speakers;
      }

      @Override
      Map<String, Integer> caseLoads() {
        return loads;
      }
    };
  }
}
