package org.careloop.engine;

import java.util.List;
import org.camunda.bpm.engine.RuntimeService;
import org.careloop.trail.Trail;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Which case is open under a key: the rows of {@code careloop_case}. A row is locked before anybody asks the engine whether its case still
 * runs, so that two nodes open one case.
 */
@Component
class CaseKeys {

  private final JdbcTemplate jdbc;
  private final RuntimeService runtime;
  private final Trail trail;
  private final TransactionTemplate ownTransaction;

  CaseKeys(JdbcTemplate jdbc, RuntimeService runtime, PlatformTransactionManager transactions, Trail trail) {
    this.jdbc = jdbc;
    this.runtime = runtime;
    this.trail = trail;
    this.ownTransaction = new TransactionTemplate(transactions);
    this.ownTransaction.setPropagationBehavior(TransactionDefinition.PROPAGATION_REQUIRES_NEW);
  }

  /** Locks the row of this case, made where there is none, and returns the instance it last had; null for none. */
  String lock(String startedBy, String businessKey) {
    String read = "select instance_id from careloop_case where started_by = ? and business_key = ? for update";
    List<String> found = jdbc.queryForList(read, String.class, startedBy, businessKey);
    if (found.isEmpty()) {
      ownTransaction.executeWithoutResult(status -> {
        try {
          jdbc.update("insert into careloop_case (started_by, business_key) values (?, ?)", startedBy, businessKey);
          trail.wrote("careloop_case", startedBy, businessKey);
        } catch (DuplicateKeyException another) {
          status.setRollbackOnly();
        }
      });
      found = jdbc.queryForList(read, String.class, startedBy, businessKey);
    }
    return found.get(0);
  }

  /** Says which instance the locked case has now. */
  void opened(String startedBy, String businessKey, String instance) {
    jdbc.update("update careloop_case set instance_id = ? where started_by = ? and business_key = ?", instance, startedBy, businessKey);
    trail.wrote("careloop_case", startedBy, businessKey);
  }

  boolean isOpen(String startedBy, String businessKey) {
    String read = "select instance_id from careloop_case where started_by = ? and business_key = ?";
    return jdbc.queryForList(read, String.class, startedBy, businessKey).stream().anyMatch(this::isRunning);
  }

  boolean isRunning(String instance) {
    return instance != null && runtime.createProcessInstanceQuery().processInstanceId(instance).count() > 0;
  }
}
