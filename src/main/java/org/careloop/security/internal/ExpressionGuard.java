package org.careloop.security.internal;

import java.lang.reflect.Modifier;
import java.time.ZoneId;
import java.util.AbstractMap;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.camunda.bpm.engine.delegate.JavaDelegate;
import org.camunda.bpm.engine.impl.cfg.AbstractProcessEnginePlugin;
import org.camunda.bpm.engine.impl.cfg.ProcessEngineConfigurationImpl;
import org.camunda.bpm.engine.spring.SpringExpressionManager;
import org.camunda.bpm.impl.juel.jakarta.el.ELResolver;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.ApplicationContext;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;
import org.springframework.util.ClassUtils;

/**
 * Limits what an expression in a diagram, table or filter can reach: process data, the delegates and the calendar, nothing else of the
 * program. Turns scripts off, for JUEL is a script engine, too. What a diagram may say is vetted before it is deployed; this holds when it
 * was not.
 */
@Component
@Order(100)
class ExpressionGuard extends AbstractProcessEnginePlugin {

  /** The one bean that an expression may call. */
  static final String CALENDAR = "calendar";

  private final ApplicationContext context;

  ExpressionGuard(ApplicationContext context, @Value("${careloop.zone:America/New_York}") ZoneId zone) {
    this.context = context;
    FilterFunctions.practiceIsIn(zone);
  }

  @Override
  public void preInit(ProcessEngineConfigurationImpl engine) {
    Map<Object, Object> beans = new NamedBeans();
    // Both: the starter has built its expression manager already, which sees every bean, and would go on using it.
    engine.setBeans(beans);
    engine.setExpressionManager(new SpringExpressionManager(context, beans) {
      @Override
      protected ELResolver createElResolver() {
        return new AllowedMembers(super.createElResolver(), ExpressionGuard.this::isOfCalendar);
      }
    });
    engine.setScriptEngineResolver(new NoScripts());
    FilterFunctions.addTo(engine.getExpressionManager());
  }

  // What the calendar's own class declares for all to use, and nothing that it has from elsewhere.
  private boolean isOfCalendar(Object base, String member) {
    return context.containsBean(CALENDAR) && base == context.getBean(CALENDAR)
        && Arrays.stream(ClassUtils.getUserClass(base).getDeclaredMethods())
            .anyMatch(method -> Modifier.isPublic(method.getModifiers()) && method.getName().equalsIgnoreCase(member));
  }

  /** Delegates and the calendar by name. Looked up when first used: asking for them any earlier would close a circle of beans. */
  private final class NamedBeans extends AbstractMap<Object, Object> {

    @Override
    public boolean containsKey(Object key) {
      return key instanceof String name && context.containsBean(name)
          && (name.equals(CALENDAR) || context.isTypeMatch(name, JavaDelegate.class));
    }

    @Override
    public Object get(Object key) {
      return containsKey(key) ? context.getBean((String) key) : null;
    }

    @Override
    public Set<Entry<Object, Object>> entrySet() {
      Set<String> names = Arrays.stream(context.getBeanNamesForType(JavaDelegate.class)).collect(Collectors.toCollection(LinkedHashSet::new));
      names.add(CALENDAR);
      return names.stream().filter(this::containsKey).map(name -> Map.<Object, Object>entry(name, get(name)))
          .collect(Collectors.toCollection(LinkedHashSet::new));
    }
  }
}
