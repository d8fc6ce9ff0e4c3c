package org.careloop.audit.story;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.careloop.audit.story.CaseStory.Drawing;
import org.careloop.audit.story.CaseStory.Entry;
import org.careloop.audit.story.CaseStory.Field;
import org.careloop.audit.story.CaseStory.FilledForm;
import org.careloop.audit.story.CaseStory.Kind;
import org.careloop.audit.story.CaseStory.Look;
import org.careloop.audit.story.CaseStory.MessageRef;
import org.careloop.audit.story.CaseStory.OperatorChange;
import org.careloop.audit.story.CaseStory.Part;
import org.careloop.audit.story.HistoryRows.Activity;
import org.careloop.audit.story.HistoryRows.Operation;
import org.careloop.why.Judgement;
import org.careloop.why.Judgement.Value;
import org.careloop.why.Shown;
import org.springframework.stereotype.Component;

/** Lays everything that happened in a case into one line of time, each in a sentence. What is only drawn and decides nothing is left out. */
@Component
class TimelineTeller {

  private static final String PROGRAM = "Careloop";

  private final Delegates delegates;
  private final Shown shown;

  TimelineTeller(Delegates delegates, Shown shown) {
    this.delegates = delegates;
    this.shown = shown;
  }

  List<Entry> tell(CaseHead head, CaseRows all, List<Part> parts, List<Judgement> judgements, List<FilledForm> forms, List<OperatorChange> changes,
      List<Look> looks, MessageTeller.Brought brought, List<Drawing> drawings) {
    Telling telling = new Telling(head, all, parts, drawings, brought);
    telling.caseAndParts();
    all.activities().forEach(telling::activity);
    judgements.stream().filter(one -> one.requiredBy() == null).forEach(telling::judgement);
    forms.forEach(telling::task);
    telling.claims();
    telling.otherMessages();
    telling.trouble();
    changes.forEach(one -> telling.add(one.at(), Kind.CHANGE, one.partId(), one.who(), one.who() == null ? "somebody who is not recorded" : null,
        one.what(), one.values(), null, one.reason() == null ? "No reason given." : "Reason: " + one.reason(), null));
    looks.forEach(one -> telling.add(one.at(), Kind.LOOK, head.rootId(), one.who(), one.role(), one.what(), List.of(), null, one.reason(), null));
    return telling.inOrder();
  }

  /** One case being told. */
  private final class Telling {

    private final CaseHead head;
    private final CaseRows all;
    private final List<Part> parts;
    private final Map<String, Drawing> drawings;
    private final MessageTeller.Brought brought;
    private final List<Entry> entries = new ArrayList<>();

    Telling(CaseHead head, CaseRows all, List<Part> parts, List<Drawing> drawings, MessageTeller.Brought brought) {
      this.head = head;
      this.all = all;
      this.parts = parts;
      this.drawings = drawings.stream().collect(Collectors.toMap(Drawing::partId, Function.identity()));
      this.brought = brought;
    }

    void add(Instant at, Kind kind, String part, String who, String role, String what, List<Value> values, MessageRef message, String note, String reference) {
      entries.add(new Entry(at, kind, part, who, role, what, values, message, note, reference));
    }

    private void program(Instant at, Kind kind, String part, String what) {
      add(at, kind, part, null, PROGRAM, what, List.of(), null, null, null);
    }

    void caseAndParts() {
      for (Part part : parts) {
        if (part.depth() > 0) {
          String caller = part.calledBy() == null ? part.name() : all.elementName(all.instancesById().get(part.parentId()).definitionId(), part.calledBy());
          program(part.started(), Kind.CASE, part.id(), "Began: %s%s".formatted(caller, caller.equals(part.name()) ? "" : " (%s)".formatted(part.name())));
          if (part.ended() != null) {
            program(part.ended(), Kind.CASE, part.id(), "Ended: %s – %s".formatted(caller, part.outcome()));
          }
        } else if (part.ended() != null) {
          program(part.ended(), Kind.CASE, part.id(), "The case ended: " + part.outcome());
        }
      }
    }

