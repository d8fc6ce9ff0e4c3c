package org.careloop.fhir;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.rest.client.apache.ApacheRestfulClientFactory;
import ca.uhn.fhir.rest.client.api.ServerValidationModeEnum;
import java.util.function.Supplier;
import org.apache.http.client.HttpClient;

/**
 * Lets each endpoint's own HTTP client, with its time-outs and limits, carry its requests. HAPI asks the factory of the FHIR context for a
 * client with every request, whatever factory made the FHIR client; and all endpoints share one context.
 */
final class BoundHttp extends ApacheRestfulClientFactory {

  private static final ThreadLocal<HttpClient> BOUND = new ThreadLocal<>();

  private BoundHttp(FhirContext context) {
    super(context);
    setServerValidationMode(ServerValidationModeEnum.NEVER);
  }

  /** The context's factory, put there first where it is missing. */
  static BoundHttp of(FhirContext context) {
    synchronized (context) {
      if (!(context.getRestfulClientFactory() instanceof BoundHttp)) {
        context.setRestfulClientFactory(new BoundHttp(context));
      }
      return (BoundHttp) context.getRestfulClientFactory();
    }
  }

  /** Runs a call whose requests go through this client. */
  static <T> T through(HttpClient http, Supplier<T> call) {
    HttpClient before = BOUND.get();
    BOUND.set(http);
    try {
      return call.get();
    } finally {
      if (before == null) {
        BOUND.remove();
      } else {
        BOUND.set(before);
      }
    }
  }

  @Override
  public HttpClient getNativeHttpClient() {
    HttpClient bound = BOUND.get();
    if (bound == null) {
      throw new IllegalStateException("A FHIR request outside an endpoint has no time-outs. Make it through FhirEndpoint.");
    }
    return bound;
  }
}
