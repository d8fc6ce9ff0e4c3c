package org.careloop.keeping;

import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.careloop.keeping.Cases.Counted;
import org.careloop.privacy.PatientFinder;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/** How keeping is said on its page: rules with their counts, holds, erasures, removals; local times and plain words. Changes nothing. */
@Component
class KeepingWords {

  /** One protocol with its rule. */
  public record RuleLine(String name, String rule, long ended, long open, String nextDue) {}

  /** One hold. {@code patientId} where a patient is shown. */
  public record HoldLine(String id, String what, String reason, String reference, String set, String lifted, String liftReason, String patientId) {}

  /** One request to erase. {@code patientId} where a patient is shown. */
  public record ErasureLine(String id, String patient, String reason, String basis, String words, String asked, String state, String look, String decided,
      String counts, boolean mayConfirm, boolean mayGoOn, String patientId) {}

  /** What was removed. */
  public record RemovalLine(String at, String what, String caseId, String ended, String rule, int rows, String by) {}

  private static final double DAYS_A_YEAR = 365.25;

  private final Cases cases;
  private final KeepingRules rules;
  private final Erasures erasures;
  private final PatientFinder patients;
  private final JdbcTemplate jdbc;
  private final Clock clock;
  private final ZoneId zone;
  private final DateTimeFormatter localTime;
  private final DateTimeFormatter localDay = DateTimeFormatter.ofPattern("d MMM yyyy", Locale.US);

  KeepingWords(Cases cases, KeepingRules rules, Erasures erasures, PatientFinder patients, JdbcTemplate jdbc, Clock clock,
      @Value("${careloop.zone:America/New_York}") ZoneId zone) {
    this.cases = cases;
    this.rules = rules;
    this.erasures = erasures;
    this.patients = patients;
    this.jdbc = jdbc;
    this.clock = clock;
    this.zone = zone;
    this.localTime = DateTimeFormatter.ofPattern("d MMM yyyy, h:mm a", Locale.US).withZone(zone);
  }

  String at(Instant time) {
    return localTime.format(time);
  }

  String day(LocalDate day) {
    return localDay.format(day);
  }

  static String years(int days) {
    long whole = Math.round(days / DAYS_A_YEAR);
    return Math.abs(days - whole * DAYS_A_YEAR) < 2 ? "%d years".formatted(whole) : "%d days".formatted(days);
  }

  /** Protocols that have cases, with how long these are kept and when the next may go. */
  List<RuleLine> rules() {
    Map<String, List<Counted>> byProtocol = new TreeMap<>();
    cases.counted().forEach(one -> byProtocol.computeIfAbsent(one.protocol(), none -> new ArrayList<>()).add(one));
    Instant now = clock.instant();
    List<RuleLine> lines = new ArrayList<>();
    byProtocol.values().forEach(versions -> {
      List<Integer> days = versions.stream().map(one -> rules.days(one.definitionId())).distinct().sorted().toList();
      Instant next = versions.stream().filter(one -> one.firstEnded() != null)
          .map(one -> KeepingRules.due(one.firstEnded(), rules.days(one.definitionId()))).min(Comparator.naturalOrder()).orElse(null);
      lines.add(new RuleLine(versions.get(0).name(), String.join(" or ", days.stream().map(KeepingWords::years).toList()) + " after the case's end",
          versions.stream().mapToLong(Counted::ended).sum(), versions.stream().mapToLong(Counted::open).sum(),
          next == null ? "none has ended" : next.isAfter(now) ? "%s".formatted(day(next.atZone(zone).toLocalDate())) : "due now, or on hold"));
    });
    lines.sort(Comparator.comparing(RuleLine::name));
    return lines;
  }

