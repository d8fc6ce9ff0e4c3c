package org.careloop.fhir;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.parser.DataFormatException;
import ca.uhn.fhir.rest.api.EncodingEnum;
import ca.uhn.fhir.rest.api.MethodOutcome;
import ca.uhn.fhir.rest.api.PreferReturnEnum;
import ca.uhn.fhir.rest.api.RequestFormatParamStyleEnum;
import ca.uhn.fhir.rest.client.api.IGenericClient;
import ca.uhn.fhir.rest.client.exceptions.FhirClientConnectionException;
import ca.uhn.fhir.rest.client.exceptions.NonFhirResponseException;
import ca.uhn.fhir.rest.client.interceptor.BasicAuthInterceptor;
import ca.uhn.fhir.rest.client.interceptor.BearerTokenAuthInterceptor;
import ca.uhn.fhir.rest.server.exceptions.BaseServerResponseException;
import com.fasterxml.jackson.core.JacksonException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.SocketTimeoutException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.apache.http.client.config.RequestConfig;
import org.apache.http.conn.ConnectTimeoutException;
import org.apache.http.impl.client.CloseableHttpClient;
import org.apache.http.impl.client.HttpClients;
import org.hl7.fhir.instance.model.api.IBaseResource;
import org.hl7.fhir.instance.model.api.IIdType;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Bundle.BundleType;
import org.hl7.fhir.r4.model.Bundle.SearchEntryMode;
import org.hl7.fhir.r4.model.DomainResource;
import org.hl7.fhir.r4.model.IdType;
import org.hl7.fhir.r4.model.OperationOutcome;
import org.hl7.fhir.r4.model.OperationOutcome.IssueSeverity;
import org.hl7.fhir.r4.model.Resource;

/**
 * One FHIR R4 endpoint of an outside partner, spoken to as a client. Ends every call within its time-outs, believes only answers of the
 * kind that was asked for, and turns everything else into a {@link FhirFailure}. Never tries again by itself and never logs an answer.
 */
public final class FhirEndpoint implements AutoCloseable {

  /** System of the identifier that makes a write happen once: its value is the effect id. */
  public static final String EFFECT_SYSTEM = "https://careloop.org/effect";

  private static final int PAGE_SIZE = 200;
  private static final int MOST_PAGES = 50;
  private static final int MOST_BYTES = 16 * 1024 * 1024;
  private static final Set<Integer> REFUSALS = Set.of(400, 403, 404, 405, 409, 410, 412, 422, 501);

  /**
   * How to reach the endpoint. Give a token, or user and password, or neither.
   *
   * @param name what people call it, for error texts
   * @param baseUrl asked at each call, since the sandbox knows its own port only once it listens
   */
  public record Access(
      String name, Supplier<String> baseUrl, String user, String password, String token, Duration connectTimeout, Duration readTimeout) {}

  private final Access access;
  private final CloseableHttpClient http;
  private final BoundHttp clients;

  public FhirEndpoint(FhirContext context, Access access) {
    this.access = access;
    RequestConfig timeouts = RequestConfig.custom()
        .setConnectTimeout((int) access.connectTimeout().toMillis())
        .setConnectionRequestTimeout((int) access.connectTimeout().toMillis())
        .setSocketTimeout((int) access.readTimeout().toMillis())
        .setRedirectsEnabled(false)
        .build();
    http = HttpClients.custom()
        .setDefaultRequestConfig(timeouts)
        .setMaxConnPerRoute(20)
        .setMaxConnTotal(20)
        .disableAutomaticRetries()
        .disableCookieManagement()
        .disableRedirectHandling()
        .addInterceptorLast(new AnswerLimits(MOST_BYTES, longest(access)))
        .build();
    clients = BoundHttp.of(context);
  }

  /** Reads one resource, which must exist. */
  public <T extends IBaseResource> T read(Class<T> type, String id) {
    String request = "GET %s/…".formatted(type.getSimpleName());
    T found = call(request, 200, client -> client.read().resource(type).withId(id).execute());
    if (!type.isInstance(found) || !id.equals(found.getIdElement().getIdPart())) {
      throw new FhirFailure("%s at %s: answered with another resource than the one asked for".formatted(request, access.name()), 200);
    }
    return found;
  }

