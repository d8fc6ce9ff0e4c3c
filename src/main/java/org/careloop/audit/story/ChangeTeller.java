package org.careloop.audit.story;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.careloop.audit.story.CaseStory.OperatorChange;
import org.careloop.audit.story.CaseStory.Value;
import org.careloop.audit.story.HistoryRows.Activity;
import org.careloop.audit.story.HistoryRows.Operation;
import org.careloop.audit.story.HistoryRows.Remark;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/**
 * Tells what operators and others changed in a case past its diagram, and the reason they gave: the annotation of the operation, or a comment
 * that the same person left at that time. Ordinary work on a task is not among it.
 */
@Component
class ChangeTeller {

  /** Work, not change: told with the task. */
  private static final Set<String> WORK = Set.of("Claim", "Complete", "Create", "Start", "Correlate", "AddComment", "UpdateComment", "AddAttachment");
  private static final Duration SAME_TIME = Duration.ofMinutes(5);

  private final JdbcTemplate jdbc;

  ChangeTeller(JdbcTemplate jdbc) {
    this.jdbc = jdbc;
  }

  List<OperatorChange> tell(CaseRows all) {
    List<OperatorChange> changes = new ArrayList<>();
    CaseRows.by(all.operations(), Operation::operationId).values().forEach(lines -> change(all, lines, changes));
    changes.addAll(migrations(all));
    changes.sort(Comparator.comparing(OperatorChange::at));
    return List.copyOf(changes);
  }

  private void change(CaseRows all, List<Operation> lines, List<OperatorChange> changes) {
    Operation first = lines.get(0);
    // A person who takes or gives back a task does their work; one who gives it to somebody else changes it.
    boolean ownTask = "Task".equals(first.entity()) && ("Assign".equals(first.type()) || "Update".equals(first.type()))
        && lines.stream().filter(line -> "assignee".equals(line.property())).allMatch(line -> line.after() == null || line.after().equals(line.user()));
    if (WORK.contains(first.type()) || ownTask) {
      return;
    }
    String reason = lines.stream().map(Operation::annotation).filter(Objects::nonNull).findFirst().orElseGet(() -> remark(all, first));
    changes.add(new OperatorChange(first.at(), first.instanceId(), first.user(), what(all, first), values(lines), reason));
  }

  private static String what(CaseRows all, Operation one) {
    String task = one.taskId() == null ? "" : all.tasks().stream().filter(row -> row.id().equals(one.taskId())).findFirst()
        .map(row -> " “" + row.name() + "”").orElse("");
    String step = one.jobId() == null ? "" : all.tries().stream().filter(row -> row.jobId().equals(one.jobId())).findFirst()
        .map(row -> " of the step “" + all.elementName(all.instancesById().get(row.instanceId()).definitionId(), row.elementId()) + "”").orElse("");
    return switch (one.type()) {
      case "SetJobRetries" -> "Set the number of tries" + step;
      case "Execute" -> "Ran a step at once" + step;
      case "SetDueDate", "RecalculateDueDate" -> "Moved the time of a timer" + step;
      case "SetPriority" -> "Changed a priority";
      case "ModifyProcessInstance" -> "Moved the case to other steps, past the diagram";
      case "Migrate" -> "Moved the case to another version of its protocol";
      case "SetVariable", "SetVariables" -> "Set values of the case";
      case "ModifyVariable" -> "Changed a value of the case";
      case "RemoveVariable" -> "Removed a value of the case";
      case "Suspend" -> "Held the case";
      case "Activate" -> "Let the case go on";
      case "Delete" -> one.taskId() == null ? "Ended the case past its diagram" : "Deleted the task" + task;
      case "Assign" -> "Gave the task" + task + " to somebody else";
      case "Delegate" -> "Handed over the task" + task;
      case "Resolve" -> "Resolved " + ("Incident".equals(one.entity()) ? "an incident" : "the task" + task);
      case "SetOwner" -> "Changed the owner of the task" + task;
      case "Update" -> "Changed the task" + task;
      case "AddUserLink", "AddGroupLink" -> "Let somebody else see the task" + task;
      case "DeleteUserLink", "DeleteGroupLink" -> "Took the task" + task + " away from somebody";
      case "SetAnnotation", "ClearAnnotation" -> "Wrote a note on an earlier change";
      case "DeleteHistory" -> "Removed history";
      case "RestartProcessInstance" -> "Started the case again";
      default -> Shown.words(one.type());
    };
  }

  /** Values of variables are told without what they were about: the log keeps names only. */
  private static List<Value> values(List<Operation> lines) {
    List<Value> values = new ArrayList<>();
    for (Operation line : lines) {
      if (line.property() != null && (line.before() != null || line.after() != null)) {
        values.add(new Value(line.property(), Shown.words(line.property()),
            line.before() == null ? line.after() : "from " + line.before() + " to " + (line.after() == null ? "nothing" : line.after())));
      }
    }
    return List.copyOf(values);
  }

  private static String remark(CaseRows all, Operation one) {
    return all.remarks().stream().filter(remark -> Objects.equals(remark.user(), one.user()))
        .filter(remark -> one.taskId() != null && one.taskId().equals(remark.taskId()) || one.instanceId() != null && one.instanceId().equals(remark.instanceId()))
        .filter(remark -> Duration.between(remark.at(), one.at()).abs().compareTo(SAME_TIME) <= 0)
        .map(Remark::text).findFirst().orElse(null);
  }

  /** The log keeps a migration without the cases it moved; that a case was moved shows in the versions that its steps ran on. */
  private List<OperatorChange> migrations(CaseRows all) {
    List<OperatorChange> moved = new ArrayList<>();
    for (HistoryRows.Instance instance : all.instances()) {
      Map<String, Instant> last = new LinkedHashMap<>();
      all.activities().stream().filter(activity -> activity.instanceId().equals(instance.id()) && !activity.definitionId().equals(instance.definitionId()))
          .forEach((Activity activity) -> last.merge(activity.definitionId(), activity.started(), (a, b) -> b.isAfter(a) ? b : a));
      last.forEach((definition, from) -> {
        OperatorChange change = jdbc.query("""
            select TIMESTAMP_, USER_ID_, ANNOTATION_ from ACT_HI_OP_LOG
            where OPERATION_TYPE_ = 'Migrate' and ROOT_PROC_INST_ID_ is null and PROC_DEF_ID_ = ? and TIMESTAMP_ >= ? order by TIMESTAMP_""",
            (row, number) -> migrated(all, instance, definition, HistoryRows.at(row, "TIMESTAMP_"), row.getString(2), row.getString(3)), definition,
            java.sql.Timestamp.from(from)).stream().findFirst().orElseGet(() -> migrated(all, instance, definition, from, null, null));
        moved.add(change);
      });
    }
    return moved;
  }

  private static OperatorChange migrated(CaseRows all, HistoryRows.Instance instance, String before, Instant at, String user, String reason) {
    return new OperatorChange(at, instance.id(), user, "Moved “%s” to another version".formatted(all.diagram(instance.definitionId()).name()),
        List.of(new Value("versionTag", "Version", "from %s to %s".formatted(all.diagram(before).versionTag(),
            all.diagram(instance.definitionId()).versionTag()))), reason);
  }
}
