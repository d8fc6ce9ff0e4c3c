package org.careloop.security;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.careloop.security.internal.PatientReads;
import org.careloop.security.internal.PatientReads.Kind;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.web.filter.OncePerRequestFilter;
import org.springframework.web.util.ContentCachingResponseWrapper;

/**
 * Sees which cases Cockpit's own lists show. Those are queries that Cockpit puts to the database past the engine's commands, where all other
 * reading is seen. What cannot be recorded is not sent.
 */
class CockpitReads extends OncePerRequestFilter {

  private static final Pattern ID = Pattern.compile("[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}");

  private final ObjectProvider<PatientReads> reads;

  CockpitReads(ObjectProvider<PatientReads> reads) {
    this.reads = reads;
  }

  @Override
  protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws ServletException, IOException {
    ContentCachingResponseWrapper answer = new ContentCachingResponseWrapper(response);
    chain.doFilter(request, answer);
    SignedIn who = SignedIn.current();
    // Ids of other things belong to no case and count for nothing.
    Set<String> ids = ID.matcher(new String(answer.getContentAsByteArray(), StandardCharsets.UTF_8)).results().map(MatchResult::group)
        .collect(Collectors.toSet());
    if (who != null && !ids.isEmpty()) {
      reads.getObject().seen(who.user(), who.groups(), Kind.CASE, ids);
    }
    answer.copyBodyToResponse();
  }
}
