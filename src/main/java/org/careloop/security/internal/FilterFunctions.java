package org.careloop.security.internal;

import java.lang.reflect.Method;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.Date;
import org.camunda.bpm.engine.impl.el.ExpressionManager;
import org.camunda.bpm.engine.impl.util.ClockUtil;

/** Bounds of today in the practice's zone, for stored filters. The engine's own date functions know the program's zone only, which is UTC. */
public final class FilterFunctions {

  private static volatile ZoneId zone = ZoneId.of("UTC");

  private FilterFunctions() {}

  static void practiceIsIn(ZoneId practiceZone) {
    zone = practiceZone;
  }

  public static Date startOfToday() {
    return Date.from(today().atStartOfDay(zone).toInstant());
  }

  public static Date endOfToday() {
    return Date.from(today().atTime(LocalTime.MAX).atZone(zone).toInstant());
  }

  static void addTo(ExpressionManager expressions) {
    for (Method method : FilterFunctions.class.getMethods()) {
      if (method.getReturnType() == Date.class) {
        expressions.addFunction(method.getName(), method);
      }
    }
  }

  private static LocalDate today() {
    return ClockUtil.getCurrentTime().toInstant().atZone(zone).toLocalDate();
  }
}
