package org.careloop.audit.story;

import java.sql.Timestamp;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.careloop.audit.story.CasePage.After;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/**
 * Finds cases, newest first, a page at a time: the next page begins behind the last case of this one, so a page costs the same however deep it
 * lies and no case is shown twice or left out when others begin meanwhile. Reads only.
 */
@Component
public class CaseSearch {

  private static final Set<String> ENDS = Set.of("endEvent");

  private final JdbcTemplate jdbc;
  private final Heads heads;
  private final Models models;
  private final Clock clock;

  CaseSearch(JdbcTemplate jdbc, Heads heads, Models models, Clock clock) {
    this.jdbc = jdbc;
    this.heads = heads;
    this.models = models;
    this.clock = clock;
  }

  /** @param after the last case of the page before; null for the first page */
  public CasePage find(Criteria criteria, After after, int size) {
    SearchQuery query = query(criteria, after, size + 1);
    List<CaseHead> found = jdbc.query(query.sql(), (row, number) -> heads.head(row), query.values().toArray());
    if (found.size() <= size) {
      return new CasePage(found, null);
    }
    CaseHead last = found.get(size - 1);
    return new CasePage(List.copyOf(found.subList(0, size)), new After(last.started(), last.rootId()));
  }

  /** The statement behind a page, so that its plan can be looked at. */
  public SearchQuery query(Criteria criteria, After after, int limit) {
    return SearchQuery.of(criteria, after, limit, clock.instant(), ends(criteria.outcome()));
  }

  /** Every protocol that a case was started of, with the tags of its versions, newest first; the key is the protocol's id. */
  public Map<String, Protocol> protocols() {
    Map<String, Protocol> found = new TreeMap<>();
    jdbc.query("select KEY_, NAME_, VERSION_TAG_ from ACT_RE_PROCDEF order by KEY_, VERSION_ desc", row -> {
      Protocol known = found.computeIfAbsent(row.getString(1), key -> new Protocol(key, name(row), new LinkedHashSet<>()));
      if (row.getString(3) != null) {
        known.versionTags().add(row.getString(3));
      }
    });
    return found;
  }

  /** Tags of all versions of all protocols. */
  public List<String> versions() {
    return protocols().values().stream().flatMap(protocol -> protocol.versionTags().stream()).distinct().sorted().toList();
  }

  private static String name(java.sql.ResultSet row) {
    try {
      return row.getString(2) == null ? row.getString(1) : row.getString(2);
    } catch (java.sql.SQLException e) {
      throw new IllegalStateException("The engine's table of diagrams cannot be read", e);
    }
  }

  /** @param versionTags newest first */
  public record Protocol(String id, String name, Set<String> versionTags) {}

  /** Names of the ends that a case itself can reach, of every version, in alphabetical order. */
  public List<String> outcomes() {
    Set<String> names = new java.util.TreeSet<>(String.CASE_INSENSITIVE_ORDER);
    for (String definition : caseDefinitions()) {
      models.diagram(definition).elements().values().stream().filter(element -> ENDS.contains(element.type()) && element.name() != null)
          .map(Models.Element::name).forEach(names::add);
    }
    return List.copyOf(names);
  }

  /** Ids of end events by this name. */
  private List<String> ends(String outcome) {
    if (outcome == null || outcome.equals(Criteria.OPEN) || outcome.equals(Criteria.ENDED_BY_HAND)) {
      return Collections.emptyList();
    }
    Set<String> ids = new LinkedHashSet<>();
    for (String definition : caseDefinitions()) {
      models.diagram(definition).elements().values().stream()
          .filter(element -> ENDS.contains(element.type()) && outcome.equals(element.name())).map(Models.Element::id).forEach(ids::add);
    }
    return List.copyOf(ids);
  }

  /** Diagrams whose cases stand for themselves: those that news can start. Told by the engine's subscriptions or, of older versions, by their cases. */
  private List<String> caseDefinitions() {
    return jdbc.queryForList("""
        select d.ID_ from ACT_RE_PROCDEF d
        where exists (select 1 from ACT_HI_PROCINST p where p.PROC_DEF_ID_ = d.ID_ and p.SUPER_PROCESS_INSTANCE_ID_ is null)""", String.class);
  }

  /** The statement for a page and its parameters, so that its plan can be looked at, too. */
  public record SearchQuery(String sql, List<Object> values) {

