package org.careloop.sandbox;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.springframework.context.annotation.Profile;
import org.springframework.core.env.Environment;
import org.springframework.stereotype.Component;

/**
 * The line from the sandbox's hospital to Careloop: posts messages to this program's own doors over HTTP, signed in as any hospital's
 * interface would be, and keeps what was said and answered to look at.
 */
@Component
@Profile("sandbox")
class Wire {

  private static final int MOST = 100;
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  /**
   * A message and its answer.
   *
   * @param number counts from 1
   * @param status HTTP status; 0 when there was no answer
   */
  record Exchange(int number, Instant sentAt, String what, SampleMessages.Message sent, int status, String answer) {

    public String message() {
      return shown(sent.text());
    }

    public boolean isTaken() {
      return status >= 200 && status < 300;
    }
  }

  private final SandboxSettings settings;
  private final Environment environment;
  private final Clock clock;
  private final HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1)
      .connectTimeout(Duration.ofSeconds(2)).build();
  private final Deque<Exchange> exchanges = new ArrayDeque<>();
  private final AtomicInteger number = new AtomicInteger();

  Wire(SandboxSettings settings, Environment environment, Clock clock) {
    this.settings = settings;
    this.environment = environment;
    this.clock = clock;
  }

  /** Sends and waits for the answer. */
  Exchange send(String what, SampleMessages.Message message) {
    String credentials = settings.sender() + ":" + settings.senderPassword();
    HttpRequest request = HttpRequest.newBuilder(URI.create("http://localhost:%s%s".formatted(
            environment.getRequiredProperty("local.server.port"), message.isHl7() ? "/hl7/v2" : "/fhir")))
        .timeout(PATIENCE)
        .header("Content-Type", message.isHl7() ? message.contentType() + ";charset=utf-8" : message.contentType())
        .header("Authorization", "Basic " + Base64.getEncoder().encodeToString(credentials.getBytes(StandardCharsets.UTF_8)))
        .POST(HttpRequest.BodyPublishers.ofString(message.text()))
        .build();
    Exchange exchange;
    Instant sentAt = clock.instant();
    try {
      HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
      exchange = new Exchange(number.incrementAndGet(), sentAt, what, message, answer.statusCode(), shown(answer.body()));
    } catch (IOException e) {
      exchange = new Exchange(number.incrementAndGet(), sentAt, what, message, 0, "No answer: " + e.getClass().getSimpleName());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      exchange = new Exchange(number.incrementAndGet(), sentAt, what, message, 0, "No answer: interrupted");
    }
    keep(exchange);
    return exchange;
  }

  /**
   * Sends a message once more, as it was: what a hospital does when there was no answer, and what must change nothing when there was one.
   */
  Exchange sendAgain(int earlier) {
    Exchange exchange = exchanges().stream().filter(one -> one.number() == earlier).findFirst()
        .orElseThrow(() -> new IllegalArgumentException("Message %d is not kept any more.".formatted(earlier)));
    return send(exchange.what(), exchange.sent());
  }

  /** What was sent, the newest first. */
  synchronized List<Exchange> exchanges() {
    return new ArrayList<>(exchanges);
  }

  private synchronized void keep(Exchange exchange) {
    exchanges.addFirst(exchange);
    while (exchanges.size() > MOST) {
      exchanges.removeLast();
    }
  }

  private static String shown(String message) {
    return message.replace("\r\n", "\n").replace('\r', '\n').strip();
  }
}
