package org.careloop.audit.packs;

import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.format.FormatStyle;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.careloop.audit.story.CaseStory;
import org.careloop.audit.story.CaseStory.Entry;
import org.careloop.audit.story.CaseStory.FilledForm;
import org.careloop.audit.story.CaseStory.Kind;
import org.careloop.audit.story.CaseStory.Look;
import org.careloop.audit.story.CaseStory.MessageRef;
import org.careloop.audit.story.CaseStory.Part;
import org.careloop.audit.story.SpelledDecisions;
import org.careloop.why.Judgement;
import org.careloop.why.Judgement.Value;

/** Times, values and counts of a case as a reader of the paper gets them: in the practice's zone and in plain words. */
final class PackWords {

  private static final int LONGEST_IN_TIMELINE = 240;
  private static final int LONGEST_CONDITION = 120;

  private final ZoneId zone;
  private final DateTimeFormatter stamp;
  private final DateTimeFormatter day;
  private final DateTimeFormatter time;
  private final Map<String, String> parts;

  PackWords(ZoneId zone, CaseStory story) {
    this.zone = zone;
    this.stamp = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss", Locale.US).withZone(zone);
    this.day = DateTimeFormatter.ofLocalizedDate(FormatStyle.FULL).withLocale(Locale.US).withZone(zone);
    this.time = DateTimeFormatter.ofPattern("HH:mm:ss", Locale.US).withZone(zone);
    this.parts = story.parts().stream().filter(part -> part.depth() > 0).collect(Collectors.toMap(Part::id, part -> "in " + part.name(), (one, other) -> one));
  }

  public String zone() {
    return zone.getId();
  }

  public String stamp(Instant at) {
    return at == null ? "" : stamp.format(at);
  }

  public String day(Instant at) {
    return day.format(at);
  }

  public String time(Instant at) {
    return time.format(at);
  }

  public String period(Instant from, Instant until) {
    return until == null ? "%s, still open".formatted(stamp(from)) : "%s to %s".formatted(stamp(from), stamp(until));
  }

  public String values(List<Value> values) {
    return values == null || values.isEmpty() ? "nothing" : values.stream()
        .map(value -> "%s: %s".formatted(value.label() == null ? value.name() : value.label(), value.shown() == null ? "empty" : value.shown()))
        .collect(Collectors.joining("; "));
  }

  public String message(MessageRef message) {
    return Stream.of("Brought by message " + message.type(), message.sender() == null ? null : "from " + message.sender(),
            message.controlId() == null ? null : "number " + message.controlId(), message.door() == null ? null : "over " + message.door(),
            message.receivedAt() == null ? null : "received " + stamp(message.receivedAt()))
        .filter(Objects::nonNull).collect(Collectors.joining(", "));
  }

  /** Where in the case it happened; null in the case's own process. */
  public String part(String partId) {
    return partId == null ? null : parts.get(partId);
  }

  /** What the paper has in full in a section of its own is cut short here. */
  public String values(Entry entry) {
    String values = values(entry.values());
    boolean toldBelow = entry.kind() == Kind.DECISION || entry.kind() == Kind.TASK;
    return toldBelow ? cut(values, LONGEST_IN_TIMELINE) : values;
  }

  /** A decision that was asked, with those that it needed. */
  public record Asked(Judgement one, List<Judgement> needed) {}

  public List<Asked> asked(List<Judgement> decisions) {
    List<Asked> asked = new ArrayList<>();
    for (Judgement one : decisions) {
      if (one.requiredBy() == null || asked.isEmpty()) {
        asked.add(new Asked(one, new ArrayList<>()));
      } else {
        asked.get(asked.size() - 1).needed().add(one);
      }
    }
    return asked;
  }

