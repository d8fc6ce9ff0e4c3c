package org.careloop.ehr;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.careloop.ehr.EnrolmentRecords.items;
import static org.careloop.ehr.EnrolmentRecords.map;
import static org.careloop.ehr.EnrolmentRecords.need;
import static org.careloop.ehr.EnrolmentRecords.needs;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import org.careloop.fhir.FhirFailure;
import org.careloop.fhir.FhirRefusal;
import org.careloop.sandbox.ehr.RunningSandboxEhr;
import org.hl7.fhir.r4.model.CarePlan;
import org.hl7.fhir.r4.model.CarePlan.CarePlanActivityStatus;
import org.hl7.fhir.r4.model.Goal;
import org.hl7.fhir.r4.model.Resource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.mock.env.MockEnvironment;

/**
 * The wire to the EHR fails before or after a write, twice; the third try makes the record exactly as it would have been without trouble:
 * nothing half-written, nothing doubled.
 */
class NothingIsWrittenTwiceTest extends EhrTestCase {

  /** Every kind of write of an enrolment, each on what those before it left. */
  enum Write {
    ENROLMENT((records, id) -> records.openEpisode("w")),
    ENROLMENT_ON_HOLD((records, id) -> records.changeEpisode("w", id, "onhold")),
    CONSENT((records, id) -> records.consent("w", "active", null)),
    WITHDRAWAL((records, id) -> records.consent("w", "inactive", id)),
    SCREENING((records, id) -> records.phq9("w")),
    SOCIAL_NEEDS((records, id) -> records.screening("w", "social-needs", map("foodWorry", "often", "foodDidNotLast", "never"),
        map("socialNeeds", needs(need("food", "positive", "Z59.41")), "limitedHealthLiteracy", true))),
    CARE_TEAM((records, id) -> records.careTeam("w", "coordinator", null, null)),
    HAND_OVER((records, id) -> records.careTeam("w", "lead", id, null)),
    FIRST_PLAN((records, id) -> records.plan("w", null, 1, items())),
    NEXT_PLAN((records, id) -> {
      List<Map<String, Object>> items = items();
      items.remove(2);
      items.add(EnrolmentRecords.item("i4", "Falls", "No fall", "Home safety visit", "nurse", "notStarted"));
      records.plan("w", id, 2, items);
    }),
    ACTIVITY_DONE((records, id) -> records.activity("w", id, "i1", "completed")),
    PLAN_COMPLETED((records, id) -> records.planStatus("w", id, "completed"));

    private final BiConsumer<EnrolmentRecords, String> action;

    Write(BiConsumer<EnrolmentRecords, String> action) {
      this.action = action;
    }

    /** Puts into the EHR what this write begins with, and gives its id. */
    String prepare(EnrolmentRecords records) {
      return switch (this) {
        case ENROLMENT_ON_HOLD -> records.openEpisode("before");
        case WITHDRAWAL -> records.consent("before", "active", null);
        case HAND_OVER -> records.careTeam("before", "coordinator", null, null);
        case NEXT_PLAN, ACTIVITY_DONE, PLAN_COMPLETED -> records.plan("before", null, 1, items());
        default -> null;
      };
    }
  }

  private UnreliableWire wire;
  private Ehr throughWire;
  private EnrolmentRecords direct;
  private EnrolmentRecords records;

  @BeforeEach
  void connect() {
    wire = new UnreliableWire(sandbox.baseUrl());
    throughWire = new Ehr(settings(wire.baseUrl(), Map.of()), RunningSandboxEhr.CONTEXT, new MockEnvironment());
    direct = new EnrolmentRecords(ehr);
    records = new EnrolmentRecords(throughWire);
  }

  @AfterEach
  void disconnect() throws Exception {
    throughWire.close();
    wire.close();
  }

