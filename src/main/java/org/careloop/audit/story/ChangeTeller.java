package org.careloop.audit.story;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.careloop.audit.story.CaseStory.OperatorChange;
import org.careloop.audit.story.HistoryRows.Operation;
import org.careloop.audit.story.HistoryRows.Remark;
import org.careloop.audit.story.HistoryRows.Written;
import org.careloop.why.Judgement.Value;
import org.careloop.why.Shown;
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

  private final MigrationTeller migrations;
  private final Shown shown;

  ChangeTeller(MigrationTeller migrations, Shown shown) {
    this.migrations = migrations;
    this.shown = shown;
  }

  List<OperatorChange> tell(CaseRows all, String root) {
    List<OperatorChange> changes = new ArrayList<>();
    CaseRows.by(all.operations(), Operation::operationId).values().forEach(lines -> change(all, lines, changes));
    changes.addAll(migrations.tell(all, root));
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
    String reason = lines.stream().map(Operation::annotation).filter(Objects::nonNull).findFirst().orElseGet(() -> reason(all, first));
    changes.add(new OperatorChange(first.at(), first.instanceId(), first.user(), what(all, first), values(all, lines), reason));
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

  /** What the log says of the change, and the values that were written by it, which the log does not keep. */
  private List<Value> values(CaseRows all, List<Operation> lines) {
    List<Value> values = new ArrayList<>();
    for (Operation line : lines) {
      if (line.property() != null && (line.before() != null || line.after() != null)) {
        values.add(new Value(line.property(), Shown.words(line.property()),
            line.before() == null ? line.after() : "from " + line.before() + " to " + (line.after() == null ? "nothing" : line.after())));
      }
    }
    if (lines.get(0).type().endsWith("Variable") || lines.get(0).type().endsWith("Variables")) {
      all.writings().stream().filter(one -> lines.get(0).operationId().equals(one.operationId())).forEach(one -> values.add(written(all, one)));
    }
    return List.copyOf(values);
  }

  private Value written(CaseRows all, Written one) {
    String before = all.writings().stream().filter(other -> one.variableInstance().equals(other.variableInstance()))
        .takeWhile(other -> other != one).map(other -> shown.value(other.value())).reduce((earlier, later) -> later).orElse(null);
    String now = shown.value(one.value());
    return new Value(one.name(), all.label(all.instancesById().get(one.instanceId()).definitionId(), one.name()),
        before == null ? now : "from %s to %s".formatted(before, now));
  }

  private static String reason(CaseRows all, Operation one) {
    HistoryRows.Instance instance = one.instanceId() == null ? null : all.instancesById().get(one.instanceId());
    if ("Delete".equals(one.type()) && one.taskId() == null && instance != null && instance.deleteReason() != null) {
      return instance.deleteReason();
    }
    return all.remarks().stream().filter(remark -> Objects.equals(remark.user(), one.user()))
        .filter(remark -> one.taskId() != null && one.taskId().equals(remark.taskId()) || one.instanceId() != null && one.instanceId().equals(remark.instanceId()))
        .filter(remark -> Duration.between(remark.at(), one.at()).abs().compareTo(SAME_TIME) <= 0)
        .map(Remark::text).findFirst().orElse(null);
  }
}
