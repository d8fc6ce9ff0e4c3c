package org.careloop.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.camunda.bpm.engine.repository.ProcessDefinition;
import org.careloop.WholeProgramTest;
import org.careloop.protocol.ProposalStore.State;
import org.careloop.protocol.ProtocolSettings.Conflicts;
import org.careloop.protocol.ReleaseStore.Origin;
import org.careloop.protocol.ReleaseStore.Release;
import org.careloop.protocol.vetting.ModelSet;
import org.careloop.protocol.vetting.Vetting;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.annotation.Transactional;

/** Proposing, releasing, starting again: each in a transaction that is taken back, so that the models of other tests stay. */
@Transactional
class ReleasesTest extends WholeProgramTest {

  private static final String MERGE = "processes/patient-merge.bpmn";
  private static final String DEATH = "processes/patient-death.bpmn";
  private static final String TABLE = "decisions/task-priority.dmn";

  @Autowired private ReleasedModels start;
  @Autowired private ReleaseStore releases;
  @Autowired private ProposalStore store;
  @Autowired private SetInForce inForce;
  @Autowired private WaitingCases cases;
  @Autowired private Vetting vetting;
  @Autowired private Clock clock;
  @Autowired private PlatformTransactionManager transactions;
  @Autowired private JdbcTemplate jdbc;

  private ModelSet program;
  private Proposals proposals;

  @BeforeEach
  void twoPersonsDecide() throws IOException {
    program = ModelSet.ofThisProgram();
    proposals = new Proposals(store, releases, inForce, cases, vetting, new ProtocolSettings(true, Conflicts.REFUSE, 40), clock, transactions);
  }

  @Test
  void theFirstStartLaysTheProgramsModelsDown() {
    Release first = current();
    assertThat(first.origin()).isEqualTo(Origin.PROGRAM);
    assertThat(first.sum()).isEqualTo(program.sum());
    assertThat(releases.sums(first.number())).isEqualTo(program.sums());
    assertThat(inForce.files(first)).isEqualTo(program);
  }

  @Test
  void theSameProgramAgainChangesNothingAndReleasedProposalsSurviveIt() {
    Release first = current();
    start.bringIntoForce(program, Conflicts.REFUSE);
    assertThat(current()).isEqualTo(first);

    Release second = released(MERGE, "9.1.0");
    start.bringIntoForce(program, Conflicts.REFUSE);
    assertThat(current()).isEqualTo(second);
    assertThat(tagInForce("patient-merge")).isEqualTo("9.1.0");
  }

  @Test
  void aDatabaseOfTheVersionBeforeReleasesWereKeptIsTakenOver() {
    String deployment = current().deploymentId();
    for (String table : List.of("careloop_release_file", "careloop_release", "careloop_packaged_file", "careloop_packaged")) {
      jdbc.update("delete from " + table);
    }
    start.bringIntoForce(program, Conflicts.REFUSE);
    assertThat(current().deploymentId()).as("no second deployment of the same").isEqualTo(deployment);
    assertThat(current().sum()).isEqualTo(program.sum());

    jdbc.update("delete from careloop_release_file");
    jdbc.update("delete from careloop_release");
    jdbc.update("delete from careloop_packaged_file");
    jdbc.update("delete from careloop_packaged");
    start.bringIntoForce(program.with(edited(MERGE, "9.2.0")), Conflicts.REFUSE);
    assertThat(releases.all()).as("the one taken over, and the new version's").hasSize(2);
    assertThat(tagInForce("patient-merge")).isEqualTo("9.2.0");
  }

  @Test
  void aNewProgramIsMergedWithWhatWasReleasedSinceTheLast() {
    released(MERGE, "9.1.0");
    start.bringIntoForce(program.with(edited(DEATH, "9.3.0")), Conflicts.REFUSE);
    assertThat(tagInForce("patient-merge")).isEqualTo("9.1.0");
    assertThat(tagInForce("patient-death")).isEqualTo("9.3.0");
    assertThat(current().origin()).isEqualTo(Origin.PROGRAM);
  }

