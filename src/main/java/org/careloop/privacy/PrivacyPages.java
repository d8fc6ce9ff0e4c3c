package org.careloop.privacy;

import java.sql.Timestamp;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.careloop.privacy.BreakGlassStore.Opening;
import org.careloop.security.Groups;
import org.careloop.security.Role;
import org.careloop.security.internal.PatientReads.Kind;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.security.core.Authentication;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;

/**
 * For privacy officers and auditors: who opened cases outside the own team, why, and what the review said; and who read what about which
 * patient. Changes nothing: reviews are tasks in the task list. Looking up a patient here is itself a line of the log.
 */
@Controller
class PrivacyPages {

  /** An opening with the number of looks and works under it. */
  record OpeningLine(String id, String person, String recordNumber, String team, String reason, String words, String openedAt, String until,
      String state, String look, String outcome, long looks, long works) {}

  /** A line of the read log. */
  record ReadLine(String at, String person, String roles, String record, String what, boolean opened) {}

  private static final int OPENINGS_SHOWN = 100;
  private static final int READS_SHOWN = 500;

  private final BreakGlassStore openings;
  private final PatientFinder patients;
  private final CareTeams teams;
  private final ReadLog reads;
  private final JdbcTemplate jdbc;
  private final Clock clock;
  private final ZoneId zone;
  private final DateTimeFormatter localTime;

  PrivacyPages(BreakGlassStore openings, PatientFinder patients, CareTeams teams, ReadLog reads, JdbcTemplate jdbc, Clock clock,
      @Value("${careloop.zone:America/New_York}") ZoneId zone) {
    this.openings = openings;
    this.patients = patients;
    this.teams = teams;
    this.reads = reads;
    this.jdbc = jdbc;
    this.clock = clock;
    this.zone = zone;
    this.localTime = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss", Locale.US).withZone(zone);
  }

  @GetMapping("/privacy")
  String page(Authentication who, Model model) {
    Instant now = clock.instant();
    List<Opening> newest = openings.newest(OPENINGS_SHOWN);
    newest.forEach(opening -> reads.shown(who.getName(), Groups.of(who), Kind.READ_LOG, opening.patientId()));
    model.addAttribute("openings", newest.stream().map(opening -> line(opening, now)).toList());
    model.addAttribute("shown", OPENINGS_SHOWN);
    return "privacy";
  }

  @PostMapping("/privacy/reads")
  String search(@RequestParam(defaultValue = "") String record, @RequestParam(defaultValue = "") String person,
      @RequestParam(defaultValue = "") String day, @RequestParam(defaultValue = "") String opening, Authentication who, Model model) {
    List<String> conditions = new ArrayList<>();
    List<Object> values = new ArrayList<>();
    if (!record.isBlank()) {
      List<String> ids = patients.patientsEverKnownAs(record.strip());
      conditions.add("patient_id in (%s)".formatted(String.join(", ", Collections.nCopies(Math.max(1, ids.size()), "?"))));
      values.addAll(ids.isEmpty() ? List.of("") : ids);
    }
    if (!person.isBlank()) {
      conditions.add("person = ?");
      values.add(person.strip());
    }
    if (!opening.isBlank()) {
      conditions.add("break_glass_id = ?");
      values.add(opening.strip());
    }
    boolean dayIsUnreadable = false;
    if (!day.isBlank()) {
      try {
        LocalDate date = LocalDate.parse(day.strip());
        conditions.add("read_at >= ? and read_at < ?");
        values.add(Timestamp.from(date.atStartOfDay(zone).toInstant()));
        values.add(Timestamp.from(date.plusDays(1).atStartOfDay(zone).toInstant()));
      } catch (DateTimeParseException e) {
        dayIsUnreadable = true;
      }
    }
    boolean asked = !conditions.isEmpty() && !dayIsUnreadable;
    model.addAttribute("problem", dayIsUnreadable ? "The day does not read as a date like 2026-03-06."
        : asked ? null : "Say a record number, a person or a day.");
    if (asked) {
      model.addAttribute("reads", found(conditions, values, who));
    }
    model.addAttribute("record", record);
    model.addAttribute("person", person);
    model.addAttribute("day", day);
    model.addAttribute("readsShown", READS_SHOWN);
    return page(who, model);
  }

  private List<ReadLine> found(List<String> conditions, List<Object> values, Authentication who) {
    Map<String, String> numbers = new HashMap<>();
    List<ReadLine> lines = jdbc.query("select * from careloop_read_log where %s order by read_at desc, read_id desc limit %d"
        .formatted(String.join(" and ", conditions), READS_SHOWN), (row, number) -> {
          String patient = row.getString("patient_id");
          return new ReadLine(localTime.format(row.getTimestamp("read_at").toInstant()), row.getString("person"), labels(row.getString("roles")),
              patient == null ? "not identified" : numbers.computeIfAbsent(patient, patients::recordNumberOf), words(row.getString("kind")),
              row.getString("break_glass_id") != null);
        }, values.toArray());
    numbers.keySet().forEach(patient -> reads.shown(who.getName(), Groups.of(who), Kind.READ_LOG, patient));
    return lines;
  }

  private OpeningLine line(Opening opening, Instant now) {
    boolean open = opening.isOpen(now);
    String state = opening.reviewedAt() != null ? "reviewed" : open ? "open now" : "to be reviewed";
    Instant end = opening.endedAt() == null ? opening.expiresAt() : opening.endedAt();
    return new OpeningLine(opening.id(), opening.person(), opening.recordNumber(), teams.name(opening.team()),
        Reason.of(opening.reason()).map(Reason::label).orElse(opening.reason()), opening.reasonText(), localTime.format(opening.openedAt()),
        localTime.format(end), state, opening.reviewedAt() != null ? "badge good" : "badge warn", outcome(opening), count(opening.id(), false),
        count(opening.id(), true));
  }

  private static String outcome(Opening opening) {
    if (opening.outcome() == null) {
      return null;
    }
    String verdict = switch (opening.outcome()) {
      case "justified" -> "Justified";
      case "notJustified" -> "Not justified";
      default -> "Followed up";
    };
    return "%s, says %s%s".formatted(verdict, opening.reviewedBy() == null ? "nobody known" : opening.reviewedBy(),
        opening.note() == null ? "" : ": " + opening.note());
  }

  private long count(String opening, boolean work) {
    return jdbc.queryForObject("select count(*) from careloop_read_log where break_glass_id = ? and kind %s 'TASK_WORK'".formatted(work ? "=" : "<>"),
        Long.class, opening);
  }

  private static String words(String kind) {
    return switch (Kind.valueOf(kind)) {
      case TASK_LIST -> "in a task list";
      case TASK -> "a task";
      case TASK_FORM -> "a task's form";
      case TASK_WORK -> "worked on a task";
      case CASE -> "the case";
      case HISTORY -> "the case's history";
      case MESSAGE -> "a message";
      case CASE_SEARCH -> "found by number";
      case READ_LOG -> "this page";
      case DECISION -> "why it was decided";
      case EXPORT -> "took an export";
      case AUDIT -> "on the auditor's pages";
    };
  }

  private static String labels(String roles) {
    List<String> groups = List.of(roles.split(","));
    return Arrays.stream(Role.values()).filter(role -> groups.contains(role.group())).map(Role::label).collect(Collectors.joining(", "));
  }
}
