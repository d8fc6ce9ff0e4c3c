package org.careloop.privacy;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.careloop.security.Role;
import org.careloop.security.internal.PatientReads;
import org.careloop.trail.Trail;
import org.springframework.jdbc.core.BatchPreparedStatementSetter;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.support.GeneratedKeyHolder;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Keeps who was shown what of which patient, and when: ids and kinds only, no name and no value. Written in a transaction of its own before the
 * answer goes out; where it cannot be written the answer is refused. The same again within a quarter of an hour is one row.
 */
@Component
public class ReadLog implements PatientReads {

  /** A case as the log names it. */
  private record Case(String patientId, String caseKey) {}

  private record Line(Kind kind, Case shown) {}

  private static final int ROWS_AT_ONCE = 500;

  private final JdbcTemplate jdbc;
  private final BreakGlassStore glasses;
  private final Clock clock;
  private final Trail trail;
  private final TransactionTemplate ownTransaction;
  private final Cache<String, Case> cases = Caffeine.newBuilder().maximumSize(20_000).expireAfterWrite(Duration.ofMinutes(5)).build();
  private final Cache<String, Boolean> kept;

  ReadLog(JdbcTemplate jdbc, BreakGlassStore glasses, Clock clock, PrivacySettings settings, PlatformTransactionManager transactions,
      Trail trail) {
    this.jdbc = jdbc;
    this.glasses = glasses;
    this.clock = clock;
    this.trail = trail;
    this.ownTransaction = new TransactionTemplate(transactions);
    this.ownTransaction.setPropagationBehavior(TransactionDefinition.PROPAGATION_REQUIRES_NEW);
    this.kept = Caffeine.newBuilder().maximumSize(100_000).expireAfterWrite(settings.sameReadWithin())
        .ticker(() -> clock.millis() * 1_000_000).build();
  }

  @Override
  public void seen(String person, List<String> groups, Kind kind, Collection<String> processInstances) {
    keep(person, groups, kind, casesOf(processInstances).values());
  }

  /** The text of a message about this stay was shown; null where the message names none. */
  public void messageShown(String person, Collection<String> groups, String encounterId) {
    keep(person, groups, Kind.MESSAGE, List.of(new Case(encounterId == null ? null : patientOf(encounterId), encounterId)));
  }

  /** Something about a patient was shown on a page of ours. */
  public void shown(String person, Collection<String> groups, Kind kind, String patientId) {
    keep(person, groups, kind, List.of(new Case(patientId, null)));
  }

  private void keep(String person, Collection<String> groups, Kind kind, Collection<Case> shown) {
    String roles = Arrays.stream(Role.values()).map(Role::group).filter(groups::contains).collect(Collectors.joining(","));
    Map<String, Line> fresh = new LinkedHashMap<>();
    for (Case one : shown) {
      String key = String.join("|", person, kind.name(), String.valueOf(one.patientId()), one.patientId() == null ? one.caseKey() : "");
      // What is done or taken away is no repeated look: each time counts.
      if (kind == Kind.TASK_WORK || kind == Kind.EXPORT || kept.asMap().putIfAbsent(key, true) == null) {
        fresh.put(key, new Line(kind, one));
      }
    }
    if (fresh.isEmpty()) {
      return;
    }
    try {
      Instant now = clock.instant();
      Map<String, String> opened = glasses.openTo(person, now);
      List<Line> lines = List.copyOf(fresh.values());
      ownTransaction.executeWithoutResult(status -> {
        GeneratedKeyHolder keys = new GeneratedKeyHolder();
        jdbc.batchUpdate(connection -> connection.prepareStatement("insert into careloop_read_log (person, roles, patient_id, case_key, kind, "
            + "break_glass_id, read_at) values (?, ?, ?, ?, ?, ?, ?)", new String[] {"read_id"}), new BatchPreparedStatementSetter() {
              @Override
              public void setValues(PreparedStatement row, int number) throws SQLException {
                Case shown = lines.get(number).shown();
                row.setString(1, person);
                row.setString(2, roles);
                row.setString(3, shown.patientId());
                row.setString(4, shown.caseKey());
                row.setString(5, lines.get(number).kind().name());
                row.setString(6, shown.patientId() == null ? null : opened.get(shown.patientId()));
                row.setTimestamp(7, Timestamp.from(now));
              }

              @Override
              public int getBatchSize() {
                return lines.size();
              }
            }, keys);
        keys.getKeyList().forEach(key -> trail.wrote("careloop_read_log", key.values().iterator().next()));
      });
    } catch (RuntimeException e) {
      kept.invalidateAll(fresh.keySet());
      throw new IllegalStateException("Nothing is shown, because it could not be recorded who reads it. An administrator must look at the database.", e);
    }
  }

  private Map<String, Case> casesOf(Collection<String> processInstances) {
    Map<String, Case> found = new LinkedHashMap<>(cases.getAllPresent(processInstances));
    List<String> unknown = processInstances.stream().filter(id -> !found.containsKey(id)).toList();
    for (int from = 0; from < unknown.size(); from += ROWS_AT_ONCE) {
      found.putAll(read(unknown.subList(from, Math.min(unknown.size(), from + ROWS_AT_ONCE))));
    }
    // One row a case, however many of its parts were shown.
    Map<String, Case> distinct = new LinkedHashMap<>();
    found.values().forEach(one -> distinct.putIfAbsent(one.patientId() == null ? "?" + one.caseKey() : one.patientId(), one));
    return distinct;
  }

  private Map<String, Case> read(List<String> instances) {
    Map<String, Case> found = new LinkedHashMap<>();
    jdbc.query("""
        select p.PROC_INST_ID_, c.BUSINESS_KEY_, v.TEXT_
        from ACT_HI_PROCINST p
        join ACT_HI_PROCINST c on c.PROC_INST_ID_ = p.ROOT_PROC_INST_ID_
        left join ACT_HI_VARINST v on v.PROC_INST_ID_ = c.PROC_INST_ID_ and v.ACT_INST_ID_ = c.PROC_INST_ID_ and v.NAME_ = 'patientId'
        where p.PROC_INST_ID_ in (%s)""".formatted(String.join(", ", java.util.Collections.nCopies(instances.size(), "?"))),
        row -> {
          Case one = new Case(row.getString(3), row.getString(2));
          found.put(row.getString(1), one);
          // Who it is may become known later.
          if (one.patientId() != null) {
            cases.put(row.getString(1), one);
          }
        }, new ArrayList<>(instances).toArray());
    return found;
  }

  private String patientOf(String encounterId) {
    return jdbc.queryForList("""
        select v.TEXT_ from ACT_HI_PROCINST c
        join ACT_HI_VARINST v on v.PROC_INST_ID_ = c.PROC_INST_ID_ and v.ACT_INST_ID_ = c.PROC_INST_ID_ and v.NAME_ = 'patientId'
        where c.BUSINESS_KEY_ = ? and v.TEXT_ is not null order by c.START_TIME_ desc""", String.class, encounterId)
        .stream().findFirst().orElse(null);
  }
}
