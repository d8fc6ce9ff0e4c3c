package org.careloop.audit.story;

import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.careloop.audit.chain.AuditEvent;
import org.careloop.audit.chain.AuditReader;
import org.careloop.audit.story.CaseStory.OperatorChange;
import org.careloop.audit.story.HistoryRows.Activity;
import org.careloop.audit.story.HistoryRows.Instance;
import org.careloop.why.Judgement.Value;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/**
 * Tells when a case was moved to another version of its protocol, by whom and why. The engine's log names the versions and the person but not
 * the cases, the history of the case has its new version only; the case's chain says at which moment the case itself was written. Where no chain
 * says so, the person is left open rather than guessed.
 */
@Component
class MigrationTeller {

  /** A migration as the engine's log keeps it: of how many cases and which, it does not say. */
  private record Logged(Instant at, String user, String from, String to, boolean later, String reason) {}

  /** A moment at which a process instance was written, and by whom; {@code whole} where steps or values of it were written with it. */
  private record Moment(Instant at, String actor, boolean whole) {}

  private static final Duration ONE_TRANSACTION = Duration.ofSeconds(30);
  private static final Set<String> MOVED_ALONG = Set.of("ACT_HI_ACTINST", "ACT_HI_VARINST");

  private final JdbcTemplate jdbc;
  private final AuditReader chains;

  MigrationTeller(JdbcTemplate jdbc) {
    this.jdbc = jdbc;
    this.chains = new AuditReader(Objects.requireNonNull(jdbc.getDataSource()));
  }

  List<OperatorChange> tell(CaseRows all, String root) {
    List<OperatorChange> changes = new ArrayList<>();
    for (Instance instance : all.instances()) {
      List<Activity> before = all.activities().stream().filter(one -> one.instanceId().equals(instance.id()))
          .filter(one -> !one.definitionId().equals(instance.definitionId())).toList();
      if (!before.isEmpty()) {
        changes.addAll(moves(all, root, instance, before));
      }
    }
    return changes;
  }

  private List<OperatorChange> moves(CaseRows all, String root, Instance instance, List<Activity> before) {
    List<OperatorChange> moves = new ArrayList<>();
    List<Logged> log = logged(before.get(0).definitionId(), instance.started());
    String version = before.get(0).definitionId();
    for (Moment moment : moments(root, instance)) {
      String now = version;
      // The line of the log is written in the transaction that moves the case: the last one before it is committed.
      Logged one = log.stream().filter(each -> each.from().equals(now) && fits(moment, each)).reduce((earlier, later) -> later).orElse(null);
      if (one != null) {
        moves.add(change(all, instance, moment.at(), one.user(), version, one.to(), one.reason()));
        version = one.to();
      }
    }
    if (!version.equals(instance.definitionId())) {
      Instant notBefore = before.stream().map(one -> one.ended() == null ? one.started() : one.ended()).max(Comparator.naturalOrder()).orElseThrow();
      moves.add(change(all, instance, notBefore, null, version, instance.definitionId(), null));
    }
    return moves;
  }

  private static boolean fits(Moment moment, Logged one) {
    return !moment.at().isBefore(one.at()) && (one.later() ? moment.whole()
        : moment.at().isBefore(one.at().plus(ONE_TRANSACTION)) && Objects.equals(moment.actor(), one.user()));
  }

  private List<Moment> moments(String root, Instance instance) {
    List<Moment> moments = new ArrayList<>();
    for (AuditEvent event : chains.events("case:" + root)) {
      boolean itself = event.entries().stream().anyMatch(entry -> entry.table().equals("ACT_HI_PROCINST") && entry.id().equals(instance.id()));
      if (itself) {
        moments.add(new Moment(event.at(), event.actor(), event.entries().stream().anyMatch(entry -> MOVED_ALONG.contains(entry.table()))));
      }
    }
    return moments;
  }

  /** All migrations from this version on, and from those that it was moved to. */
  private List<Logged> logged(String version, Instant since) {
    List<Logged> found = new ArrayList<>();
    Set<String> asked = new HashSet<>();
    Deque<String> versions = new ArrayDeque<>(List.of(version));
    while (!versions.isEmpty()) {
      String from = versions.pop();
      if (asked.add(from)) {
        List<Logged> moves = jdbc.query("""
            select o.TIMESTAMP_, o.USER_ID_, o.NEW_VALUE_, o.ANNOTATION_,
              (select max(a.NEW_VALUE_) from ACT_HI_OP_LOG a where a.OPERATION_ID_ = o.OPERATION_ID_ and a.PROPERTY_ = 'async') as LATER_
            from ACT_HI_OP_LOG o where o.PROC_DEF_ID_ = ? and o.OPERATION_TYPE_ = 'Migrate' and o.PROPERTY_ = 'processDefinitionId'
              and o.TIMESTAMP_ >= ?""",
            (row, number) -> new Logged(HistoryRows.at(row, "TIMESTAMP_"), row.getString("USER_ID_"), from, row.getString("NEW_VALUE_"),
                Boolean.parseBoolean(row.getString("LATER_")), row.getString("ANNOTATION_")), from, Timestamp.from(since));
        found.addAll(moves);
        moves.forEach(move -> versions.push(move.to()));
      }
    }
    found.sort(Comparator.comparing(Logged::at));
    return found;
  }

  private static OperatorChange change(CaseRows all, Instance instance, Instant at, String user, String from, String to, String reason) {
    return new OperatorChange(at, instance.id(), user, "Moved “%s” to another version of its protocol".formatted(all.diagram(to).name()),
        List.of(new Value("versionTag", "Version", "from %s to %s".formatted(version(all, from), version(all, to)))), reason);
  }

  /** The version's tag; where it has none, the number by which the engine counts. */
  private static String version(CaseRows all, String definitionId) {
    String tag = all.diagram(definitionId).versionTag();
    return tag != null ? tag : definitionId.contains(":") ? definitionId.split(":")[1] : definitionId;
  }
}
