package org.careloop.security.attack;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.Map;
import java.util.TreeMap;
import org.careloop.security.WebTest;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Attacks on the running program, counted by kind: how many were tried, how many came through. Each has a harmless marker that would prove
 * success; what may show in an answer of the program is looked at, too. The figures are said when a class is done.
 */
abstract class Attack extends WebTest {

  /** Set by whatever runs that should not. */
  static final String MARKER = "careloop.test.marker";
  /** What the published attack does, with a harmless effect. */
  static final String EXPRESSION = "${''.getClass().forName('java.lang.System').getMethod('setProperty', ''.getClass(), ''.getClass())"
      + ".invoke(null, '" + MARKER + "', 'reached')}";

  private static final Logger log = LoggerFactory.getLogger(Attack.class);
  /** Tried and come through, by kind. */
  private static final Map<String, int[]> TRIED = new TreeMap<>();

  @AfterEach
  void nothingHasRun() {
    assertThat(System.getProperty(MARKER)).as("what an attack would have set").isNull();
    assertThat(engine.getIdentityService().createUserQuery().userId("intruder").count()).as("accounts made by an attack").isZero();
  }

  @AfterAll
  static void sayWhatWasTried() {
    TRIED.forEach((kind, count) -> log.info("attacks: {} {} tried, {} through", kind, count[0], count[1]));
    TRIED.clear();
  }

  /** Counts one attempt and fails where it came through. */
  static void attempt(String kind, String what, boolean through) {
    assertThat(count(kind, through)).as("%s: %s came through", kind, what).isFalse();
  }

  /** Counts one attempt, and says whether it came through. */
  static boolean count(String kind, boolean through) {
    int[] count = TRIED.computeIfAbsent(kind, name -> new int[2]);
    count[0]++;
    count[1] += through ? 1 : 0;
    return through;
  }

  /** Counts one attempt that must be answered in one of these ways, and without a word about the program's inside. */
  static void refused(String kind, String what, HttpResponse<String> answer, Integer... statuses) {
    boolean through = !Arrays.asList(statuses).contains(answer.statusCode());
    attempt(kind, "%s: %d %s".formatted(what, answer.statusCode(), answer.body()), through || System.getProperty(MARKER) != null);
    tellsNothing(what, answer.body());
  }

  /** No stack trace, no name and version of what is inside. */
  static void tellsNothing(String what, String answer) {
    assertThat(answer).as(what).doesNotContain("\tat ", "at org.", "at java.", "Caused by", "Apache Tomcat", "jdbc:", "SELECT ");
  }

  static String basic(String user) {
    return "Basic " + Base64.getEncoder().encodeToString((user + ":" + user).getBytes(StandardCharsets.UTF_8));
  }

  /** A request with headers and a body as they are given, signed by HTTP Basic where a user is named. */
  HttpResponse<String> request(String user, String method, String path, String body, String... headers) {
    HttpRequest.Builder request = HttpRequest.newBuilder(address(path))
        .method(method, body == null ? HttpRequest.BodyPublishers.noBody() : HttpRequest.BodyPublishers.ofString(body));
    if (user != null) {
      request.header("Authorization", basic(user));
    }
    if (headers.length > 0) {
      request.headers(headers);
    }
    return send(request);
  }

  /** Sends bytes as no well-behaved client would, and returns what comes back until the server hangs up or stays silent. */
  String raw(String request) {
    return raw(request, null);
  }

  /** As {@link #raw(String)}, from another address of this machine. */
  String raw(String request, String from) {
    try (Socket socket = new Socket()) {
      if (from != null) {
        socket.bind(new InetSocketAddress(InetAddress.getByName(from), 0));
      }
      socket.connect(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), port));
      socket.setSoTimeout(3_000);
      socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
      socket.getOutputStream().flush();
      return read(socket.getInputStream());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String read(InputStream in) {
    StringBuilder answer = new StringBuilder();
    byte[] buffer = new byte[8192];
    try {
      for (int length = in.read(buffer); length >= 0; length = in.read(buffer)) {
        answer.append(new String(buffer, 0, length, StandardCharsets.ISO_8859_1));
        if (answer.length() > 200_000) {
          return answer.toString();
        }
      }
    } catch (IOException silentOrGone) {
      return answer.toString();
    }
    return answer.toString();
  }
}