  HoldLine line(Hold hold) {
    String what = switch (hold.scope()) {
      case CASE -> caseInWords(hold.subject());
      case PATIENT -> "Patient with record number %s".formatted(patients.recordNumberOf(hold.subject()));
      case PROTOCOL -> "All cases of “%s”".formatted(name(hold.subject()));
      case PERIOD -> hold.toDay() == null ? "Everything since %s".formatted(day(hold.fromDay()))
          : "Everything from %s to %s".formatted(day(hold.fromDay()), day(hold.toDay()));
    };
    return new HoldLine(hold.id(), what, hold.reason(), hold.reference(), "%s, %s".formatted(hold.placedBy(), at(hold.placedAt())),
        hold.liftedAt() == null ? null : "%s, %s".formatted(hold.liftedBy(), at(hold.liftedAt())), hold.liftReason(),
        hold.scope() == Hold.Scope.PATIENT ? hold.subject() : null);
  }

  ErasureLine line(Erasure erasure, String reader, boolean mayDecide) {
    String state = switch (erasure.state()) {
      case ASKED -> "waits to be confirmed";
      case CONFIRMED -> "confirmed, not finished";
      case DONE -> "erased";
      case WITHDRAWN -> "withdrawn";
    };
    String look = switch (erasure.state()) {
      case DONE -> "badge good";
      case WITHDRAWN -> "badge";
      default -> "badge warn";
    };
    String decided = erasure.decidedAt() == null ? null : "%s, %s".formatted(erasure.decidedBy(), at(erasure.decidedAt()));
    String counts = switch (erasure.state()) {
      case ASKED -> erasures.reach(erasure.patientId());
      case WITHDRAWN -> null;
      default -> "%s, %s, %s; %d values".formatted(count(erasure.cases(), "case"), count(erasure.messages(), "message"),
          count(erasure.openings(), "opening"), erasure.values());
    };
    return new ErasureLine(erasure.id(), erasure.patientId() == null ? "no longer known" : patients.recordNumberOf(erasure.patientId()),
        erasure.reason().getLabel(), erasure.basis(), erasure.words(), "%s, %s".formatted(erasure.askedBy(), at(erasure.askedAt())), state, look, decided,
        counts, mayDecide && erasures.mayConfirm(erasure, reader), mayDecide && erasure.state() == Erasure.State.CONFIRMED, erasure.patientId());
  }

  List<RemovalLine> removals(int most) {
    return jdbc.query("select * from careloop_removal order by removal_id desc fetch first %d rows only".formatted(most), (row, number) -> {
      boolean isCase = row.getString("case_id") != null;
      String tag = row.getString("version_tag");
      return new RemovalLine(at(row.getTimestamp("removed_at").toInstant()),
          isCase ? "Case of “%s”%s".formatted(name(row.getString("protocol")), tag == null ? "" : ", version " + tag) : words(row.getString("what")),
          row.getString("case_id"), isCase ? at(row.getTimestamp("ended_at").toInstant()) : null, years(row.getInt("rule_days")), row.getInt("rows_removed"),
          Removal.PROGRAM.equals(row.getString("removed_by")) ? "the program" : row.getString("removed_by"));
    });
  }

  /** A case by its number and protocol; by its id alone where history no longer has it. */
  private String caseInWords(String caseId) {
    return jdbc.query("select BUSINESS_KEY_, PROC_DEF_KEY_ from ACT_HI_PROCINST where ID_ = ?", (row, number) -> "Case %s of “%s”".formatted(
        row.getString(1) == null ? caseId : row.getString(1), name(row.getString(2))), caseId).stream().findFirst().orElse("Case " + caseId);
  }

  String name(String protocol) {
    return jdbc.queryForList("select NAME_ from ACT_RE_PROCDEF where KEY_ = ? and NAME_ is not null order by VERSION_ desc", String.class, protocol).stream()
        .findFirst().orElse(protocol);
  }

  private static String words(String what) {
    return switch (what) {
      case "messages" -> "Messages, with who read them";
      case "reads" -> "Lines of the read log";
      case "openings" -> "Cases opened outside the team";
      case "sign-ins" -> "Sign-ins";
      default -> "List of exports";
    };
  }

  static String count(int number, String what) {
    return number == 1 ? "1 " + what : "%d %ss".formatted(number, what);
  }
}
