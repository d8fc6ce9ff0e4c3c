package org.careloop.security.attack;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.careloop.protocol.vetting.SpoiltModels;
import org.careloop.protocol.vetting.SpoiltModels.Spoilt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A clinical lead's account in the wrong hands: malicious diagrams, tables and forms of every kind, posted as Modeler posts them. */
class ModelsTest extends Attack {

  private static final String DOOR = "/engine-rest/deployment/create";

  static Stream<Spoilt> unsafe() {
    return SpoiltModels.unsafe();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("unsafe")
  void isRefusedWithItsReasonAndNothingStaysBehind(Spoilt model) throws IOException {
    long deployments = engine.getRepositoryService().createDeploymentQuery().count();
    HttpResponse<String> answer = post(model.files());
    boolean stored = engine.getRepositoryService().createDeploymentQuery().count() > deployments;
    refused("malicious models", model.reason(), answer, 400, 413);
    attempt("malicious models at the engine", model.reason(), stored || System.getProperty(SpoiltModels.MARKER) != null);
    String message = new ObjectMapper().readTree(answer.body()).path("message").asText();
    // A file that is no model, or too large, does not even come to the checks.
    assertThat(message).containsAnyOf(model.why(), "expected the name of a diagram, table or form", "a file is larger than");
  }

  @Test
  void theSameModelsUnspoiltAreTaken() {
    HttpResponse<String> answer = post(SpoiltModels.good());
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    assertThat(answer.body()).contains("not in force");
  }

  private HttpResponse<String> post(Map<String, byte[]> files) {
    Map<String, byte[]> flat = new LinkedHashMap<>();
    files.forEach((path, content) -> flat.put(path.substring(path.lastIndexOf('/') + 1), content));
    return deploy("lead", DOOR, "try", flat);
  }
}