  @ParameterizedTest
  @EnumSource
  void aWriteThatNeverArrivedLeavesNothingAndIsMadeGoodOnce(Write write) {
    String id = write.prepare(direct);
    Map<String, String> before = snapshot();
    wire.failBefore(2);
    for (int i = 0; i < 2; i++) {
      assertThatThrownBy(() -> write.action.accept(records, id)).isExactlyInstanceOf(FhirFailure.class)
          .hasMessageContaining("answered 503");
      assertThat(snapshot()).isEqualTo(before);
    }
    write.action.accept(records, id);

    Map<String, String> after = snapshot();
    assertThat(after).isNotEqualTo(before).allSatisfy((resource, version) -> assertThat(version).isIn("1", "2"));
    write.action.accept(records, id);
    assertThat(snapshot()).isEqualTo(after);
  }

  @ParameterizedTest
  @EnumSource
  void aWriteWhoseAnswerIsLostIsNotDoneAgain(Write write) {
    String id = write.prepare(direct);
    Map<String, String> before = snapshot();
    wire.failAfter(2);
    assertThatThrownBy(() -> write.action.accept(records, id)).isExactlyInstanceOf(FhirFailure.class)
        .hasMessageContaining("no whole answer");
    Map<String, String> after = snapshot();
    assertThat(after).isNotEqualTo(before);
    for (int i = 0; i < 3; i++) {
      try {
        write.action.accept(records, id);
      } catch (FhirFailure e) {
        assertThat(e).isExactlyInstanceOf(FhirFailure.class);
      }
    }

    assertThat(snapshot()).isEqualTo(after);
    write.action.accept(direct, id);
    assertThat(snapshot()).isEqualTo(after);
  }

  @Test
  void aPlanThatSomebodyChangesAtTheSameMomentIsNeitherHalfWrittenNorOverwritten() {
    String id = direct.plan("before", null, 1, items());
    Map<String, String> goals = snapshot("Goal");
    List<Map<String, Object>> items = items();
    items.get(0).put("goal", "A1c below 7.5 % in six months");
    wire.meanwhile(() -> direct.activity("theirs", id, "i2", "completed"));

    assertThatThrownBy(() -> records.plan("w", id, 2, items)).isInstanceOf(FhirRefusal.class).hasMessageContaining("answered 412");
    assertThat(snapshot("Goal")).isEqualTo(goals);
    CarePlan theirs = (CarePlan) sandbox.store().read("CarePlan", id);
    assertThat(CarePlans.activity(theirs, "i2").orElseThrow().getDetail().getStatus()).isEqualTo(CarePlanActivityStatus.COMPLETED);
    assertThat(CarePlans.version(theirs)).isEqualTo(1);

    records.plan("w", id, 2, items);
    assertThat(CarePlans.version((CarePlan) sandbox.store().read("CarePlan", id))).isEqualTo(2);
  }

  @Test
  void aGoalThatSomebodyChangesAtTheSameMomentKeepsTheWholePlanAsItWas() {
    String id = direct.plan("before", null, 1, items());
    Goal goal = (Goal) sandbox.store().search("Goal", Map.of()).get(0);
    Map<String, String> plans = snapshot("CarePlan");
    wire.meanwhile(() -> given(goal.setLifecycleStatus(Goal.GoalLifecycleStatus.ACCEPTED)));

    assertThatThrownBy(() -> records.planStatus("w", id, "on-hold")).isInstanceOf(FhirRefusal.class);
    assertThat(snapshot("CarePlan")).isEqualTo(plans);
    records.planStatus("w", id, "on-hold");
    assertThat(sandbox.store().search("Goal", Map.of())).extracting(one -> ((Goal) one).getLifecycleStatus())
        .containsOnly(Goal.GoalLifecycleStatus.ONHOLD);
  }

  /** Every record of an enrolment and how often it was written. */
  private Map<String, String> snapshot() {
    return snapshot("EpisodeOfCare", "Consent", "QuestionnaireResponse", "Observation", "CareTeam", "CarePlan", "Goal");
  }

  private Map<String, String> snapshot(String... types) {
    Map<String, String> versions = new TreeMap<>();
    for (String type : types) {
      for (Resource resource : sandbox.store().search(type, Map.of("patient", List.of(EnrolmentRecords.ROSA)))) {
        versions.put(resource.fhirType() + "/" + resource.getIdElement().getIdPart(), resource.getMeta().getVersionId());
      }
    }
    return versions;
  }
}
