package org.careloop.audit;

import java.io.IOException;
import java.net.CookieManager;
import java.net.CookiePolicy;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** A person with a browser, and a hospital's interface, at the running program's own pages. */
final class AtTheDoor {

  private static final Pattern TOKEN = Pattern.compile("name=\"_csrf\"[^>]*value=\"([^\"]+)\"");

  private final String base;
  private final HttpClient http = HttpClient.newBuilder().cookieHandler(new CookieManager(null, CookiePolicy.ACCEPT_ALL)).build();

  private AtTheDoor(int port) {
    this.base = "http://localhost:" + port;
  }

  static AtTheDoor signedIn(int port, String user, String password) {
    AtTheDoor door = new AtTheDoor(port);
    door.post("/login", "/login", Map.of("username", user, "password", password));
    return door;
  }

  /** Delivers an HL7 v2 message as the hospital's interface. */
  static String hl7(int port, String message) {
    AtTheDoor door = new AtTheDoor(port);
    return door.send(HttpRequest.newBuilder(URI.create(door.base + "/hl7/v2")).header("Content-Type", "application/hl7-v2")
        .header("Authorization", "Basic " + Base64.getEncoder().encodeToString("integration:integration".getBytes(StandardCharsets.UTF_8)))
        .POST(HttpRequest.BodyPublishers.ofString(message))).body();
  }

  String get(String path) {
    return send(HttpRequest.newBuilder(URI.create(base + path)).header("Accept", "text/html").GET()).body();
  }

  /** Sends a form of this page, with the page's token. */
  HttpResponse<String> post(String page, String path, Map<String, String> form) {
    Matcher token = TOKEN.matcher(get(page));
    if (!token.find()) {
      throw new AssertionError(page + " has no form");
    }
    String body = form.entrySet().stream().map(field -> field.getKey() + "=" + URLEncoder.encode(field.getValue(), StandardCharsets.UTF_8))
        .collect(Collectors.joining("&")) + "&_csrf=" + URLEncoder.encode(token.group(1), StandardCharsets.UTF_8);
    return send(HttpRequest.newBuilder(URI.create(base + path)).header("Content-Type", "application/x-www-form-urlencoded")
        .POST(HttpRequest.BodyPublishers.ofString(body)));
  }

  private HttpResponse<String> send(HttpRequest.Builder request) {
    try {
      return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    } catch (IOException e) {
      throw new IllegalStateException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
