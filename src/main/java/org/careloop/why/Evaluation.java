package org.careloop.why;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;

/**
 * A decision as the engine's history keeps it.
 *
 * @param instanceId the process instance that asked
 * @param caseId the outermost process instance of its case
 * @param rootDecision id of the evaluation that needed this one; null where the diagram asked
 * @param collected a sum or a count; null where the rows' results stand for themselves
 */
public record Evaluation(String id, String definitionId, String decisionId, String instanceId, String caseId, String activityInstance,
    String elementId, Instant at, String rootDecision, Double collected) {

  /** A value that went in or came out; rule and variable are null for what went in. */
  public record Clause(String decisionInstance, String clauseId, String name, String ruleId, Integer ruleOrder, String variable, JsonNode value) {}
}
