package org.careloop.audit.packs;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.format.DateTimeParseException;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.careloop.audit.story.Criteria;

/**
 * Which cases a list is to hold, as the search's form names it.
 *
 * @param from the first day that counts, in the practice's zone; empty for any
 * @param until the last day that counts; empty for any
 */
record ListForm(String patient, String businessKey, String person, String protocol, String version, String from, String until, String outcome,
    Boolean missed, Boolean overridden, Boolean incident) {

  Criteria criteria(ZoneId zone) {
    LocalDate last = day(until);
    return new Criteria(text(patient), text(businessKey), text(person), text(protocol), text(version), instant(day(from), zone),
        instant(last == null ? null : last.plusDays(1), zone), text(outcome), ticked(missed), ticked(overridden),
        ticked(incident));
  }

  /** What was looked for, without what would tell of a patient: the list of exports is read by others. */
  String inWords() {
    String words = Stream.of(text(patient) == null ? null : "one patient", text(businessKey) == null ? null : "one case number",
            text(person) == null ? null : "person " + text(person), text(protocol) == null ? null : "protocol " + text(protocol),
            text(version) == null ? null : "version " + text(version), text(from) == null ? null : "begun from " + text(from),
            text(until) == null ? null : "begun until " + text(until), text(outcome) == null ? null : "outcome " + text(outcome),
            ticked(missed) ? "a deadline missed" : null, ticked(overridden) ? "overridden" : null, ticked(incident) ? "a step failed" : null)
        .filter(Objects::nonNull).collect(Collectors.joining(", "));
    return words.isEmpty() ? "every case" : words;
  }

  // A box that is not ticked is not sent.
  private static boolean ticked(Boolean box) {
    return Boolean.TRUE.equals(box);
  }

  private static String text(String text) {
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
      throw new Request.Incomplete("The day does not read as a date like 2026-03-06.");
    }
  }
}
