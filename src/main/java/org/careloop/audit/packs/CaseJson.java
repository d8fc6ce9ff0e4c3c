package org.careloop.audit.packs;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.careloop.audit.story.CaseStory;

/** A case for programs: everything its story says, the models by name and digest, and where the chain stood. Times are ISO 8601 in UTC. */
final class CaseJson {

  static final String FORMAT = "careloop-case/1";

  /** The diagrams' texts lie in the archive as files of their own. */
  @JsonIgnoreProperties("xml")
  private interface WithoutText {}

  private static final ObjectMapper JSON = JsonMapper.builder().addModule(new JavaTimeModule()).disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
      .enable(SerializationFeature.INDENT_OUTPUT).addMixIn(CaseStory.Drawing.class, WithoutText.class).build();

  private CaseJson() {}

  static byte[] of(PackFacts facts, CaseStory story, List<Model> models, Map<Model, String> names) {
    Map<String, Object> page = new LinkedHashMap<>();
    page.put("format", FORMAT);
    page.put("exportId", facts.exportId());
    page.put("madeAt", facts.madeAt());
    page.put("madeBy", facts.madeBy());
    page.put("purpose", facts.purpose());
    page.put("recipient", facts.recipient());
    page.put("marks", facts.marks());
    page.put("verified", facts.trouble() == null);
    page.put("trouble", facts.trouble());
    page.put("proof", facts.proof());
    page.put("models", models.stream().map(model -> {
      Map<String, Object> line = new LinkedHashMap<>();
      line.put("file", names.get(model));
      line.put("sha256", model.sha256());
      line.put("used", model.used());
      return line;
    }).toList());
    page.put("case", story);
    try {
      return JSON.writeValueAsBytes(page);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("The case cannot be written as JSON", e);
    }
  }
}
