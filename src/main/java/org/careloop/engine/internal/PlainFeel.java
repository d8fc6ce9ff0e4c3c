package org.careloop.engine.internal;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.camunda.bpm.dmn.feel.impl.FeelEngine;
import org.camunda.bpm.engine.variable.context.VariableContext;

/**
 * FEEL whose lists and contexts are those of the JDK. The engine's own FEEL hands out wrappers of its Scala library: stored as a variable, such a list
 * carries the wrapper's class name and can never be read again.
 */
public class PlainFeel implements FeelEngine {

  private final FeelEngine feel;

  public PlainFeel(FeelEngine feel) {
    this.feel = feel;
  }

  @Override
  @SuppressWarnings("unchecked")
  public <T> T evaluateSimpleExpression(String expression, VariableContext variables) {
    return (T) plain(feel.evaluateSimpleExpression(expression, variables));
  }

  @Override
  public boolean evaluateSimpleUnaryTests(String expression, String inputVariable, VariableContext variables) {
    return feel.evaluateSimpleUnaryTests(expression, inputVariable, variables);
  }

  private static Object plain(Object value) {
    if (value instanceof Collection<?> items) {
      List<Object> list = new ArrayList<>(items.size());
      items.forEach(item -> list.add(plain(item)));
      return list;
    }
    if (value instanceof Map<?, ?> entries) {
      Map<Object, Object> map = new LinkedHashMap<>();
      entries.forEach((key, item) -> map.put(key, plain(item)));
      return map;
    }
    return value;
  }
}
