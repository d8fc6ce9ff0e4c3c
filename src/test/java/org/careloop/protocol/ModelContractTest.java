package org.careloop.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.careloop.protocol.vetting.ModelSet;
import org.careloop.protocol.vetting.Vetting;
import org.junit.jupiter.api.Test;

/** Ties every name in the models to what it names, and holds the rules for models, the same that every proposal and deployment is held to. */
class ModelContractTest {

  @Test
  void theModelsOfThisProgramKeepEveryRule() throws IOException {
    ModelSet models = ModelSet.read(Path.of("processes"), Path.of("decisions"), Path.of("forms"));

    assertThat(models.files()).hasSizeGreaterThan(60);
    assertThat(Vetting.ofThisProgram().vet(models).text()).isEmpty();
  }
}
