package org.careloop.audit.questions;

import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * One saved report that answers an auditor's question, as its file says it: what is asked, on which authority, what may be filled in, what is
 * shown, what is read, what is not seen, and the SQL. Data, no behaviour; it holds nothing of any patient.
 *
 * @param id the file's name
 * @param rows the answer, in order
 * @param figures one row of counts; null where there is nothing to count
 * @param recorded counts what the report could find at all; null where it reads what is always recorded
 */
record Report(String id, Head head, String rows, String figures, String recorded) {

  /**
   * The comment at the head of the file.
   *
   * @param question number of the auditor's question in the clinical rules
   * @param reads in words, with the recorded names
   * @param doesNotSee in words
   * @param nothing what is said where nothing of the kind was ever recorded
   */
  record Head(int question, String title, String asks, List<String> basis, Map<String, Parameter> parameters, Map<String, Column> columns,
      Map<String, Figure> figures, String reads, String doesNotSee, String nothing) {

    Head {
      Objects.requireNonNull(title, "title is missing");
      Objects.requireNonNull(asks, "asks is missing");
      Objects.requireNonNull(reads, "reads is missing");
      Objects.requireNonNull(doesNotSee, "doesNotSee is missing");
      basis = basis == null ? List.of() : basis;
      parameters = parameters == null ? Map.of() : parameters;
      figures = figures == null ? Map.of() : figures;
    }
  }

  /**
   * Something to fill in.
   *
   * @param help a sentence below the field, or null
   * @param preset what stands there at first: a text, a number, or days from today, {@code -90d}
   * @param choices code to words, for {@link Kind#CHOICE}
   */
  record Parameter(String label, Kind type, boolean required, String help, String preset, Map<String, String> choices) {}

  /** What kind of value a parameter has. */
  enum Kind {
    /** A day; the report gets its first instant in the practice's zone. */
    FROM,
    /** A day that still counts; the report gets the first instant after it. */
    UNTIL,
    /** A day and time of day in the practice's zone. */
    MOMENT,
    TEXT,
    /** A whole number, not negative. */
    NUMBER,
    CHOICE,
    /** A patient's record number, or id in the health record. */
    PATIENT
  }

  /**
   * A column of the answer.
   *
   * @param with another column, whose text is shown below
   * @param words code to words; what is no code of these is shown as it is
   */
  record Column(String label, Show show, String with, Map<String, String> words) {

    Column {
      show = show == null ? Show.TEXT : show;
      words = words == null ? Map.of() : words;
    }
  }

  /** How a value is shown. */
  enum Show {
    TEXT, NUMBER, MINUTES,
    /** An instant, in the practice's zone; instants that cases recorded as ISO text, too. */
    TIME,
    /** A day. */
    DATE,
    YES_NO,
    /** The root process instance of a case: a link, its text is the column named by {@code with}. */
    CASE,
    /** A patient's id; looking at it is recorded. */
    PATIENT,
    /** A state: the first word of {@code words} for a code that begins with ! is bad, with ? doubtful, otherwise good. */
    STATE,
    /** The number of a release of models: a link to what it changed. */
    RELEASE,
    /** The id of a decision's evaluation; what is shown is what went into it. */
    DECISION_INPUTS,
    /** The same, what came out. */
    DECISION_OUTPUTS,
    /** The same, the rows of its table that fired. */
    DECISION_ROWS,
    /** Needed by another column, not shown alone. */
    HIDDEN;

    boolean isOfDecision() {
      return this == DECISION_INPUTS || this == DECISION_OUTPUTS || this == DECISION_ROWS;
    }
  }

  /**
   * A number above the answer.
   *
   * @param of name of the figure that is the whole, for a share; or null
   * @param note what was counted, or why it is left out
   */
  record Figure(String label, String of, String note) {}
}
