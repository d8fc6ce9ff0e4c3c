package org.careloop.engine;

import java.util.List;
import java.util.Map;
import org.careloop.engine.internal.CurrentCase;
import org.springframework.lang.Nullable;
import org.springframework.stereotype.Component;

/** Hands what a called process found out to the case itself, and to everything it called that goes by it. What is not given stays. */
@Component
class ShareWithCase extends CareDelegate<ShareWithCase.Request, Void> {

  private final VariableBinding binding;

  ShareWithCase(VariableBinding binding) {
    this.binding = binding;
  }

  /**
   * @param tier 1 to 4
   * @param intensity what cards and forms show as risk
   * @param tierDecisionId opaque id of the page that says why
   */
  record Request(
      @Nullable Integer tier,
      @Nullable Integer tierPoints,
      @Nullable Integer reviewIntervalDays,
      @Nullable Integer taskPriority,
      @Nullable String intensity,
      @Nullable List<Object> tierReasons,
      @Nullable String tierDecisionId) {}

  @Override
  protected Void perform(Request request) {
    CurrentCase current = CurrentCase.get();
    for (Map.Entry<String, Object> value : binding.variables(request).entrySet()) {
      if (value.getValue() != null) {
        current.setEverywhere(value.getKey(), value.getValue());
      }
    }
    return null;
  }
}
