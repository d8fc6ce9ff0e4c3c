package org.careloop.decisions;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.camunda.bpm.dmn.engine.DmnDecisionResult;
import org.camunda.bpm.dmn.engine.delegate.DmnDecisionEvaluationEvent;
import org.camunda.bpm.dmn.engine.delegate.DmnDecisionLogicEvaluationEvent;
import org.camunda.bpm.dmn.engine.delegate.DmnDecisionTableEvaluationEvent;
import org.camunda.bpm.dmn.engine.impl.DefaultDmnEngineConfiguration;
import org.camunda.bpm.engine.ProcessEngine;
import org.camunda.bpm.engine.impl.cfg.ProcessEngineConfigurationImpl;
import org.camunda.bpm.engine.impl.cfg.StandaloneInMemProcessEngineConfiguration;
import org.camunda.bpm.model.dmn.Dmn;
import org.camunda.bpm.model.dmn.DmnModelInstance;
import org.camunda.bpm.model.dmn.instance.Decision;
import org.camunda.bpm.model.dmn.instance.Rule;
import org.camunda.spin.plugin.impl.SpinProcessEnginePlugin;

/**
 * The decision tables of {@code decisions/} on a real process engine in memory, deployed as they are released. Remembers which rules
 * have fired, sub-decisions included. One engine serves all decision tests; nothing here knows a table.
 */
final class Decisions {

  static final Path FOLDER = Path.of("decisions");

  private static final Map<String, Set<String>> FIRED = new HashMap<>();
  private static final Map<Path, DmnModelInstance> MODELS = models();
  private static final ProcessEngine ENGINE = engine();

  private Decisions() {}

  /** What a decision gave: its outputs by name, and the ids of the rules that fired on the way, sub-decisions included. */
  record Judgement(Map<String, Object> outputs, Set<String> fired) {

    Object get(String output) {
      if (!outputs.containsKey(output)) {
        throw new AssertionError("No output \"%s\", only %s".formatted(output, outputs.keySet()));
      }
      return outputs.get(output);
    }
  }

  /** Evaluates one decision; fails unless exactly one result comes out, as a diagram with {@code singleResult} expects. */
  static Judgement judge(String key, Map<String, ?> inputs) {
    synchronized (ENGINE) {
      LAST_FIRED.clear();
      DmnDecisionResult result = ENGINE.getDecisionService().evaluateDecisionByKey(key).variables(new HashMap<>(inputs)).evaluate();
      Set<String> fired = new TreeSet<>(LAST_FIRED);
      FIRED.computeIfAbsent(key, k -> new TreeSet<>()).addAll(fired);
      if (result.size() != 1) {
        throw new AssertionError("%s gave %d results for %s, expected one".formatted(key, result.size(), inputs));
      }
      Map<String, Object> outputs = new LinkedHashMap<>();
      result.getSingleResult().forEach((name, value) -> outputs.put(name, plain(value)));
      return new Judgement(outputs, fired);
    }
  }

  /** Rules of the file that no evaluation of this decision in this run has reached. */
  static Set<String> rulesNeverFired(String key) {
    Set<String> rules = new TreeSet<>();
    model(key).getModelElementsByType(Rule.class).forEach(rule -> rules.add(rule.getId()));
    rules.removeAll(FIRED.getOrDefault(key, Set.of()));
    return rules;
  }

  static DmnModelInstance model(String key) {
    return MODELS.get(FOLDER.resolve(key + ".dmn"));
  }

  static Map<Path, DmnModelInstance> all() {
    return MODELS;
  }

  private static final Set<String> LAST_FIRED = new TreeSet<>();

  private static void remember(DmnDecisionEvaluationEvent event) {
    Stream.concat(Stream.of(event.getDecisionResult()), event.getRequiredDecisionResults().stream()).forEach(Decisions::remember);
  }

  private static void remember(DmnDecisionLogicEvaluationEvent logic) {
    if (logic instanceof DmnDecisionTableEvaluationEvent table) {
      table.getMatchingRules().forEach(rule -> LAST_FIRED.add(rule.getId()));
    }
  }

  private static Object plain(Object value) {
    if (value instanceof Collection<?> list) {
      return list.stream().map(Decisions::plain).toList();
    }
    return value instanceof Long number ? Integer.valueOf(number.intValue()) : value;
  }

  private static ProcessEngine engine() {
    var dmn = (DefaultDmnEngineConfiguration) DefaultDmnEngineConfiguration.createDefaultDmnEngineConfiguration();
    dmn.setCustomPostDecisionEvaluationListeners(new ArrayList<>(List.of(Decisions::remember)));
    ProcessEngineConfigurationImpl configuration = new StandaloneInMemProcessEngineConfiguration();
    configuration.setProcessEngineName("decisions").setJdbcUrl("jdbc:h2:mem:decisions;DB_CLOSE_DELAY=-1")
        .setJobExecutorActivate(false).setHistory("none").setDbMetricsReporterActivate(false);
    configuration.setDmnEngineConfiguration(dmn);
    configuration.getProcessEnginePlugins().add(new SpinProcessEnginePlugin());
    ProcessEngine engine = configuration.buildProcessEngine();
    var deployment = engine.getRepositoryService().createDeployment().name("decisions");
    MODELS.forEach((file, model) -> deployment.addString(file.getFileName().toString(), Dmn.convertToString(model)));
    deployment.deploy();
    return engine;
  }

  private static Map<Path, DmnModelInstance> models() {
    Map<Path, DmnModelInstance> models = new TreeMap<>();
    try (Stream<Path> files = Files.list(FOLDER)) {
      files.filter(file -> file.toString().endsWith(".dmn")).forEach(file -> models.put(file, Dmn.readModelFromFile(file.toFile())));
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
    return models;
  }

  /** The decision that gives the file its name. */
  static Decision top(Path file) {
    String key = file.getFileName().toString().replace(".dmn", "");
    return MODELS.get(file).getModelElementById(key);
  }
}