    void activity(Activity one) {
      String name = all.elementName(one.definitionId(), one.elementId());
      Instant moment = one.ended() == null ? one.started() : one.ended();
      String type = one.type();
      if (MessageTeller.isNews(one)) {
        if (one.ended() != null) {
          MessageRef message = brought.byActivity().get(one.id());
          boolean first = isFirst(one);
          add(moment, first ? Kind.CASE : Kind.MESSAGE, one.instanceId(), null, message == null ? "another part of Careloop" : message.sender(),
              (first ? "The case began: " : "News came: ") + name, List.of(), message, null, one.id());
        }
      } else if (type.endsWith("tartEvent")) {
        startEvent(one, name);
      } else if (type.contains("imer")) {
        if (one.ended() != null && !one.cancelled()) {
          program(moment, Kind.DEADLINE, one.instanceId(), (type.startsWith("boundary") ? "Time ran out: " : "The time came: ") + name);
        }
      } else if (type.contains("scalation")) {
        program(moment, Kind.DEADLINE, one.instanceId(), "Escalated: " + name);
      } else if (type.startsWith("boundary")) {
        program(moment, Kind.WAY, one.instanceId(), ("boundaryError".equals(type) ? "It turned out: " : "It came to: ") + name);
      } else if (type.equals("exclusiveGateway")) {
        way(one);
      } else if (type.equals("serviceTask") || type.equals("sendTask")) {
        service(one, name);
      }
    }

    private void startEvent(Activity one, String name) {
      if (isFirst(one)) {
        String by = all.instancesById().get(head.rootId()).startedBy();
        add(one.started(), Kind.CASE, one.instanceId(), by, by == null ? PROGRAM : null, "The case began: " + name, List.of(), null, null, one.id());
      } else if (one.type().contains("imer")) {
        program(one.started(), Kind.DEADLINE, one.instanceId(), "The time came: " + name);
      } else if (!one.type().equals("startEvent")) {
        program(one.started(), Kind.WAY, one.instanceId(), "It came to: " + name);
      }
    }

    private boolean isFirst(Activity one) {
      return one.instanceId().equals(head.rootId()) && one.type().endsWith("tartEvent") && one.id().equals(all.activities().stream()
          .filter(other -> other.instanceId().equals(head.rootId())).map(Activity::id).findFirst().orElse(null));
    }

    /** The question of a gateway and the answer: the label of the arrow that was taken. */
    private void way(Activity one) {
      Models.Diagram diagram = all.diagram(one.definitionId());
      Drawing drawing = drawings.get(one.instanceId());
      String question = diagram.nameOf(one.elementId());
      Instant moment = one.ended() == null ? one.started() : one.ended();
      // Of several arrows out of it the one whose end began next.
      Optional<Models.Flow> taken = diagram.flows().stream().filter(flow -> flow.source().equals(one.elementId()) && drawing.flows().contains(flow.id()))
          .filter(flow -> all.activities().stream().anyMatch(next -> next.instanceId().equals(one.instanceId())
              && next.elementId().replaceAll("#multiInstanceBody$", "").equals(flow.target()) && !next.started().isBefore(moment)
              && next.started().isBefore(moment.plusSeconds(2))))
          .findFirst();
      if (question != null && taken.isPresent()) {
        String answer = taken.get().name() == null ? "on to “%s”".formatted(all.elementName(one.definitionId(), taken.get().target())) : taken.get().name();
        program(moment, Kind.WAY, one.instanceId(), "%s %s".formatted(question, answer));
      }
    }

    /** Results without ids of rows in other systems, which tell a person nothing. */
    private void service(Activity one, String name) {
      Models.Element element = all.diagram(one.definitionId()).elements().get(one.elementId());
      String system = delegates.system(element == null ? null : element.delegate());
      List<Value> results = all.writtenIn(one.id()).stream().filter(written -> !one.id().equals(written.scope()) || element == null)
          .filter(written -> !written.name().endsWith("Id") && !written.name().endsWith("Ids"))
          .map(written -> new Value(written.name(), all.label(one.definitionId(), written.name()), shown.value(written.value()))).toList();
      if (one.ended() == null) {
        add(one.started(), Kind.OUTSIDE, one.instanceId(), null, system, name + ": waits for an answer", List.of(), null, null, one.id());
      } else if (!one.cancelled()) {
        add(one.ended(), Kind.OUTSIDE, one.instanceId(), null, system, name + (delegates.isOutside(system)
            ? results.isEmpty() ? ": taken" : ": answered" : ": done"), results, null, null, one.id());
      }
    }

