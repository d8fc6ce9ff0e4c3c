package org.careloop.care;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Locale;
import java.util.Map;
import org.careloop.team.Names;
import org.careloop.why.Shown;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/** How codes and times of a case are said to the care team. An unknown code is shown as it is, in words as far as they can be told. */
@Component
class CareWords {

  private static final Map<String, String> WORDS = Map.ofEntries(
      Map.entry("coordinator", "Care coordinator"), Map.entry("nurse", "Nurse"), Map.entry("pharmacist", "Pharmacist"),
      Map.entry("socialWorker", "Social worker"), Map.entry("physician", "Physician"), Map.entry("patient", "The patient"),
      Map.entry("care-coordinators", "care coordinators"), Map.entry("nurses", "nurses"), Map.entry("pharmacists", "pharmacists"),
      Map.entry("social-workers", "social workers"), Map.entry("physicians", "physicians"),
      Map.entry("notStarted", "not begun"), Map.entry("inProgress", "under way"), Map.entry("completed", "done"), Map.entry("cancelled", "cancelled"),
      Map.entry("care-coordination", "care coordination"), Map.entry("verbal", "by word of mouth"), Map.entry("written", "in writing"),
      Map.entry("electronic", "electronically"), Map.entry("hospital", "in hospital or a facility"), Map.entry("travel", "away for a while"),
      Map.entry("patientWish", "the patient asks for it"), Map.entry("otherCare", "another programme cares for the patient"),
      Map.entry("insurance", "coverage is being clarified"), Map.entry("absence", "holiday, illness or leave"),
      Map.entry("caseLoad", "too many patients"), Map.entry("language", "language"), Map.entry("moved", "changed site"),
      Map.entry("expertise", "needs other experience"), Map.entry("leaving", "leaves the practice"), Map.entry("en", "English"),
      Map.entry("es", "Spanish"));

  private final ZoneId zone;
  private final DateTimeFormatter time = DateTimeFormatter.ofPattern("EEE d MMM yyyy, HH:mm", Locale.US);
  private final DateTimeFormatter day = DateTimeFormatter.ofPattern("EEE d MMM yyyy", Locale.US);

  private final Names names;

  CareWords(Names names, @Value("${careloop.zone:America/New_York}") ZoneId zone) {
    this.names = names;
    this.zone = zone;
  }

  /** What people call a colleague; the user id of whoever has no name here or left. */
  String person(String userId) {
    return names.nameOf(userId).orElse(userId);
  }

  String code(Object code) {
    if (code == null || code.toString().isBlank()) {
      return null;
    }
    String text = code.toString();
    return WORDS.getOrDefault(text, Shown.codeInWords(text));
  }

  String time(Instant at) {
    return at == null ? null : time.format(at.atZone(zone));
  }

  /** An instant or a day, as ISO text, as a day of the practice; null for what is none. */
  String day(Object iso) {
    LocalDate read = localDate(iso);
    return read == null ? null : day.format(read);
  }

  /** True for a day before today. */
  boolean isOver(Object isoDay, Instant now) {
    LocalDate read = localDate(isoDay);
    return read != null && read.isBefore(now.atZone(zone).toLocalDate());
  }

  private LocalDate localDate(Object iso) {
    if (!(iso instanceof String text) || text.isBlank()) {
      return null;
    }
    try {
      return text.indexOf('T') < 0 ? LocalDate.parse(text) : Instant.parse(text).atZone(zone).toLocalDate();
    } catch (DateTimeParseException e) {
      return null;
    }
  }
}
