package org.careloop.audit.pages;

import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.careloop.audit.story.CaseStory;
import org.careloop.audit.story.CaseStory.Entry;
import org.careloop.audit.story.CaseStory.FilledForm;
import org.careloop.audit.story.CaseStory.Part;
import org.careloop.audit.story.CaseStory.Walked;
import org.careloop.why.Shown;
import org.careloop.why.TableWords;

/** What the template of a case asks for, in words. Public for the template alone. */
public final class CaseWords extends TableWords {

  private final CaseStory story;
  private final Shown shown;
  private final Map<String, Part> parts;

  CaseWords(CaseStory story, Shown shown) {
    this.story = story;
    this.shown = shown;
    this.parts = story.parts().stream().collect(Collectors.toMap(Part::id, part -> part));
  }

  public String time(Instant at) {
    return shown.time(at);
  }

  /** Which process was called by which, for the page's script: {@code called>caller}, separated by spaces. */
  public String getParents() {
    return story.parts().stream().filter(part -> part.parentId() != null).map(part -> part.id() + ">" + part.parentId()).collect(Collectors.joining(" "));
  }

  public String brief(Instant at) {
    return shown.brief(at);
  }

  public String part(String id) {
    Part part = parts.get(id);
    return part == null ? "" : part.name();
  }

  /** The way by which a message came in. */
  public String door(String door) {
    return switch (door.toLowerCase(Locale.ROOT)) {
      case "http" -> "HL7 over HTTP";
      case "mllp" -> "HL7 over MLLP";
      case "fhir" -> "FHIR";
      case "replay" -> "corrected by a person";
      default -> door;
    };
  }

  public String kind(CaseStory.Kind kind) {
    return kind.name().toLowerCase(Locale.ROOT);
  }

  /** Where an entry leads to on this page; null for nowhere. */
  public String anchor(Entry entry) {
    if (entry.reference() == null) {
      return null;
    }
    if (entry.kind() == CaseStory.Kind.DECISION) {
      return "decision-" + entry.reference();
    }
    return entry.what().startsWith("Done: ") ? "form-" + entry.reference() : null;
  }

  public String anchorText(Entry entry) {
    return entry.kind() == CaseStory.Kind.DECISION ? "The table and the row that fired" : "The form as it was filled in";
  }

  public String status(FilledForm form) {
    return switch (form.state()) {
      case "done" -> "Done by %s, %s".formatted(form.person() == null ? "nobody recorded" : form.person(), time(form.done()));
      case "open" -> "Open%s".formatted(form.person() == null ? "" : ", taken by " + form.person());
      default -> "No longer needed from " + time(form.done());
    };
  }

  /** How long an element took in all. */
  public String lasted(Walked walked) {
    return walked.times().stream().map(span -> span.ended() == null ? "still open since " + time(span.started())
        : "%s – %s".formatted(time(span.started()), time(span.ended()))).collect(Collectors.joining("; "));
  }

  /** How long the case took, as people say it. */
  public String duration() {
    if (story.head().ended() == null) {
      return "";
    }
    Duration took = Duration.between(story.head().started(), story.head().ended());
    return took.toDays() > 1 ? "%d days".formatted(took.toDays()) : took.toHours() > 1 ? "%d hours".formatted(took.toHours())
        : took.toMinutes() > 1 ? "%d minutes".formatted(took.toMinutes()) : took.toSeconds() > 45 ? "about a minute" : "seconds";
  }
}
