package org.careloop.audit.story;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.format.DateTimeParseException;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The form by which cases are looked for, on the page of search and for a list to take away, as it was filled in.
 *
 * @param from the first day that counts, in the practice's zone; empty for any
 * @param until the last day that counts; empty for any
 */
public record SearchForm(String patient, String businessKey, String person, String protocol, String version, String from, String until, String outcome,
    Boolean missed, Boolean overridden, Boolean incident) {

  /** What was filled in cannot be read; the message says what was expected, in the auditor's words. */
  public static final class Unreadable extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Unreadable(String message) {
      super(message);
    }
  }

  private static final int LONGEST = 200;

  // A box that is not ticked is not sent.
  public SearchForm {
    missed = Boolean.TRUE.equals(missed);
    overridden = Boolean.TRUE.equals(overridden);
    incident = Boolean.TRUE.equals(incident);
  }

  public static SearchForm nothing() {
    return new SearchForm("", "", "", "", "", "", "", "", false, false, false);
  }

  public Criteria criteria(ZoneId zone) {
    LocalDate last = day(until);
    return new Criteria(text(patient), text(businessKey), text(person), text(protocol), text(version), instant(day(from), zone),
        instant(last == null ? null : last.plusDays(1), zone), text(outcome), missed, overridden, incident);
  }

  /** What was looked for, without what would tell of a patient: the list of exports is read by others. */
  public String inWords() {
    String words = Stream.of(text(patient) == null ? null : "one patient", text(businessKey) == null ? null : "one case number",
            text(person) == null ? null : "person " + text(person), text(protocol) == null ? null : "protocol " + text(protocol),
            text(version) == null ? null : "version " + text(version), text(from) == null ? null : "begun from " + text(from),
            text(until) == null ? null : "begun until " + text(until), text(outcome) == null ? null : "outcome " + text(outcome),
            missed ? "a deadline missed" : null, overridden ? "past the protocol" : null, incident ? "a step failed" : null)
        .filter(Objects::nonNull).collect(Collectors.joining(", "));
    return words.isEmpty() ? "every case" : words;
  }

  private static String text(String text) {
    if (text != null && text.length() > LONGEST) {
      throw new Unreadable("What is looked for is too long: at most %d characters.".formatted(LONGEST));
    }
    return text == null || text.isBlank() ? null : text.strip();
  }

  private static Instant instant(LocalDate day, ZoneId zone) {
    return day == null ? null : day.atStartOfDay(zone).toInstant();
  }

  private static LocalDate day(String text) {
    if (text(text) == null) {
      return null;
    }
    try {
      return LocalDate.parse(text.strip());
    } catch (DateTimeParseException e) {
      throw new Unreadable("A day does not read as a date like 2026-03-06.");
    }
  }
}