    /** @param ends ids of the end events that bear the name which is looked for */
    public static SearchQuery of(Criteria criteria, After after, int limit, java.time.Instant now, List<String> ends) {
      List<String> conditions = new ArrayList<>();
      List<Object> values = new ArrayList<>();
      Timestamp moment = Timestamp.from(now);
      values.add(moment);
      conditions.add("p.SUPER_PROCESS_INSTANCE_ID_ is null");
      if (criteria.patient() != null) {
        patient(criteria.patient().strip(), conditions, values);
      }
      if (criteria.businessKey() != null) {
        conditions.add("p.BUSINESS_KEY_ = ?");
        values.add(criteria.businessKey().strip());
      }
      if (criteria.person() != null) {
        conditions.add("""
            p.PROC_INST_ID_ in (select t.ROOT_PROC_INST_ID_ from ACT_HI_TASKINST t where t.ASSIGNEE_ = ?
              union select o.ROOT_PROC_INST_ID_ from ACT_HI_OP_LOG o where o.USER_ID_ = ? and o.ROOT_PROC_INST_ID_ is not null)""");
        values.add(criteria.person().strip());
        values.add(criteria.person().strip());
      }
      if (criteria.protocolId() != null) {
        conditions.add("p.PROC_DEF_KEY_ = ?");
        values.add(criteria.protocolId());
      }
      if (criteria.versionTag() != null) {
        conditions.add("p.PROC_DEF_ID_ in (select d.ID_ from ACT_RE_PROCDEF d where d.VERSION_TAG_ = ?)");
        values.add(criteria.versionTag());
      }
      if (criteria.startedFrom() != null) {
        conditions.add("p.START_TIME_ >= ?");
        values.add(Timestamp.from(criteria.startedFrom()));
      }
      if (criteria.startedBefore() != null) {
        conditions.add("p.START_TIME_ < ?");
        values.add(Timestamp.from(criteria.startedBefore()));
      }
      outcome(criteria.outcome(), ends, conditions, values);
      if (criteria.deadlineMissed()) {
        conditions.add("p.PROC_INST_ID_ in (%s)".formatted(Heads.ALL_MISSED));
        values.add(moment);
      }
      if (criteria.overridden()) {
        conditions.add("p.PROC_INST_ID_ in (%s)".formatted(Heads.ALL_OVERRIDDEN));
      }
      if (criteria.incident()) {
        conditions.add("p.PROC_INST_ID_ in (select i.ROOT_PROC_INST_ID_ from ACT_HI_INCIDENT i)");
      }
      if (after != null) {
        conditions.add("(p.START_TIME_, p.PROC_INST_ID_) < (?, ?)");
        values.add(Timestamp.from(after.started()));
        values.add(after.rootId());
      }
      values.add(limit);
      // The first column of the order is null in every row: it makes the order that of the index.
      return new SearchQuery("select %s\nfrom ACT_HI_PROCINST p\nwhere %s\norder by p.SUPER_PROCESS_INSTANCE_ID_ desc, p.START_TIME_ desc, p.PROC_INST_ID_ desc\nlimit ?"
          .formatted(Heads.COLUMNS, String.join("\n and ", conditions)), values);
    }

    private static void outcome(String outcome, List<String> ends, List<String> conditions, List<Object> values) {
      if (Criteria.OPEN.equals(outcome)) {
        conditions.add("p.END_TIME_ is null");
      } else if (Criteria.ENDED_BY_HAND.equals(outcome)) {
        conditions.add("p.STATE_ = 'EXTERNALLY_TERMINATED'");
      } else if (outcome != null) {
        conditions.add("p.STATE_ = 'COMPLETED' and p.END_ACT_ID_ in (%s)"
            .formatted(String.join(", ", Collections.nCopies(Math.max(1, ends.size()), "?"))));
        values.addAll(ends.isEmpty() ? List.of("") : ends);
      }
    }

    /** By the health record's id, the record number or any part of the label. */
    private static void patient(String patient, List<String> conditions, List<Object> values) {
      conditions.add("""
          p.PROC_INST_ID_ in (
            select v.PROC_INST_ID_ from ACT_HI_VARINST v where v.NAME_ = 'patientLabel' and v.PROC_INST_ID_ = v.ROOT_PROC_INST_ID_
              and lower(v.TEXT_) like ? escape '!'
            union select v.PROC_INST_ID_ from ACT_HI_VARINST v where v.NAME_ = 'patientId' and v.PROC_INST_ID_ = v.ROOT_PROC_INST_ID_
              and lower(v.TEXT_) = ?
            union select v.PROC_INST_ID_ from ACT_HI_VARINST v where v.NAME_ = 'patientIdentifier' and v.PROC_INST_ID_ = v.ROOT_PROC_INST_ID_
              and lower(v.TEXT_) like ? escape '!')""");
      String text = patient.toLowerCase(Locale.ROOT);
      String pattern = text.replace("!", "!!").replace("%", "!%").replace("_", "!_");
      values.add("%" + pattern + "%");
      values.add(text);
      values.add("%|" + pattern);
    }
  }
}
