package org.careloop.security.internal;

import java.util.ArrayList;
import java.util.List;
import org.camunda.bpm.engine.authorization.Groups;
import org.camunda.bpm.engine.impl.cfg.ProcessEngineConfigurationImpl;
import org.camunda.bpm.engine.impl.identity.Authentication;
import org.camunda.bpm.engine.impl.interceptor.Command;
import org.camunda.bpm.engine.impl.interceptor.CommandInterceptor;
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

  /** Puts an interceptor after those that are there already. */
  static void intercept(ProcessEngineConfigurationImpl configuration, CommandInterceptor interceptor) {
    List<CommandInterceptor> interceptors = new ArrayList<>();
    if (configuration.getCustomPreCommandInterceptorsTxRequired() != null) {
      interceptors.addAll(configuration.getCustomPreCommandInterceptorsTxRequired());
    }
    interceptors.add(interceptor);
    configuration.setCustomPreCommandInterceptorsTxRequired(interceptors);
  }

  /** True for every person but administrators; the program itself is nobody. */
  static boolean areHeldToRights(Authentication who) {
    return who != null && who.getUserId() != null && !(who.getGroupIds() != null && who.getGroupIds().contains(Groups.CAMUNDA_ADMIN));
  }

  private static IllegalStateException fitted(Command<?> command, String field) {
    return new IllegalStateException("The engine's %s has no %s any more: what guards it must be fitted to this version of the engine."
        .formatted(command.getClass().getSimpleName(), field));
  }
}
