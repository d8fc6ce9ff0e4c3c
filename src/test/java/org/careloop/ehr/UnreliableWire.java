package org.careloop.ehr;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.Executors;

/**
 * A wire between a delegate and the simulated EHR that passes readings on and can fail a write at either end: before it reaches the EHR, or
 * after the EHR has done it and before anybody hears of it. Between the two, somebody else can change the record.
 */
final class UnreliableWire implements AutoCloseable {

  private static final Set<String> WRITES = Set.of("POST", "PUT");
  private static final List<String> HEADERS = List.of("Accept", "Content-Type", "If-Match", "If-None-Exist", "Prefer");

  private final HttpServer server;
  private final HttpClient http = HttpClient.newHttpClient();
  private final String target;
  private volatile int failBefore;
  private volatile int failAfter;
  private volatile Runnable meanwhile = () -> {};

  UnreliableWire(String baseUrl) {
    try {
      target = baseUrl;
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.createContext("/", this::pass);
    server.setExecutor(Executors.newFixedThreadPool(2, task -> {
      Thread thread = new Thread(task, "unreliable-wire");
      thread.setDaemon(true);
      return thread;
    }));
    server.start();
  }

  String baseUrl() {
    return "http://localhost:%d".formatted(server.getAddress().getPort());
  }

  /** The next writes never reach the EHR. */
  void failBefore(int writes) {
    failBefore = writes;
  }

  /** The next writes are done, but their answers are lost. */
  void failAfter(int writes) {
    failAfter = writes;
  }

  /** Happens at the EHR just before the next write arrives. */
  void meanwhile(Runnable change) {
    meanwhile = change;
  }

  @Override
  public void close() {
    server.stop(0);
  }

  private void pass(HttpExchange exchange) throws IOException {
    byte[] body = exchange.getRequestBody().readAllBytes();
    boolean write = WRITES.contains(exchange.getRequestMethod());
    if (write && failBefore > 0) {
      failBefore--;
      exchange.sendResponseHeaders(503, -1);
      exchange.close();
      return;
    }
    if (write) {
      Runnable change = meanwhile;
      meanwhile = () -> {};
      change.run();
    }
    HttpResponse<byte[]> answer = send(exchange, body);
    if (write && failAfter > 0) {
      failAfter--;
      exchange.close();
      return;
    }
    answer.headers().map().forEach((name, values) -> {
      if (List.of("content-type", "location", "etag").contains(name.toLowerCase(Locale.ROOT))) {
        exchange.getResponseHeaders().put(name, values);
      }
    });
    exchange.sendResponseHeaders(answer.statusCode(), answer.body().length == 0 ? -1 : answer.body().length);
    exchange.getResponseBody().write(answer.body());
    exchange.close();
  }

  private HttpResponse<byte[]> send(HttpExchange exchange, byte[] body) throws IOException {
    URI asked = exchange.getRequestURI();
    String path = asked.getRawPath().equals("/") ? "" : asked.getRawPath();
    HttpRequest.Builder request = HttpRequest.newBuilder(
        URI.create(target + path + (asked.getRawQuery() == null ? "" : "?" + asked.getRawQuery())));
    HEADERS.forEach(name -> exchange.getRequestHeaders().getOrDefault(name, List.of()).forEach(value -> request.header(name, value)));
    request.method(exchange.getRequestMethod(), body.length == 0 ? BodyPublishers.noBody() : BodyPublishers.ofByteArray(body));
    try {
      return http.send(request.build(), BodyHandlers.ofByteArray());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    }
  }
}
