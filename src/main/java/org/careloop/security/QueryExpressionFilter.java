package org.careloop.security;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.springframework.web.filter.OncePerRequestFilter;
import org.springframework.web.util.UriUtils;

/**
 * Refuses expressions in task queries and filters that come in over the engine's API (CVE-2026-109432): the engine would evaluate those in
 * sub-queries whatever its settings say. Reads the body as JSON, since escapes hide a key from a search in the text. Filters with
 * expressions are written by our own start-up code only.
 */
class QueryExpressionFilter extends OncePerRequestFilter {

  private static final Set<String> WITH_BODY = Set.of("POST", "PUT", "PATCH");
  /** Bodies that carry a person's values, not a query: their keys are names of variables. */
  private static final Pattern ON_ONE_TASK = Pattern.compile(".*/task/[^/]+/(complete|submit-form|resolve|bpmnError|bpmnEscalation"
      + "|localVariables|variables|comment)(/.*)?");
  private static final Pattern TASKS_AND_FILTERS = Pattern.compile(".*/(task|filter)(/.*)?");

  private final JsonFactory json = new JsonFactory();

  @Override
  protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws ServletException, IOException {
    // As sent and as decoded: whichever of the two the engine's routing goes by, an escaped letter must not lead past the check.
    Set<String> paths = new HashSet<>(
        List.of(request.getRequestURI(), UriUtils.decode(request.getRequestURI(), StandardCharsets.UTF_8)));
    if (Collections.list(request.getParameterNames()).stream().anyMatch(QueryExpressionFilter::isExpression)) {
      BodyLimits.refuse(response, HttpServletResponse.SC_FORBIDDEN, "Expressions in a query are not allowed here.");
      return;
    }
    if (!WITH_BODY.contains(request.getMethod().toUpperCase(Locale.ROOT)) || paths.stream().noneMatch(TASKS_AND_FILTERS.asMatchPredicate())
        || paths.stream().allMatch(ON_ONE_TASK.asMatchPredicate())) {
      chain.doFilter(request, response);
      return;
    }
    byte[] body = request.getInputStream().readAllBytes(); // Not longer than BodyLimits lets in.
    try {
      if (holdsExpression(body)) {
        BodyLimits.refuse(response, HttpServletResponse.SC_FORBIDDEN, "Expressions in a query or filter are not allowed here.");
        return;
      }
    } catch (IOException e) {
      BodyLimits.refuse(response, HttpServletResponse.SC_BAD_REQUEST, "The body is not JSON.");
      return;
    }
    chain.doFilter(new HeldBody(request, body), response);
  }

  // Token by token: a tree would keep only the last of two equal keys, which need not be the one the engine takes.
  private boolean holdsExpression(byte[] body) throws IOException {
    try (JsonParser parser = json.createParser(body)) {
      for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
        if (token == JsonToken.FIELD_NAME && isExpression(parser.currentName())) {
          return true;
        }
      }
    }
    return false;
  }

  private static boolean isExpression(String key) {
    return key.toLowerCase(Locale.ROOT).endsWith("expression");
  }
}
