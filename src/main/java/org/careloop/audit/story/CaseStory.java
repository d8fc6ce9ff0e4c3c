package org.careloop.audit.story;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.careloop.why.Judgement;
import org.careloop.why.Judgement.Value;

/**
 * All that is recorded of one case, across the processes it called, in words that a person who knows no engine can read. Built from the
 * history as it stands; whether that was tampered with is the verifier's business.
 *
 * @param parts the case's own process first, then every process that was called, in order of their start
 * @param timeline everything that happened, oldest first
 * @param related other cases with the same business key, and those in which people handled steps of this one that had failed
 */
public record CaseStory(CaseHead head, List<Part> parts, List<Entry> timeline, List<Judgement> decisions, List<FilledForm> forms,
    List<OperatorChange> changes, List<Look> looks, List<Drawing> drawings, List<CaseHead> related) {

  /** What an entry of the timeline is about: the filters of the page. */
  public enum Kind {
    CASE("Start and end"),
    MESSAGE("Messages that came in"),
    TASK("Work by people"),
    DECISION("Decisions by table"),
    WAY("Ways taken"),
    OUTSIDE("Outside systems"),
    DEADLINE("Timers and deadlines"),
    TROUBLE("Failures and retries"),
    CHANGE("Changes by operators"),
    LOOK("Who looked");

    private final String label;

    Kind(String label) {
      this.label = label;
    }

    public String label() {
      return label;
    }
  }

  /**
   * A process instance of the case.
   *
   * @param id the engine's id
   * @param parentId of the part that called it; null for the case's own process
   * @param calledBy id of the element that called it; null for the case's own process
   * @param depth 0 for the case's own process
   */
  public record Part(String id, String parentId, String calledBy, int depth, String definitionId, String processId, String name,
      String versionTag, Instant started, Instant ended, String outcome) {}

  /**
   * Something that happened.
   *
   * @param who a person's user id; null where the program or an outside system did it
   * @param role of that person in words, as far as it is recorded; else who did it ("Careloop", "the health record")
   * @param what a sentence
   * @param values with the labels of the form, or names where there are none
   * @param message that brought it; null for none
   * @param note what else is to be said: an error, a reason; null for nothing
   * @param reference id of the task, decision or activity it comes from, which forms and decisions name, too; null for none
   */
  public record Entry(Instant at, Kind kind, String partId, String who, String role, String what, List<Value> values, MessageRef message,
      String note, String reference) {}

  /** A message as the inbox keeps it. */
  public record MessageRef(String messageId, String controlId, String type, String sender, String door, Instant receivedAt, String state) {}

  /** A form as a person filled it in. */
  public record FilledForm(String taskId, String partId, String task, String form, String person, String role, Instant opened, Instant due,
      Instant done, String state, List<Field> fields) {

    public boolean late() {
      return due != null && done != null && done.isAfter(due);
    }
  }

  /**
   * A line of a form.
   *
   * @param group the heading it stands under; null for none
   * @param value as it was shown or entered; null where nothing was
   * @param entered true where the person gave it, false where the form showed it
   */
  public record Field(String group, String label, String value, boolean entered) {}

  /**
   * What an operator changed, one operation.
   *
   * @param reason as annotated or commented; null for none given
   */
  public record OperatorChange(Instant at, String partId, String who, String what, List<Value> values, String reason) {}

  /** Somebody was shown the patient's data, opened the case for a reason, or took an export. */
  public record Look(Instant at, String who, String role, String what, String reason) {}

  /**
   * The diagram of a part with the way that was walked.
   *
   * @param flows ids of the sequence flows that were taken without doubt
   * @param calls ids of the parts that an element called, by the element's id
   */
  public record Drawing(String partId, String definitionId, String name, String versionTag, String xml, List<Walked> walked, List<String> flows,
      Map<String, List<String>> calls) {}

  /** An element that was reached: each time with its beginning and end; {@code open} where it still goes on. */
  public record Walked(String elementId, String name, List<Span> times, boolean open, boolean cancelled) {}

  /** From when to when; {@code ended} null while it lasts. */
  public record Span(Instant started, Instant ended) {}
}
