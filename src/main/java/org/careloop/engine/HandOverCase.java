package org.careloop.engine;

import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.camunda.bpm.engine.variable.Variables;
import org.careloop.engine.internal.CurrentCase;
import org.springframework.stereotype.Component;

/**
 * A patient has another primary coordinator from now on: the whole case knows it, open tasks of the one go to the other, and who was it from
 * when until when, and why, stays with the case. Done again for the same person it changes nothing.
 */
@Component
class HandOverCase extends CareDelegate<HandOverCase.Request, HandOverCase.Result> {

  private static final String COORDINATOR = "primaryCoordinator";
  private static final String SINCE = "coordinatorSince";
  private static final String HISTORY = "coordinatorHistory";

  private final Clock clock;

  HandOverCase(Clock clock) {
    this.clock = clock;
  }

  /**
   * @param newCoordinator user id
   * @param handoverReason code
   */
  record Request(String newCoordinator, String handoverReason) {}

  record Result(Instant handedOverAt, int passedTasks) {}

  @Override
  protected Result perform(Request request) {
    CurrentCase current = CurrentCase.get();
    Instant now = clock.instant().truncatedTo(ChronoUnit.SECONDS);
    Object before = current.variable(COORDINATOR);
    if (request.newCoordinator().equals(before)) {
      return new Result(now, 0);
    }
    List<Object> history = new ArrayList<>(current.variable(HISTORY) instanceof List<?> known ? known : List.of());
    if (before != null) {
      Map<String, Object> past = new LinkedHashMap<>();
      past.put("coordinator", before);
      past.put("since", current.variable(SINCE));
      past.put("until", now.toString());
      past.put("reason", request.handoverReason());
      history.add(past);
    }
    current.setEverywhere(HISTORY,
        Variables.objectValue(history).serializationDataFormat(Variables.SerializationDataFormats.JSON).create());
    current.setEverywhere(SINCE, now.toString());
    current.setEverywhere(COORDINATOR, request.newCoordinator());
    return new Result(now, before == null ? 0 : current.passTasks((String) before, request.newCoordinator()));
  }
}
