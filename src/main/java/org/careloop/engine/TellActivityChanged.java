package org.careloop.engine;

import java.util.Map;
import org.springframework.lang.Nullable;
import org.springframework.stereotype.Component;

/** Tells whoever works on one line of a patient's plan that it asks for something else now, or is no longer planned. */
@Component
class TellActivityChanged extends CareDelegate<TellActivityChanged.Request, TellActivityChanged.Result> {

  private static final String NEWS = "ActivityChanged";

  private final CareEventsInEngine events;
  private final VariableBinding binding;

  TellActivityChanged(CareEventsInEngine events, VariableBinding binding) {
    this.events = events;
    this.binding = binding;
  }

  /**
   * The line as it is now.
   *
   * @param patientId the EHR's logical id
   * @param itemId number of the line within the plan: only its activity is told
   * @param itemStatus {@code cancelled} when it is no longer planned
   * @param itemDueAt end of the day by which it is to be done
   */
  record Request(
      String patientId, String itemId, String itemStatus, @Nullable String itemProblem, @Nullable String itemGoal,
      @Nullable String itemIntervention, @Nullable String itemRole, @Nullable String itemDueAt) {}

  /** @param toldCases 1, or 0 when the activity has ended already */
  record Result(int toldCases) {}

  @Override
  protected Result perform(Request request) {
    Map<String, Object> line = binding.variables(request);
    line.remove("patientId");
    line.remove("itemId");
    return new Result(events.tellCasesOfPatient(NEWS, request.patientId(), request.itemId(), line));
  }
}
