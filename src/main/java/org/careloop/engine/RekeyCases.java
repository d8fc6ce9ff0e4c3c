package org.careloop.engine;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.camunda.bpm.engine.RuntimeService;
import org.camunda.bpm.engine.runtime.ProcessInstance;
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

  record Request(String fromPatientId, String toPatientId, String toPatientLabel) {}

  /**
   * @param rekeyedCases open cases that changed their patient
   * @param conflictingCases of these, cases of a protocol that the surviving record had open already
   */
  record Result(int rekeyedCases, int conflictingCases) {}

  @Override
  protected Result perform(Request request) {
    if (request.fromPatientId().equals(request.toPatientId())) {
      return new Result(0, 0);
    }
    Set<String> protocolsOfSurvivor = new HashSet<>();
    openCases(request.toPatientId()).forEach(open -> protocolsOfSurvivor.add(protocol(open)));
    int rekeyed = 0;
    int conflicting = 0;
    for (ProcessInstance open : openCases(request.fromPatientId())) {
      runtime.setVariable(open.getId(), "patientId", request.toPatientId());
      runtime.setVariable(open.getId(), "patientLabel", request.toPatientLabel());
      if (isCase(open)) {
        rekeyed++;
        conflicting += protocolsOfSurvivor.contains(protocol(open)) ? 1 : 0;
      }
    }
    return new Result(rekeyed, conflicting);
  }

  private List<ProcessInstance> openCases(String patientId) {
    return runtime.createProcessInstanceQuery().variableValueEquals("patientId", patientId).list();
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
