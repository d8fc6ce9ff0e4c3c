package org.careloop.security;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.careloop.security.SecuritySettings.Account;
import org.careloop.security.internal.PolicyOfPasswords;
import org.springframework.beans.factory.config.BeanFactoryPostProcessor;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.context.EnvironmentAware;
import org.springframework.context.annotation.Profile;
import org.springframework.core.env.Environment;
import org.springframework.core.env.Profiles;
import org.springframework.stereotype.Component;

/**
 * Keeps a production system that is open or half configured from starting, before it touches anything outside. What must be configured is a
 * list in the configuration ({@code careloop.security.required-in-production}).
 */
@Component
@Profile("production")
class ProductionCheck implements BeanFactoryPostProcessor, EnvironmentAware {

  private Environment environment;

  @Override
  public void setEnvironment(Environment environment) {
    this.environment = environment;
  }

  @Override
  public void postProcessBeanFactory(ConfigurableListableBeanFactory beans) {
    List<String> problems = problems();
    if (!problems.isEmpty()) {
      throw new IllegalStateException("Careloop does not start in profile \"production\":\n- " + String.join("\n- ", problems));
    }
  }

  List<String> problems() {
    SecuritySettings settings = Binder.get(environment).bindOrCreate("careloop.security", SecuritySettings.class);
    List<String> problems = new ArrayList<>();
    if (environment.acceptsProfiles(Profiles.of("sandbox"))) {
      problems.add("profile \"sandbox\" is active, too: it creates accounts whose password everybody knows. Activate one of the two.");
    }
    for (String name : settings.requiredInProduction()) {
      if (blank(name)) {
        problems.add("%s is not set (%s in the environment).".formatted(name, name.toUpperCase(Locale.ROOT).replaceAll("[.-]", "_")));
      }
    }
    for (String guard : Arrays.asList("camunda.bpm.authorization.enabled", "server.servlet.session.cookie.secure")) {
      if (!environment.getProperty(guard, Boolean.class, false)) {
        problems.add("%s is not true: expected true, else the REST API or the session is open.".formatted(guard));
      }
    }
    if (!environment.getProperty("careloop.protocol.two-persons", Boolean.class, true)) {
      problems.add("careloop.protocol.two-persons is false: expected true, else one person alone could change how patients are cared for.");
    }
    if (!environment.getProperty("careloop.keeping.two-persons", Boolean.class, true)) {
      problems.add("careloop.keeping.two-persons is false: expected true, else one person alone could erase what is known of a patient.");
    }
    for (String opening : List.of("camunda.bpm.admin-user.id", "spring.h2.console.enabled")) {
      if (!blank(opening) && !"false".equals(environment.getProperty(opening))) {
        problems.add("%s is set: expected not at all in production.".formatted(opening));
      }
    }
    for (Account account : settings.accounts()) {
      if (isDefault(account.id(), account.password())) {
        problems.add(defaultPassword("careloop.security.accounts", account.id()));
      }
      if (account.groups().contains(Role.ADMINISTRATORS.group())) {
        problems.add("careloop.security.accounts: \"%s\" is in group \"%s\", expected careloop.security.first-administrator, whose password holds once."
            .formatted(account.id(), Role.ADMINISTRATORS.group()));
      }
    }
    if (settings.firstAdministrator().isSet() && isDefault(settings.firstAdministrator().id(), settings.firstAdministrator().password())) {
      problems.add(defaultPassword("careloop.security.first-administrator", settings.firstAdministrator().id()));
    }
    if (settings.sso().isSet() && !settings.sso().issuer().startsWith("https://")) {
      problems.add("careloop.security.sso.issuer is \"%s\": expected an address with https.".formatted(settings.sso().issuer()));
    }
    return problems;
  }

  private static String defaultPassword(String setting, String id) {
    return "%s: the password of \"%s\" is a default one or shorter than %d characters.".formatted(setting, id, PolicyOfPasswords.SHORTEST);
  }

  static boolean isDefault(String id, String password) {
    return password.equalsIgnoreCase(id) || password.length() < PolicyOfPasswords.SHORTEST
        || PolicyOfPasswords.WELL_KNOWN.contains(password.toLowerCase(Locale.ROOT));
  }

  private boolean blank(String name) {
    try {
      String value = environment.getProperty(name);
      return value == null || value.isBlank();
    } catch (IllegalArgumentException unresolved) {
      return true; // It names a variable of the environment that is not set.
    }
  }
}
