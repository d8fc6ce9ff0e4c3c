package org.careloop.engine;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.camunda.bpm.engine.RuntimeService;
import org.camunda.bpm.engine.runtime.ProcessInstance;
import org.careloop.engine.internal.CaseVariables;
import org.springframework.lang.Nullable;
import org.springframework.stereotype.Component;

/**
 * After two records of one patient were merged: open cases of the record that is no more go on under the surviving one. Cases of one protocol
 * that both records had open are counted, for a person to settle; none is ended here.
 */
@Component
class RekeyCases extends CareDelegate<RekeyCases.Request, RekeyCases.Result> {

  private final RuntimeService runtime;

  RekeyCases(RuntimeService runtime) {
    this.runtime = runtime;
  }

  /**
   * The merge.
   *
   * @param fromPatientId the record that is no more; the surviving one where the EHR had merged them before we asked
   * @param mergedIdentifier what senders called that record, {@code system|value}: finds cases also when the EHR forgot its id
   * @param toCareTeam the surviving record's team; none leaves the cases to everybody
   */
  record Request(String fromPatientId, String toPatientId, String patientLabel, @Nullable String mergedIdentifier,
      @Nullable String toCareTeam) {}

  /**
   * @param rekeyedCases open cases that changed their patient
   * @param conflictingCases of these, cases of a protocol that the surviving record had open already
   */
  record Result(int rekeyedCases, int conflictingCases) {}

  @Override
  protected Result perform(Request request) {
    Map<String, ProcessInstance> moving = new LinkedHashMap<>();
    if (!request.fromPatientId().equals(request.toPatientId())) {
      openCases("patientId", request.fromPatientId()).forEach(open -> moving.put(open.getId(), open));
    }
    if (request.mergedIdentifier() != null) {
      openCases("patientIdentifier", request.mergedIdentifier()).stream()
          .filter(open -> !request.toPatientId().equals(runtime.getVariable(open.getId(), "patientId")))
          .forEach(open -> moving.putAll(tree(open)));
    }
    Set<String> protocolsOfSurvivor = new HashSet<>();
    openCases("patientId", request.toPatientId()).forEach(open -> protocolsOfSurvivor.add(protocol(open)));
    int rekeyed = 0;
    int conflicting = 0;
    for (ProcessInstance open : moving.values()) {
      runtime.setVariable(open.getId(), "patientId", request.toPatientId());
      runtime.setVariable(open.getId(), "patientLabel", request.patientLabel());
      if (isCase(open)) {
        runtime.setVariable(open.getId(), CaseVariables.CARE_TEAM, request.toCareTeam());
        rekeyed++;
        conflicting += protocolsOfSurvivor.contains(protocol(open)) ? 1 : 0;
      }
    }
    return new Result(rekeyed, conflicting);
  }

  private List<ProcessInstance> openCases(String variable, String value) {
    return runtime.createProcessInstanceQuery().variableValueEquals(variable, value).list();
  }

  /** The case with all that it called, where each holds the patient's id for itself. */
  private Map<String, ProcessInstance> tree(ProcessInstance open) {
    Map<String, ProcessInstance> tree = new LinkedHashMap<>();
    runtime.createProcessInstanceQuery().rootProcessInstanceId(open.getRootProcessInstanceId()).list().stream()
        .filter(part -> runtime.getVariable(part.getId(), "patientId") != null)
        .forEach(part -> tree.put(part.getId(), part));
    return tree;
  }

  /** A case of its own, not a step that another process called. */
  private static boolean isCase(ProcessInstance instance) {
    return instance.getId().equals(instance.getRootProcessInstanceId());
  }

  private static String protocol(ProcessInstance instance) {
    String definition = instance.getProcessDefinitionId();
    return definition.substring(0, definition.indexOf(':'));
  }
}
