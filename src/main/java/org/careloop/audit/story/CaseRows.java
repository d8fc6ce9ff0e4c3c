package org.careloop.audit.story;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.careloop.audit.story.HistoryRows.Activity;
import org.careloop.audit.story.HistoryRows.Instance;
import org.careloop.audit.story.HistoryRows.Link;
import org.careloop.audit.story.HistoryRows.Operation;
import org.careloop.audit.story.HistoryRows.Remark;
import org.careloop.audit.story.HistoryRows.TaskRow;
import org.careloop.audit.story.HistoryRows.Trouble;
import org.careloop.audit.story.HistoryRows.Try;
import org.careloop.audit.story.HistoryRows.Written;
import org.careloop.security.Role;
import org.careloop.why.DecisionRows;
import org.careloop.why.Evaluation;
import org.careloop.why.Evaluation.Clause;
import org.careloop.why.Shown;

/** The rows of one case, and what is asked of them again and again. Nothing here is kept beyond one telling. */
final class CaseRows {

  private final List<Instance> instances;
  private final List<Activity> activities;
  private final List<TaskRow> tasks;
  private final List<Written> writings;
  private final List<Operation> operations;
  private final List<Remark> remarks;
  private final List<Trouble> incidents;
  private final List<Try> tries;
  private final List<Evaluation> decided;
  private final List<Clause> inputs;
  private final List<Clause> outputs;
  private final Map<String, Activity> callers = new HashMap<>();
  private final Map<String, Instance> instancesById = new HashMap<>();
  private final Map<String, Activity> activitiesById = new HashMap<>();
  private final Map<String, List<Written>> byActivity;
  private final Map<String, List<Link>> linksByTask;
  private final Models models;

  private CaseRows(HistoryRows rows, DecisionRows decisions, Models models, String root) {
    this.models = models;
    instances = rows.instances(root);
    activities = rows.activities(root);
    tasks = rows.tasks(root);
    writings = rows.writings(root);
    operations = rows.operations(root);
    remarks = rows.remarks(root);
    incidents = rows.incidents(root);
    tries = rows.tries(root);
    decided = decisions.ofCase(root);
    inputs = decisions.inputsOfCase(root);
    outputs = decisions.outputsOfCase(root);
    instances.forEach(instance -> instancesById.put(instance.id(), instance));
    activities.forEach(activity -> {
      activitiesById.put(activity.id(), activity);
      if (activity.calledInstance() != null) {
        callers.put(activity.calledInstance(), activity);
      }
    });
    byActivity = writings.stream().filter(one -> one.activityInstance() != null)
        .collect(Collectors.groupingBy(Written::activityInstance, LinkedHashMap::new, Collectors.toList()));
    linksByTask = rows.links(root).stream().filter(link -> link.taskId() != null).collect(Collectors.groupingBy(Link::taskId));
  }

  static CaseRows read(HistoryRows rows, DecisionRows decisions, Models models, String root) {
    return new CaseRows(rows, decisions, models, root);
  }

  List<Instance> instances() {
    return instances;
  }

  List<Activity> activities() {
    return activities;
  }

  List<TaskRow> tasks() {
    return tasks;
  }

  List<Written> writings() {
    return writings;
  }

  List<Operation> operations() {
    return operations;
  }

  List<Remark> remarks() {
    return remarks;
  }

  List<Trouble> incidents() {
    return incidents;
  }

  List<Try> tries() {
    return tries;
  }

  List<Evaluation> decided() {
    return decided;
  }

  List<Clause> inputs() {
    return inputs;
  }

  List<Clause> outputs() {
    return outputs;
  }

  Models.Diagram diagram(String definitionId) {
    return models.diagram(definitionId);
  }

  /** What people call a variable: as a form or table of that release does, else its name as words. */
  String label(String definitionId, String variable) {
    return models.labels(diagram(definitionId).deploymentId()).getOrDefault(variable, Shown.words(variable));
  }

  Models models() {
    return models;
  }

  /** The step that called this process instance. */
  Optional<Activity> caller(String instanceId) {
    return Optional.ofNullable(callers.get(instanceId));
  }

  Optional<Activity> activity(String id) {
    return Optional.ofNullable(id == null ? null : activitiesById.get(id));
  }

  /** What was written while this activity ran, in order. */
  List<Written> writtenIn(String activityInstance) {
    return byActivity.getOrDefault(activityInstance, List.of());
  }

  /** What people see this element named: its label, or its id as words where it has none. */
  String elementName(String definitionId, String elementId) {
    String name = elementId == null ? null : diagram(definitionId).nameOf(elementId);
    return name != null ? name : elementId == null ? "a step" : Shown.words(elementId);
  }

  /** The variables that a process instance could see at a moment: its own, and before them those of the processes around it that it was handed. */
  Map<String, JsonNode> valuesAt(String instanceId, Instant at) {
    Map<String, JsonNode> values = new HashMap<>();
    for (Written one : writings) {
      if (instanceId.equals(one.instanceId()) && !one.at().isAfter(at)) {
        values.put(one.name(), one.value());
      }
    }
    return values;
  }

  /** For whom a task was, in words; null where nobody was named. */
  String rolesFor(String taskId) {
    String roles = linksByTask.getOrDefault(taskId, List.of()).stream()
        .filter(link -> link.group() != null && "candidate".equals(link.type()) && "add".equals(link.operation())).map(Link::group).distinct()
        .map(CaseRows::roleLabel).collect(Collectors.joining(", "));
    return roles.isEmpty() ? null : roles;
  }

  /** Who completed a task: as the operation log says, or else whose it was. */
  String completedBy(TaskRow task) {
    return operations.stream().filter(operation -> task.id().equals(operation.taskId()) && "Complete".equals(operation.type()))
        .map(Operation::user).findFirst().orElse(task.assignee());
  }

  Map<String, Instance> instancesById() {
    return instancesById;
  }

  static String roleLabel(String group) {
    for (Role role : Role.values()) {
      if (role.group().equals(group)) {
        return role.label();
      }
    }
    return Shown.words(group);
  }

  static <T> Map<String, List<T>> by(List<T> rows, Function<T, String> key) {
    return rows.stream().filter(row -> key.apply(row) != null).collect(Collectors.groupingBy(key, LinkedHashMap::new, Collectors.toList()));
  }
}
