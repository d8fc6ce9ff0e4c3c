package org.careloop.audit.verify;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.careloop.audit.chain.AuditKey;
import org.careloop.audit.verify.VerifyReport.Finding;
import org.careloop.audit.verify.VerifyReport.Kind;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VerifierTest {

  @TempDir private Path folder;
  private SmallHistory history;

  @BeforeEach
  void aSmallHistory() throws Exception {
    history = new SmallHistory(folder);
    history.someCase("c1");
    history.anchor();
    history.someCase("c2");
    history.anchor();
    history.someCase("c3");
  }

  @AfterEach
  void over() {
    history.close();
  }

  @Test
  void anUntouchedHistoryIsCleanAndSaysWhatIsNotYetAnchored() throws Exception {
    VerifyReport report = history.verify();
    assertThat(report.findings()).isEmpty();
    assertThat(report.clean()).isTrue();
    assertThat(report.notices()).singleElement().asString().contains("3 events are newer than the last anchor, number 2");
    assertThat(report.figures().rows()).isGreaterThanOrEqualTo(21);
    assertThat(report.figures().seals()).isEqualTo(report.figures().events());
    assertThat(ReportText.of("Database x", report)).contains("NOTHING FOUND").contains("2 anchors in the database, 2 outside");
  }

  @Test
  void aChangedValueIsNamedWithItsColumnButNotTheValue() throws Exception {
    history.jdbc.update("update ACT_HI_VARINST set TEXT_ = 'never said' where ID_ = 'c2-1'");
    Finding first = only(Kind.CHANGED);
    assertThat(first.table()).isEqualTo("ACT_HI_VARINST");
    assertThat(first.row()).isEqualTo("c2-1");
    assertThat(first.chain()).isEqualTo("case:c2");
    assertThat(first.seq()).isEqualTo(2);
    assertThat(first.actor()).isEqualTo("nurse");
    assertThat(first.words()).doesNotContain("said");
  }

  @Test
  void aTimeThatWasMovedBackIsCalledBackDated() throws Exception {
    history.jdbc.update("update ACT_HI_ACTINST set START_TIME_ = dateadd(day, -2, START_TIME_) where ID_ = 'c1-2'");
    Finding first = only(Kind.BACK_DATED);
    assertThat(first.columns()).containsExactly("START_TIME_");
    assertThat(first.words()).contains("back by 2 days");
  }

  @Test
  void valuesOfTwoRowsThatWereExchangedAreCalledSwapped() throws Exception {
    history.jdbc.update("update ACT_HI_VARINST set TEXT_ = case ID_ when 'c2-0' then 'said 1' else 'said 0' end where ID_ in ('c2-0', 'c2-1')");
    VerifyReport report = history.verify();
    assertThat(report.findings()).extracting(Finding::kind).containsExactly(Kind.SWAPPED, Kind.SWAPPED);
    assertThat(report.findings()).allSatisfy(one -> assertThat(one.columns()).containsExactly("TEXT_"));
  }

  @Test
  void rowsThatWereRemovedOrPutInAreFound() throws Exception {
    history.jdbc.update("delete from ACT_HI_VARINST where ID_ = 'c1-0'");
    history.jdbc.update("insert into ACT_HI_VARINST (ID_, ROOT_PROC_INST_ID_, PROC_INST_ID_, NAME_, VAR_TYPE_, REV_, TEXT_) values ('new', 'c1', 'c1', 'x', 'string', 0, 'y')");
    history.jdbc.update("insert into careloop_read_log (read_id, person, roles, patient_id, kind, read_at) values (77, 'x', 'nurses', 'p1', 'CASE', current_timestamp)");
    VerifyReport report = history.verify();
    assertThat(report.findings()).extracting(Finding::kind, Finding::table, Finding::row).containsExactly(
        org.assertj.core.groups.Tuple.tuple(Kind.REMOVED, "ACT_HI_VARINST", "c1-0"),
        org.assertj.core.groups.Tuple.tuple(Kind.INSERTED, "ACT_HI_VARINST", "new"),
        org.assertj.core.groups.Tuple.tuple(Kind.INSERTED, "careloop_read_log", "77"));
  }

  @Test
  void anEventThatWasChangedMovedOrRemovedIsTheFirstFinding() throws Exception {
    history.jdbc.update("update careloop_audit_event set actor = 'physician' where chain = 'case:c1' and seq = 2");
    assertThat(first()).returns(Kind.CHANGED, Finding::kind).returns(2L, Finding::seq).returns("case:c1", Finding::chain);
  }

  @Test
  void twoEventsThatChangedPlacesAreCalledReordered() throws Exception {
    history.jdbc.update("update careloop_audit_event set seq = 99 where chain = 'case:c2' and seq = 1");
    history.jdbc.update("update careloop_audit_event set seq = 1 where chain = 'case:c2' and seq = 2");
    history.jdbc.update("update careloop_audit_event set seq = 2 where chain = 'case:c2' and seq = 99");
    assertThat(first()).returns(Kind.REORDERED, Finding::kind).returns(1L, Finding::seq).returns("case:c2", Finding::chain);
  }

  @Test
  void aRemovedEventIsNamedByItsPlace() throws Exception {
    history.jdbc.update("delete from careloop_audit_event where chain = 'case:c2' and seq = 2");
    assertThat(first()).returns(Kind.REMOVED, Finding::kind).returns(2L, Finding::seq).returns("case:c2", Finding::chain);
  }

  @Test
  void aChainThatWasCutOffTogetherWithItsHeadIsMissedByTheAnchors() throws Exception {
    history.jdbc.update("delete from careloop_audit_event where chain = 'case:c2' and seq = 3");
    history.jdbc.update("update careloop_audit_chain set last_seq = 2, anchored_seq = 0, (last_hash, last_at) = "
        + "(select hash, at from careloop_audit_event where chain = 'case:c2' and seq = 2) where chain = 'case:c2'");
    assertThat(first()).returns(Kind.TRUNCATED, Finding::kind).returns(3L, Finding::seq).returns("case:c2", Finding::chain);
  }

  @Test
  void aWholeChainThatIsGoneWithItsRowsIsMissedByTheAnchors() throws Exception {
    for (String table : List.of("ACT_HI_PROCINST", "ACT_HI_ACTINST", "ACT_HI_VARINST")) {
      history.jdbc.update("delete from " + table + " where ROOT_PROC_INST_ID_ = 'c1'");
    }
    history.jdbc.update("delete from careloop_audit_event where chain = 'case:c1'");
    history.jdbc.update("delete from careloop_audit_chain where chain = 'case:c1'");
    assertThat(only(Kind.REMOVED)).returns("case:c1", Finding::chain);
  }

  @Test
  void anEventMadeAnewWithoutTheKeyIsFoundByItsSealAndWithoutKeysByTheAnchor() throws Exception {
    Forgery.changeRowAndEvent(history, "case:c2", 3, "ACT_HI_VARINST", "c2-2", "TEXT_", "other");
    assertThat(first()).returns(Kind.FORGED, Finding::kind).returns(3L, Finding::seq);
    VerifyReport withoutKeys = Verifier.ofDatabase(history.database, null, history.anchors).verify();
    assertThat(withoutKeys.findings()).singleElement().returns(Kind.CHANGED, Finding::kind).returns("case:c2", Finding::chain).returns(3L, Finding::seq);
    assertThat(withoutKeys.notices()).anyMatch(notice -> notice.contains("No keys were given"));
  }

  @Test
  void anchorsThatWereRemovedOrChangedAreFound() throws Exception {
    history.jdbc.update("update careloop_audit_anchor set node = 'other' where anchor_no = 1");
    assertThat(first()).returns(Kind.CHANGED, Finding::kind).returns("careloop_audit_anchor", Finding::table).returns("1", Finding::row);
    history.jdbc.update("delete from careloop_audit_anchor where anchor_no = 1");
    assertThat(first()).returns(Kind.REMOVED, Finding::kind).returns("1", Finding::row);
  }

  @Test
  void theLastAnchorIsMissedOutside() throws Exception {
    history.jdbc.update("delete from careloop_audit_anchor where anchor_no = 2");
    assertThat(first()).returns(Kind.REMOVED, Finding::kind).returns("careloop_audit_anchor", Finding::table).returns("2", Finding::row);
  }

  @Test
  void aKeyPutIntoTheDatabaseToSignWithIsFound() throws Exception {
    AuditKey own = SmallHistory.newKey(SmallHistory.START);
    history.jdbc.update("insert into careloop_audit_key (key_id, public_key, since, node) values (?, ?, current_timestamp, 'x')", own.keyId(), own.publicKey());
    assertThat(history.verify().findings()).anySatisfy(one -> assertThat(one).returns(Kind.FORGED, Finding::kind).returns("careloop_audit_key", Finding::table));
  }

  @Test
  void anOlderStateOfTheWholeDatabaseIsToldAsWhatItIs() throws Exception {
    SmallHistory backup = new SmallHistory(Files.createDirectory(folder.resolve("older")));
    backup.someCase("c1");
    backup.anchor();
    Path outside = backup.anchors.resolve("anchors.ndjson");
    String then = Files.readString(outside);
    backup.someCase("c2");
    backup.anchor();
    backup.jdbc.update("delete from careloop_audit_anchor where anchor_no = 2");
    for (String table : List.of("ACT_HI_PROCINST", "ACT_HI_ACTINST", "ACT_HI_VARINST")) {
      backup.jdbc.update("delete from " + table + " where ROOT_PROC_INST_ID_ = 'c2'");
    }
    backup.jdbc.update("delete from careloop_audit_event where chain = 'case:c2'");
    backup.jdbc.update("delete from careloop_audit_chain where chain = 'case:c2'");
    VerifyReport report = backup.verify();
    assertThat(report.findings()).singleElement().returns(Kind.ROLLED_BACK, Finding::kind);
    assertThat(report.findings().get(0).words()).contains("as a whole is older").contains("A backup was restored");
    Files.writeString(outside, then);
    assertThat(backup.verify().findings()).isEmpty();
    backup.close();
  }

  @Test
  void aLostNodesFileAndKeysThatAreNotAtHandAreNoticesOnly() throws Exception {
    Files.delete(history.anchors.resolve("anchors.ndjson"));
    VerifyReport lost = history.verify();
    assertThat(lost.clean()).isTrue();
    assertThat(lost.notices()).anyMatch(notice -> notice.contains("the node that wrote it is lost"));
    VerifyReport bare = Verifier.ofDatabase(history.database, null, null).verify();
    assertThat(bare.clean()).isTrue();
    assertThat(bare.notices()).anyMatch(notice -> notice.contains("seals of")).anyMatch(notice -> notice.contains("No anchors from outside"))
        .anyMatch(notice -> notice.contains("is taken from what is checked"));
  }

  @Test
  void aSaltThatWasTakenAwayWithoutAnErasureIsFound() throws Exception {
    history.jdbc.update("update careloop_audit_event set salt = null where chain = 'case:c2' and seq = 1");
    assertThat(first()).returns(Kind.CHANGED, Finding::kind).returns(1L, Finding::seq);
  }

  @Test
  void anErasureIsNoFindingAndWhatIsChangedAfterItIsOne() throws Exception {
    history.erase("c2");
    VerifyReport report = history.verify();
    assertThat(report.findings()).isEmpty();
    assertThat(report.notices()).anyMatch(notice -> notice.contains("erased by law"));

    history.jdbc.update("update ACT_HI_VARINST set TEXT_ = 'put back' where ID_ = 'c2-1'");
    assertThat(only(Kind.CHANGED)).returns("c2-1", Finding::row).returns(4L, Finding::seq).returns("privacy", Finding::actor);
  }

  @Test
  void anErasureThatTookItsOwnSaltWithItCoversNothingUp() throws Exception {
    history.erase("c2");
    history.jdbc.update("update careloop_audit_event set salt = null where chain = 'case:c2'");
    assertThat(first()).returns(Kind.CHANGED, Finding::kind).returns("case:c2", Finding::chain).returns(4L, Finding::seq);
  }

  @Test
  void aRestoredBackupThatWasToldIsANoticeInTheWordsOfTheProgram() throws Exception {
    history.restored();
    history.someCase("c4");
    VerifyReport report = history.verify();
    assertThat(report.findings()).isEmpty();
    assertThat(report.notices()).anyMatch(notice -> notice.contains("With anchor 4 of") && notice.contains("this database ends with anchor 2"));
  }

  @Test
  void aHeadThatSaysThatNothingMovedIsFoundForItsEndWouldNeverBeAnchored() throws Exception {
    history.jdbc.update("update careloop_audit_chain set anchored_seq = 0 where chain = 'case:c1'");
    assertThat(history.verify().findings()).as("what is anchored is what anchors say").isEmpty();
    history.jdbc.update("update careloop_audit_chain set moved = false where chain = 'case:c3'");
    assertThat(only(Kind.CHANGED)).returns("case:c3", Finding::chain).returns(3L, Finding::seq);
  }

  @Test
  void theCommandSaysWhatItFoundAndTellsItByItsExitCode() throws Exception {
    history.jdbc.execute("create user auditor password 'Secret-1' admin");
    Map<String, String> environment = Map.of("CARELOOP_AUDIT_PASSWORD", "Secret-1");
    List<String> arguments = List.of("--database", history.url, "--user", "auditor", "--keys", history.keys.toString(), "--anchors", history.anchors.toString());
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    assertThat(VerifyCommand.run(arguments, environment, print(out), System.err)).isZero();
    assertThat(out.toString(StandardCharsets.UTF_8)).contains("NOTHING FOUND");

    history.jdbc.update("update ACT_HI_VARINST set TEXT_ = 'never said' where ID_ = 'c2-1'");
    out.reset();
    assertThat(VerifyCommand.run(arguments, environment, print(out), System.err)).isEqualTo(1);
    assertThat(out.toString(StandardCharsets.UTF_8)).contains("ONE FINDING", "table ACT_HI_VARINST, row c2-1", "Event 2 of chain case:c2, recorded", "by nurse").doesNotContain("said");

    ByteArrayOutputStream err = new ByteArrayOutputStream();
    for (List<String> wrong : List.of(List.<String>of(), List.of("--password", "x"), List.of("--database", history.url + ";PASSWORD=x"), List.of("--database"),
        List.of("--database", "jdbc:h2:mem:nothing-of-that-name"), List.of("none.zip"), List.of("--database", "jdbc:mysql://x"))) {
      assertThat(VerifyCommand.run(wrong, environment, print(out), print(err))).as("%s", wrong).isEqualTo(2);
    }
    assertThat(err.toString(StandardCharsets.UTF_8)).contains("set CARELOOP_AUDIT_PASSWORD");
  }

  @Test
  void timesGoForwardWhateverTheClockSays() throws Exception {
    history.now = history.now.minus(Duration.ofHours(3));
    history.someCase("c4");
    assertThat(history.verify().findings()).isEmpty();
  }

  private Finding first() throws Exception {
    VerifyReport report = history.verify();
    assertThat(report.clean()).isFalse();
    return report.findings().get(0);
  }

  private Finding only(Kind kind) throws Exception {
    VerifyReport report = history.verify();
    assertThat(report.findings()).singleElement().returns(kind, Finding::kind);
    return report.findings().get(0);
  }

  static PrintStream print(ByteArrayOutputStream out) {
    return new PrintStream(out, true, StandardCharsets.UTF_8);
  }
}
