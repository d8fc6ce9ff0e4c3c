package org.careloop.security;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.springframework.http.MediaType;
import org.springframework.web.filter.OncePerRequestFilter;
import org.springframework.web.util.UriUtils;

/**
 * Refuses expressions in task queries and filters that come in over the engine's API (CVE-2026-109432): the engine would evaluate those in
 * sub-queries whatever its settings say. Reads the body as JSON, since escapes hide a key from a search in the text. Filters with
 * expressions are written by our own start-up code only.
 */
class QueryExpressionFilter extends OncePerRequestFilter {

  static final int LONGEST_BODY = 2 * 1024 * 1024;

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
      refuse(response, HttpServletResponse.SC_FORBIDDEN, "Expressions in a query are not allowed here.");
      return;
    }
    if (!WITH_BODY.contains(request.getMethod().toUpperCase(Locale.ROOT)) || paths.stream().noneMatch(TASKS_AND_FILTERS.asMatchPredicate())
        || paths.stream().allMatch(ON_ONE_TASK.asMatchPredicate())) {
      chain.doFilter(request, response);
      return;
    }
    byte[] body = request.getInputStream().readNBytes(LONGEST_BODY + 1);
    if (body.length > LONGEST_BODY) {
      refuse(response, HttpServletResponse.SC_REQUEST_ENTITY_TOO_LARGE, "The query is longer than %d bytes.".formatted(LONGEST_BODY));
      return;
    }
    try {
      if (holdsExpression(body)) {
        refuse(response, HttpServletResponse.SC_FORBIDDEN, "Expressions in a query or filter are not allowed here.");
        return;
      }
    } catch (IOException e) {
      refuse(response, HttpServletResponse.SC_BAD_REQUEST, "The body is not JSON.");
      return;
    }
    chain.doFilter(new Replay(request, body), response);
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

  private static void refuse(HttpServletResponse response, int status, String message) throws IOException {
    response.setStatus(status);
    response.setContentType(MediaType.APPLICATION_JSON_VALUE);
    response.getWriter().write("{\"type\":\"RestException\",\"message\":\"" + message + "\"}");
  }

  /** The request with the body that was read already. */
  private static final class Replay extends HttpServletRequestWrapper {

    private final byte[] body;

    Replay(HttpServletRequest request, byte[] body) {
      super(request);
      this.body = body;
    }

    @Override
    public ServletInputStream getInputStream() {
      ByteArrayInputStream bytes = new ByteArrayInputStream(body);
      return new ServletInputStream() {
        @Override
        public int read() {
          return bytes.read();
        }

        @Override
        public int read(byte[] target, int offset, int length) {
          return bytes.read(target, offset, length);
        }

        @Override
        public boolean isFinished() {
          return bytes.available() == 0;
        }

        @Override
        public boolean isReady() {
          return true;
        }

        @Override
        public void setReadListener(ReadListener listener) {
          throw new UnsupportedOperationException("The body was read already.");
        }
      };
    }

    @Override
    public BufferedReader getReader() {
      return new BufferedReader(new InputStreamReader(getInputStream(), StandardCharsets.UTF_8));
    }
  }
}
