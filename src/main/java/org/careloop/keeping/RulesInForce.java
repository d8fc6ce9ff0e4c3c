package org.careloop.keeping;

import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import org.careloop.keeping.Hold.Scope;
import org.careloop.trail.Retention;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/** Tells the auditor's report by which rules and holds the removal itself goes, so that the report cannot judge by others. */
@Component
class RulesInForce implements Retention {

  private static final Instant EVER = Instant.parse("1900-01-01T00:00:00Z");
  private static final Instant NEVER = Instant.parse("9999-01-01T00:00:00Z");

  private final KeepingRules rules;
  private final Holds holds;
  private final JdbcTemplate jdbc;
  private final ZoneId zone;

  RulesInForce(KeepingRules rules, Holds holds, JdbcTemplate jdbc, @Value("${careloop.zone:America/New_York}") ZoneId zone) {
    this.rules = rules;
    this.holds = holds;
    this.jdbc = jdbc;
    this.zone = zone;
  }

  @Override
  public List<Rule> rules() {
    return jdbc.queryForList("select distinct PROC_DEF_ID_ from ACT_HI_PROCINST", String.class).stream().map(id -> new Rule(id, rules.days(id))).toList();
  }

  @Override
  public List<Held> holds() {
    return holds.active().stream().map(hold -> new Held(hold.scope().code(), hold.subject() == null ? "" : hold.subject(),
        hold.scope() == Scope.PERIOD ? hold.begin(zone) : EVER, hold.toDay() == null ? NEVER : hold.end(zone))).toList();
  }
}
