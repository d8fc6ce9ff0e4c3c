package org.careloop.scheduling;

import ca.uhn.fhir.context.FhirContext;
import java.io.IOException;
import org.careloop.fhir.FhirAddress;
import org.careloop.fhir.FhirEndpoint;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.core.env.Environment;
import org.springframework.stereotype.Component;

/** The one connection to the scheduling system. Other packages have their own to theirs, also where it is the same server. */
@Component
class SchedulingSystem implements DisposableBean {

  private static final String SANDBOX_USER = "integration";

  private final FhirEndpoint endpoint;
  private final SchedulingSettings settings;

  SchedulingSystem(SchedulingSettings settings, FhirContext context, Environment environment) {
    this.settings = settings;
    boolean sandboxUser = !hasText(settings.baseUrl()) && !hasText(settings.user()) && !hasText(settings.token());
    this.endpoint = new FhirEndpoint(context, new FhirEndpoint.Access("the scheduling system",
        FhirAddress.of(settings.baseUrl(), "careloop.scheduling.base-url", environment, "/sandbox/scheduling"),
        sandboxUser ? SANDBOX_USER : settings.user(), sandboxUser ? SANDBOX_USER : settings.password(), settings.token(),
        settings.connectTimeout(), settings.readTimeout()));
  }

  FhirEndpoint endpoint() {
    return endpoint;
  }

  SchedulingSettings settings() {
    return settings;
  }

  @Override
  public void destroy() throws IOException {
    endpoint.close();
  }

  private static boolean hasText(String text) {
    return text != null && !text.isBlank();
  }
}