  @Test
  void aProgramThatBringsWhatWasReleasedMakesNoNewRelease() {
    Release released = released(MERGE, "9.1.0");
    start.bringIntoForce(program.with(edited(MERGE, "9.1.0")), Conflicts.REFUSE);
    assertThat(current()).isEqualTo(released);
  }

  @Test
  void whereBothChangedAFileAPersonMustChoose() {
    Release mine = released(MERGE, "9.1.0");
    ModelSet next = program.with(edited(MERGE, "9.5.0"));
    assertThatThrownBy(() -> start.bringIntoForce(next, Conflicts.REFUSE)).isInstanceOf(IllegalStateException.class)
        .hasMessageContaining(MERGE).hasMessageContaining("careloop.protocol.conflicts=released");
    start.bringIntoForce(next, Conflicts.RELEASED);
    assertThat(current()).isEqualTo(mine);
    start.bringIntoForce(program.with(edited(MERGE, "9.6.0")), Conflicts.PROGRAM);
    assertThat(tagInForce("patient-merge")).isEqualTo("9.6.0");
  }

  @Test
  void anotherClinicalLeadReleases() {
    long number = proposed("lea", MERGE, "9.1.0");
    assertThat(tagInForce("patient-merge")).as("nothing is in force yet").isNotEqualTo("9.1.0");
    assertThat(proposals.release(number, "lea")).satisfies(refused -> {
      assertThat(refused.done()).isFalse();
      assertThat(refused.text()).contains("Another clinical lead");
    });
    assertThat(proposals.release(number, "leo").done()).isTrue();
    assertThat(tagInForce("patient-merge")).isEqualTo("9.1.0");
    assertThat(current()).satisfies(release -> {
      assertThat(release.proposal()).isEqualTo(number);
      assertThat(release.by()).isEqualTo("leo");
    });
    assertThat(releases.eventsOf(number)).extracting(ReleaseStore.Event::what, ReleaseStore.Event::actor).containsExactly(
        org.assertj.core.groups.Tuple.tuple("proposed", "lea"), org.assertj.core.groups.Tuple.tuple("released", "leo"));
    assertThat(proposals.release(number, "leo").text()).contains("Too late: this proposal was released by leo");
  }

  @Test
  void openCasesStayOnTheirVersion() {
    String before = latest("patient-merge").getId();
    released(MERGE, "9.1.0");
    assertThat(latest("patient-merge").getId()).isNotEqualTo(before);
    assertThat(repository.getProcessDefinition(before).isSuspended()).isFalse();
  }

  @Test
  void aChangeWithoutANewVersionTagIsRefused() {
    ModelSet set = inForce.files(current());
    byte[] changed = text(set, MERGE).replace("</bpmn:documentation>", " Changed.</bpmn:documentation>").getBytes(StandardCharsets.UTF_8);
    assertThatThrownBy(() -> proposals.propose("lea", "t", "", new TreeMap<>(Map.of(MERGE, changed)))).isInstanceOf(ProposalRefused.class)
        .hasMessageContaining("version tag is still").hasMessageContaining("Raise the version tag");
    assertThat(store.decided(1)).singleElement().satisfies(refused -> {
      assertThat(refused.state()).isEqualTo(State.REFUSED);
      assertThat(store.contents(refused.number()).paths()).as("files that were refused are not kept").isEmpty();
    });
  }

  @Test
  void aSetThatDoesNotFitTogetherIsRefusedAsAWhole() {
    byte[] broken = text(program, MERGE).replaceFirst("camunda:versionTag=\"[^\"]*\"", "camunda:versionTag=\"9.1.0\"")
        .replaceFirst("camunda:formRef=\"[^\"]*\"", "camunda:formRef=\"not-there\"").getBytes(StandardCharsets.UTF_8);
    assertThatThrownBy(() -> proposals.propose("lea", "t", "", new TreeMap<>(Map.of(MERGE, broken)))).isInstanceOf(ProposalRefused.class)
        .hasMessageContaining("not-there");
  }

