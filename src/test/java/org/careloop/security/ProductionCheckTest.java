package org.careloop.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.support.DefaultListableBeanFactory;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;
import org.springframework.core.io.ClassPathResource;

/** What keeps profile production from starting. */
class ProductionCheckTest {

  private final StandardEnvironment environment = new StandardEnvironment();
  private final Map<String, Object> settings = new HashMap<>();

  @Test
  void whatIsCompleteStarts() {
    complete();
    assertThat(problems()).isEmpty();
  }

  @Test
  void aMissingPartnerAddressIsNamedWithItsVariable() {
    complete();
    settings.remove("CARELOOP_EHR_BASE_URL");
    assertThat(problems()).singleElement().asString().contains("careloop.ehr.base-url is not set (CARELOOP_EHR_BASE_URL in the environment)");
  }

  @Test
  void aDefaultOrShortPasswordIsRefusedWithoutShowingIt() {
    complete();
    settings.put("CARELOOP_SECURITY_FIRST_ADMINISTRATOR_PASSWORD", "admin");
    assertThat(problems()).singleElement().asString().contains("first-administrator: the password of \"admin\" is a default one or shorter than 12 characters");
    settings.put("CARELOOP_SECURITY_FIRST_ADMINISTRATOR_PASSWORD", "");
    settings.put("CARELOOP_SECURITY_ACCOUNTS_0_PASSWORD", "Sh0rt-one");
    assertThat(problems()).singleElement().asString().doesNotContain("Sh0rt-one");
  }

  @Test
  void anOpenRestApiAndAnInsecureSessionAreRefused() {
    complete();
    settings.put("CAMUNDA_BPM_AUTHORIZATION_ENABLED", "false");
    settings.put("SERVER_SERVLET_SESSION_COOKIE_SECURE", "false");
    settings.put("CAMUNDA_BPM_ADMINUSER_ID", "demo");
    assertThat(problems()).hasSize(3).anyMatch(problem -> problem.contains("authorization.enabled"))
        .anyMatch(problem -> problem.contains("cookie.secure")).anyMatch(problem -> problem.contains("admin-user"));
  }

  @Test
  void anAdministratorWhosePasswordWouldHoldForeverIsRefused() {
    complete();
    settings.put("CARELOOP_SECURITY_ACCOUNTS_0_GROUPS_0", "camunda-admin");
    assertThat(problems()).singleElement().asString().contains("\"interface\" is in group \"camunda-admin\"", "first-administrator");
  }

  @Test
  void singleSignOnIsSetByTheEnvironmentAndNeedsHttps() {
    complete();
    settings.put("CARELOOP_SECURITY_SSO_ISSUER", "http://login.example.org/realms/clinic");
    settings.put("CARELOOP_SECURITY_SSO_CLIENT_ID", "careloop");
    settings.put("CARELOOP_SECURITY_SSO_ROLES_CARECOORDINATORS", "/careloop/coordinators,/careloop/leads of coordination");
    assertThat(problems()).singleElement().asString().contains("expected an address with https");
    var sso = org.springframework.boot.context.properties.bind.Binder.get(configured()).bind("careloop.security", SecuritySettings.class).get().sso();
    assertThat(sso.groupsFor(List.of("/careloop/leads of coordination", "nurses", "camunda-admin", "integrations", "care-coordinators", "domain users")))
        .containsExactly("care-coordinators", "nurses");
    settings.put("CARELOOP_SECURITY_SSO_ROLES_COORDINATORS", "/careloop/coordinators");
    assertThatThrownBy(this::problems).rootCause().hasMessageContaining("\"coordinators\" is no group");
  }

  @Test
  void withoutSingleSignOnNobodyTurnsPasswordsOff() {
    complete();
    settings.put("CARELOOP_SECURITY_PASSWORDSIGNIN", "false");
    assertThatThrownBy(this::problems).rootCause().hasMessageContaining("nobody could sign in");
  }

  @Test
  void theSandboxBesideItIsRefused() {
    complete();
    environment.setActiveProfiles("production", "sandbox");
    assertThat(problems()).singleElement().asString().contains("sandbox");
  }

  @Test
  void aGroupThatNobodyKnowsIsRefused() {
    complete();
    settings.put("CARELOOP_SECURITY_ACCOUNTS_0_GROUPS_0", "administrators");
    assertThatThrownBy(this::problems).rootCause().hasMessageContaining("expected some of").hasMessageContaining("camunda-admin");
  }

  @Test
  void theStartIsRefusedAsAWhole() {
    assertThatThrownBy(() -> check().postProcessBeanFactory(new DefaultListableBeanFactory()))
        .isInstanceOf(IllegalStateException.class).hasMessageContaining("does not start").hasMessageContaining("SPRING_DATASOURCE_URL");
  }

  private void complete() {
    for (String name : List.of("SPRING_DATASOURCE_URL", "SPRING_DATASOURCE_USERNAME", "SPRING_DATASOURCE_PASSWORD", "SPRING_MAIL_HOST")) {
      settings.put(name, "set");
    }
    for (String name : required()) {
      settings.put(name.toUpperCase().replaceAll("[.-]", "_"), "set");
    }
    settings.put("CARELOOP_SECURITY_FIRST_ADMINISTRATOR_ID", "admin");
    settings.put("CARELOOP_SECURITY_FIRST_ADMINISTRATOR_PASSWORD", "not-a-default-one");
    settings.put("CARELOOP_SECURITY_ACCOUNTS_0_ID", "interface");
    settings.put("CARELOOP_SECURITY_ACCOUNTS_0_PASSWORD", "not-a-default-one");
    settings.put("CARELOOP_SECURITY_ACCOUNTS_0_GROUPS_0", "integrations");
  }

  private List<String> required() {
    return org.springframework.boot.context.properties.bind.Binder.get(configured())
        .bind("careloop.security", SecuritySettings.class).get().requiredInProduction();
  }

  private List<String> problems() {
    return check().problems();
  }

  private ProductionCheck check() {
    ProductionCheck check = new ProductionCheck();
    check.setEnvironment(configured());
    return check;
  }

  private StandardEnvironment configured() {
    if (environment.getActiveProfiles().length == 0) {
      environment.setActiveProfiles("production");
    }
    var sources = environment.getPropertySources();
    sources.stream().map(source -> source.getName()).toList().forEach(sources::remove);
    sources.addLast(new SystemEnvironmentPropertySource("systemEnvironment", settings));
    try {
      for (String file : List.of("application-production.yaml", "application.yaml")) {
        new YamlPropertySourceLoader().load(file, new ClassPathResource(file)).forEach(sources::addLast);
      }
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
    ConfigurationPropertySources.attach(environment);
    return environment;
  }
}
