package org.careloop.security;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Locale;
import org.springframework.http.MediaType;
import org.springframework.util.unit.DataSize;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Refuses what is larger than anything Careloop is sent, before anybody reads it: 413. A body that does not say its length is counted; the
 * doors for messages have smaller limits of their own, and answer in their own words. Two filters, since a stranger's body is never read.
 */
final class BodyLimits {

  /** Questions and answers of the engine's API. */
  static final DataSize JSON = DataSize.ofMegabytes(2);
  /** A page's form. */
  static final DataSize FORM = DataSize.ofKilobytes(256);
  /** Diagrams, messages, bundles. */
  static final DataSize ANYTHING = DataSize.ofMegabytes(6);

  private BodyLimits() {}

  /** Goes by the length that a request says it has. Stands before the sign-in. */
  static final class Declared extends OncePerRequestFilter {

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
        throws ServletException, IOException {
      if (request.getContentLengthLong() > limit(request).toBytes()) {
        refuse(response, HttpServletResponse.SC_REQUEST_ENTITY_TOO_LARGE, "The request is longer than %d bytes.".formatted(limit(request).toBytes()));
      } else if (!saysItsLength(request) && (is(request, "application/x-www-form-urlencoded") || is(request, "multipart/"))) {
        refuse(response, HttpServletResponse.SC_LENGTH_REQUIRED, "A form says its length.");
      } else {
        chain.doFilter(request, response);
      }
    }
  }

  /** Counts what comes in pieces. Stands behind the sign-in. */
  static final class Counted extends OncePerRequestFilter {

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
        throws ServletException, IOException {
      if (saysItsLength(request)) {
        chain.doFilter(request, response);
        return;
      }
      int limit = Math.toIntExact(limit(request).toBytes());
      byte[] body = request.getInputStream().readNBytes(limit + 1);
      if (body.length > limit) {
        refuse(response, HttpServletResponse.SC_REQUEST_ENTITY_TOO_LARGE, "The request is longer than %d bytes.".formatted(limit));
      } else {
        chain.doFilter(new HeldBody(request, body), response);
      }
    }
  }

  static void refuse(HttpServletResponse response, int status, String message) throws IOException {
    response.setStatus(status);
    response.setContentType(MediaType.APPLICATION_JSON_VALUE);
    response.setHeader("X-Content-Type-Options", "nosniff");
    response.setHeader("Cache-Control", "no-store");
    response.getWriter().write("{\"type\":\"RestException\",\"message\":\"" + message + "\"}");
  }

  private static DataSize limit(HttpServletRequest request) {
    if (is(request, "application/x-www-form-urlencoded")) {
      return FORM;
    }
    return isEngineApi(request) && !is(request, "multipart/") ? JSON : ANYTHING;
  }

  static boolean isEngineApi(HttpServletRequest request) {
    return request.getRequestURI().startsWith(request.getContextPath() + "/engine-rest/")
        || request.getRequestURI().startsWith(request.getContextPath() + "/camunda/api/");
  }

  private static boolean saysItsLength(HttpServletRequest request) {
    return request.getContentLengthLong() >= 0 || request.getHeader("Transfer-Encoding") == null;
  }

  private static boolean is(HttpServletRequest request, String type) {
    return request.getContentType() != null && request.getContentType().trim().toLowerCase(Locale.ROOT).startsWith(type);
  }
}
