package org.careloop.why;

import java.time.Instant;
import java.util.List;

/**
 * A decision that was made by a table, in words.
 *
 * @param id the engine's id of the evaluation
 * @param requiredBy id of the evaluation that asked for this one; null where the diagram did
 * @param partId the process instance that asked
 * @param element the step that asked, in words; null where nobody needs it
 * @param fired the rules that matched, in their order
 * @param table the whole table as it was then; null where the decision is no table
 */
public record Judgement(String id, String requiredBy, String partId, Instant at, String element, String definitionId, String decisionId,
    String name, String versionTag, List<Value> inputs, List<Value> outputs, List<Row> fired, Table table) {

  /** A value as it is shown. {@code name} is the variable's, {@code label} the form's or table's. */
  public record Value(String name, String label, String shown) {}

  /** A table's columns and rows. */
  public record Table(String hitPolicy, List<String> inputs, List<String> outputs, List<Row> rows) {}

  /**
   * A row of a table.
   *
   * @param number from 1, as people count
   * @param annotation its source and reason; null for none
   */
  public record Row(String ruleId, int number, boolean fired, List<String> inputs, List<String> outputs, String annotation) {}
}
