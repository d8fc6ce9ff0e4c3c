package org.careloop.protocol.vetting;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.camunda.bpm.model.bpmn.BpmnModelInstance;
import org.camunda.bpm.model.bpmn.instance.Process;
import org.camunda.bpm.model.bpmn.instance.StartEvent;
import org.careloop.security.Role;

/** The rules of the house for a diagram that people may start in the task list: who may, and with which form. */
final class DiagramStart {

  private static final Set<String> STARTERS = Role.careTeamRoles().stream().map(Role::group).collect(Collectors.toUnmodifiableSet());

  private DiagramStart() {}

  static void check(BpmnModelInstance model, Known known, Notes notes) {
    for (StartEvent start : model.getModelElementsByType(StartEvent.class)) {
      String form = start.getAttributeValueNs(Xml.CAMUNDA, "formRef");
      if (form != null && !Expressions.contains(form)) {
        String where = DiagramProcess.describe(start);
        String binding = start.getAttributeValueNs(Xml.CAMUNDA, "formRefBinding");
        notes.addUnless(known.forms().contains(form), Rule.MISSING_FORM, where, "there is no form \"%s\"".formatted(form));
        notes.addUnless("deployment".equals(binding), Rule.BINDING, where, "form binding \"%s\"".formatted(binding));
      }
    }
    for (Process process : model.getModelElementsByType(Process.class)) {
      List<String> groups = process.getCamundaCandidateStarterGroupsList();
      List<String> users = process.getCamundaCandidateStarterUsersList();
      if (groups.stream().noneMatch(Expressions::contains) && !(groups.isEmpty() && users.isEmpty())) {
        checkStarters(process, groups, users, notes);
      }
    }
  }

  private static void checkStarters(Process process, List<String> groups, List<String> users, Notes notes) {
    String where = DiagramProcess.describe(process);
    if (!users.isEmpty()) {
      notes.add(Rule.STARTERS, where, "persons may start it: \"%s\"".formatted(String.join(", ", users)));
    } else if (!STARTERS.containsAll(groups)) {
      notes.add(Rule.STARTERS, where, "candidate starter groups \"%s\", possible are %s".formatted(
          String.join(", ", groups), String.join(", ", STARTERS.stream().sorted().toList())));
    } else if (!process.isCamundaStartableInTasklist()) {
      notes.add(Rule.STARTERS, where, "not startable in Tasklist");
    } else {
      notes.addUnless(process.getChildElementsByType(StartEvent.class).stream().anyMatch(start -> start.getEventDefinitions().isEmpty()
          && start.getAttributeValueNs(Xml.CAMUNDA, "formRef") != null), Rule.START_FORM, where, "no plain start event with a form");
    }
  }
}
