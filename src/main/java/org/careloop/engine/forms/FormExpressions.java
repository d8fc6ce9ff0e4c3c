package org.careloop.engine.forms;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.function.BiFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Judges the FEEL conditions of a form with the engine's FEEL. The browser has another one; where they differ, this one demands nothing. */
public final class FormExpressions {

  private static final Logger log = LoggerFactory.getLogger(FormExpressions.class);

  private final BiFunction<String, Map<String, Object>, Object> feel;

  /** @param feel evaluates an expression, without its leading {@code =}, over values */
  public FormExpressions(BiFunction<String, Map<String, Object>, Object> feel) {
    this.feel = feel;
  }

  /** False for no condition, null for one that cannot be evaluated. */
  Boolean truth(String condition, Map<String, Object> data) {
    if (condition.isBlank()) {
      return false;
    }
    try {
      return Boolean.TRUE.equals(value(condition, data));
    } catch (RuntimeException e) {
      log.warn("A form's condition cannot be evaluated, so nothing is demanded by it: {} ({})", condition, e.getClass().getSimpleName());
      return null;
    }
  }

  /** A property that is a boolean or a condition. */
  Boolean truth(JsonNode property, Map<String, Object> data) {
    return property.isTextual() ? truth(property.asText(), data) : Boolean.valueOf(property.asBoolean(false));
  }

  Object value(String expression, Map<String, Object> data) {
    return feel.apply(expression.startsWith("=") ? expression.substring(1) : expression, data);
  }
}
