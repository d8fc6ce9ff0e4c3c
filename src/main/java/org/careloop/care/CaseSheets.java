package org.careloop.care;

import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.Date;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import org.camunda.bpm.engine.RepositoryService;
import org.camunda.bpm.engine.RuntimeService;
import org.camunda.bpm.engine.TaskService;
import org.camunda.bpm.engine.repository.ProcessDefinition;
import org.camunda.bpm.engine.runtime.ProcessInstance;
import org.camunda.bpm.engine.task.IdentityLink;
import org.camunda.bpm.engine.task.IdentityLinkType;
import org.camunda.bpm.engine.task.Task;
import org.careloop.care.CaseSheet.Activity;
import org.careloop.care.CaseSheet.Coordinator;
import org.careloop.care.CaseSheet.Happened;
import org.careloop.care.CaseSheet.Hold;
import org.careloop.care.CaseSheet.Judgement;
import org.careloop.care.CaseSheet.OpenTask;
import org.careloop.care.CaseSheet.OtherCase;
import org.careloop.care.CaseSheet.Past;
import org.careloop.care.CaseSheet.Problem;
import org.careloop.engine.internal.CaseClocks;
import org.careloop.security.Role;
import org.springframework.stereotype.Component;

/** Puts one open case together from what it and everything it called know at this moment. Reads only. */
@Component
class CaseSheets {

  private static final List<String> OF_THE_CASE = List.of("patientId", "patientLabel", "intensity", "tierDecisionId", "tierReasons", "reviewDueAt",
      "planVersion", "primaryCoordinator", "coordinatorSince", "coordinatorHistory", "consentProgram", "consentGivenAt", "consentKind",
      "consentRevokedAt", "consentId", "planItems", "careTeam", CaseClocks.STOPPED_AT);
  /** What a task is about, as its card in Tasklist says. */
  private static final String SUBJECT = "taskSubject";
  private static final int LATELY = 12;

  private final RuntimeService runtime;
  private final TaskService tasks;
  private final RepositoryService repository;
  private final CaseRows rows;
  private final CareWords words;
  private final Clock clock;

  CaseSheets(RuntimeService runtime, TaskService tasks, RepositoryService repository, CaseRows rows, CareWords words, Clock clock) {
    this.runtime = runtime;
    this.tasks = tasks;
    this.repository = repository;
    this.rows = rows;
    this.words = words;
    this.clock = clock;
  }

  /** Empty where no case of this id is open, or where it belongs to no patient yet. */
  Optional<CaseSheet> of(String caseId, Collection<String> groups) {
    ProcessInstance root = runtime.createProcessInstanceQuery().processInstanceId(caseId).rootProcessInstances().singleResult();
    if (root == null) {
      return Optional.empty();
    }
    Map<String, Object> known = runtime.getVariables(caseId, OF_THE_CASE);
    if (!(known.get("patientId") instanceof String patientId)) {
      return Optional.empty();
    }
    Instant now = clock.instant();
    List<String> parts = parts(caseId);
    ProcessDefinition definition = repository.getProcessDefinition(root.getProcessDefinitionId());
    List<CaseRows.OpenCase> all = rows.ofPatient(patientId);
    CaseRows.OpenCase itself = all.stream().filter(one -> one.id().equals(caseId)).findFirst().orElse(null);
    return Optional.of(new CaseSheet(caseId, patientId, text(known, "patientLabel"), definition.getName(),
        itself == null ? null : words.time(itself.since()), text(known, "intensity"), text(known, "tierDecisionId"), texts(known.get("tierReasons")), words.day(known.get("reviewDueAt")),
        known.get("planVersion") instanceof Number version ? version.intValue() : 0, hold(known, parts), coordinator(known),
        consent(beganWithConsent(known) ? rows.consent(patientId) : known),
        plan(known.get("planItems"), now), openTasks(itself, definition.getName(), parts, all, now),
        rows.judged(caseId, patientId, text(known, "careTeam")).stream().map(one -> new Judgement(one.id(), one.name(), words.time(one.at()))).toList(),
        rows.lately(caseId, LATELY).stream().map(one -> new Happened(one.name(), words.person(one.person()), words.time(one.at()))).toList(),
        all.stream().filter(one -> !one.id().equals(caseId))
            .map(one -> new OtherCase(one.id(), one.protocol(), words.time(one.since()), isOfTheProgramme(one))).toList(),
        waitsFor(parts, "PlanActionRequested") ? CareAction.allFor(groups) : List.of(),
        waitsFor(parts, "PlanResumed") && groups.contains(Role.CARE_COORDINATORS.group()),
        waitsFor(parts, "WithdrawalRequested") && groups.contains(Role.CARE_COORDINATORS.group())));
  }

  /** Ids of the open tasks of a case and of everything it called. */
  List<Task> tasksOf(String caseId) {
    List<String> parts = parts(caseId);
    return parts.isEmpty() ? List.of() : tasks.createTaskQuery().processInstanceIdIn(parts.toArray(String[]::new)).list();
  }

  private List<String> parts(String caseId) {
    return runtime.createProcessInstanceQuery().rootProcessInstanceId(caseId).unlimitedList().stream().map(ProcessInstance::getId).toList();
  }

  private boolean waitsFor(List<String> parts, String news) {
    return runtime.createEventSubscriptionQuery().eventType("message").eventName(news).unlimitedList().stream()
        .anyMatch(waiting -> parts.contains(waiting.getProcessInstanceId()));
  }

