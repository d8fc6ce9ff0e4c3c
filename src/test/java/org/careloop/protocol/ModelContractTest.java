package org.careloop.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.camunda.bpm.model.bpmn.Bpmn;
import org.camunda.bpm.model.bpmn.BpmnModelInstance;
import org.camunda.bpm.model.bpmn.instance.Activity;
import org.camunda.bpm.model.bpmn.instance.BaseElement;
import org.camunda.bpm.model.bpmn.instance.BoundaryEvent;
import org.camunda.bpm.model.bpmn.instance.BusinessRuleTask;
import org.camunda.bpm.model.bpmn.instance.CallActivity;
import org.camunda.bpm.model.bpmn.instance.EndEvent;
import org.camunda.bpm.model.bpmn.instance.Error;
import org.camunda.bpm.model.bpmn.instance.ErrorEventDefinition;
import org.camunda.bpm.model.bpmn.instance.EventDefinition;
import org.camunda.bpm.model.bpmn.instance.ExclusiveGateway;
import org.camunda.bpm.model.bpmn.instance.FlowNode;
import org.camunda.bpm.model.bpmn.instance.InclusiveGateway;
import org.camunda.bpm.model.bpmn.instance.Message;
import org.camunda.bpm.model.bpmn.instance.Process;
import org.camunda.bpm.model.bpmn.instance.ScriptTask;
import org.camunda.bpm.model.bpmn.instance.SequenceFlow;
import org.camunda.bpm.model.bpmn.instance.ServiceTask;
import org.camunda.bpm.model.bpmn.instance.TimerEventDefinition;
import org.camunda.bpm.model.bpmn.instance.UserTask;
import org.camunda.bpm.model.bpmn.instance.bpmndi.BpmnEdge;
import org.camunda.bpm.model.bpmn.instance.bpmndi.BpmnShape;
import org.camunda.bpm.model.bpmn.instance.camunda.CamundaInputOutput;
import org.camunda.bpm.model.dmn.Dmn;
import org.camunda.bpm.model.dmn.instance.Decision;
import org.careloop.engine.CareDelegate;
import org.careloop.event.CareEvent;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.springframework.beans.factory.annotation.AnnotatedBeanDefinition;
import org.springframework.context.annotation.ClassPathScanningCandidateComponentProvider;
import org.springframework.core.type.filter.AssignableTypeFilter;
import org.springframework.lang.Nullable;

/** Ties every name in the models to what it names, and holds the house rules for models. What is wrong is said as a clinical lead would need it. */
class ModelContractTest {

  private static final Set<String> GROUPS =
      Set.of("care-coordinators", "nurses", "physicians", "pharmacists", "social-workers", "clinical-leads", "privacy-officers", "camunda-admin");
  private static final Pattern EXPRESSION = Pattern.compile("[$#]\\{[^}]*}");
  private static final String OPERAND = "(?:[A-Za-z_]\\w*(?:\\.[A-Za-z_]\\w*){0,3}|'[A-Za-z0-9_ .:,/+-]*'|-?\\d+(?:\\.\\d+)?)";
  private static final String CALL = "calendar\\.\\w+\\((?:" + OPERAND + "(?:, ?" + OPERAND + ")*)?\\)";
  private static final Pattern ALLOWED = Pattern.compile(
      "\\$\\{(?:" + CALL + "|!?" + OPERAND + "(?: (?:==|!=|>=|<=|>|<|&&|\\|\\|) !?" + OPERAND + ")*)}");
  private static final Pattern FORBIDDEN_SEGMENT = Pattern.compile("\\b(?:class|getClass|execution|task|processEngine\\w*)\\b");
  private static final Pattern GENERATED_ID = Pattern.compile("(?:Activity|Event|Gateway|Flow|Process|Task|StartEvent)_[0-9a-z]{6,8}");

  private static final Map<String, BpmnModelInstance> PROCESSES = read("processes", "bpmn", Bpmn::readModelFromStream);
  private static final Map<String, org.camunda.bpm.model.dmn.DmnModelInstance> DECISIONS = read("decisions", "dmn", Dmn::readModelFromStream);
  private static final Map<String, JsonNode> FORMS = read("forms", "form", ModelContractTest::json);
  private static final Map<String, Class<?>> DELEGATES = delegates();

  @TestFactory
  Stream<DynamicTest> everyDiagramKeepsTheHouseRules() {
    return PROCESSES.entrySet().stream().map(file -> DynamicTest.dynamicTest(file.getKey(), () -> {
      List<String> problems = new ArrayList<>();
      checkProcess(file.getKey(), file.getValue(), problems);
      checkSteps(file.getValue(), problems);
      checkWays(file.getValue(), problems);
      checkExpressions(file.getValue(), problems);
      checkDrawing(file.getValue(), problems);
      assertThat(problems).isEmpty();
    }));
  }

