package org.careloop.security;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;
import java.io.IOException;
import java.util.Locale;
import java.util.Set;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Keeps libraries from saying their name and version, and from letting browsers store what the engine answers about patients. What they
 * leave unsaid the headers of the web rules say.
 */
final class QuietAnswers extends OncePerRequestFilter {

  private static final Set<String> NAMES = Set.of("server", "x-powered-by");
  private static final Set<String> STORING = Set.of("cache-control", "expires", "pragma", "etag", "last-modified");

  @Override
  protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws ServletException, IOException {
    boolean aboutPatients = BodyLimits.isEngineApi(request);
    chain.doFilter(request, new HttpServletResponseWrapper(response) {

      @Override
      public void setHeader(String name, String value) {
        if (isToBeSaid(name)) {
          super.setHeader(name, value);
        }
      }

      @Override
      public void addHeader(String name, String value) {
        if (isToBeSaid(name)) {
          super.addHeader(name, value);
        }
      }

      @Override
      public void setDateHeader(String name, long date) {
        if (isToBeSaid(name)) {
          super.setDateHeader(name, date);
        }
      }

      private boolean isToBeSaid(String name) {
        String header = name.toLowerCase(Locale.ROOT);
        return !NAMES.contains(header) && !(aboutPatients && STORING.contains(header));
      }
    });
  }
}
