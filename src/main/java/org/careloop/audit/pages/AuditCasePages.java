package org.careloop.audit.pages;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.camunda.bpm.engine.exception.NotFoundException;
import org.careloop.audit.story.CaseStories;
import org.careloop.audit.story.CaseStory;
import org.careloop.audit.story.CaseStory.Drawing;
import org.careloop.audit.story.CaseStory.Kind;
import org.careloop.audit.story.CaseStory.Part;
import org.careloop.security.Groups;
import org.careloop.security.internal.PatientReads;
import org.careloop.trail.CaseMarks;
import org.careloop.why.Judgement;
import org.careloop.why.Shown;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.security.core.Authentication;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.server.ResponseStatusException;

/**
 * The page of one case for auditors, and the models it draws. That somebody looks is in the read log before anything is shown. Changes nothing;
 * models are files of a release and tell nothing of a patient.
 */
@Controller
class AuditCasePages {

  private static final ObjectMapper JSON = new ObjectMapper();

  private final CaseStories stories;
  private final PatientReads reads;
  private final Shown shown;
  private final Clock clock;
  private final List<CaseMarks> standing;

  AuditCasePages(CaseStories stories, PatientReads reads, Shown shown, Clock clock, List<CaseMarks> standing) {
    this.stories = stories;
    this.reads = reads;
    this.shown = shown;
    this.clock = clock;
    this.standing = standing;
  }

  @GetMapping("/audit/cases/{rootId}")
  String page(@PathVariable String rootId, Authentication who, Model model) {
    if (stories.head(rootId).isEmpty()) {
      throw new ResponseStatusException(HttpStatus.NOT_FOUND, marks(rootId).stream().map(CaseMarks.Mark::words).findFirst()
          .orElse("There is no case of this number."));
    }
    reads.seen(who.getName(), Groups.of(who), PatientReads.Kind.AUDIT, List.of(rootId));
    CaseStory story = stories.of(rootId).orElseThrow();
    model.addAttribute("story", story);
    model.addAttribute("head", story.head());
    model.addAttribute("marks", marks(rootId));
    model.addAttribute("words", new CaseWords(story, shown));
    model.addAttribute("kinds", kinds(story));
    model.addAttribute("drawings", drawings(story));
    model.addAttribute("asked", story.decisions().stream().filter(one -> one.requiredBy() == null).toList());
    model.addAttribute("needed", story.decisions().stream().filter(one -> one.requiredBy() != null)
        .collect(Collectors.groupingBy(Judgement::requiredBy)));
    model.addAttribute("now", shown.time(clock.instant()));
    return "audit-case";
  }

  private List<CaseMarks.Mark> marks(String rootId) {
    return standing.stream().flatMap(one -> one.of(rootId).stream()).toList();
  }

  /** A diagram as it was deployed, for the page to draw. */
  @GetMapping("/audit/models/diagrams/{definitionId}")
  ResponseEntity<byte[]> diagram(@PathVariable String definitionId) {
    return model(() -> stories.diagramXml(definitionId));
  }

  /** A decision as it was deployed, for the page to draw. */
  @GetMapping("/audit/models/decisions/{definitionId}")
  ResponseEntity<byte[]> decision(@PathVariable String definitionId) {
    return model(() -> stories.decisionXml(definitionId));
  }

  private static ResponseEntity<byte[]> model(java.util.function.Supplier<String> xml) {
    try {
      return ResponseEntity.ok().contentType(new MediaType(MediaType.APPLICATION_XML, StandardCharsets.UTF_8))
          .body(xml.get().getBytes(StandardCharsets.UTF_8));
    } catch (NotFoundException | org.camunda.bpm.engine.exception.NullValueException unknown) {
      throw new ResponseStatusException(HttpStatus.NOT_FOUND, "No such model was ever deployed here.");
    }
  }

  /** The kinds that occur, with how often. */
  private static Map<Kind, Long> kinds(CaseStory story) {
    Map<Kind, Long> counts = new LinkedHashMap<>();
    for (Kind kind : Kind.values()) {
      long count = story.timeline().stream().filter(entry -> entry.kind() == kind).count();
      if (count > 0) {
        counts.put(kind, count);
      }
    }
    return counts;
  }

  /** A diagram with what its script needs to mark the way on it. */
  record Sheet(Part part, String marks, Drawing drawing, List<CallLine> calls) {}

  /** A called process, reachable without the drawing. */
  record CallLine(String partId, String name, String when) {}

  private List<Sheet> drawings(CaseStory story) {
    Map<String, Part> parts = story.parts().stream().collect(Collectors.toMap(Part::id, part -> part));
    return story.drawings().stream().map(drawing -> new Sheet(parts.get(drawing.partId()), marks(story, drawing), drawing,
        drawing.calls().values().stream().flatMap(List::stream).map(parts::get).filter(java.util.Objects::nonNull)
            .map(part -> new CallLine(part.id(), part.name(), shown.time(part.started()))).toList())).toList();
  }

  private String marks(CaseStory story, Drawing drawing) {
    Map<String, Object> marks = new LinkedHashMap<>();
    marks.put("elements", drawing.walked().stream().map(walked -> {
      Map<String, Object> mark = new LinkedHashMap<>();
      mark.put("id", walked.elementId());
      mark.put("open", walked.open());
      mark.put("cancelled", walked.cancelled());
      mark.put("times", walked.times().stream().map(span -> span(span.started(), span.ended())).toList());
      mark.put("count", walked.times().size());
      return mark;
    }).toList());
    marks.put("flows", drawing.flows());
    marks.put("calls", drawing.calls());
    try {
      return JSON.writeValueAsString(marks);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("The way of case %s cannot be written as JSON".formatted(story.head().rootId()), e);
    }
  }

  private String span(Instant from, Instant to) {
    return to == null ? "since " + shown.brief(from) : from.equals(to) || shown.brief(from).equals(shown.brief(to)) ? shown.brief(from)
        : shown.brief(from) + " – " + shown.brief(to);
  }
}
