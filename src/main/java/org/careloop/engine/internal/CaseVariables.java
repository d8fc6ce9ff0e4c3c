package org.careloop.engine.internal;

import org.camunda.bpm.engine.impl.persistence.entity.ExecutionEntity;

/** Reads what a case knows from any step of it, also where a called process was not handed it. Inside an engine command only. */
public final class CaseVariables {

  /** The team that takes care of the patient, where the practice has teams. */
  public static final String CARE_TEAM = "careTeam";
  /** The EHR's logical id of the patient. */
  public static final String PATIENT_ID = "patientId";

  private CaseVariables() {}

  /** The text of this name in the nearest process that has one, from here up to the case itself; null for none. */
  public static String inherited(ExecutionEntity execution, String name) {
    for (ExecutionEntity scope = execution; scope != null; scope = scope.getProcessInstance().getSuperExecution()) {
      if (scope.getVariable(name) instanceof String text && !text.isBlank()) {
        return text;
      }
    }
    return null;
  }
}
