package org.careloop.engine;

import java.util.ArrayList;
import java.util.List;
import org.careloop.trail.Trail;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/**
 * Empties what one ended case says of its patient in the engine's history: values, texts that people or failures wrote, the business key. What
 * was done stays: which step of which version, when, by whom, which rule answered. Whether it may be erased is decided elsewhere.
 */
@Component
public class CaseErasure {

  /** What stands where a text must stand and the old one had to go. */
  public static final String ERASED = "erased";

  /** Properties of the operation log that say what an operator did, not what of a patient. */
  private static final String STRUCTURE = "'assignee', 'owner', 'delegation', 'priority', 'dueDate', 'followUpDate', 'retries', 'suspensionState', "
      + "'state', 'nrOfInstances', 'nrOfVariables', 'async', 'processDefinitionId', 'processDefinitionKey', 'newProcessDefinitionId', 'jobId', "
      + "'jobDefinitionId', 'includeProcessInstances', 'skipCustomListeners', 'skipIoMappings', 'candidateUser', 'candidateGroup', 'type', 'deploymentId'";

  private record Part(String table, String set, String where) {}

  private static final List<Part> PARTS = List.of(
      new Part("ACT_HI_VARINST", "VAR_TYPE_ = 'null', TEXT_ = null, TEXT2_ = null, LONG_ = null, DOUBLE_ = null, BYTEARRAY_ID_ = null", "VAR_TYPE_ <> 'null'"),
      new Part("ACT_HI_DETAIL", "VAR_TYPE_ = 'null', TEXT_ = null, TEXT2_ = null, LONG_ = null, DOUBLE_ = null, BYTEARRAY_ID_ = null", "VAR_TYPE_ <> 'null'"),
      new Part("ACT_HI_DEC_IN", "VAR_TYPE_ = 'null', TEXT_ = null, TEXT2_ = null, LONG_ = null, DOUBLE_ = null, BYTEARRAY_ID_ = null", "VAR_TYPE_ <> 'null'"),
      new Part("ACT_HI_DEC_OUT", "VAR_TYPE_ = 'null', TEXT_ = null, TEXT2_ = null, LONG_ = null, DOUBLE_ = null, BYTEARRAY_ID_ = null", "VAR_TYPE_ <> 'null'"),
      new Part("ACT_HI_DECINST", "COLLECT_VALUE_ = null", "COLLECT_VALUE_ is not null"),
      new Part("ACT_HI_TASKINST", "NAME_ = (select max(a.ACT_NAME_) from ACT_HI_ACTINST a where a.ID_ = ACT_HI_TASKINST.ACT_INST_ID_), DESCRIPTION_ = null",
          "(NAME_ is not null or DESCRIPTION_ is not null)"),
      new Part("ACT_HI_TASKINST", "DELETE_REASON_ = 'erased'", "DELETE_REASON_ not in ('completed', 'deleted', 'erased')"),
      new Part("ACT_HI_PROCINST", "DELETE_REASON_ = 'erased'", "DELETE_REASON_ <> 'erased'"),
      new Part("ACT_HI_PROCINST", "BUSINESS_KEY_ = 'erased'", "BUSINESS_KEY_ <> 'erased'"),
      new Part("ACT_HI_COMMENT", "MESSAGE_ = 'erased', FULL_MSG_ = null", "(MESSAGE_ is not null or FULL_MSG_ is not null)"),
      new Part("ACT_HI_ATTACHMENT", "NAME_ = 'erased', DESCRIPTION_ = null, URL_ = null, CONTENT_ID_ = null", "(NAME_ is null or NAME_ <> 'erased')"),
      new Part("ACT_HI_OP_LOG", "ORG_VALUE_ = null, NEW_VALUE_ = null", "(ORG_VALUE_ is not null or NEW_VALUE_ is not null) "
          + "and (PROPERTY_ is null or PROPERTY_ not in (" + STRUCTURE + "))"),
      new Part("ACT_HI_OP_LOG", "ANNOTATION_ = 'erased'", "ANNOTATION_ <> 'erased'"),
      new Part("ACT_HI_INCIDENT", "INCIDENT_MSG_ = null", "INCIDENT_MSG_ is not null"),
      new Part("ACT_HI_INCIDENT", "ANNOTATION_ = 'erased'", "ANNOTATION_ <> 'erased'"),
      new Part("ACT_HI_JOB_LOG", "JOB_EXCEPTION_MSG_ = null, JOB_EXCEPTION_STACK_ID_ = null",
          "(JOB_EXCEPTION_MSG_ is not null or JOB_EXCEPTION_STACK_ID_ is not null)"),
      new Part("ACT_HI_EXT_TASK_LOG", "ERROR_MSG_ = null, ERROR_DETAILS_ID_ = null", "(ERROR_MSG_ is not null or ERROR_DETAILS_ID_ is not null)"));

  private final JdbcTemplate jdbc;
  private final Trail trail;

  CaseErasure(JdbcTemplate jdbc, Trail trail) {
    this.jdbc = jdbc;
    this.trail = trail;
  }

  /**
   * Empties in the caller's transaction, and tells the trail which rows changed. The caller has the chain sealed anew.
   *
   * @param caseId of the root instance
   * @return how many rows held something that is gone now
   * @throws IllegalStateException where a part of the case runs
   */
  @Transactional(propagation = Propagation.MANDATORY)
  public int erase(String caseId) {
    CaseRemoval.refuseRunning(jdbc, caseId);
    List<String> bytes = new ArrayList<>();
    CaseTables.bytes().forEach((table, column) -> bytes.addAll(jdbc.queryForList(
        "select %s from %s where ROOT_PROC_INST_ID_ = ? and %s is not null".formatted(column, table, column), String.class, caseId)));
    int emptied = 0;
    for (Part part : PARTS) {
      String which = "ROOT_PROC_INST_ID_ = ? and " + part.where();
      List<String> rows = jdbc.queryForList("select ID_ from %s where %s".formatted(part.table(), which), String.class, caseId);
      if (!rows.isEmpty()) {
        jdbc.update("update %s set %s where %s".formatted(part.table(), part.set(), which), caseId);
        rows.forEach(row -> trail.wrote(part.table(), row));
        emptied += rows.size();
      }
    }
    bytes.forEach(id -> jdbc.update("delete from ACT_GE_BYTEARRAY where ID_ = ?", id));
    return emptied;
  }
}
