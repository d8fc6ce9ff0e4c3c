package org.careloop.engine.forms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.camunda.bpm.dmn.engine.DmnEngineConfiguration;
import org.camunda.bpm.dmn.engine.impl.DefaultDmnEngineConfiguration;
import org.camunda.bpm.engine.variable.Variables;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every form that people see, held against the server's check: its conditions must be ones that the engine's FEEL can judge. */
class FormConditionsTest {

  private static final ObjectMapper JSON = new ObjectMapper();

  private final FormExpressions expressions = expressions();

  static Stream<Path> forms() throws IOException {
    return Files.list(Path.of("forms")).filter(file -> file.toString().endsWith(".form")).sorted();
  }

  @ParameterizedTest
  @MethodSource("forms")
  void theServerCanJudgeEachCondition(Path file) throws IOException {
    JsonNode form = JSON.readTree(file.toFile());
    Map<String, Object> nothingKnown = new HashMap<>();
    List<String> conditions = new ArrayList<>();
    collect(form, conditions, nothingKnown);
    for (String condition : conditions) {
      assertThatCode(() -> expressions.value(condition, nothingKnown)).as(condition).doesNotThrowAnyException();
      assertThat(expressions.truth(condition, nothingKnown)).as(condition).isNotNull();
    }
  }

  @ParameterizedTest
  @MethodSource("forms")
  void nothingButRequiredFieldsIsWrongWithAnEmptyAnswer(Path file) throws IOException {
    List<String> problems = FormCheck.problems(JSON.readTree(file.toFile()), Map.of(), Map.of(), expressions, LocalDate.of(2026, 3, 6));
    assertThat(problems).allMatch(problem -> problem.endsWith(": required"));
  }

  @Test
  void aNoAnswersARequiredQuestionAndAnUncheckedBoxDoesNot() throws IOException {
    JsonNode form = JSON.readTree("""
        {"components": [
          {"type": "radio", "key": "fell", "label": "Fell?", "values": [{"label": "Yes", "value": true}, {"label": "No", "value": false}],
            "validate": {"required": true}},
          {"type": "checkbox", "key": "read", "label": "I have read it", "validate": {"required": true}}]}""");
    assertThat(FormCheck.problems(form, Map.of("fell", false, "read", false), Map.of(), expressions, LocalDate.of(2026, 3, 6)))
        .containsExactly("I have read it: required");
  }

  private static void collect(JsonNode container, List<String> conditions, Map<String, Object> names) {
    for (JsonNode component : container.path("components")) {
      for (String name : List.of("key", "path", "valuesKey")) {
        if (component.hasNonNull(name)) {
          names.put(component.get(name).asText(), null);
        }
      }
      if (component.path("conditional").hasNonNull("hide")) {
        conditions.add(component.path("conditional").get("hide").asText());
      }
      collect(component, conditions, names);
    }
  }

  private static FormExpressions expressions() {
    var configuration = (DefaultDmnEngineConfiguration) DmnEngineConfiguration.createDefaultDmnEngineConfiguration();
    configuration.buildEngine();
    var feel = configuration.getFeelEngine();
    return new FormExpressions((expression, values) ->
        feel.<Object>evaluateSimpleExpression(expression, Variables.fromMap(values).asVariableContext()));
  }
}
