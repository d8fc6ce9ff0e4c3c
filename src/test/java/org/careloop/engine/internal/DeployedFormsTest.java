package org.careloop.engine.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.camunda.bpm.engine.impl.form.CamundaFormRefImpl;
import org.junit.jupiter.api.Test;

/** What was laid down with a diagram is read once, whoever and how many ask for it. */
class DeployedFormsTest {

  private final DeployedForms forms = new DeployedForms();
  private final AtomicInteger readings = new AtomicInteger();

  @Test
  void aReleasedFormIsReadOnceHoweverManyAskAtOnce() {
    List<String> ids = IntStream.range(0, 200).parallel().mapToObj(number -> forms.of("plan:1:a", ref("phq-2", "deployment"), file("phq-2")).path("id").asText())
        .distinct().toList();
    assertThat(ids).containsExactly("phq-2");
    assertThat(readings).hasValue(1);
  }

  @Test
  void anotherFormOrAnotherVersionOfTheDiagramIsReadByItself() {
    assertThat(forms.of("plan:1:a", ref("phq-2", "deployment"), file("old")).path("id").asText()).isEqualTo("old");
    assertThat(forms.of("plan:2:b", ref("phq-2", "deployment"), file("new")).path("id").asText()).isEqualTo("new");
    assertThat(forms.of("plan:1:a", ref("phq-9", "deployment"), file("other")).path("id").asText()).isEqualTo("other");
    assertThat(forms.of("plan:1:a", ref("phq-2", "deployment"), file("changed")).path("id").asText()).isEqualTo("old");
  }

  @Test
  void aFormThatIsNotBoundToItsDiagramIsReadEachTime() {
    forms.of("plan:1:a", ref("phq-2", "latest"), file("first"));
    assertThat(forms.of("plan:1:a", ref("phq-2", "latest"), file("second")).path("id").asText()).isEqualTo("second");
  }

  private static CamundaFormRefImpl ref(String key, String binding) {
    return new CamundaFormRefImpl(key, binding);
  }

  private Supplier<InputStream> file(String id) {
    return () -> {
      readings.incrementAndGet();
      return new ByteArrayInputStream("{\"id\": \"%s\"}".formatted(id).getBytes());
    };
  }
}
