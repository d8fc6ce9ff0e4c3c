package org.careloop.audit.questions;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.springframework.core.io.Resource;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;
import org.springframework.stereotype.Component;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** The fourteen questions and the reports that answer them, read from their files at start. A file that is not in order keeps the program from starting. */
@Component
class Reports {

  /** A question with its reports, in the order of their files' names. */
  record Question(int number, String words, List<Report> reports) {}

  private static final String FOLDER = "classpath:audit/questions/";

  private final Map<String, Report> byId = new TreeMap<>();
  private final List<Question> questions = new ArrayList<>();

  Reports() {
    var files = new PathMatchingResourcePatternResolver();
    try {
      for (Resource file : files.getResources(FOLDER + "*.sql")) {
        String id = file.getFilename().replace(".sql", "");
        byId.put(id, ReportFile.read(id, file.getContentAsString(StandardCharsets.UTF_8)));
      }
      Map<Integer, String> words = new Yaml(new SafeConstructor(new LoaderOptions()))
          .load(files.getResource(FOLDER + "questions.yaml").getContentAsString(StandardCharsets.UTF_8));
      new TreeMap<>(words).forEach((number, question) -> questions.add(
          new Question(number, question, byId.values().stream().filter(report -> report.head().question() == number).toList())));
    } catch (IOException e) {
      throw new UncheckedIOException("The auditor's reports cannot be read from the program's own files", e);
    }
    byId.values().stream().filter(report -> questions.stream().noneMatch(question -> question.number() == report.head().question())).findFirst()
        .ifPresent(stray -> {
          throw new IllegalStateException("Report %s answers question %d, which questions.yaml does not ask.".formatted(stray.id(), stray.head().question()));
        });
  }

  List<Question> questions() {
    return List.copyOf(questions);
  }

  Optional<Report> find(String id) {
    return Optional.ofNullable(byId.get(id));
  }
}