  @Test
  void theSameAsInForceIsNoProposalAndTheSameAgainIsTheSameProposal() {
    assertThat(proposals.propose("lea", "t", "", new TreeMap<>(Map.of(MERGE, program.files().get(MERGE)))).proposal()).isNull();
    long first = proposed("lea", MERGE, "9.1.0");
    assertThat(proposed("lea", MERGE, "9.1.0")).isEqualTo(first);
    long second = proposed("lea", MERGE, "9.2.0");
    assertThat(store.find(first)).hasValueSatisfying(replaced -> assertThat(replaced.decision()).isEqualTo("Replaced by proposal %d.".formatted(second)));
    assertThat(store.waiting()).extracting(ProposalStore.Proposal::number).contains(second).doesNotContain(first);
  }

  @Test
  void rejectingNeedsAReasonAndWithdrawingIsTheProposersAlone() {
    long number = proposed("lea", MERGE, "9.1.0");
    assertThat(proposals.reject(number, "leo", " ").done()).isFalse();
    assertThat(proposals.withdraw(number, "leo").text()).contains("Only lea");
    assertThat(proposals.reject(number, "leo", "Nurses cannot do this on weekends.").done()).isTrue();
    assertThat(store.find(number)).hasValueSatisfying(rejected -> assertThat(rejected.decision()).contains("weekends"));
    long again = proposed("lea", MERGE, "9.1.0");
    assertThat(proposals.withdraw(again, "lea").done()).isTrue();
    assertThat(proposals.release(again, "leo").done()).isFalse();
  }

  @Test
  void aProposalIsLaidOverWhatWasReleasedSinceAndOvertakenWhereThatIsTheSameFile() {
    long merge = proposed("lea", MERGE, "9.1.0");
    long sameFile = proposed("leo", MERGE, "9.4.0");
    long death = proposed("leo", DEATH, "9.1.0");
    assertThat(proposals.release(death, "lea").done()).isTrue();
    assertThat(proposals.release(merge, "leo").done()).isTrue();
    assertThat(tagInForce("patient-death")).isEqualTo("9.1.0");
    assertThat(tagInForce("patient-merge")).isEqualTo("9.1.0");
    assertThat(proposals.release(sameFile, "lea").text()).contains("Overtaken").contains(MERGE);
    assertThat(store.find(sameFile)).hasValueSatisfying(overtaken -> assertThat(overtaken.state()).isEqualTo(State.OVERTAKEN));
  }

  @Test
  void aProcessThatCasesNeedIsNotRemovedAndTheRefusalSaysHowMany() {
    runtime.startProcessInstanceByKey("patient-merge", Map.of("patientId", "p1"));
    runtime.startProcessInstanceByKey("patient-merge", Map.of("patientId", "p2"));
    assertThatThrownBy(() -> proposals.proposeRemoval("lea", "", List.of(MERGE))).isInstanceOf(ProposalRefused.class)
        .hasMessageContaining("2 open cases of “").hasMessageContaining("patient-merge");
    assertThatThrownBy(() -> start.bringIntoForce(program.without(List.of(MERGE)), Conflicts.REFUSE)).isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("2 open cases");
  }

  @Test
  void aFormThatCasesMayStillComeToIsNotRemoved() {
    String form = program.files().keySet().stream().filter(path -> Uses.of(program.files().get(MERGE)).paths().contains(path)).findFirst().orElseThrow();
    runtime.startProcessInstanceByKey("patient-merge", Map.of("patientId", "p1"));
    assertThatThrownBy(() -> proposals.proposeRemoval("lea", "", List.of(form))).isInstanceOf(ProposalRefused.class)
        .hasMessageContaining("1 open case of").hasMessageContaining("may still come to it");
  }

