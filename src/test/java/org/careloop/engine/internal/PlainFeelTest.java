package org.careloop.engine.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.camunda.bpm.dmn.feel.impl.scala.ScalaFeelEngineFactory;
import org.camunda.bpm.engine.variable.Variables;
import org.junit.jupiter.api.Test;

class PlainFeelTest {

  private final PlainFeel feel = new PlainFeel(new ScalaFeelEngineFactory().createInstance());

  private Object value(String expression) {
    return feel.evaluateSimpleExpression(expression, Variables.createVariables().asVariableContext());
  }

  @Test
  void aListIsOneOfTheJdk() {
    assertThat(value("[3, 7, 14]")).isExactlyInstanceOf(ArrayList.class).isEqualTo(List.of(3L, 7L, 14L));
    assertThat(value("[]")).isExactlyInstanceOf(ArrayList.class);
  }

  @Test
  void whatIsInsideIsPlainToo() {
    Object value = value("[{days: [1, 2]}]");
    Object inside = ((List<?>) value).get(0);
    assertThat(inside).isExactlyInstanceOf(LinkedHashMap.class);
    assertThat(((Map<?, ?>) inside).get("days")).isExactlyInstanceOf(ArrayList.class);
  }

  @Test
  void otherValuesStayWhatTheyAre() {
    assertThat(value("\"BD2\"")).isEqualTo("BD2");
    assertThat(value("null")).isNull();
    assertThat(value("2 > 1")).isEqualTo(true);
  }
}
