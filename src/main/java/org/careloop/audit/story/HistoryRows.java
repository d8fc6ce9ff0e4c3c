package org.careloop.audit.story;

import com.fasterxml.jackson.databind.JsonNode;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.List;
import org.careloop.why.StoredValue;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.RowMapper;
import org.springframework.stereotype.Component;

/** The engine's history of one case, row by row, each table read once by the case's id. Reads only; says nothing in words. */
@Component
class HistoryRows {

  record Instance(String id, String definitionId, String businessKey, Instant started, Instant ended, String endElement, String superId,
      String state, String deleteReason, String startedBy) {}

  record Activity(String id, String parentId, String definitionId, String instanceId, String elementId, String taskId, String calledInstance,
      String name, String type, String assignee, Instant started, Instant ended, boolean cancelled) {}

  record TaskRow(String id, String elementId, String definitionId, String instanceId, String activityInstance, String name, String assignee,
      Instant started, Instant ended, String deleteReason, Instant due) {}

  /** One writing of a variable; {@code scope} is the activity or process instance that the variable belongs to. */
  record Written(String instanceId, String activityInstance, String variableInstance, String scope, String name, Instant at, String operationId,
      JsonNode value, boolean first) {}

  record Operation(String id, String operationId, String instanceId, String taskId, String definitionId, String jobId, String user, Instant at,
      String type, String entity, String property, String before, String after, String category, String annotation) {}

  record Link(String taskId, String type, String user, String group, String assigner, Instant at, String operation) {}

  record Remark(String taskId, String instanceId, String user, Instant at, String text) {}

  record Trouble(String id, String instanceId, String type, String elementId, String message, Instant at, Instant ended, int state, String annotation,
      String configuration) {}

  record Try(String jobId, String instanceId, String elementId, Instant at, int retries, int state, String message, String configuration) {}

  private static final String VALUE_JOIN = "left join ACT_GE_BYTEARRAY b on b.ID_ = d.BYTEARRAY_ID_";

  private final JdbcTemplate jdbc;

  HistoryRows(JdbcTemplate jdbc) {
    this.jdbc = jdbc;
  }

  List<Instance> instances(String root) {
    return query("select * from ACT_HI_PROCINST where ROOT_PROC_INST_ID_ = ? order by START_TIME_, ID_", root,
        row -> new Instance(row.getString("ID_"), row.getString("PROC_DEF_ID_"), row.getString("BUSINESS_KEY_"), at(row, "START_TIME_"),
            at(row, "END_TIME_"), row.getString("END_ACT_ID_"), row.getString("SUPER_PROCESS_INSTANCE_ID_"), row.getString("STATE_"),
            row.getString("DELETE_REASON_"), row.getString("START_USER_ID_")));
  }

  List<Activity> activities(String root) {
    return query("select * from ACT_HI_ACTINST where ROOT_PROC_INST_ID_ = ? order by START_TIME_, SEQUENCE_COUNTER_", root,
        row -> new Activity(row.getString("ID_"), row.getString("PARENT_ACT_INST_ID_"), row.getString("PROC_DEF_ID_"),
            row.getString("PROC_INST_ID_"), row.getString("ACT_ID_"), row.getString("TASK_ID_"), row.getString("CALL_PROC_INST_ID_"),
            row.getString("ACT_NAME_"), row.getString("ACT_TYPE_"), row.getString("ASSIGNEE_"), at(row, "START_TIME_"), at(row, "END_TIME_"),
            row.getInt("ACT_INST_STATE_") == 2));
  }

  List<TaskRow> tasks(String root) {
    return query("select * from ACT_HI_TASKINST where ROOT_PROC_INST_ID_ = ? order by START_TIME_, ID_", root,
        row -> new TaskRow(row.getString("ID_"), row.getString("TASK_DEF_KEY_"), row.getString("PROC_DEF_ID_"), row.getString("PROC_INST_ID_"),
            row.getString("ACT_INST_ID_"), row.getString("NAME_"), row.getString("ASSIGNEE_"), at(row, "START_TIME_"), at(row, "END_TIME_"),
            row.getString("DELETE_REASON_"), at(row, "DUE_DATE_")));
  }

