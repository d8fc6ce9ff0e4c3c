package org.careloop.engine;

import java.util.Map;
import org.camunda.bpm.engine.BadUserRequestException;
import org.camunda.bpm.engine.variable.Variables;
import org.camunda.bpm.engine.variable.impl.type.PrimitiveValueTypeImpl;
import org.camunda.bpm.engine.variable.value.TypedValue;
import org.camunda.spin.plugin.variable.SpinValues;

/**
 * The type {@code Null} as Tasklist sends it. It keeps the type that a variable had when its form was opened, so that the first list or group
 * of answers for an empty variable comes as JSON of type {@code Null}, which the engine's own type would refuse.
 */
final class EmptyUntilAnswered extends PrimitiveValueTypeImpl {

  EmptyUntilAnswered() {
    super("null", Object.class);
  }

  @Override
  public TypedValue createValue(Object value, Map<String, Object> valueInfo) {
    if (value == null) {
      return Variables.untypedNullValue(isTransient(valueInfo));
    }
    if (value instanceof String json && (json.startsWith("{") || json.startsWith("["))) {
      return SpinValues.jsonValue(json, isTransient(valueInfo)).create();
    }
    throw new BadUserRequestException("A value of type Null: expected null, or a list or group of answers as JSON");
  }
}
