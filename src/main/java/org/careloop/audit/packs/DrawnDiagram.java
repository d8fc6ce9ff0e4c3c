package org.careloop.audit.packs;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.careloop.audit.story.CaseStory;
import org.careloop.audit.story.CaseStory.Span;
import org.careloop.audit.story.CaseStory.Walked;

/** A process's diagram as it was walked, and beside it each step with its times, under the number that it bears in the picture. */
record DrawnDiagram(String partId, Drawing drawing, List<Step> steps) {

  /** One time that a step was entered. */
  record Step(int number, String name, String entered, String left) {}

  static DrawnDiagram of(CaseStory.Drawing walked, PackWords words) {
    List<Walked> inOrder = walked.walked().stream().filter(element -> !element.times().isEmpty())
        .sorted(Comparator.comparing(DrawnDiagram::first)).toList();
    Map<String, Integer> order = new HashMap<>();
    Set<String> open = new HashSet<>();
    Set<String> broken = new HashSet<>();
    List<Step> steps = new ArrayList<>();
    for (Walked element : inOrder) {
      int number = order.size() + 1;
      order.put(element.elementId(), number);
      if (element.open()) {
        open.add(element.elementId());
      } else if (element.cancelled()) {
        broken.add(element.elementId());
      }
      for (Span span : element.times()) {
        steps.add(new Step(number, element.name() == null || element.name().isBlank() ? element.elementId() : element.name(), words.stamp(span.started()),
            span.ended() == null ? "still open" : words.stamp(span.ended()) + (element.cancelled() ? ", broken off" : "")));
      }
    }
    String title = walked.name() + (walked.versionTag() == null ? "" : ", version " + walked.versionTag());
    Walk walk = new Walk(order, open, broken, Set.copyOf(walked.flows()));
    return new DrawnDiagram(walked.partId(), DiagramDrawer.draw(title, walked.xml().getBytes(StandardCharsets.UTF_8), walk), steps);
  }

  private static Instant first(Walked element) {
    return element.times().stream().map(Span::started).min(Comparator.naturalOrder()).orElseThrow();
  }
}
