package org.careloop.security;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URI;
import java.util.Set;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Refuses a change that a browser says another site asked for, at every door: a browser may send a password along that it remembers for
 * HTTP Basic, where there is no token to ask for. Programs send neither header. Links from elsewhere only read, and go on working.
 */
final class ForeignOrigins extends OncePerRequestFilter {

  private static final Set<String> READS = Set.of("GET", "HEAD", "OPTIONS");
  private static final Set<String> OWN = Set.of("same-origin", "none");
  /** What Camunda Modeler says it is. A browser says "null" for a page that it opened from a file. */
  private static final String MODELER = "file://";

  @Override
  protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws ServletException, IOException {
    if (READS.contains(request.getMethod()) || isOwn(request)) {
      chain.doFilter(request, response);
    } else {
      BodyLimits.refuse(response, HttpServletResponse.SC_FORBIDDEN, "Asked for by a page of another site.");
    }
  }

  private static boolean isOwn(HttpServletRequest request) {
    String site = request.getHeader("Sec-Fetch-Site");
    String origin = request.getHeader("Origin");
    if (MODELER.equals(origin)) {
      return true;
    }
    return site != null ? OWN.contains(site) : origin == null || request.getServerName().equalsIgnoreCase(host(origin));
  }

  private static String host(String origin) {
    try {
      return URI.create(origin).getHost();
    } catch (IllegalArgumentException noAddress) {
      return null;
    }
  }
}
