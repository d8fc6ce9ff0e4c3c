package org.careloop.sandbox;

import ca.uhn.fhir.context.FhirContext;
import jakarta.servlet.Filter;
import java.nio.file.Path;
import java.time.Clock;
import java.time.ZoneId;
import org.careloop.sandbox.ehr.FhirStore;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.condition.ConditionalOnExpression;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.boot.web.servlet.ServletRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Profile;
import org.springframework.mail.javamail.JavaMailSender;
import org.springframework.mail.javamail.JavaMailSenderImpl;

/**
 * Puts the simulated partners behind real wires: servlets and filters with each partner's mood in front, and a mail sender that speaks to
 * our sink.
 */
@Configuration(proxyBeanMethods = false)
@Profile("sandbox")
class SandboxWires {

  /** After Spring Security's filters: nobody without a sign-in meets a partner in whatever mood. */
  private static final int AFTER_SECURITY = 0;

  @Bean
  SchedulingDesk schedulingDesk(SandboxSettings settings, FhirContext context, Clock clock,
      @Value("${careloop.zone:America/New_York}") ZoneId zone, @Value("${spring.datasource.url:}") String database) {
    // Appointments live as long as the cases that made them.
    boolean forgets = settings.journal().isBlank() || database.contains(":mem:");
    FhirStore store = forgets ? FhirStore.inMemory(context, clock)
        : FhirStore.at(Path.of(settings.journal()).resolveSibling("sandbox-scheduling.ndjson"), context, clock);
    return new SchedulingDesk(store, clock, zone);
  }

  @Bean
  ServletRegistrationBean<SchedulingServer> schedulingServer(FhirContext context, SchedulingDesk desk) {
    ServletRegistrationBean<SchedulingServer> servlet =
        new ServletRegistrationBean<>(new SchedulingServer(context, desk), "/sandbox/scheduling/*");
    servlet.setName("sandboxScheduling");
    servlet.setLoadOnStartup(1);
    return servlet;
  }

  @Bean
  FilterRegistrationBean<Filter> schedulingMood(Partners partners) {
    return mood(partners, Partners.SCHEDULING, "/sandbox/scheduling/*");
  }

  @Bean
  FilterRegistrationBean<Filter> textMood(Partners partners) {
    return mood(partners, Partners.SMS, "/sandbox/sms");
  }

  @Bean
  @ConditionalOnExpression("'${spring.mail.host:}'.isEmpty()")
  JavaMailSender sandboxMail(MailServer server) {
    JavaMailSenderImpl sender = new JavaMailSenderImpl();
    sender.setHost("127.0.0.1");
    sender.setPort(server.port());
    return sender;
  }

  private static FilterRegistrationBean<Filter> mood(Partners partners, String partner, String path) {
    FilterRegistrationBean<Filter> filter = new FilterRegistrationBean<>(partners.filter(partner));
    filter.setName("sandboxMood-" + partner);
    filter.addUrlPatterns(path);
    filter.setOrder(AFTER_SECURITY);
    return filter;
  }
}
