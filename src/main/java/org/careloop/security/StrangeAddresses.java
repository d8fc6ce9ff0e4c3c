package org.careloop.security;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.regex.Pattern;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Turns away addresses that two readers could read in two ways (parameters in the path, doubled slashes, dot segments, escaped slashes),
 * before any rule is asked: a rule and the engine's own routing must never disagree.
 */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE)
class StrangeAddresses extends OncePerRequestFilter {

  private static final Pattern STRANGE = Pattern.compile("(?i).*(;|//|\\\\|%2f|%5c|%3b|%25|%00|%0a|%0d|/\\.{1,2}(/|$)|%2e).*");

  @Override
  protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws ServletException, IOException {
    if (STRANGE.matcher(request.getRequestURI()).matches()) {
      response.setStatus(HttpServletResponse.SC_BAD_REQUEST);
      return;
    }
    chain.doFilter(request, response);
  }
}
