package org.careloop.engine;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.careloop.calendar.PracticeCalendar;
import org.springframework.stereotype.Component;

/** Tells whoever works on lines of a patient's plan that they ask for something else now, or are no longer planned. */
@Component
class TellActivityChanged extends CareDelegate<TellActivityChanged.Request, TellActivityChanged.Result> {

  private static final String NEWS = "ActivityChanged";
  private static final Map<String, String> HANDED_ON = Map.of("status", "itemStatus", "problem", "itemProblem", "goal", "itemGoal",
      "intervention", "itemIntervention", "role", "itemRole");

  private final CareEventsInEngine events;
  private final PracticeCalendar calendar;

  TellActivityChanged(CareEventsInEngine events, PracticeCalendar calendar) {
    this.events = events;
    this.calendar = calendar;
  }

  /**
   * The lines as they are now.
   *
   * @param patientId the EHR's logical id
   * @param changedItems each a map with {@code itemId}, by which its activity is found, {@code status}, {@code problem}, {@code goal},
   *     {@code intervention}, {@code role} and {@code dueDate}
   */
  record Request(String patientId, List<Map<String, Object>> changedItems) {}

  /** @param toldCases how many activities were told; one that has ended already needs no word */
  record Result(int toldCases) {}

  @Override
  protected Result perform(Request request) {
    int told = 0;
    for (Map<String, Object> item : request.changedItems()) {
      Map<String, Object> line = new LinkedHashMap<>();
      HANDED_ON.forEach((from, to) -> line.put(to, item.get(from)));
      line.put("itemDueAt", calendar.daysAfter(item.get("dueDate"), 0));
      told += events.tellCasesOfPatient(NEWS, request.patientId(), (String) item.get("itemId"), line);
    }
    return new Result(told);
  }
}
