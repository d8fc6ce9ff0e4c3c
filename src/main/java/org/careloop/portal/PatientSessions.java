package org.careloop.portal;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Set;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseCookie;
import org.springframework.stereotype.Component;

/**
 * Who has shown a link and the date of birth lately: a cookie for {@code /p} and nothing else, that has nothing to do with the care team's
 * sessions. Kept in this node's memory, forgotten after half an hour without use.
 */
@Component
class PatientSessions {

  static final String COOKIE = "patient";

  private static final int ID_BYTES = 16;

  /** What one patient has done since the page was opened. */
  static final class Session {

    private final String linkId;
    private final Set<String> answered = new HashSet<>();
    private final Set<String> left = new HashSet<>();
    private final Set<String> forms = new HashSet<>();
    private volatile String language;
    private volatile boolean help;
    private volatile boolean already;
    private volatile boolean finished;
    private volatile int waited;

    Session(String linkId, String language) {
      this.linkId = linkId;
      this.language = language;
    }

    String linkId() {
      return linkId;
    }

    String language() {
      return language;
    }

    void speak(String language) {
      this.language = language;
    }

    /** Something was answered after which help for somebody in a crisis stays on every page. */
    boolean needsHelp() {
      return help;
    }

    void showHelp() {
      help = true;
    }

    synchronized void answered(String taskId, String formId) {
      answered.add(taskId);
      forms.add(formId);
      waited = 0;
    }

    synchronized boolean hasAnswered(String taskId) {
      return answered.contains(taskId);
    }

    /** Whether this form was answered before: where it comes again, something is still open. */
    synchronized boolean hasSeen(String formId) {
      return forms.contains(formId);
    }

    /** The patient would rather be asked in person. */
    synchronized void leave(String taskId) {
      left.add(taskId);
    }

    synchronized boolean hasLeft(String taskId) {
      return left.contains(taskId);
    }

    synchronized int pagesDone() {
      return answered.size() + left.size();
    }

    synchronized boolean answeredAnything() {
      return !answered.isEmpty();
    }

    synchronized boolean leftAnything() {
      return !left.isEmpty();
    }

    void somebodyWasFirst() {
      already = true;
    }

    /** Whether somebody else was first; said once. */
    synchronized boolean toldThatSomebodyWasFirst() {
      boolean told = already;
      already = false;
      return told;
    }

    synchronized boolean mayWait(int most) {
      return ++waited <= most;
    }

    void finish() {
      finished = true;
    }

    boolean isFinished() {
      return finished;
    }
  }

  private final Cache<String, Session> sessions;
  private final SecureRandom random = new SecureRandom();

  PatientSessions(PortalSettings settings, Clock clock) {
    this.sessions = Caffeine.newBuilder().maximumSize(20_000).expireAfterAccess(settings.sessionFor())
        .ticker(() -> Duration.ofMillis(clock.millis()).toNanos()).build();
  }

  void begin(HttpServletRequest request, HttpServletResponse response, Session session) {
    end(request);
    byte[] bytes = new byte[ID_BYTES];
    random.nextBytes(bytes);
    String id = HexFormat.of().formatHex(bytes);
    sessions.put(id, session);
    response.addHeader(HttpHeaders.SET_COOKIE, cookie(request, id).build().toString());
  }

  Optional<Session> of(HttpServletRequest request) {
    String id = id(request);
    return id == null ? Optional.empty() : Optional.ofNullable(sessions.getIfPresent(id));
  }

  void end(HttpServletRequest request) {
    String id = id(request);
    if (id != null) {
      sessions.invalidate(id);
    }
  }

  private static String id(HttpServletRequest request) {
    if (request.getCookies() != null) {
      for (Cookie cookie : request.getCookies()) {
        if (cookie.getName().equals(COOKIE)) {
          return cookie.getValue();
        }
      }
    }
    return null;
  }

  private static ResponseCookie.ResponseCookieBuilder cookie(HttpServletRequest request, String value) {
    return ResponseCookie.from(COOKIE, value).path(request.getContextPath() + "/p").httpOnly(true).secure(request.isSecure()).sameSite("Strict");
  }
}
