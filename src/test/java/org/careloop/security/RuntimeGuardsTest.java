package org.careloop.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import org.camunda.bpm.dmn.engine.DmnEngine;
import org.camunda.bpm.engine.impl.cfg.ProcessEngineConfigurationImpl;
import org.camunda.bpm.engine.impl.el.Expression;
import org.camunda.bpm.engine.impl.persistence.entity.ExecutionEntity;
import org.camunda.bpm.engine.variable.Variables;
import org.careloop.calendar.PracticeCalendar;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the engine refuses when it runs, were a diagram or table to reach it past every check before. */
class RuntimeGuardsTest extends WebTest {

  private static final String MARKER = "careloop.test.marker";
  private static final String REFLECTION =
      "''.getClass().forName('java.lang.System').getMethod('setProperty', ''.getClass(), ''.getClass()).invoke(null, '" + MARKER + "', 'reached')";

  @AfterEach
  void theMarkerWasNeverSet() {
    assertThat(System.getProperty(MARKER)).isNull();
  }

  @ParameterizedTest
  @ValueSource(strings = {"juel", "JUEL", "javascript", "ecmascript", "js", "groovy", "python", "jython", "ruby", "freemarker", "xquery", "feel", "java", ""})
  void noScriptOfAnyLanguageRuns(String language) {
    assertThatThrownBy(() -> inTheEngine(instance -> {
      var script = configuration().getScriptFactory().createScriptFromSource(language, "java.lang.System.setProperty('" + MARKER + "', 'reached')");
      return configuration().getScriptingEnvironment().execute(script, instance);
    })).hasStackTraceContaining("scripts are switched off");
  }

  @ParameterizedTest
  @CsvSource({"javascript", "groovy", "python", "juel", "ecmascript", "java"})
  void aTableInAnotherLanguageThanFeelReachesNothing(String language) {
    String script = language.equals("juel") ? "${" + REFLECTION + "}" : "java.lang.System.setProperty('" + MARKER + "', 'reached')";
    String table = """
        <definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" xmlns:camunda="http://camunda.org/schema/1.0/dmn" id="d" name="d" namespace="x"><decision id="attack" name="attack" camunda:historyTimeToLive="1">
          <decisionTable id="t" hitPolicy="FIRST"><input id="i"><inputExpression id="ie" typeRef="string" expressionLanguage="%1$s"><text>%2$s</text>
          </inputExpression></input><output id="o" name="o" typeRef="string"/>
          <rule id="r"><inputEntry id="x"><text>-</text></inputEntry><outputEntry id="y" expressionLanguage="%1$s"><text>%2$s</text></outputEntry></rule>
          </decisionTable></decision></definitions>""".formatted(language, script);
    assertThatThrownBy(() -> judge(table)).hasStackTraceContaining(language.equals("juel") ? "closed to expressions" : "scripts are switched off");
    String formula = """
        <definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" xmlns:camunda="http://camunda.org/schema/1.0/dmn" id="d" name="d" namespace="x"><decision id="attack" name="attack" camunda:historyTimeToLive="1">
          <variable id="v" name="v" typeRef="string"/><literalExpression id="l" expressionLanguage="%s"><text>%s</text></literalExpression>
          </decision></definitions>""".formatted(language, script);
    assertThatThrownBy(() -> judge(formula)).hasStackTraceContaining(language.equals("juel") ? "closed to expressions" : "scripts are switched off");
  }

  @ParameterizedTest
  @ValueSource(strings = {"function(a, b) external { java: { class: \"java.lang.System\", method signature: \"setProperty(java.lang.String, java.lang.String)\" } }",
      "{ f: function(a, b) external { java: { class: \"java.lang.System\", method signature: \"setProperty(java.lang.String, java.lang.String)\" } }, "
          + "r: f(\"careloop.test.marker\", \"reached\") }.r"})
  void noTableCallsJava(String feel) {
    String formula = """
        <definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" xmlns:camunda="http://camunda.org/schema/1.0/dmn" id="d" name="d" namespace="x"><decision id="attack" name="attack" camunda:historyTimeToLive="1">
          <variable id="v" name="v" typeRef="string"/><literalExpression id="l"><text>%s</text></literalExpression></decision></definitions>""".formatted(feel.replace("\"", "&quot;"));
    Throwable refusal = catchThrowable(() -> judge(formula));
    assertThat(refusal == null || !String.valueOf(refusal).contains("Time To Live")).as("%s", refusal).isTrue();
    assertThat(System.getProperty(MARKER)).isNull();
  }

