package org.careloop.keeping;

import java.time.Duration;
import java.time.Instant;
import java.time.Period;
import java.time.format.DateTimeParseException;
import java.util.Collection;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.camunda.bpm.engine.RepositoryService;
import org.camunda.bpm.model.bpmn.instance.Process;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/**
 * How long the records of a protocol are kept: the time to live in the diagram, as it was reviewed and released; what an operator sets in the
 * engine afterwards does not count. Between the version that a case ran on and the one in force, the longer holds; never less than six years.
 */
@Component
class KeepingRules {

  private final RepositoryService repository;
  private final JdbcTemplate jdbc;
  /** A version of a diagram never changes. */
  private final Map<String, Integer> written = new ConcurrentHashMap<>();

  KeepingRules(RepositoryService repository, JdbcTemplate jdbc) {
    this.repository = repository;
    this.jdbc = jdbc;
  }

  /** Days after its end for which a case is kept that ran on this version. */
  int days(String definitionId) {
    String key = definitionId.substring(0, definitionId.indexOf(':'));
    int inForce = jdbc.queryForList("select ID_ from ACT_RE_PROCDEF where KEY_ = ? order by VERSION_ desc", String.class, key).stream()
        .findFirst().map(this::written).orElse(KeepingSettings.SIX_YEARS);
    return Math.max(written(definitionId), inForce);
  }

  /** The longest of the rules of all diagrams that a case ran through: it is kept or removed as one whole. */
  int days(Collection<String> definitionIds) {
    return definitionIds.stream().mapToInt(this::days).max().orElseThrow();
  }

  /** The first moment at which a case that ended then may go. */
  static Instant due(Instant ended, int days) {
    return ended.plus(Duration.ofDays(days));
  }

  private int written(String definitionId) {
    return written.computeIfAbsent(definitionId, id -> Math.max(KeepingSettings.SIX_YEARS, repository.getBpmnModelInstance(id)
        .getModelElementsByType(Process.class).stream().map(Process::getCamundaHistoryTimeToLiveString).findFirst().map(KeepingRules::parse)
        .orElse(KeepingSettings.SIX_YEARS)));
  }

  static int parse(String timeToLive) {
    try {
      return timeToLive.startsWith("P") ? Period.parse(timeToLive).getDays() : Integer.parseInt(timeToLive);
    } catch (DateTimeParseException | NumberFormatException e) {
      throw new IllegalStateException("historyTimeToLive \"%s\": expected days, like P3653D. A clinical lead must mend the diagram; until then its "
          .formatted(timeToLive) + "cases are kept.", e);
    }
  }
}
