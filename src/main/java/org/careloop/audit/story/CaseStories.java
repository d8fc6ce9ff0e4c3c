package org.careloop.audit.story;

import java.sql.Timestamp;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.careloop.audit.story.CaseStory.Drawing;
import org.careloop.audit.story.CaseStory.FilledForm;
import org.careloop.audit.story.CaseStory.Look;
import org.careloop.audit.story.CaseStory.OperatorChange;
import org.careloop.audit.story.CaseStory.Part;
import org.careloop.why.DecisionRows;
import org.careloop.why.Judgement;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/**
 * Reads what the history keeps of a case into a {@link CaseStory}: each table once, by the case's id. Reads only; that somebody looked is
 * recorded by whoever shows it.
 */
@Component
public class CaseStories {

  private final JdbcTemplate jdbc;
  private final HistoryRows rows;
  private final DecisionRows decisionRows;
  private final Heads heads;
  private final Models models;
  private final DecisionTeller decisions;
  private final FormTeller forms;
  private final ChangeTeller changes;
  private final LookTeller looks;
  private final MessageTeller messages;
  private final TimelineTeller timeline;
  private final Clock clock;

  CaseStories(JdbcTemplate jdbc, HistoryRows rows, DecisionRows decisionRows, Heads heads, Models models, DecisionTeller decisions,
      FormTeller forms, ChangeTeller changes, LookTeller looks, MessageTeller messages, TimelineTeller timeline, Clock clock) {
    this.jdbc = jdbc;
    this.rows = rows;
    this.decisionRows = decisionRows;
    this.heads = heads;
    this.models = models;
    this.decisions = decisions;
    this.forms = forms;
    this.changes = changes;
    this.looks = looks;
    this.messages = messages;
    this.timeline = timeline;
    this.clock = clock;
  }

  /** A case by the id of its outermost process instance; empty where there is none, or the id is that of a called process. */
  public Optional<CaseHead> head(String rootId) {
    return heads("p.PROC_INST_ID_ = ? and p.SUPER_PROCESS_INSTANCE_ID_ is null", rootId).stream().findFirst();
  }

  /** Everything, as one moment of the database shows it. */
  @Transactional(readOnly = true)
  public Optional<CaseStory> of(String rootId) {
    return head(rootId).map(this::story);
  }

  /** A diagram as it was deployed. */
  public String diagramXml(String definitionId) {
    return models.diagramXml(definitionId);
  }

  /** A decision with the diagram of what it needs, as it was deployed. */
  public String decisionXml(String decisionDefinitionId) {
    return models.decisionXml(decisionDefinitionId);
  }

  private CaseStory story(CaseHead head) {
    CaseRows all = CaseRows.read(rows, decisionRows, models, head.rootId());
    List<Part> parts = parts(all);
    List<Judgement> judgements = decisions.tell(all);
    List<FilledForm> filled = forms.tell(all);
    List<OperatorChange> changed = changes.tell(all, head.rootId());
    List<Look> looked = looks.tell(head);
    MessageTeller.Brought brought = messages.tell(head, all);
    List<Drawing> drawings = parts.stream().map(part -> WalkedPath.of(part, all)).toList();
    return new CaseStory(head, parts, timeline.tell(head, all, parts, judgements, filled, changed, looked, brought, drawings), judgements, filled,
        changed, looked, drawings, related(head, all));
  }

  private static List<Part> parts(CaseRows all) {
    Map<String, Part> parts = new LinkedHashMap<>();
    for (HistoryRows.Instance instance : all.instances()) {
      Models.Diagram diagram = all.diagram(instance.definitionId());
      Part parent = instance.superId() == null ? null : parts.get(instance.superId());
      parts.put(instance.id(), new Part(instance.id(), instance.superId(), all.caller(instance.id()).map(HistoryRows.Activity::elementId).orElse(null),
          parent == null ? 0 : parent.depth() + 1, instance.definitionId(), diagram.processId(), diagram.name(), diagram.versionTag(),
          instance.started(), instance.ended(),
          Heads.outcome(diagram, instance.ended() != null, instance.state(), instance.endElement())));
    }
    return List.copyOf(parts.values());
  }

  private List<CaseHead> related(CaseHead head, CaseRows all) {
    Set<String> keys = new LinkedHashSet<>();
    if (head.businessKey() != null) {
      keys.add(head.businessKey());
    }
    all.tries().stream().map(HistoryRows.Try::jobId).forEach(keys::add);
    Map<String, CaseHead> found = new LinkedHashMap<>();
    for (String key : keys) {
      heads("p.BUSINESS_KEY_ = ? and p.SUPER_PROCESS_INSTANCE_ID_ is null", key).forEach(one -> found.put(one.rootId(), one));
    }
    // A step that a person handled belongs to the case in which it had failed.
    if (head.businessKey() != null) {
      jdbc.queryForList("select distinct ROOT_PROC_INST_ID_ from ACT_HI_JOB_LOG where JOB_ID_ = ?", String.class, head.businessKey())
          .forEach(root -> head(root).ifPresent(one -> found.put(root, one)));
    }
    found.remove(head.rootId());
    return List.copyOf(new ArrayList<>(found.values()));
  }

  private List<CaseHead> heads(String condition, String value) {
    return jdbc.query("select %s from ACT_HI_PROCINST p where %s order by p.START_TIME_".formatted(Heads.COLUMNS, condition),
        (row, number) -> heads.head(row), Timestamp.from(clock.instant()), value);
  }
}
