package org.careloop.security.internal;

import java.beans.FeatureDescriptor;
import java.time.temporal.TemporalAccessor;
import java.time.temporal.TemporalAmount;
import java.util.Collection;
import java.util.Date;
import java.util.Iterator;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.BiPredicate;
import org.camunda.bpm.engine.ProcessEngineServices;
import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.camunda.bpm.engine.delegate.DelegateTask;
import org.camunda.bpm.impl.juel.jakarta.el.ELContext;
import org.camunda.bpm.impl.juel.jakarta.el.ELException;
import org.camunda.bpm.impl.juel.jakarta.el.ELResolver;
import org.camunda.spin.json.SpinJsonNode;
import org.joda.time.ReadableInstant;
import org.joda.time.ReadablePartial;

/**
 * Lets an expression take a member of plain data only, of an execution or task what is data there, and of the calendar; refuses every other
 * step, whichever way it is written. An allow-list: what is not known here is refused.
 */
class AllowedMembers extends ELResolver {

  private static final Set<String> OF_NOTHING = Set.of("class", "getclass", "processengine", "getprocessengine", "processengineservices",
      "getprocessengineservices", "wait", "notify", "notifyall", "getinteger", "getlong", "getboolean");
  private static final Set<String> OF_EXECUTION = Set.of("id", "processinstanceid", "processdefinitionid", "processbusinesskey", "businesskey",
      "currentactivityid", "currentactivityname", "activityinstanceid", "currenttransitionid", "eventname", "parentid", "parentactivityinstanceid",
      "tenantid", "canceled", "variable", "variablelocal", "hasvariable", "hasvariablelocal", "variables", "variablenames");
  private static final Set<String> OF_TASK = Set.of("id", "name", "description", "priority", "processinstanceid", "executionid",
      "processdefinitionid", "createtime", "lastupdated", "taskdefinitionkey", "eventname", "assignee", "owner", "duedate", "followupdate",
      "tenantid", "variable", "variablelocal", "hasvariable", "hasvariablelocal", "variables", "variablenames");
  private static final Set<String> OF_JSON = Set.of("prop", "hasprop", "value", "stringvalue", "numbervalue", "boolvalue", "elements",
      "fieldnames", "isarray", "isobject", "isboolean", "isnumber", "isstring", "isnull", "isvalue", "tostring", "size");

  private final ELResolver original;
  private final BiPredicate<Object, String> callable;

  AllowedMembers(ELResolver original, BiPredicate<Object, String> callable) {
    this.original = original;
    this.callable = callable;
  }

  @Override
  public Object getValue(ELContext context, Object base, Object property) {
    // A map answers with its own keys here, "class" included.
    if (!(base instanceof Map)) {
      check(base, property);
    }
    return checked(original.getValue(context, base, property), property);
  }

  @Override
  public Object invoke(ELContext context, Object base, Object method, Class<?>[] paramTypes, Object[] params) {
    check(base, method);
    return checked(original.invoke(context, base, method, paramTypes, params), method);
  }

  @Override
  public Class<?> getType(ELContext context, Object base, Object property) {
    check(base, property);
    return original.getType(context, base, property);
  }

  @Override
  public void setValue(ELContext context, Object base, Object property, Object value) {
    check(base, property);
    if (base != null) {
      throw refusal(base, property);
    }
    original.setValue(context, null, property, value);
  }

  @Override
  public boolean isReadOnly(ELContext context, Object base, Object property) {
    check(base, property);
    return original.isReadOnly(context, base, property);
  }

  @Override
  public Iterator<FeatureDescriptor> getFeatureDescriptors(ELContext context, Object base) {
    return null;
  }

  @Override
  public Class<?> getCommonPropertyType(ELContext context, Object base) {
    return Object.class;
  }

  private void check(Object base, Object member) {
    if (base == null) {
      return;
    }
    String name = String.valueOf(member).toLowerCase(Locale.ROOT);
    if (OF_NOTHING.contains(name) || !allowed(base, name)) {
      throw refusal(base, member);
    }
  }

  private boolean allowed(Object base, String name) {
    if (base instanceof DelegateTask) {
      return OF_TASK.contains(withoutGet(name));
    }
    if (base instanceof DelegateExecution) {
      return OF_EXECUTION.contains(withoutGet(name));
    }
    if (base instanceof SpinJsonNode) {
      return OF_JSON.contains(name);
    }
    return base instanceof String || base instanceof Number || base instanceof Boolean || base instanceof Character
        || base instanceof Date || base instanceof TemporalAccessor || base instanceof TemporalAmount
        || base instanceof ReadableInstant || base instanceof ReadablePartial
        || base instanceof Map || base instanceof Collection
        || callable.test(base, name);
  }

  private static String withoutGet(String name) {
    return name.startsWith("get") ? name.substring(3) : name;
  }

  private static Object checked(Object result, Object member) {
    if (result instanceof Class || result instanceof ClassLoader || result instanceof ProcessEngineServices) {
      throw refusal(result, member);
    }
    return result;
  }

  private static ELException refusal(Object base, Object member) {
    return new ELException(("\"%s\" of a %s is closed to expressions, expected process data, a delegate or the calendar."
        + " The author of the diagram or filter must change it.").formatted(member, base.getClass().getSimpleName()));
  }
}