  /** The rows that fired, a line each: what had to hold, and the source. What a row does not look at is left out. */
  public List<String> because(Judgement judgement) {
    if (judgement.table() == null || judgement.fired().isEmpty()) {
      return List.of(SpelledDecisions.fired(judgement));
    }
    return judgement.fired().stream().map(row -> {
      List<String> conditions = new ArrayList<>();
      for (int at = 0; at < row.inputs().size(); at++) {
        String cell = row.inputs().get(at);
        if (cell != null && !cell.isBlank() && !cell.strip().equals("-")) {
          conditions.add(judgement.table().inputs().get(at) + " " + cut(cell.strip(), LONGEST_CONDITION));
        }
      }
      return "Row %d of %d: %s.%s".formatted(row.number(), judgement.table().rows().size(),
          conditions.isEmpty() ? "whatever it is given" : String.join(", ", conditions),
          row.annotation() == null || row.annotation().isBlank() ? "" : " Source: " + row.annotation().strip());
    }).toList();
  }

  /** As {@link #because} for a decision that another needed: the numbers of the rows and their sources. */
  public String rows(Judgement judgement) {
    return cut(SpelledDecisions.fired(judgement), LONGEST_IN_TIMELINE);
  }

  /** What it was given and what it found, in one line. */
  public String found(Judgement judgement) {
    String given = judgement.inputs().isEmpty() ? "" : cut(values(judgement.inputs()), LONGEST_CONDITION) + " → ";
    return given + cut(values(judgement.outputs()), LONGEST_IN_TIMELINE);
  }

  /** Something was entered; a form that is still open is all empty fields. */
  public boolean filled(FilledForm form) {
    return form.done() != null && !"withdrawn".equals(form.state()) || form.fields().stream().anyMatch(field -> field.entered() && field.value() != null);
  }

  private static String cut(String text, int longest) {
    return text.length() <= longest ? text : text.substring(0, text.offsetByCodePoints(0, text.codePointCount(0, longest))) + " …";
  }

  public String form(FilledForm form) {
    String who = form.person() == null ? "by nobody" : "by %s%s".formatted(form.person(), form.role() == null ? "" : " (%s)".formatted(form.role()));
    String when = form.done() == null ? form.state() : "%s %s, %s%s".formatted(form.state(), who, stamp(form.done()), form.late() ? ", after its due date" : "");
    return Stream.of(when, "opened " + stamp(form.opened()), form.due() == null ? null : "due " + stamp(form.due()), part(form.partId()))
        .filter(part -> part != null && !part.isBlank()).collect(Collectors.joining("; "));
  }

  List<String> summary(CaseStory story, Instant now) {
    List<String> lines = new ArrayList<>();
    var head = story.head();
    lines.add(head.open() ? "The case began on %s and was still open on %s.".formatted(stamp(head.started()), stamp(now))
        : "The case began on %s and ended on %s: %s.".formatted(stamp(head.started()), stamp(head.ended()), head.outcome()));
    Set<String> people = new HashSet<>();
    story.timeline().stream().filter(entry -> entry.kind() != Kind.LOOK).map(Entry::who).filter(Objects::nonNull).forEach(people::add);
    lines.add("It ran through %s; %s recorded, with the work of %s.".formatted(counted(story.parts().size(), "process", "processes"),
        counted(story.timeline().size(), "entry is", "entries are"), counted(people.size(), "person", "people")));
    long late = story.forms().stream().filter(FilledForm::late).count();
    lines.add("%s made by table; %s to people, %s after the due date.".formatted(counted(story.decisions().size(), "decision was", "decisions were"),
        counted(story.forms().size(), "form was given", "forms were given"), late == 0 ? "none done" : late + " done"));
    lines.add(story.changes().isEmpty() ? "No operator changed anything in it." : "Operators made %s.".formatted(counted(story.changes().size(), "change", "changes")));
    lines.add(head.incidents() == 0 ? "No step gave up." : "%s gave up for good and was handled by a person.".formatted(counted(head.incidents(), "step", "steps")));
    long lookers = story.looks().stream().map(Look::who).distinct().count();
    lines.add(story.looks().isEmpty() ? "Nobody was shown the patient's data." : "The patient's data were shown %s to %s.".formatted(
        counted(story.looks().size(), "time", "times"), counted(lookers, "person", "people")));
    return lines;
  }

  private static String counted(long number, String one, String many) {
    return number + " " + (number == 1 ? one : many);
  }
}
