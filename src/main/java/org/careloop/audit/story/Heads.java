package org.careloop.audit.story;

import java.sql.ResultSet;
import java.sql.SQLException;
import org.springframework.stereotype.Component;

/** Makes a case's head from a row: the columns that every query for heads asks for, and how they read. */
@Component
class Heads {

  /** Values of the case itself, not of one of its steps. */
  private static final String VARIABLE = """
      (select max(v.TEXT_) from ACT_HI_VARINST v where v.PROC_INST_ID_ = p.PROC_INST_ID_ and v.ACT_INST_ID_ = p.PROC_INST_ID_ and v.NAME_ = '%s')""";

  /** A task done after it was due, or open past it. One parameter: now. */
  private static final String MISSED = """
      exists (select 1 from ACT_HI_TASKINST t where t.ROOT_PROC_INST_ID_ = p.PROC_INST_ID_
        and (t.END_TIME_ > t.DUE_DATE_ or t.END_TIME_ is null and t.DUE_DATE_ < ?))""";

  /** What an operator's line of the log says when the case left its diagram. */
  private static final String LEFT_DIAGRAM = """
      o.CATEGORY_ = 'Operator' and (o.OPERATION_TYPE_ in ('ModifyProcessInstance', 'SetVariable', 'SetVariables', 'ModifyVariable', 'RemoveVariable')
          or o.OPERATION_TYPE_ = 'Delete' and o.ENTITY_TYPE_ = 'ProcessInstance')""";

  /** A protocol recorded that a person set something else than a table gave. */
  private static final String RECORDED = """
      exists (select 1 from ACT_HI_VARINST w where w.ROOT_PROC_INST_ID_ = p.PROC_INST_ID_ and w.NAME_ = 'overriddenDecision' and w.TEXT_ is not null
        and w.ACT_INST_ID_ = w.PROC_INST_ID_)""";

  /** An operator changed the case past its diagram. */
  private static final String CHANGED_BY_HAND = """
      exists (select 1 from ACT_HI_OP_LOG o where o.ROOT_PROC_INST_ID_ = p.PROC_INST_ID_ and %s)""".formatted(LEFT_DIAGRAM);

  /** The log keeps a migration without the cases it moved: they are those whose earlier steps ran on the version that was left. */
  private static final String MIGRATED = """
      exists (select 1 from ACT_HI_ACTINST a
        join ACT_HI_PROCINST i on i.PROC_INST_ID_ = a.PROC_INST_ID_ and i.PROC_DEF_ID_ <> a.PROC_DEF_ID_
        join ACT_HI_OP_LOG o on o.OPERATION_TYPE_ = 'Migrate' and o.PROPERTY_ = 'processDefinitionId' and o.PROC_DEF_ID_ = a.PROC_DEF_ID_
          and o.TIMESTAMP_ >= a.START_TIME_
        where a.ROOT_PROC_INST_ID_ = p.PROC_INST_ID_)""";

  /** A step's job that went away unfinished while its process went on, and whose number is the key of a case in which a person completed a task. */
  private static final String DONE_BY_HAND = """
      exists (select 1 from ACT_HI_JOB_LOG j
        join ACT_HI_PROCINST h on h.BUSINESS_KEY_ = j.JOB_ID_
        join ACT_HI_TASKINST k on k.PROC_INST_ID_ = h.PROC_INST_ID_ and k.DELETE_REASON_ = 'completed'
        join ACT_HI_PROCINST s on s.PROC_INST_ID_ = j.PROCESS_INSTANCE_ID_ and (s.END_TIME_ is null or s.END_TIME_ > j.TIMESTAMP_)
        where j.ROOT_PROC_INST_ID_ = p.PROC_INST_ID_ and j.JOB_STATE_ = 3 and j.JOB_DEF_TYPE_ = 'async-continuation')""";

  private static final String OVERRIDDEN = "(" + String.join("\n or ", RECORDED, CHANGED_BY_HAND, MIGRATED, DONE_BY_HAND) + ")";

  /** Ids of all such cases, read from the few rows that say so. One parameter: now. */
  static final String ALL_MISSED = """
      select t.ROOT_PROC_INST_ID_ from ACT_HI_TASKINST t where t.END_TIME_ > t.DUE_DATE_
        union all select t.ROOT_PROC_INST_ID_ from ACT_HI_TASKINST t where t.END_TIME_ is null and t.DUE_DATE_ < ?""";

