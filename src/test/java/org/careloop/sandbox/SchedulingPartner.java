package org.careloop.sandbox;

import ca.uhn.fhir.context.FhirContext;
import java.time.Clock;
import java.time.ZoneId;
import org.careloop.sandbox.ehr.FhirStore;
import org.springframework.boot.web.embedded.tomcat.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServer;

/** The sandbox's scheduling partner on a port of its own, for tests that need nothing else of the sandbox. */
public final class SchedulingPartner implements AutoCloseable {

  private final Partners partners = new Partners();
  private final WebServer server;

  public SchedulingPartner(FhirContext context, Clock clock, ZoneId zone) {
    SchedulingDesk desk = new SchedulingDesk(FhirStore.inMemory(context, clock), clock, zone);
    server = new TomcatServletWebServerFactory(0).getWebServer(servlets -> {
      servlets.addServlet("scheduling", new SchedulingServer(context, desk)).addMapping("/*");
      servlets.addFilter("mood", partners.filter(Partners.SCHEDULING)).addMappingForUrlPatterns(null, true, "/*");
    });
    server.start();
  }

  public String baseUrl() {
    return "http://localhost:%d".formatted(server.getPort());
  }

  public void set(Partners.Mode mode) {
    partners.set(Partners.SCHEDULING, mode);
  }

  @Override
  public void close() {
    server.stop();
  }
}
