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
import org.careloop.audit.story.CaseStory.Judgement;
import org.careloop.audit.story.CaseStory.Kind;
import org.careloop.audit.story.CaseStory.Look;
import org.careloop.audit.story.CaseStory.MessageRef;
import org.careloop.audit.story.CaseStory.Part;
import org.careloop.audit.story.CaseStory.Value;

/** Times, values and counts of a case as a reader of the paper gets them: in the practice's zone and in plain words. */
final class PackWords {

  private static final int COLUMNS_SIDE_BY_SIDE = 4;

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

  public String rows(Judgement judgement) {
    int all = judgement.table().rows().size();
    int fired = judgement.fired().size();
    return "%s of %s fired; hit policy %s.".formatted(fired == 0 ? "No row" : fired == 1 ? "One row" : fired + " rows", all,
        judgement.table().hitPolicy() == null ? "UNIQUE" : judgement.table().hitPolicy());
  }

  /** Its columns fit side by side on the paper. */
  public boolean narrow(Judgement judgement) {
    return judgement.table().inputs().size() + judgement.table().outputs().size() <= COLUMNS_SIDE_BY_SIDE;
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