  @Test
  void aFormThatNoDiagramUsesAnyMoreGoesWithTheChangeUnlessACaseStillNeedsIt() {
    var change = new TreeMap<>(Map.of(
        MERGE, text(program.with(edited(MERGE, "9.8.0")), MERGE).replace("camunda:formRef=\"double-cases\"", "camunda:formRef=\"double-cases-two\"")
            .getBytes(StandardCharsets.UTF_8),
        "forms/double-cases-two.form", text(program, "forms/double-cases.form").replace("\"id\": \"double-cases\"", "\"id\": \"double-cases-two\"")
            .getBytes(StandardCharsets.UTF_8)));
    long number = proposals.propose("lea", "t", "", change).proposal();
    assertThat(store.contents(number).removed()).containsOnlyKeys("forms/double-cases.form");

    runtime.startProcessInstanceByKey("patient-merge", Map.of("patientId", "p1"));
    assertThat(proposals.release(number, "leo").done()).isTrue();
    assertThat(inForce.files(current()).files()).as("one case has begun since").containsKeys("forms/double-cases.form", "forms/double-cases-two.form");
  }

  @Test
  void aRemovedProcessStartsNothingAnyMoreAndComesBackWithALaterRelease() {
    assertThat(startsWith("PatientsMerged")).isOne();
    long number = proposals.proposeRemoval("lea", "not ours to do", List.of(MERGE)).proposal();
    assertThat(proposals.release(number, "leo")).satisfies(outcome -> assertThat(outcome.done()).as(outcome.text()).isTrue());
    assertThat(startsWith("PatientsMerged")).isZero();
    assertThat(latest("patient-merge").isSuspended()).isTrue();
    assertThat(inForce.files(current()).files()).doesNotContainKey(MERGE);

    long back = proposals.propose("lea", "back", "", new TreeMap<>(program.with(edited(MERGE, "9.7.0")).files())).proposal();
    assertThat(proposals.release(back, "leo")).satisfies(outcome -> assertThat(outcome.done()).as(outcome.text()).isTrue());
    assertThat(startsWith("PatientsMerged")).isOne();
    assertThat(latest("patient-merge").isSuspended()).isFalse();
  }

  @Test
  void theEnginesFilesAreHeldAgainstTheirSums() {
    jdbc.update("update careloop_release set set_sha256 = 'other' where release_id = ?", current().number());
    assertThatThrownBy(() -> start.bringIntoForce(program, Conflicts.REFUSE)).isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("are not those released");
  }

  @Test
  void aTableIsProposedLikeADiagram() {
    long number = proposals.propose("lea", "t", "", new TreeMap<>(edited(TABLE, "9.1.0"))).proposal();
    assertThat(proposals.release(number, "leo").done()).isTrue();
    assertThat(repository.createDecisionDefinitionQuery().decisionDefinitionKey("task-priority").latestVersion().singleResult().getVersionTag())
        .isEqualTo("9.1.0");
  }

  private Release released(String path, String tag) {
    long number = proposed("lea", path, tag);
    assertThat(proposals.release(number, "leo")).satisfies(outcome -> assertThat(outcome.done()).as(outcome.text()).isTrue());
    return current();
  }

  private long proposed(String by, String path, String tag) {
    return proposals.propose(by, "Change of " + path, "", new TreeMap<>(edited(path, tag))).proposal();
  }

  private Map<String, byte[]> edited(String path, String tag) {
    return Map.of(path, text(program, path).replaceFirst("camunda:versionTag=\"[^\"]*\"", "camunda:versionTag=\"%s\"".formatted(tag))
        .getBytes(StandardCharsets.UTF_8));
  }

  private static String text(ModelSet set, String path) {
    return new String(set.files().get(path), StandardCharsets.UTF_8);
  }

  private Release current() {
    return releases.inForce().orElseThrow();
  }

  private ProcessDefinition latest(String id) {
    return repository.createProcessDefinitionQuery().processDefinitionKey(id).latestVersion().singleResult();
  }

  private String tagInForce(String id) {
    return latest(id).getVersionTag();
  }

  private long startsWith(String message) {
    return repository.createProcessDefinitionQuery().messageEventSubscriptionName(message).count();
  }
}
