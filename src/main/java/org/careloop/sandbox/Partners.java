package org.careloop.sandbox;

import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.context.annotation.Profile;
import org.springframework.stereotype.Component;

/**
 * The mood of each simulated partner: how the sandbox page and tests make one slow, dead, talk nonsense or lose its answer.
 * Holds it in memory only; a restart makes everybody well again. Never touches what a partner has stored.
 */
@Component
@Profile("sandbox")
public class Partners {

  public static final String EHR = "ehr";
  public static final String SCHEDULING = "scheduling";
  public static final String EMAIL = "email";
  public static final String SMS = "sms";
  /** Every simulated partner, in the order people see them. */
  public static final List<String> NAMES = List.of(EHR, SCHEDULING, EMAIL, SMS);

  private static final Nonsense PORTAL =
      new Nonsense(200, "text/html;charset=UTF-8", "<!DOCTYPE html><html><body><h1>Please sign in to the portal</h1></body></html>");
  private static final int LONGER_THAN_EVER_SENT = 4096;
  private static final Duration LONGEST_DELAY = Duration.ofMinutes(2);

  /** How a partner behaves. */
  public enum Mode {
    OK,
    /** Answers rightly, but late. */
    SLOW,
    /** Answers 503 to everything and does nothing. */
    DOWN,
    /** Answers something senseless to everything, a web page unless {@link #say} set something else, and does nothing. */
    NONSENSE,
    /** Does what was asked, then drops the connection instead of answering. */
    RESET
  }

  /**
   * What a partner does at this moment.
   *
   * @param delay how late it answers when {@link Mode#SLOW}; zero otherwise
   */
  public record Mood(Mode mode, Duration delay) {

    static final Mood WELL = new Mood(Mode.OK, Duration.ZERO);
  }

  /** What a partner says that talks nonsense. */
  public record Nonsense(int status, String contentType, String body) {}

  private volatile Nonsense nonsense = PORTAL;
  private final Map<String, Mood> moods = new ConcurrentHashMap<>();

  /** The partner's present mood. */
  public Mood of(String partner) {
    return moods.getOrDefault(known(partner), Mood.WELL);
  }

  /** Every partner's present mood, in the order of {@link #NAMES}. */
  public Map<String, Mood> all() {
    Map<String, Mood> all = new LinkedHashMap<>();
    NAMES.forEach(partner -> all.put(partner, of(partner)));
    return all;
  }

  /** Sets a mood that needs no delay. */
  public void set(String partner, Mode mode) {
    set(partner, mode, mode == Mode.SLOW ? Duration.ofSeconds(3) : Duration.ZERO);
  }

  /** Sets the mood from now on; {@code delay} counts for {@link Mode#SLOW} only and is at most two minutes. */
  public void set(String partner, Mode mode, Duration delay) {
    if (delay.isNegative() || delay.compareTo(LONGEST_DELAY) > 0) {
      throw new IllegalArgumentException("delay: %s, expected between 0 and %s".formatted(delay, LONGEST_DELAY));
    }
    moods.put(known(partner), new Mood(mode, mode == Mode.SLOW ? delay : Duration.ZERO));
  }

  /** Makes everybody well again. */
  public void heal() {
    moods.clear();
    nonsense = PORTAL;
  }

  /** What partners say from now on while they talk nonsense. */
  public void say(Nonsense words) {
    nonsense = words;
  }

  /** What a partner says that speaks no HTTP. */
  String words() {
    return nonsense == PORTAL ? "Please sign in to the portal" : nonsense.body().replaceAll("[\\r\\n]+", " ");
  }

  /** A servlet filter that makes everything behind it behave as the partner's mood says. */
  public Filter filter(String partner) {
    known(partner);
    return (request, response, chain) -> behave(of(partner), nonsense, request, response, chain);
  }

  private static void behave(Mood mood, Nonsense nonsense, ServletRequest request, ServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    HttpServletResponse http = (HttpServletResponse) response;
    switch (mood.mode()) {
      case OK -> chain.doFilter(request, response);
      case SLOW -> {
        pause(mood.delay());
        chain.doFilter(request, response);
      }
      case DOWN -> {
        http.setStatus(HttpServletResponse.SC_SERVICE_UNAVAILABLE);
        http.setContentType("text/plain");
        http.getOutputStream().print("Down for a trial. Make this partner well again on the sandbox page.");
      }
      case NONSENSE -> {
        http.setStatus(nonsense.status());
        http.setContentType(nonsense.contentType());
        http.getOutputStream().write(nonsense.body().getBytes(StandardCharsets.UTF_8));
      }
      case RESET -> {
        chain.doFilter(request, new Swallowed(http));
        drop(http);
      }
    }
  }

  /** Promises more than it sends, then fails, which makes the server close the connection in the middle of the answer. */
  private static void drop(HttpServletResponse http) throws IOException {
    http.setStatus(HttpServletResponse.SC_OK);
    http.setContentType("application/fhir+json");
    http.setContentLength(LONGER_THAN_EVER_SENT);
    http.getOutputStream().print("{");
    http.flushBuffer();
    throw new IOException("The answer is dropped, as set on the sandbox page.");
  }

  private static void pause(Duration delay) throws IOException {
    try {
      Thread.sleep(delay.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("Interrupted while being slow", e);
    }
  }

  private static String known(String partner) {
    if (!NAMES.contains(partner)) {
      throw new IllegalArgumentException("partner: \"%s\", expected one of %s".formatted(partner, NAMES));
    }
    return partner;
  }

  /** Lets the partner do its work and keeps every byte of its answer. */
  private static final class Swallowed extends HttpServletResponseWrapper {

    private final ServletOutputStream nowhere = new ServletOutputStream() {
      @Override
      public void write(int b) {}

      @Override
      public boolean isReady() {
        return true;
      }

      @Override
      public void setWriteListener(WriteListener listener) {
        throw new IllegalStateException("The sandbox's partners answer synchronously.");
      }
    };

    Swallowed(HttpServletResponse response) {
      super(response);
    }

    @Override
    public ServletOutputStream getOutputStream() {
      return nowhere;
    }

    @Override
    public PrintWriter getWriter() {
      return new PrintWriter(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
    }

    @Override
    public void flushBuffer() {}

    @Override
    public void sendError(int status) {}

    @Override
    public void sendError(int status, String message) {}

    @Override
    public void setContentLength(int length) {}

    @Override
    public void setContentLengthLong(long length) {}
  }
}
