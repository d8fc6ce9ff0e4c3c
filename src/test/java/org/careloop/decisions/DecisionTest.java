package org.careloop.decisions;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.careloop.decisions.Decisions.Judgement;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/** What every test of a decision table shares: scenarios as rows, and at the end the question which rules no scenario has reached. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
abstract class DecisionTest {

  private final String key;

  DecisionTest(String key) {
    this.key = key;
  }

  @Test
  @Order(Integer.MAX_VALUE)
  void everyRuleHasFired() {
    assertThat(Decisions.rulesNeverFired(key)).as("rules of %s that no scenario of %s reaches", key, getClass().getSimpleName()).isEmpty();
  }

  /** Judges with these inputs given as name, value, name, value. A name without a value given is simply not known to the engine. */
  Judgement judge(Object... namesAndValues) {
    return Decisions.judge(key, inputs(namesAndValues));
  }

  Judgement judge(Map<String, Object> inputs) {
    return Decisions.judge(key, inputs);
  }

  static Map<String, Object> inputs(Object... namesAndValues) {
    Map<String, Object> inputs = new LinkedHashMap<>();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      inputs.put((String) namesAndValues[i], namesAndValues[i + 1]);
    }
    return inputs;
  }

  /** The same inputs with some changed. */
  static Map<String, Object> with(Map<String, Object> inputs, Object... namesAndValues) {
    Map<String, Object> changed = new HashMap<>(inputs);
    changed.putAll(inputs(namesAndValues));
    return changed;
  }

  static void assertComplete(Judgement judgement) {
    assertThat(judgement.get("incomplete")).isEqualTo(false);
    assertThat(judgement.get("problems")).isEqualTo(List.of());
  }

  static void assertIncomplete(Judgement judgement, String... problems) {
    assertThat(judgement.get("incomplete")).isEqualTo(true);
    assertThat(judgement.get("problems")).isEqualTo(Arrays.asList(problems));
  }
}
