package org.careloop.security;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.camunda.bpm.engine.FilterService;
import org.camunda.bpm.engine.ProcessEngine;
import org.camunda.bpm.engine.TaskService;
import org.camunda.bpm.engine.authorization.Permissions;
import org.camunda.bpm.engine.authorization.Resources;
import org.camunda.bpm.engine.filter.Filter;
import org.camunda.bpm.engine.task.TaskQuery;
import org.careloop.security.internal.CardVariables;
import org.careloop.security.internal.EngineSetUp;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;

/**
 * Creates the five lists that the care team finds in Tasklist, in their order. The only place where a filter with expressions is written.
 * Which tasks a person sees in them is up to the engine's authorizations: those of their own groups and their own.
 */
@Component
@Order(4)
class FiltersAtStart implements EngineSetUp {

  /** Tasks from this priority on are of patients at high risk. */
  static final int HIGH_RISK = 75;

  @Override
  public void apply(ProcessEngine engine) {
    TaskService tasks = engine.getTaskService();
    create(engine, 10, "My work", "Tasks that you have claimed", "#0b5c8a",
        tasks.createTaskQuery().taskAssigneeExpression("${currentUser()}").orderByDueDate().asc());
    create(engine, 20, "My team", "All tasks of your groups", "#3f6f4f",
        tasks.createTaskQuery().taskCandidateGroupInExpression("${currentUserGroups()}").includeAssignedTasks().orderByDueDate().asc());
    create(engine, 30, "Due today", "What must be done before the day ends", "#8a6100",
        tasks.createTaskQuery().dueAfterExpression("${startOfToday()}").dueBeforeExpression("${endOfToday()}").orderByDueDate().asc());
    create(engine, 40, "Overdue", "What should have been done by now", "#a02c2c",
        tasks.createTaskQuery().dueBeforeExpression("${now()}").orderByDueDate().asc());
    create(engine, 50, "High risk", "Patients at high risk of coming back to the hospital, most urgent first", "#6b3a82",
        tasks.createTaskQuery().taskMinPriority(HIGH_RISK).orderByTaskPriority().desc().orderByDueDate().asc());
  }

  private static void create(ProcessEngine engine, int order, String name, String description, String color, TaskQuery query) {
    FilterService filters = engine.getFilterService();
    List<Filter> existing = filters.createTaskFilterQuery().filterName(name).list().stream().filter(filter -> filter.getOwner() == null).toList();
    Filter filter = existing.isEmpty() ? filters.newTaskFilter(name) : existing.get(0);
    filter.setQuery(query);
    filter.setProperties(properties(order, description, color));
    filters.saveFilter(filter);
    RolesAtStart.Grants grants = new RolesAtStart.Grants(engine.getAuthorizationService());
    Role.taskRoles().forEach(role -> grants.give(role, Resources.FILTER, filter.getId(), Permissions.READ));
  }

  private static Map<String, Object> properties(int order, String description, String color) {
    Map<String, Object> properties = new LinkedHashMap<>();
    properties.put("priority", order);
    properties.put("description", description);
    properties.put("color", color);
    properties.put("refresh", true);
    properties.put("showUndefinedVariable", false);
    properties.put("variables", List.of(Map.of("name", CardVariables.PATIENT, "label", "Patient"), Map.of("name", CardVariables.RISK, "label", "Risk"),
        Map.of("name", CardVariables.SUBJECT, "label", "About")));
    return properties;
  }
}