    void judgement(Judgement one) {
      String rows = one.fired().isEmpty() ? "No row of the table applied." : "Row%s %s of the table".formatted(one.fired().size() == 1 ? "" : "s",
          one.fired().stream().map(row -> String.valueOf(row.number())).collect(Collectors.joining(", ")));
      add(one.at(), Kind.DECISION, one.partId(), null, "table “%s”%s".formatted(one.name(), one.versionTag() == null ? "" : ", version " + one.versionTag()),
          "Decided: " + (one.element() == null ? one.name() : one.element()), one.outputs(), null, rows, one.id());
    }

    void task(FilledForm form) {
      String whose = form.role() == null ? "" : " for " + form.role();
      add(form.opened(), Kind.TASK, form.partId(), null, PROGRAM, "Task opened%s: %s".formatted(whose, form.task()),
          form.due() == null ? List.of() : List.of(new Value("due", "Due", shown.time(form.due()))), null, null, form.taskId());
      if (form.state().equals("done")) {
        List<Value> entered = form.fields().stream().filter(Field::entered).filter(field -> field.value() != null)
            .map(field -> new Value(null, field.label(), field.value())).toList();
        add(form.done(), Kind.TASK, form.partId(), form.person(), form.role(), "Done: " + form.task(), entered, null,
            form.late() ? "After its due date (%s).".formatted(shown.time(form.due())) : null, form.taskId());
      } else if (form.state().equals("withdrawn")) {
        program(form.done(), Kind.TASK, form.partId(), "Task no longer needed: " + form.task());
      }
    }

    void claims() {
      for (Operation one : all.operations()) {
        if (one.taskId() != null && "Claim".equals(one.type()) && "assignee".equals(one.property())) {
          String task = all.tasks().stream().filter(row -> row.id().equals(one.taskId())).map(HistoryRows.TaskRow::name).findFirst().orElse("a task");
          add(one.at(), Kind.TASK, one.instanceId(), one.user(), all.rolesFor(one.taskId()), "Took the task: " + task, List.of(), null, null, one.taskId());
        }
      }
      all.remarks().forEach(one -> add(one.at(), Kind.TASK, one.instanceId() == null ? head.rootId() : one.instanceId(), one.user(), null,
          "Wrote a comment", List.of(), null, one.text(), one.taskId()));
    }

    /** Messages about this stay that no step waited for. */
    void otherMessages() {
      for (MessageRef message : brought.messages()) {
        if (!brought.byActivity().containsValue(message)) {
          add(message.receivedAt(), Kind.MESSAGE, head.rootId(), null, message.sender(), "A message about this case came in: " + message.state(), List.of(),
              message, null, null);
        }
      }
    }

    void trouble() {
      for (HistoryRows.Try one : all.tries()) {
        if (one.state() == 1) {
          String left = one.retries() <= 1 ? "It will not be tried again by itself." : "It is tried again.";
          add(one.at(), Kind.TROUBLE, one.instanceId(), null, PROGRAM, "Attempt failed: " + element(one.instanceId(), one.elementId()), List.of(), null,
              one.message() == null ? left : one.message() + " " + left, null);
        }
      }
      for (HistoryRows.Trouble one : all.incidents()) {
        String step = element(one.instanceId(), one.elementId());
        add(one.at(), Kind.TROUBLE, one.instanceId(), null, PROGRAM, "Gave up, and called a person: " + step, List.of(), null,
            one.annotation() == null ? null : "Note: " + one.annotation(), null);
        if (one.ended() != null) {
          program(one.ended(), Kind.TROUBLE, one.instanceId(), "Settled: " + step);
        }
      }
    }

    private String element(String instance, String elementId) {
      HistoryRows.Instance where = all.instancesById().get(instance);
      return where == null ? "a step" : all.elementName(where.definitionId(), elementId);
    }

    List<Entry> inOrder() {
      // Sorting keeps what happened at the same moment in the order in which it is told; but a process ends after the last of its steps.
      entries.sort(Comparator.comparing(Entry::at));
      for (int from = entries.size() - 1; from >= 0; from--) {
        Entry end = entries.get(from);
        if (end.kind() == Kind.CASE && end.what().startsWith("Ended: ")) {
          int last = from;
          for (int at = from + 1; at < entries.size() && entries.get(at).at().equals(end.at()); at++) {
            last = entries.get(at).partId().equals(end.partId()) ? at : last;
          }
          Collections.rotate(entries.subList(from, last + 1), -1);
        }
      }
      return List.copyOf(entries);
    }
  }
}
