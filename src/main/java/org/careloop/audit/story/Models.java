package org.careloop.audit.story;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.camunda.bpm.engine.RepositoryService;
import org.camunda.bpm.engine.repository.ProcessDefinition;
import org.camunda.bpm.model.bpmn.BpmnModelInstance;
import org.camunda.bpm.model.bpmn.instance.ExclusiveGateway;
import org.camunda.bpm.model.bpmn.instance.FlowNode;
import org.camunda.bpm.model.bpmn.instance.InclusiveGateway;
import org.camunda.bpm.model.bpmn.instance.SequenceFlow;
import org.camunda.bpm.model.bpmn.instance.ServiceTask;
import org.camunda.bpm.model.bpmn.instance.UserTask;
import org.camunda.bpm.model.dmn.instance.Decision;
import org.camunda.bpm.model.dmn.instance.DecisionTable;
import org.camunda.bpm.model.xml.instance.ModelElementInstance;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/** The diagrams and forms of the exact versions that cases ran on. A version never changes, so what was read once is kept a while. */
@Component
class Models {

  /** A diagram's parts by their ids, and the arrows between them. */
  record Diagram(String definitionId, String processId, String name, String versionTag, String deploymentId, String xml,
      Map<String, Element> elements, List<Flow> flows) {

    String nameOf(String elementId) {
      Element element = elements.get(elementId);
      return element == null || element.name() == null ? null : element.name();
    }
  }

  /** @param delegate the bean's name without its braces; null where the element calls none */
  record Element(String id, String type, String name, String formId, String delegate, boolean oneWayOut) {}

  record Flow(String id, String name, String source, String target) {}

  private static final ObjectMapper JSON = new ObjectMapper();

  private final RepositoryService repository;
  private final JdbcTemplate jdbc;
  private final Cache<String, Diagram> diagrams = Caffeine.newBuilder().maximumSize(300).build();
  private final Cache<String, Map<String, String>> labels = Caffeine.newBuilder().maximumSize(50).build();
  private final Cache<String, Optional<JsonNode>> forms = Caffeine.newBuilder().maximumSize(500).build();

  Models(RepositoryService repository, JdbcTemplate jdbc) {
    this.repository = repository;
    this.jdbc = jdbc;
  }

  Diagram diagram(String definitionId) {
    return diagrams.get(definitionId, this::readDiagram);
  }

  /** A form as it was laid down together with a diagram; empty where there is none. */
  Optional<JsonNode> form(String deploymentId, String formId) {
    return formId == null ? Optional.empty() : forms.get(deploymentId + "/" + formId, key -> readForm(deploymentId, formId));
  }

  /** What the forms and tables of a release call a variable; a variable that none of them names is not in it. */
  Map<String, String> labels(String deploymentId) {
    return labels.get(deploymentId, this::readLabels);
  }

  private Map<String, String> readLabels(String deploymentId) {
    Map<String, String> names = new LinkedHashMap<>();
    jdbc.queryForList("select ID_ from ACT_RE_DECISION_DEF where DEPLOYMENT_ID_ = ? order by KEY_", String.class, deploymentId).forEach(id -> {
      Decision decision = repository.getDmnModelInstance(id).getModelElementById(repository.getDecisionDefinition(id).getKey());
      if (decision.getExpression() instanceof DecisionTable table) {
        table.getInputs().forEach(input -> note(names, text(input.getInputExpression()), input.getLabel()));
        table.getOutputs().forEach(output -> note(names, output.getName(), output.getLabel()));
      }
    });
    jdbc.queryForList("select KEY_ from ACT_RE_CAMFORMDEF where DEPLOYMENT_ID_ = ? order by KEY_", String.class, deploymentId)
        .forEach(key -> form(deploymentId, key).ifPresent(file -> FormTeller.fieldsByKey(file)
            .forEach((name, field) -> note(names, name, field.path("label").asText(null)))));
    return Map.copyOf(names);
  }

  private static void note(Map<String, String> names, String variable, String label) {
    if (variable != null && variable.matches("[A-Za-z][A-Za-z0-9]*") && label != null && !label.isBlank() && label.length() < 60) {
      names.putIfAbsent(variable, label);
    }
  }

  String diagramXml(String definitionId) {
    return diagram(definitionId).xml();
  }

  String decisionXml(String decisionDefinitionId) {
    return text(repository.getDecisionModel(decisionDefinitionId));
  }

  private Diagram readDiagram(String definitionId) {
    ProcessDefinition definition = repository.getProcessDefinition(definitionId);
    BpmnModelInstance model = repository.getBpmnModelInstance(definitionId);
    Map<String, Element> elements = new LinkedHashMap<>();
    for (FlowNode node : model.getModelElementsByType(FlowNode.class)) {
      elements.put(node.getId(), new Element(node.getId(), node.getElementType().getTypeName(), clean(node.getName()),
          node instanceof UserTask task ? task.getCamundaFormRef() : null,
          node instanceof ServiceTask task && task.getCamundaDelegateExpression() != null
              ? task.getCamundaDelegateExpression().replaceAll("^[$#]\\{|}$", "") : null,
          node instanceof ExclusiveGateway || !(node instanceof InclusiveGateway) && node.getOutgoing().size() == 1));
    }
    List<Flow> flows = model.getModelElementsByType(SequenceFlow.class).stream()
        .map(flow -> new Flow(flow.getId(), clean(flow.getName()), flow.getSource().getId(), flow.getTarget().getId())).toList();
    return new Diagram(definitionId, definition.getKey(), definition.getName() == null ? definition.getKey() : definition.getName(),
        definition.getVersionTag(), definition.getDeploymentId(), text(repository.getProcessModel(definitionId)), Map.copyOf(elements), flows);
  }

  private Optional<JsonNode> readForm(String deploymentId, String formId) {
    return jdbc.queryForList("select RESOURCE_NAME_ from ACT_RE_CAMFORMDEF where DEPLOYMENT_ID_ = ? and KEY_ = ?", String.class, deploymentId, formId)
        .stream().findFirst().map(name -> {
          try (InputStream file = repository.getResourceAsStream(deploymentId, name)) {
            return JSON.readTree(file);
          } catch (IOException e) {
            throw new UncheckedIOException("Form %s of deployment %s cannot be read".formatted(formId, deploymentId), e);
          }
        });
  }

  private static String text(ModelElementInstance entry) {
    ModelElementInstance text = entry == null ? null : entry.getUniqueChildElementByType(org.camunda.bpm.model.dmn.instance.Text.class);
    return text == null ? "" : text.getTextContent().strip();
  }

  private static String text(InputStream file) {
    try (file) {
      return new String(file.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException("A model cannot be read from the engine", e);
    }
  }

  private static String clean(String name) {
    return name == null || name.isBlank() ? null : name.strip().replaceAll("\\s+", " ");
  }
}
