package org.careloop.why;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.camunda.bpm.engine.RepositoryService;
import org.camunda.bpm.engine.repository.DecisionDefinition;
import org.camunda.bpm.model.dmn.HitPolicy;
import org.camunda.bpm.model.dmn.instance.Decision;
import org.camunda.bpm.model.dmn.instance.DecisionTable;
import org.camunda.bpm.model.dmn.instance.Input;
import org.camunda.bpm.model.dmn.instance.Output;
import org.camunda.bpm.model.dmn.instance.Rule;
import org.camunda.bpm.model.dmn.instance.Text;
import org.camunda.bpm.model.xml.instance.ModelElementInstance;
import org.careloop.why.Judgement.Row;
import org.careloop.why.Judgement.Table;
import org.springframework.stereotype.Component;

/** The decision tables of the exact versions that judged. A version never changes, so what was read once is kept a while. */
@Component
class DecisionTables {

  /**
   * A decision's table as it was laid down; {@code fired} is false in every row.
   *
   * @param table null where the decision is no table
   * @param labels of the columns, by their ids
   * @param asked what the columns of the inputs ask for, in the order of the table: variables or formulas
   */
  record Judge(String definitionId, String decisionId, String name, String versionTag, String purpose, Table table, Map<String, String> labels,
      List<String> asked) {}

  private final RepositoryService repository;
  private final Cache<String, Judge> judges = Caffeine.newBuilder().maximumSize(300).build();

  DecisionTables(RepositoryService repository) {
    this.repository = repository;
  }

  Judge judge(String decisionDefinitionId) {
    return judges.get(decisionDefinitionId, this::read);
  }

  private Judge read(String id) {
    DecisionDefinition definition = repository.getDecisionDefinition(id);
    Decision decision = repository.getDmnModelInstance(id).getModelElementById(definition.getKey());
    Map<String, String> labels = new LinkedHashMap<>();
    List<String> asked = new ArrayList<>();
    Table table = null;
    if (decision.getExpression() instanceof DecisionTable drawn) {
      for (Input input : drawn.getInputs()) {
        asked.add(text(input.getInputExpression()));
        labels.put(input.getId(), input.getLabel() == null ? text(input.getInputExpression()) : input.getLabel());
      }
      for (Output output : drawn.getOutputs()) {
        labels.put(output.getId(), output.getLabel() == null ? output.getName() : output.getLabel());
      }
      List<Row> rows = new ArrayList<>();
      for (Rule rule : drawn.getRules()) {
        rows.add(new Row(rule.getId(), rows.size() + 1, false, rule.getInputEntries().stream().map(DecisionTables::text).toList(),
            rule.getOutputEntries().stream().map(DecisionTables::text).toList(),
            rule.getDescription() == null ? null : rule.getDescription().getTextContent()));
      }
      HitPolicy policy = drawn.getHitPolicy();
      table = new Table(policy == null ? "UNIQUE" : policy.name() + (drawn.getAggregation() == null ? "" : " " + drawn.getAggregation().name()),
          drawn.getInputs().stream().map(input -> labels.get(input.getId())).toList(),
          drawn.getOutputs().stream().map(output -> labels.get(output.getId())).toList(), List.copyOf(rows));
    }
    return new Judge(id, definition.getKey(), definition.getName() == null ? definition.getKey() : definition.getName(),
        definition.getVersionTag(), decision.getDescription() == null ? null : decision.getDescription().getTextContent().strip(), table,
        Map.copyOf(labels), List.copyOf(asked));
  }

  private static String text(ModelElementInstance entry) {
    ModelElementInstance text = entry == null ? null : entry.getUniqueChildElementByType(Text.class);
    return text == null ? "" : text.getTextContent().strip();
  }
}
