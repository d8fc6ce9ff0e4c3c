package org.careloop.security.internal;

import org.camunda.bpm.engine.impl.interceptor.Command;
import org.springframework.util.ReflectionUtils;

/** Looks into a command of the engine before it runs, which the engine offers no other way for. */
final class Commands {

  private Commands() {}

  @SuppressWarnings("unchecked")
  static <T> T read(Command<?> command, String field) {
    var found = ReflectionUtils.findField(command.getClass(), field);
    if (found == null) {
      throw fitted(command, field);
    }
    ReflectionUtils.makeAccessible(found);
    return (T) ReflectionUtils.getField(found, command);
  }

  static void write(Command<?> command, String field, Object value) {
    var found = ReflectionUtils.findField(command.getClass(), field);
    if (found == null) {
      throw fitted(command, field);
    }
    ReflectionUtils.makeAccessible(found);
    ReflectionUtils.setField(found, command, value);
  }

  private static IllegalStateException fitted(Command<?> command, String field) {
    return new IllegalStateException("The engine's %s has no %s any more: what guards it must be fitted to this version of the engine."
        .formatted(command.getClass().getSimpleName(), field));
  }
}
