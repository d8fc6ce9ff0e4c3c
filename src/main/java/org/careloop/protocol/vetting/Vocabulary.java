package org.careloop.protocol.vetting;

import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.careloop.calendar.PracticeCalendar;
import org.careloop.engine.Arguments;
import org.careloop.engine.CareDelegate;
import org.careloop.event.CareEvent;
import org.careloop.security.Role;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.context.annotation.ClassPathScanningCandidateComponentProvider;
import org.springframework.core.type.filter.AssignableTypeFilter;

/**
 * The words that models may use, read from this program's own classes without starting it.
 *
 * @param delegates what each delegate takes and refuses with, by bean name
 * @param calendar how many values each method of the calendar takes
 * @param news names of messages
 * @param groups groups that may be given tasks
 * @param templates element templates by id
 */
record Vocabulary(Map<String, Delegate> delegates, Map<String, Set<Integer>> calendar, Set<String> news, Set<String> groups,
    Map<String, StepTemplate> templates) {

  /**
   * @param required inputs without which it fails
   * @param known every input it reads
   * @param refusals error codes it may end with
   */
  record Delegate(Set<String> required, Set<String> known, Set<String> refusals) {}

  static Vocabulary ofThisProgram() {
    Set<String> news = Arrays.stream(CareEvent.class.getPermittedSubclasses()).map(Class::getSimpleName).collect(Collectors.toCollection(TreeSet::new));
    Set<String> groups = Arrays.stream(Role.values()).filter(role -> role != Role.AUDITORS && role != Role.INTEGRATIONS).map(Role::group)
        .collect(Collectors.toCollection(LinkedHashSet::new));
    return new Vocabulary(scan(), calendarMethods(), news, groups, StepTemplate.ofThisProgram());
  }

  private static Map<String, Delegate> scan() {
    var scanner = new ClassPathScanningCandidateComponentProvider(false);
    scanner.addIncludeFilter(new AssignableTypeFilter(CareDelegate.class));
    Map<String, Delegate> delegates = new TreeMap<>();
    for (BeanDefinition found : scanner.findCandidateComponents("org.careloop")) {
      Class<?> type = load(found.getBeanClassName());
      if (type.getEnclosingClass() == null) {
        delegates.put(Character.toLowerCase(type.getSimpleName().charAt(0)) + type.getSimpleName().substring(1), delegate(type));
      }
    }
    return delegates;
  }

  private static Delegate delegate(Class<?> type) {
    Set<String> known = new LinkedHashSet<>();
    Set<String> required = new LinkedHashSet<>();
    for (RecordComponent argument : Arguments.of(requestOf(type))) {
      known.add(argument.getName());
      if (!Arguments.isOptional(argument)) {
        required.add(argument.getName());
      }
    }
    return new Delegate(required, known, refusals(type));
  }

  private static Class<?> requestOf(Class<?> type) {
    Type parent = type.getGenericSuperclass();
    return parent instanceof ParameterizedType typed ? (Class<?>) typed.getActualTypeArguments()[0] : requestOf(type.getSuperclass());
  }

  /** By the house's rule an error code is a constant of the delegate that throws it. */
  private static Set<String> refusals(Class<?> type) {
    Set<String> codes = new TreeSet<>();
    for (Field constant : type.getDeclaredFields()) {
      if (Modifier.isStatic(constant.getModifiers()) && Modifier.isFinal(constant.getModifiers()) && constant.getType() == String.class) {
        try {
          constant.setAccessible(true);
          codes.add((String) constant.get(null));
        } catch (IllegalAccessException e) {
          throw new IllegalStateException("Cannot read " + constant, e);
        }
      }
    }
    return codes;
  }

  private static Map<String, Set<Integer>> calendarMethods() {
    Map<String, Set<Integer>> methods = new TreeMap<>();
    for (Method method : PracticeCalendar.class.getDeclaredMethods()) {
      boolean givesData = Set.of(String.class, Integer.class, boolean.class).contains(method.getReturnType());
      if (Modifier.isPublic(method.getModifiers()) && !Modifier.isStatic(method.getModifiers()) && givesData) {
        methods.computeIfAbsent(method.getName(), name -> new TreeSet<>()).add(method.getParameterCount());
      }
    }
    return methods;
  }

  private static Class<?> load(String name) {
    try {
      return Class.forName(name, false, Vocabulary.class.getClassLoader());
    } catch (ClassNotFoundException e) {
      throw new IllegalStateException(e);
    }
  }
}