  /** By the same rule as the mark on a case and the report on overrides; src/docs/auditors-questions.md has it in words. */
  static final String ALL_OVERRIDDEN = """
      select o.ROOT_PROC_INST_ID_ from ACT_HI_OP_LOG o where o.ROOT_PROC_INST_ID_ is not null and %s
        union all select w.ROOT_PROC_INST_ID_ from ACT_HI_VARINST w
          where w.NAME_ = 'overriddenDecision' and w.TEXT_ is not null and w.ACT_INST_ID_ = w.PROC_INST_ID_
        union all select a.ROOT_PROC_INST_ID_ from ACT_HI_OP_LOG o
          join ACT_HI_ACTINST a on a.PROC_DEF_ID_ = o.PROC_DEF_ID_ and a.START_TIME_ <= o.TIMESTAMP_
          join ACT_HI_PROCINST i on i.PROC_INST_ID_ = a.PROC_INST_ID_ and i.PROC_DEF_ID_ <> a.PROC_DEF_ID_
          where o.OPERATION_TYPE_ = 'Migrate' and o.PROPERTY_ = 'processDefinitionId'
        union all select j.ROOT_PROC_INST_ID_ from ACT_HI_JOB_LOG j
          join ACT_HI_PROCINST h on h.BUSINESS_KEY_ = j.JOB_ID_
          join ACT_HI_TASKINST k on k.PROC_INST_ID_ = h.PROC_INST_ID_ and k.DELETE_REASON_ = 'completed'
          join ACT_HI_PROCINST s on s.PROC_INST_ID_ = j.PROCESS_INSTANCE_ID_ and (s.END_TIME_ is null or s.END_TIME_ > j.TIMESTAMP_)
          where j.JOB_STATE_ = 3 and j.JOB_DEF_TYPE_ = 'async-continuation'""".formatted(LEFT_DIAGRAM);

  /** Columns of {@code ACT_HI_PROCINST p}. One parameter: now. */
  static final String COLUMNS = """
      p.PROC_INST_ID_, p.BUSINESS_KEY_, p.PROC_DEF_KEY_, p.PROC_DEF_ID_, p.START_TIME_, p.END_TIME_, p.END_ACT_ID_, p.STATE_,
      %s as PATIENT_ID_, %s as PATIENT_LABEL_,
      case when %s then 1 else 0 end as MISSED_, case when %s then 1 else 0 end as OVERRIDDEN_,
      (select count(*) from ACT_HI_INCIDENT i where i.ROOT_PROC_INST_ID_ = p.PROC_INST_ID_
        and (i.CAUSE_INCIDENT_ID_ is null or i.CAUSE_INCIDENT_ID_ = i.ID_)) as INCIDENTS_"""
      .formatted(VARIABLE.formatted("patientId"), VARIABLE.formatted("patientLabel"), MISSED, OVERRIDDEN);

  private final Models models;

  Heads(Models models) {
    this.models = models;
  }

  CaseHead head(ResultSet row) throws SQLException {
    String definition = row.getString("PROC_DEF_ID_");
    Models.Diagram diagram = models.diagram(definition);
    return new CaseHead(row.getString("PROC_INST_ID_"), row.getString("BUSINESS_KEY_"), row.getString("PATIENT_ID_"),
        row.getString("PATIENT_LABEL_"), row.getString("PROC_DEF_KEY_"), diagram.name(), diagram.versionTag(), definition,
        HistoryRows.at(row, "START_TIME_"), HistoryRows.at(row, "END_TIME_"),
        outcome(diagram, row.getTimestamp("END_TIME_") != null, row.getString("STATE_"), row.getString("END_ACT_ID_")),
        row.getInt("MISSED_") == 1, row.getInt("OVERRIDDEN_") == 1, row.getInt("INCIDENTS_"));
  }

  static String outcome(Models.Diagram diagram, boolean ended, String state, String endElement) {
    if (!ended) {
      return Criteria.OPEN;
    }
    if ("EXTERNALLY_TERMINATED".equals(state)) {
      return Criteria.ENDED_BY_HAND;
    }
    String name = endElement == null ? null : diagram.nameOf(endElement);
    return name != null ? name : "INTERNALLY_TERMINATED".equals(state) ? "Ended by the process around it" : "Ended";
  }
}