  private static boolean isOfTheProgramme(CaseRows.OpenCase one) {
    return one.text("primaryCoordinator") != null || one.text("enrolmentSource") != null;
  }

  private Hold hold(Map<String, Object> known, List<String> parts) {
    if (!(known.get(CaseClocks.STOPPED_AT) instanceof String since)) {
      return null;
    }
    Map<String, Object> hold = new HashMap<>();
    runtime.createVariableInstanceQuery().processInstanceIdIn(parts.toArray(String[]::new)).variableNameIn("holdUntil", "holdReason").list()
        .forEach(variable -> hold.put(variable.getName(), variable.getValue()));
    return new Hold(words.day(since), words.day(hold.get("holdUntil")), words.code(hold.get("holdReason")));
  }

  private Coordinator coordinator(Map<String, Object> known) {
    if (!(known.get("primaryCoordinator") instanceof String name)) {
      return null;
    }
    List<Past> before = maps(known.get("coordinatorHistory")).stream().map(past -> new Past(words.person((String) past.get("coordinator")),
        words.day(past.get("since")), words.day(past.get("until")), words.code(past.get("reason")))).toList();
    return new Coordinator(words.person(name), words.day(known.get("coordinatorSince")), before);
  }

  /** True for a case that was handed a consent which another case of the patient had asked for, as a plan is by the intake. */
  private static boolean beganWithConsent(Map<String, Object> known) {
    return known.get("consentId") != null && known.get("consentGivenAt") == null && known.get("consentRevokedAt") == null;
  }

  private String consent(Map<String, Object> known) {
    if (known.get("consentRevokedAt") != null) {
      return "withdrawn on " + words.day(known.get("consentRevokedAt"));
    }
    if (known.get("consentGivenAt") == null) {
      return "not given yet";
    }
    String kind = words.code(known.get("consentKind"));
    return "given on %s%s".formatted(words.day(known.get("consentGivenAt")), kind == null ? "" : ", " + kind);
  }

  private List<Problem> plan(Object planItems, Instant now) {
    Map<String, List<Activity>> problems = new LinkedHashMap<>();
    for (Map<String, Object> item : maps(planItems)) {
      boolean open = !"completed".equals(item.get("status")) && !"cancelled".equals(item.get("status"));
      problems.computeIfAbsent(Objects.toString(item.get("problem"), "Not said yet"), problem -> new ArrayList<>()).add(new Activity(
          Objects.toString(item.get("goal"), ""), Objects.toString(item.get("intervention"), ""), words.code(item.get("role")),
          words.day(item.get("dueDate")), words.code(item.get("status")), open && words.isOver(item.get("dueDate"), now)));
    }
    return problems.entrySet().stream().map(entry -> new Problem(entry.getKey(), entry.getValue())).toList();
  }

  /** Of this case and of the patient's other cases with the same team: whoever looks wants to know all that is waited for. */
  private List<OpenTask> openTasks(CaseRows.OpenCase itself, String protocol, List<String> parts, List<CaseRows.OpenCase> all, Instant now) {
    Map<String, String> protocols = new HashMap<>();
    parts.forEach(part -> protocols.put(part, protocol));
    all.stream().filter(one -> itself != null && !one.id().equals(itself.id()) && Objects.equals(one.text("careTeam"), itself.text("careTeam")))
        .forEach(one -> parts(one.id()).forEach(part -> protocols.put(part, one.protocol())));
    String[] instances = protocols.keySet().toArray(String[]::new);
    Map<String, String> subjects = new HashMap<>();
    runtime.createVariableInstanceQuery().processInstanceIdIn(instances).variableName(SUBJECT).list().stream()
        .filter(variable -> variable.getValue() instanceof String).forEach(variable -> subjects.put(variable.getExecutionId(), (String) variable.getValue()));
    return tasks.createTaskQuery().processInstanceIdIn(instances).list().stream()
        .sorted(Comparator.comparing(Task::getDueDate, Comparator.nullsLast(Comparator.naturalOrder())).thenComparing(Task::getId))
        .map(task -> new OpenTask(task.getId(), task.getName(), subjects.get(task.getExecutionId()), protocols.get(task.getProcessInstanceId()), who(task), due(task),
            task.getDueDate() != null && task.getDueDate().before(Date.from(now))))
        .toList();
  }

  private String who(Task task) {
    return task.getAssignee() != null ? words.person(task.getAssignee()) : tasks.getIdentityLinksForTask(task.getId()).stream()
        .filter(link -> IdentityLinkType.CANDIDATE.equals(link.getType()) && link.getGroupId() != null)
        .map(IdentityLink::getGroupId).map(words::code).sorted().collect(Collectors.joining(", "));
  }

  private String due(Task task) {
    return task.getDueDate() == null ? null : words.time(task.getDueDate().toInstant());
  }

  private static String text(Map<String, Object> known, String name) {
    return known.get(name) instanceof String text ? text : null;
  }

  private static List<String> texts(Object list) {
    return list instanceof Collection<?> values ? values.stream().map(Objects::toString).toList() : List.of();
  }

  @SuppressWarnings("unchecked")
  private static List<Map<String, Object>> maps(Object list) {
    return list instanceof Collection<?> values
        ? values.stream().filter(Map.class::isInstance).map(value -> (Map<String, Object>) value).toList() : List.of();
  }
}
