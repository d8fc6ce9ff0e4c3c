package org.careloop.audit.story;

import java.util.Map;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.NoSuchBeanDefinitionException;
import org.springframework.stereotype.Component;

/** Says in words which outside system a delegate speaks to: each has a package of its own. Calls none. */
@Component
class Delegates {

  private static final String OURSELVES = "Careloop";
  private static final Map<String, String> SYSTEMS = Map.of("ehr", "the health record", "scheduling", "the scheduling system", "messaging",
      "the mail and text service", "inbox", OURSELVES, "engine", OURSELVES, "privacy", OURSELVES, "referral", "the referral network");

  private final BeanFactory beans;

  Delegates(BeanFactory beans) {
    this.beans = beans;
  }

  /** Of a delegate that this program does not have any more: an outside system. A step without one is an expression, which the engine works out. */
  String system(String bean) {
    if (bean == null) {
      return OURSELVES;
    }
    try {
      Class<?> type = beans.getType(bean);
      String home = type == null ? "" : type.getPackageName().replaceFirst(".*\\.", "");
      return SYSTEMS.getOrDefault(home, "an outside system");
    } catch (NoSuchBeanDefinitionException gone) {
      return "an outside system";
    }
  }

  boolean isOutside(String system) {
    return !OURSELVES.equals(system);
  }
}
