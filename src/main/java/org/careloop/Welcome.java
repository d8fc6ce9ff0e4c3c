package org.careloop;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.event.EventListener;
import org.springframework.core.env.Environment;
import org.springframework.core.env.Profiles;
import org.springframework.stereotype.Component;

/** Says, once everything stands, where to go. */
@Component
class Welcome {

  private static final Logger log = LoggerFactory.getLogger(Welcome.class);

  private final Environment environment;

  Welcome(Environment environment) {
    this.environment = environment;
  }

  @EventListener(ApplicationReadyEvent.class)
  void sayWhereToGo() {
    String base = "http://localhost:" + environment.getProperty("local.server.port", "8080");
    if (environment.acceptsProfiles(Profiles.of("sandbox"))) {
      log.info("""
          Careloop is ready.

            Start here          {}/            (sign in as coordinator, nurse, physician, pharmacist, …; the password is the user id)
            Task list           {}/camunda/app/tasklist/
            Sandbox             {}/sandbox     (discharge a sample patient, upset a partner, move the clock)
            Messages come in by POST {}/hl7/v2 and {}/fhir, as user integration

            Synthetic patients only.
          """, base, base, base, base, base);
    } else {
      log.info("Careloop is ready on port {}.", environment.getProperty("local.server.port", "8080"));
    }
  }
}