  @TestFactory
  Stream<DynamicTest> everyTableKeepsTheHouseRules() {
    return DECISIONS.entrySet().stream().map(file -> DynamicTest.dynamicTest(file.getKey(), () -> {
      Collection<Decision> decisions = file.getValue().getModelElementsByType(Decision.class);
      assertThat(decisions).as("a decision with the file's name").anyMatch(decision -> decision.getId().equals(file.getKey()));
      assertThat(decisions).allSatisfy(decision -> {
        assertThat(decision.getCamundaHistoryTimeToLiveString()).as("history time to live of " + decision.getId()).isNotBlank();
        assertThat(decision.getVersionTag()).as("version tag of " + decision.getId()).isNotBlank();
      });
    }));
  }

  @TestFactory
  Stream<DynamicTest> everyFormKeepsTheHouseRules() {
    return FORMS.entrySet().stream().map(file -> DynamicTest.dynamicTest(file.getKey(), () -> {
      JsonNode form = file.getValue();
      assertThat(form.path("id").asText()).isEqualTo(file.getKey());
      assertThat(form.path("schemaVersion").asInt()).as("schema version that Tasklist can show").isLessThanOrEqualTo(16);
      List<String> keys = form.findValuesAsText("key");
      assertThat(keys).doesNotHaveDuplicates().allMatch(key -> key.matches("[a-z][A-Za-z0-9]*"));
      assertThat(form.findValuesAsText("type")).doesNotContain("filepicker", "documentPreview", "html", "iframe");
      for (JsonNode field : fields(form)) {
        String label = field.path("type").asText().equals("datetime")
            ? field.path("dateLabel").asText() + field.path("timeLabel").asText() + field.path("label").asText() : field.path("label").asText();
        assertThat(label).as("label of " + field.path("key").asText()).isNotBlank();
      }
    }));
  }

  @Test
  void everyFormAndTableIsUsed() {
    Set<String> forms = new TreeSet<>(FORMS.keySet());
    Set<String> tables = new TreeSet<>(DECISIONS.keySet());
    for (BpmnModelInstance model : PROCESSES.values()) {
      model.getModelElementsByType(UserTask.class).forEach(task -> forms.remove(task.getCamundaFormRef()));
      model.getModelElementsByType(BusinessRuleTask.class).forEach(task -> tables.remove(task.getCamundaDecisionRef()));
    }
    assertThat(forms).as("forms that no task shows").isEmpty();
    assertThat(tables).as("tables that no diagram asks").isEmpty();
  }

  @Test
  void everyKindOfNewsStartsOneProtocolAtMost() {
    Map<String, List<String>> starts = new TreeMap<>();
    PROCESSES.forEach((id, model) -> model.getModelElementsByType(org.camunda.bpm.model.bpmn.instance.StartEvent.class).stream()
        .filter(start -> start.getParentElement() instanceof Process)
        .flatMap(start -> start.getEventDefinitions().stream())
        .filter(org.camunda.bpm.model.bpmn.instance.MessageEventDefinition.class::isInstance)
        .map(definition -> ((org.camunda.bpm.model.bpmn.instance.MessageEventDefinition) definition).getMessage().getName())
        .forEach(name -> starts.computeIfAbsent(name, key -> new ArrayList<>()).add(id)));
    assertThat(starts).allSatisfy((news, protocols) -> assertThat(protocols).as(news).hasSize(1));
  }

  private static void checkProcess(String file, BpmnModelInstance model, List<String> problems) {
    Collection<Process> processes = model.getModelElementsByType(Process.class);
    require(processes.size() == 1, problems, "one process a file");
    Process process = processes.iterator().next();
    require(process.getId().equals(file), problems, "process id %s: expected the file's name".formatted(process.getId()));
    require(process.isExecutable(), problems, "the process is not marked executable");
    require(!process.getDocumentations().isEmpty(), problems, "documentation of the process (purpose, clinical owner, sources) is missing");
    require(process.getCamundaVersionTag() != null, problems, "version tag is missing");
    require(process.getCamundaHistoryTimeToLiveString() != null, problems, "history time to live is missing");
    Set<String> news = Arrays.stream(CareEvent.class.getPermittedSubclasses()).map(Class::getSimpleName).collect(Collectors.toSet());
    model.getModelElementsByType(Message.class).forEach(message ->
        require(news.contains(message.getName()), problems, "message %s: no such news".formatted(message.getName())));
  }