  /** Reads one resource; empty when the endpoint does not know it or has deleted it. */
  public <T extends IBaseResource> Optional<T> find(Class<T> type, String id) {
    try {
      return Optional.of(read(type, id));
    } catch (FhirRefusal e) {
      if (e.status() == 404 || e.status() == 410) {
        return Optional.empty();
      }
      throw e;
    }
  }

  /** Every match of a search, all pages of it. Values are as in a FHIR search URL before URL encoding; see {@link #token}. */
  public <T extends Resource> List<T> search(Class<T> type, Map<String, String> criteria) {
    return searchWithIncluded(type, criteria).stream().filter(type::isInstance).map(type::cast).toList();
  }

  /** As {@link #search}, with the resources that {@code _include} brought along. */
  public List<Resource> searchWithIncluded(Class<? extends Resource> type, Map<String, String> criteria) {
    Map<String, List<String>> parameters = new LinkedHashMap<>();
    criteria.forEach((name, value) -> parameters.put(name, List.of(value)));
    return searchAll(type, parameters);
  }

  /** As {@link #searchWithIncluded}; a parameter with several values is sent several times, so that a match must meet each of them. */
  public List<Resource> searchAll(Class<? extends Resource> type, Map<String, List<String>> criteria) {
    String request = "GET %s?…".formatted(type.getSimpleName());
    Map<String, List<String>> parameters = new LinkedHashMap<>(criteria);
    parameters.putIfAbsent("_count", List.of(Integer.toString(PAGE_SIZE)));

    List<Resource> found = new ArrayList<>();
    Bundle page = call(request, 200,
        client -> client.search().forResource(type).whereMap(parameters).returnBundle(Bundle.class).execute());
    for (int pages = 1; ; pages++) {
      addMatches(request, page, found);
      Bundle.BundleLinkComponent next = page.getLink("next");
      if (next == null) {
        return found;
      }
      if (pages == MOST_PAGES) {
        throw new FhirFailure("%s at %s: answered more than %d pages, expected fewer".formatted(request, access.name(), MOST_PAGES), 200);
      }
      if (!next.getUrl().startsWith(access.baseUrl().get())) {
        throw new FhirFailure("%s at %s: the next page lies outside its base URL. An administrator must check the endpoint's own address."
            .formatted(request, access.name()), 200);
      }
      Bundle current = page;
      page = call(request, 200, client -> client.loadPage().next(current).execute());
    }
  }

  /**
   * Creates the resource once for each effect id, however often it is tried (FHIR conditional create on {@link #EFFECT_SYSTEM}).
   *
   * @param resource of a type that has an identifier; the effect id is added to it
   * @return its logical id, whether it was created now or was there already
   */
  public String createOnce(DomainResource resource, String effectId) {
    Effects.mark(resource, effectId);
    return createUnless(resource, "identifier=" + encoded(Effects.token(effectId)),
        () -> search(resource.getClass(), Map.of("identifier", Effects.token(effectId))));
  }

  /**
   * Creates the resource unless one already meets the condition; refused (412) when several do. The effect id is added to it, which tells
   * whether the one that is there now was created by this step.
   *
   * @param condition search parameters and values before URL encoding
   * @return logical id of the one that is there now
   */
  public String createUnlessThere(DomainResource resource, String effectId, Map<String, String> condition) {
    Effects.mark(resource, effectId);
    String encoded = condition.entrySet().stream().map(criterion -> criterion.getKey() + "=" + encoded(criterion.getValue()))
        .collect(Collectors.joining("&"));
    return createUnless(resource, encoded, () -> search(resource.getClass(), condition));
  }

  private String createUnless(DomainResource resource, String condition, Supplier<List<? extends Resource>> written) {
    String type = resource.fhirType();
    String request = "POST %s".formatted(type);
    MethodOutcome outcome = call(request, 201, client -> client.create().resource(resource)
        .withAdditionalHeader("If-None-Exist", condition).prefer(PreferReturnEnum.MINIMAL).execute());
    IIdType id = outcome.getId();
    if (id != null && id.hasIdPart() && (!id.hasResourceType() || id.getResourceType().equals(type))) {
      return id.getIdPart();
    }
    List<? extends Resource> there = written.get();
    if (there.size() != 1) {
      throw new FhirFailure("%s at %s: answered without an id and %d resources carry the effect id, expected 1"
          .formatted(request, access.name(), there.size()), 200);
    }
    return there.get(0).getIdElement().getIdPart();
  }

