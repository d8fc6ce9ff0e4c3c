package org.careloop.messaging;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.springframework.core.env.Environment;
import org.springframework.core.env.Profiles;
import org.springframework.stereotype.Component;

/**
 * Sends texts by HTTP: one {@code POST} of JSON with an {@code Idempotency-Key}, so that the gateway sends once however often it is asked.
 * Believes only a 2xx answer with JSON and an id. Never tries again by itself and never logs a number.
 */
@Component
class TextGateway {

  private static final String URL = "careloop.messaging.sms.url";
  private static final String SANDBOX_PATH = "/sandbox/sms";
  private static final String SANDBOX_USER = "integration";

  private final MessagingSettings.Sms settings;
  private final Supplier<String> url;
  private final boolean simulated;
  private final HttpClient http;
  private final ObjectMapper json = new ObjectMapper();

  TextGateway(MessagingSettings settings, Environment environment) {
    this.settings = settings.sms();
    this.simulated = !hasText(this.settings.url()) && environment.acceptsProfiles(Profiles.of("sandbox"));
    this.url = simulated ? () -> "http://localhost:%s%s".formatted(environment.getRequiredProperty("local.server.port"), SANDBOX_PATH)
        : address(this.settings.url());
    this.http = HttpClient.newBuilder()
        .version(HttpClient.Version.HTTP_1_1)
        .connectTimeout(settings.sms().connectTimeout())
        .followRedirects(HttpClient.Redirect.NEVER)
        .build();
  }

  /** Whether there is a gateway at all. */
  boolean isThere() {
    return url != null;
  }

  /** Hands the text to the gateway and returns the gateway's id for it. */
  String send(String effectId, String to, String text) {
    HttpResponse<byte[]> response = exchange(request(effectId, to, text));
    int status = response.statusCode();
    if (status >= 400 && status < 500) {
      throw MessageUndelivered.certainly("Text: the gateway answered %d, expected 200.".formatted(status));
    }
    if (status < 200 || status > 299) {
      throw MessageUndelivered.perhaps("Text: the gateway answered %d, expected 200.".formatted(status));
    }
    JsonNode id = body(response.body()).path("id");
    if (!id.isTextual() || id.textValue().isBlank() || id.textValue().length() > 100) {
      throw MessageUndelivered.perhaps("Text: the gateway answered %d without an id of its own, expected JSON with one.".formatted(status));
    }
    return id.textValue();
  }

  /** The number as gateways want it, {@code +} and digits; null when it is none. */
  static String number(String written, String countryCode) {
    String digits = written.strip().replaceAll("[\\s().\\-/]", "");
    if (digits.startsWith("00")) {
      digits = "+" + digits.substring(2);
    }
    if (!digits.startsWith("+")) {
      digits = countryCode + (countryCode.equals("+1") && digits.length() == 11 && digits.startsWith("1") ? digits.substring(1) : digits);
    }
    return digits.matches("\\+[1-9]\\d{7,14}") ? digits : null;
  }

  private HttpRequest request(String effectId, String to, String text) {
    try {
      HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url.get()))
          .timeout(settings.readTimeout())
          .header("Content-Type", "application/json")
          .header("Accept", "application/json")
          .header("Idempotency-Key", effectId)
          .POST(HttpRequest.BodyPublishers.ofString(json.writeValueAsString(Map.of("to", to, "text", text))));
      if (hasText(settings.token())) {
        request.header("Authorization", "Bearer " + settings.token());
      } else if (simulated || hasText(settings.user())) {
        String credentials = hasText(settings.user()) ? settings.user() + ":" + settings.password() : SANDBOX_USER + ":" + SANDBOX_USER;
        request.header("Authorization", "Basic " + Base64.getEncoder().encodeToString(credentials.getBytes(StandardCharsets.UTF_8)));
      }
      return request.build();
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("Text could not be written as JSON");
    }
  }

  private HttpResponse<byte[]> exchange(HttpRequest request) {
    CompletableFuture<HttpResponse<byte[]>> answer = http.sendAsync(request, info -> new LimitedBody());
    try {
      return answer.get(settings.connectTimeout().plus(settings.readTimeout()).toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      answer.cancel(true);
      throw MessageUndelivered.perhaps("Text: no whole answer of the gateway within %d ms, expected 200."
          .formatted(settings.readTimeout().toMillis()));
    } catch (InterruptedException e) {
      answer.cancel(true);
      Thread.currentThread().interrupt();
      throw MessageUndelivered.perhaps("Text: interrupted before the gateway's answer.");
    } catch (ExecutionException e) {
      Throwable cause = e.getCause();
      if (cause instanceof ConnectException || cause instanceof HttpConnectTimeoutException) {
        throw MessageUndelivered.certainly("Text: no connection to the gateway (%s), expected one. An administrator must check %s."
            .formatted(cause.getClass().getSimpleName(), URL));
      }
      throw MessageUndelivered.perhaps("Text: no whole answer of the gateway (%s), expected 200."
          .formatted(cause.getClass().getSimpleName()));
    }
  }

  private JsonNode body(byte[] body) {
    try {
      JsonNode node = json.readTree(body);
      return node == null ? json.missingNode() : node;
    } catch (IOException e) {
      return json.missingNode();
    }
  }

  private static Supplier<String> address(String configured) {
    if (!hasText(configured)) {
      return null;
    }
    if (!configured.strip().matches("https?://\\S+")) {
      throw new IllegalStateException("%s: expected an address that begins with http:// or https://. An administrator must correct it."
          .formatted(URL));
    }
    return configured::strip;
  }

  private static boolean hasText(String text) {
    return text != null && !text.isBlank();
  }
}