  private static void checkSteps(BpmnModelInstance model, List<String> problems) {
    require(model.getModelElementsByType(ScriptTask.class).isEmpty(), problems, "scripts are not allowed");
    for (UserTask task : model.getModelElementsByType(UserTask.class)) {
      String id = task.getId();
      require(FORMS.containsKey(task.getCamundaFormRef()), problems, "%s: form %s does not exist".formatted(id, task.getCamundaFormRef()));
      require("deployment".equals(task.getCamundaFormRefBinding()), problems, id + ": form binding must be deployment");
      require(task.getCamundaCandidateGroupsList().stream().allMatch(GROUPS::contains) && !task.getCamundaCandidateGroupsList().isEmpty(),
          problems, "%s: candidate groups %s".formatted(id, task.getCamundaCandidateGroups()));
      require(task.getCamundaDueDate() != null, problems, id + ": due date is missing");
      require(!task.getDocumentations().isEmpty(), problems, id + ": documentation for the person is missing");
      require(model.getModelElementsByType(BoundaryEvent.class).stream().anyMatch(event -> event.getAttachedTo() == task
          && !event.cancelActivity() && event.getEventDefinitions().stream().anyMatch(TimerEventDefinition.class::isInstance)),
          problems, id + ": overdue timer is missing");
    }
    for (ServiceTask task : model.getModelElementsByType(ServiceTask.class)) {
      checkServiceTask(task, problems);
    }
    for (BusinessRuleTask task : model.getModelElementsByType(BusinessRuleTask.class)) {
      require(DECISIONS.containsKey(task.getCamundaDecisionRef()), problems,
          "%s: table %s does not exist".formatted(task.getId(), task.getCamundaDecisionRef()));
      require("deployment".equals(task.getCamundaDecisionRefBinding()), problems, task.getId() + ": table binding must be deployment");
    }
    for (CallActivity call : model.getModelElementsByType(CallActivity.class)) {
      require(PROCESSES.containsKey(call.getCalledElement()), problems,
          "%s: process %s does not exist".formatted(call.getId(), call.getCalledElement()));
      require("deployment".equals(call.getCamundaCalledElementBinding()), problems, call.getId() + ": binding must be deployment");
    }
  }

  private static void checkServiceTask(ServiceTask task, List<String> problems) {
    String id = task.getId();
    String expression = task.getCamundaDelegateExpression();
    if (expression == null) {
      require(task.getCamundaExpression() != null && task.getCamundaExpression().matches("\\$\\{" + CALL + "}"), problems,
          id + ": a step calls a delegate or the calendar, nothing else");
      return;
    }
    require(task.isCamundaAsyncBefore(), problems, id + ": must be asynchronous before");
    String bean = expression.replaceAll("^\\$\\{|}$", "");
    Class<?> delegate = DELEGATES.get(bean);
    if (delegate == null) {
      problems.add("%s: there is no delegate %s".formatted(id, bean));
      return;
    }
    Set<String> given = task.getExtensionElements() == null ? Set.of() : task.getExtensionElements().getElementsQuery()
        .filterByType(CamundaInputOutput.class).list().stream()
        .flatMap(io -> io.getCamundaInputParameters().stream()).map(parameter -> parameter.getCamundaName()).collect(Collectors.toSet());
    Set<String> known = new HashSet<>();
    for (RecordComponent argument : requestOf(delegate).getRecordComponents()) {
      known.add(argument.getName());
      boolean optional = argument.getAccessor().isAnnotationPresent(Nullable.class) || argument.getName().equals("effectId");
      require(optional || given.contains(argument.getName()), problems, "%s: %s needs an input parameter %s".formatted(id, bean, argument.getName()));
    }
    given.stream().filter(name -> !known.contains(name)).forEach(name ->
        problems.add("%s: %s does not know an input parameter %s".formatted(id, bean, name)));
  }