  /**
   * Reads a resource, changes it and writes it back, once for each effect id; refused (409 or 412) when somebody else changes it meanwhile,
   * so that the next try changes what they wrote.
   */
  public <T extends DomainResource> void changeOnce(Class<T> type, String id, String effectId, Consumer<T> change) {
    T present = read(type, id);
    if (Effects.bears(present, effectId)) {
      return;
    }
    Effects.markChange(present, effectId);
    change.accept(present);
    update(present);
  }

  /**
   * Sends a transaction; all of it is done, or nothing.
   *
   * @return logical ids of what was written, by the places that the transaction gave
   */
  public Map<String, String> transact(FhirTransaction transaction) {
    Bundle sent = transaction.bundle();
    String request = "POST transaction of " + sent.getEntry().stream().map(entry -> entry.getResource().fhirType()).distinct()
        .collect(Collectors.joining(", "));
    Bundle answer = call(request, 200, client -> client.transaction().withBundle(sent).execute());
    if (answer.getType() != BundleType.TRANSACTIONRESPONSE || answer.getEntry().size() != sent.getEntry().size()) {
      throw new FhirFailure("%s at %s: answered with %d entries, expected a transaction-response of %d"
          .formatted(request, access.name(), answer.getEntry().size(), sent.getEntry().size()), 200);
    }
    Map<String, String> ids = new LinkedHashMap<>();
    for (int i = 0; i < sent.getEntry().size(); i++) {
      Bundle.BundleEntryComponent entry = sent.getEntry().get(i);
      String status = answer.getEntry().get(i).getResponse().getStatus();
      if (status == null || !status.startsWith("2")) {
        throw new FhirFailure("%s at %s: answered \"%s\" for one entry, expected success for all or a refusal of the whole"
            .formatted(request, access.name(), status == null ? "" : status.replaceAll("[^0-9]", "")), 200);
      }
      String effectId = transaction.effectId(i);
      if (effectId == null) {
        ids.put(entry.getRequest().getUrl(), entry.getResource().getIdElement().getIdPart());
      } else {
        ids.put(entry.getFullUrl(), writtenId(request, entry, answer.getEntry().get(i), effectId));
      }
    }
    return ids;
  }

  private String writtenId(String request, Bundle.BundleEntryComponent sent, Bundle.BundleEntryComponent answered, String effectId) {
    IdType location = new IdType(answered.getResponse().getLocation());
    if (location.hasIdPart() && sent.getResource().fhirType().equals(location.getResourceType())) {
      return location.getIdPart();
    }
    List<? extends Resource> written = search(sent.getResource().getClass(), Map.of("identifier", Effects.token(effectId)));
    if (written.size() != 1) {
      throw new FhirFailure("%s at %s: answered without an id and %d %s carry the effect id, expected 1"
          .formatted(request, access.name(), written.size(), sent.getResource().fhirType()), 200);
    }
    return written.get(0).getIdElement().getIdPart();
  }

  /** Writes a resource that was read before; refused (409 or 412) when somebody else has changed it meanwhile. */
  public void update(Resource resource) {
    String request = "PUT %s/…".formatted(resource.fhirType());
    IIdType id = resource.getIdElement();
    call(request, 200, client -> {
      var update = client.update().resource(resource).withId(id.toUnqualifiedVersionless()).prefer(PreferReturnEnum.MINIMAL);
      return id.hasVersionIdPart() ? update.withAdditionalHeader("If-Match", "W/\"%s\"".formatted(id.getVersionIdPart())).execute()
          : update.execute();
    });
  }

  /** A token search value; system and code are escaped. */
  public static String token(String system, String code) {
    return escape(system) + "|" + escape(code);
  }

  /** Escapes what has a meaning in a FHIR search value. */
  public static String escape(String value) {
    return value.replace("\\", "\\\\").replace("|", "\\|").replace(",", "\\,").replace("$", "\\$");
  }

  /** What people call this endpoint. */
  public String name() {
    return access.name();
  }

  /** The base URL at this moment, without a slash at its end. */
  public String baseUrl() {
    return access.baseUrl().get();
  }

  @Override
  public void close() throws IOException {
    http.close();
  }

