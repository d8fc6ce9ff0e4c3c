package org.careloop.engine;

import java.util.List;
import java.util.Map;
import org.springframework.stereotype.Component;

/** Hands the plan as it is now to whoever of the patient's open cases reads it at this moment. Nobody reading is no error. */
@Component
class TellPlanChanged extends CareDelegate<TellPlanChanged.Request, TellPlanChanged.Result> {

  private static final String NEWS = "PlanChanged";

  private final CareEventsInEngine events;
  private final VariableBinding binding;

  TellPlanChanged(CareEventsInEngine events, VariableBinding binding) {
    this.events = events;
    this.binding = binding;
  }

  /**
   * The plan.
   *
   * @param patientId the EHR's logical id
   * @param planByProblem the plan in words, as forms show it
   */
  record Request(String patientId, int planVersion, List<Map<String, Object>> planItems, List<Map<String, Object>> planByProblem) {}

  /** @param toldCases how many were reading */
  record Result(int toldCases) {}

  @Override
  protected Result perform(Request request) {
    Map<String, Object> plan = binding.variables(request);
    plan.remove("patientId");
    return new Result(events.tellCasesOfPatient(NEWS, request.patientId(), plan));
  }
}
