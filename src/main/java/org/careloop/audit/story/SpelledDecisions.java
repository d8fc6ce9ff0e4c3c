package org.careloop.audit.story;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.careloop.why.Judgement;
import org.careloop.why.Judgement.Row;
import org.careloop.why.Judgement.Value;
import org.careloop.why.Judgements;
import org.springframework.stereotype.Component;

/** Tells single decisions of any cases in a line each, in the same words as the pages of these cases. Reads only. */
@Component
public class SpelledDecisions {

  /** What went in, what came out, and the rows that fired with their sources; lists are spelled out. */
  public record Spelled(String inputs, String outputs, String fired) {}

  private final Judgements judgements;

  SpelledDecisions(Judgements judgements) {
    this.judgements = judgements;
  }

  /** @param ids of evaluations; one that is gone is left out */
  public Map<String, Spelled> of(List<String> ids) {
    Map<String, Spelled> told = new LinkedHashMap<>();
    for (Judgement judgement : judgements.of(ids)) {
      told.put(judgement.id(), new Spelled(values(judgement.inputs()), values(judgement.outputs()), fired(judgement)));
    }
    return told;
  }

  private static String values(List<Value> values) {
    return values.stream().map(value -> "%s: %s".formatted(value.label() == null ? value.name() : value.label(), value.shown())).collect(Collectors.joining("; "));
  }

  /** The numbers of the rows that fired, and their sources, each once. */
  public static String fired(Judgement judgement) {
    if (judgement.table() == null) {
      return "An expression, no table.";
    }
    if (judgement.fired().isEmpty()) {
      return "No row of %d fired.".formatted(judgement.table().rows().size());
    }
    String numbers = judgement.fired().stream().map(row -> String.valueOf(row.number())).collect(Collectors.joining(", "));
    String sources = judgement.fired().stream().map(Row::annotation).filter(source -> source != null && !source.isBlank()).map(String::strip).distinct()
        .collect(Collectors.joining("; "));
    return "%s %s of %d%s".formatted(judgement.fired().size() == 1 ? "Row" : "Rows", numbers, judgement.table().rows().size(),
        sources.isEmpty() ? "" : ". " + sources);
  }
}