  private <T> T call(String request, int expected, Function<IGenericClient, T> call) {
    try {
      T answer = BoundHttp.through(http, () -> call.apply(client()));
      if (answer == null) {
        throw new FhirFailure(
            "%s at %s: answered nothing, expected %d with FHIR JSON".formatted(request, access.name(), expected), 0);
      }
      return answer;
    } catch (FhirFailure e) {
      throw e;
    } catch (RuntimeException e) {
      throw failure(request, expected, e);
    }
  }

  private IGenericClient client() {
    IGenericClient client = clients.newGenericClient(access.baseUrl().get());
    client.setEncoding(EncodingEnum.JSON);
    client.setFormatParamStyle(RequestFormatParamStyleEnum.NONE);
    if (hasText(access.token())) {
      client.registerInterceptor(new BearerTokenAuthInterceptor(access.token()));
    } else if (hasText(access.user())) {
      client.registerInterceptor(new BasicAuthInterceptor(access.user(), access.password()));
    }
    return client;
  }

  private FhirFailure failure(String request, int expected, RuntimeException problem) {
    String where = "%s at %s".formatted(request, access.name());
    for (Throwable cause = problem; cause != null; cause = cause.getCause()) {
      if (cause instanceof AnswerLimits.TooLarge) {
        return new FhirFailure("%s: answered more than %d MB, expected less".formatted(where, MOST_BYTES / 1024 / 1024), 0);
      }
      if (cause instanceof ConnectTimeoutException) {
        return new FhirFailure("%s: no connection within %s".formatted(where, seconds(access.connectTimeout())), 0);
      }
      if (cause instanceof InterruptedIOException && !(cause instanceof SocketTimeoutException)) {
        return new FhirFailure("%s: no whole answer within %s".formatted(where, seconds(longest(access))), 0);
      }
      if (cause instanceof SocketTimeoutException) {
        return new FhirFailure("%s: no whole answer within %s".formatted(where, seconds(access.readTimeout())), 0);
      }
    }
    if (problem instanceof NonFhirResponseException nonFhir) {
      return new FhirFailure("%s: answered %d without FHIR content, expected %d with FHIR JSON"
          .formatted(where, nonFhir.getStatusCode(), expected), nonFhir.getStatusCode());
    }
    if (problem instanceof BaseServerResponseException answered && !(problem instanceof FhirClientConnectionException)) {
      int status = answered.getStatusCode();
      String message = "%s: answered %d, expected %d".formatted(where, status, expected);
      return REFUSALS.contains(status) ? new FhirRefusal(message, status) : new FhirFailure(message, status);
    }
    for (Throwable cause = problem; cause != null; cause = cause.getCause()) {
      if (cause instanceof IOException && !(cause instanceof JacksonException)) {
        return new FhirFailure("%s: no whole answer (%s), expected %d".formatted(where, cause.getClass().getSimpleName(), expected), 0);
      }
    }
    if (problem instanceof DataFormatException || problem instanceof BaseServerResponseException) {
      return new FhirFailure("%s: the answer is not readable FHIR JSON".formatted(where), 0);
    }
    return new FhirFailure("%s: the answer could not be understood (%s)".formatted(where, problem.getClass().getSimpleName()), 0);
  }

  private void addMatches(String request, Bundle page, List<Resource> found) {
    for (Bundle.BundleEntryComponent entry : page.getEntry()) {
      Resource resource = entry.getResource();
      boolean outcome = resource instanceof OperationOutcome || entry.getSearch().getMode() == SearchEntryMode.OUTCOME;
      if (outcome && resource instanceof OperationOutcome problems && problems.getIssue().stream()
          .anyMatch(issue -> issue.getSeverity() == IssueSeverity.ERROR || issue.getSeverity() == IssueSeverity.FATAL)) {
        throw new FhirFailure("%s at %s: answered with an error inside the bundle, expected a whole result"
            .formatted(request, access.name()), 200);
      }
      if (!outcome && resource != null) {
        found.add(resource);
      }
    }
  }

  private static String encoded(String value) {
    return URLEncoder.encode(value, StandardCharsets.UTF_8);
  }

  /** How long a whole answer may take, however it trickles in. */
  private static Duration longest(Access access) {
    return access.readTimeout().multipliedBy(2);
  }

  private static String seconds(Duration duration) {
    return duration.toMillis() % 1000 == 0 ? duration.toSeconds() + " s" : duration.toMillis() + " ms";
  }

  private static boolean hasText(String text) {
    return text != null && !text.isBlank();
  }
}