  @Test
  void theCalendarGivesWhatItsOwnClassDeclaresAndNoMore() {
    assertThatCode(() -> evaluate("${calendar.daysAfter('2026-03-10T12:00:00Z', 2)}")).doesNotThrowAnyException();
    for (String member : new String[] {"toString()", "hashCode()", "equals('x')", "notify()", "clone()", "finalize()", "getClass().name", "holidays", "settings"}) {
      assertThatThrownBy(() -> evaluate("${calendar." + member + "}")).as(member).hasStackTraceContaining("closed to expressions");
    }
    // Whatever is public there may be called by a diagram: each such method is a promise to the authors of diagrams.
    assertThat(Arrays.stream(PracticeCalendar.class.getDeclaredMethods()).filter(method -> java.lang.reflect.Modifier.isPublic(method.getModifiers()))
        .map(java.lang.reflect.Method::getName)).containsOnly("businessDaysAfter", "daysAfter", "hoursAfter", "startOfDayAfter", "beforeDays", "due",
        "localDate", "daysBetween", "now", "isPast", "earlier", "later", "isBusinessDay", "zone");
  }

  @ParameterizedTest
  @ValueSource(strings = {"${S('<x/>')}", "${XML('<x/>')}", "${S('<x/>', 'application/xml')}"})
  void thereIsNoReaderOfXml(String expression) {
    assertThatThrownBy(() -> evaluate(expression)).isInstanceOf(Exception.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"org.camunda.spin.xml.SpinXmlElement", "org.camunda.spin.impl.xml.dom.DomXmlElement", "org.camunda.connect.Connectors",
      "org.codehaus.groovy.runtime.InvokerHelper", "groovy.lang.GroovyShell", "org.graalvm.polyglot.Context", "org.python.util.PythonInterpreter",
      "org.apache.commons.collections.functors.InvokerTransformer", "freemarker.template.utility.Execute"})
  void whatWouldRunOrReadMoreIsNotThere(String name) {
    // The JSON half of Spin brings the XML interfaces along, not their implementation.
    if (!name.equals("org.camunda.spin.xml.SpinXmlElement")) {
      assertThatThrownBy(() -> Class.forName(name)).isInstanceOf(ClassNotFoundException.class);
    }
  }

  @Test
  void theEngineIsSetAsTheGuardsAssume() {
    ProcessEngineConfigurationImpl engine = configuration();
    assertThat(engine.isJavaSerializationFormatEnabled()).isFalse();
    assertThat(engine.isDeserializationTypeValidationEnabled()).isTrue();
    assertThat(engine.isEnableXxeProcessing()).isFalse();
    assertThat(engine.isEnableExpressionsInAdhocQueries()).isFalse();
    assertThat(engine.isEnableScriptEngineLoadExternalResources()).isFalse();
    assertThat(engine.isEnableFetchScriptEngineFromProcessApplication()).isFalse();
    assertThat(engine.isAuthorizationEnabled()).isTrue();
    assertThat(engine.getDefaultSerializationFormat()).isEqualTo("application/json");
  }

  private Object evaluate(String expression) {
    return inTheEngine(instance -> {
      Expression parsed = configuration().getExpressionManager().createExpression(expression);
      return parsed.getValue(instance);
    });
  }

  private Object judge(String table) {
    DmnEngine judge = configuration().getDmnEngine();
    return inTheEngine(instance -> judge.evaluateDecision("attack", new ByteArrayInputStream(table.getBytes(StandardCharsets.UTF_8)),
        Variables.fromMap(Map.of("x", "y"))));
  }

  /** Inside of a case, as an expression of its diagram would be. */
  private Object inTheEngine(java.util.function.Function<ExecutionEntity, Object> action) {
    String instance = newCase("Doe, Jane · 1950-02-03", 50).getProcessInstanceId();
    return configuration().getCommandExecutorTxRequired().execute(context ->
        action.apply(context.getExecutionManager().findExecutionById(instance)));
  }

  private ProcessEngineConfigurationImpl configuration() {
    return (ProcessEngineConfigurationImpl) engine.getProcessEngineConfiguration();
  }
}