  private static void checkWays(BpmnModelInstance model, List<String> problems) {
    for (FlowNode gateway : model.getModelElementsByType(FlowNode.class)) {
      boolean decides = gateway instanceof ExclusiveGateway || gateway instanceof InclusiveGateway;
      if (decides && gateway.getOutgoing().size() > 1) {
        require(gateway.getName() != null, problems, gateway.getId() + ": the question is missing");
        gateway.getOutgoing().forEach(flow -> require(flow.getName() != null, problems, flow.getId() + ": the way out has no label"));
      }
      if (gateway instanceof ExclusiveGateway choice && choice.getOutgoing().size() > 1) {
        require(choice.getDefault() != null, problems, choice.getId() + ": no default way out");
      }
    }
    model.getModelElementsByType(EndEvent.class).forEach(end -> require(end.getName() != null, problems, end.getId() + ": outcome is not named"));
    model.getModelElementsByType(Activity.class).forEach(activity -> require(activity.getName() != null, problems, activity.getId() + ": label is missing"));
    for (SequenceFlow flow : model.getModelElementsByType(SequenceFlow.class)) {
      require(flow.getSource().getOutgoing().contains(flow) && flow.getTarget().getIncoming().contains(flow), problems,
          flow.getId() + ": not listed at both of its ends");
    }
    for (ErrorEventDefinition definition : model.getModelElementsByType(ErrorEventDefinition.class)) {
      Error error = definition.getError();
      require(error != null && error.getErrorCode().matches("[a-z]+(-[a-z]+)*"), problems, definition.getId() + ": error without a kebab-case code");
    }
  }

  private static void checkExpressions(BpmnModelInstance model, List<String> problems) {
    for (BaseElement element : model.getModelElementsByType(BaseElement.class)) {
      require(element.getId() == null || !GENERATED_ID.matcher(element.getId()).matches(), problems, element.getId() + ": generated id");
    }
    String xml = Bpmn.convertToString(model).replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&").replace("&#39;", "'");
    var expressions = EXPRESSION.matcher(xml);
    Set<String> refused = new TreeSet<>();
    while (expressions.find()) {
      String expression = expressions.group().trim();
      String unquoted = expression.replaceAll("'[^']*'", "''");
      if (!ALLOWED.matcher(expression).matches() || FORBIDDEN_SEGMENT.matcher(unquoted).find()) {
        refused.add(expression);
      }
    }
    require(refused.isEmpty(), problems, "expressions beyond comparisons and the calendar: " + refused);
  }

  private static void checkDrawing(BpmnModelInstance model, List<String> problems) {
    Set<String> drawn = new HashSet<>();
    model.getModelElementsByType(BpmnShape.class).forEach(shape -> drawn.add(shape.getBpmnElement().getId()));
    model.getModelElementsByType(BpmnEdge.class).forEach(edge -> drawn.add(edge.getBpmnElement().getId()));
    Stream.concat(model.getModelElementsByType(FlowNode.class).stream(), model.getModelElementsByType(SequenceFlow.class).stream())
        .filter(element -> !drawn.contains(element.getId()))
        .forEach(element -> problems.add(element.getId() + ": not drawn"));
    for (EventDefinition definition : model.getModelElementsByType(EventDefinition.class)) {
      require(definition.getId() != null, problems, "an event definition has no id");
    }
  }

  private static List<JsonNode> fields(JsonNode form) {
    List<JsonNode> fields = new ArrayList<>();
    form.findParents("key").forEach(fields::add);
    return fields;
  }

  private static void require(boolean holds, List<String> problems, String otherwise) {
    if (!holds) {
      problems.add(otherwise);
    }
  }

  private static Map<String, Class<?>> delegates() {
    var scanner = new ClassPathScanningCandidateComponentProvider(false);
    scanner.addIncludeFilter(new AssignableTypeFilter(CareDelegate.class));
    return scanner.findCandidateComponents("org.careloop").stream()
        .filter(AnnotatedBeanDefinition.class::isInstance)
        .map(definition -> {
          try {
            return Class.forName(definition.getBeanClassName());
          } catch (ClassNotFoundException e) {
            throw new IllegalStateException(e);
          }
        })
        .collect(Collectors.toMap(type -> Character.toLowerCase(type.getSimpleName().charAt(0)) + type.getSimpleName().substring(1), type -> type));
  }

  private static Class<?> requestOf(Class<?> delegate) {
    return (Class<?>) ((ParameterizedType) delegate.getGenericSuperclass()).getActualTypeArguments()[0];
  }

  private interface Reader<T> {
    T read(java.io.InputStream content) throws IOException;
  }

  private static JsonNode json(java.io.InputStream content) throws IOException {
    return new ObjectMapper().readTree(content);
  }

  private static <T> Map<String, T> read(String folder, String ending, Reader<T> reader) {
    Map<String, T> models = new TreeMap<>();
    try (var files = Files.newDirectoryStream(Path.of(folder), "*." + ending)) {
      for (Path file : files) {
        try (var content = Files.newInputStream(file)) {
          models.put(file.getFileName().toString().replace("." + ending, ""), reader.read(content));
        }
      }
    } catch (IOException e) {
      throw new IllegalStateException("Cannot read " + folder, e);
    }
    return models;
  }
}
