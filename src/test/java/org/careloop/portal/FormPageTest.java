package org.careloop.portal;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.careloop.engine.PatientTasks.OpenTask;
import org.careloop.engine.forms.PatientForm;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The released forms as pages for patients. */
class FormPageTest {

  private static FormPage page(String form) throws IOException {
    JsonNode asPatient = PatientForm.forPatient(new ObjectMapper().readTree(Path.of("forms", form + ".form").toFile()));
    OpenTask task = new OpenTask("task", "case", asPatient, List.of(), Map.of());
    return FormPage.of(task, PatientForm.parts(asPatient), Map.of(), List.of(), Words.in("en"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"phq-2", "phq-9", "gad-7", "home-safety", "home-and-health"})
  void aPublishedInstrumentIsAnsweredWholeAndMayStillBeLeftOpen(String form) throws IOException {
    FormPage page = page(form);
    assertThat(page.instrument()).isTrue();
    assertThat(page.parts()).filteredOn(part -> part.name().matches("(phq|gad|safetyItem|fell|feels|worries|sils).*")).isNotEmpty()
        .allSatisfy(part -> assertThat(part.required()).as("left open, it comes again").isFalse());
  }

  @Test
  void aFormOfOursSaysWhatIsOptional() throws IOException {
    assertThat(page("plan-copy").instrument()).isFalse();
    assertThat(page("social-needs").instrument()).as("its own choice is not to say").isFalse();
  }
}