  List<Written> writings(String root) {
    return query("""
        select d.*, b.BYTES_, v.ACT_INST_ID_ as SCOPE_ from ACT_HI_DETAIL d %s left join ACT_HI_VARINST v on v.ID_ = d.VAR_INST_ID_
        where d.ROOT_PROC_INST_ID_ = ? and d.TYPE_ = 'VariableUpdate' order by d.TIME_, d.SEQUENCE_COUNTER_""".formatted(VALUE_JOIN), root,
        row -> new Written(row.getString("PROC_INST_ID_"), row.getString("ACT_INST_ID_"), row.getString("VAR_INST_ID_"), row.getString("SCOPE_"),
            row.getString("NAME_"), at(row, "TIME_"), row.getString("OPERATION_ID_"), StoredValue.value(row), row.getInt("REV_") == 0));
  }

  List<Operation> operations(String root) {
    return query("select * from ACT_HI_OP_LOG where ROOT_PROC_INST_ID_ = ? order by TIMESTAMP_, ID_", root,
        row -> new Operation(row.getString("ID_"), row.getString("OPERATION_ID_"), row.getString("PROC_INST_ID_"), row.getString("TASK_ID_"),
            row.getString("PROC_DEF_ID_"), row.getString("JOB_ID_"), row.getString("USER_ID_"), at(row, "TIMESTAMP_"),
            row.getString("OPERATION_TYPE_"), row.getString("ENTITY_TYPE_"), row.getString("PROPERTY_"), row.getString("ORG_VALUE_"),
            row.getString("NEW_VALUE_"), row.getString("CATEGORY_"), row.getString("ANNOTATION_")));
  }

  List<Link> links(String root) {
    return query("select * from ACT_HI_IDENTITYLINK where ROOT_PROC_INST_ID_ = ? order by TIMESTAMP_, ID_", root,
        row -> new Link(row.getString("TASK_ID_"), row.getString("TYPE_"), row.getString("USER_ID_"), row.getString("GROUP_ID_"),
            row.getString("ASSIGNER_ID_"), at(row, "TIMESTAMP_"), row.getString("OPERATION_TYPE_")));
  }

  List<Remark> remarks(String root) {
    return query("select * from ACT_HI_COMMENT where ROOT_PROC_INST_ID_ = ? and TYPE_ = 'comment' order by TIME_, ID_", root,
        row -> new Remark(row.getString("TASK_ID_"), row.getString("PROC_INST_ID_"), row.getString("USER_ID_"), at(row, "TIME_"),
            row.getString("MESSAGE_")));
  }

  List<Trouble> incidents(String root) {
    return query("select * from ACT_HI_INCIDENT where ROOT_PROC_INST_ID_ = ? and (CAUSE_INCIDENT_ID_ is null or CAUSE_INCIDENT_ID_ = ID_) "
        + "order by CREATE_TIME_, ID_", root,
        row -> new Trouble(row.getString("ID_"), row.getString("PROC_INST_ID_"), row.getString("INCIDENT_TYPE_"), row.getString("ACTIVITY_ID_"),
            row.getString("INCIDENT_MSG_"), at(row, "CREATE_TIME_"), at(row, "END_TIME_"), row.getInt("INCIDENT_STATE_"),
            row.getString("ANNOTATION_"), row.getString("CONFIGURATION_")));
  }

  /** Attempts that failed, and steps that were taken away unfinished; those that went well are the activities themselves. */
  List<Try> tries(String root) {
    return query("select * from ACT_HI_JOB_LOG where ROOT_PROC_INST_ID_ = ? and JOB_STATE_ in (1, 3) order by TIMESTAMP_, SEQUENCE_COUNTER_", root,
        row -> new Try(row.getString("JOB_ID_"), row.getString("PROCESS_INSTANCE_ID_"), row.getString("ACT_ID_"), at(row, "TIMESTAMP_"),
            row.getInt("JOB_RETRIES_"), row.getInt("JOB_STATE_"), row.getString("JOB_EXCEPTION_MSG_"), row.getString("JOB_DEF_CONFIGURATION_")));
  }

  private interface Reader<T> {
    T read(ResultSet row) throws SQLException;
  }

  private <T> List<T> query(String sql, String root, Reader<T> reader) {
    RowMapper<T> mapper = (row, number) -> reader.read(row);
    return jdbc.query(sql, mapper, root);
  }

  static Instant at(ResultSet row, String column) throws SQLException {
    Timestamp time = row.getTimestamp(column);
    return time == null ? null : time.toInstant();
  }
}
