package org.careloop.keeping;

import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.careloop.keeping.Cases.Candidate;
import org.careloop.keeping.KeepingLock.LastRun;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/**
 * Each day's removal: once a day, on one node, a transaction a case. Stopped in the middle it goes on where it was, for what is gone is gone.
 * One case that cannot be removed does not keep the others; it is tried again the next day.
 */
@Component
class RemovalRun {

  /** What one run did. @param failed cases and messages that could not be removed, among them those whose chain does not verify */
  record Report(int removed, int held, int failed, boolean complete) {}

  private static final Logger log = LoggerFactory.getLogger(RemovalRun.class);
  private static final int BATCH = 100;

  private final Cases cases;
  private final KeepingRules rules;
  private final Removal removal;
  private final OwnRecords records;
  private final KeepingLock lock;
  private final KeepingSettings settings;
  private final Clock clock;
  private final ZoneId zone;

  RemovalRun(Cases cases, KeepingRules rules, Removal removal, OwnRecords records, KeepingLock lock, KeepingSettings settings, Clock clock,
      @Value("${careloop.zone:America/New_York}") ZoneId zone) {
    this.cases = cases;
    this.rules = rules;
    this.removal = removal;
    this.records = records;
    this.lock = lock;
    this.settings = settings;
    this.clock = clock;
    this.zone = zone;
  }

  /** Looks whether today's removal is still to be done. */
  @Scheduled(fixedDelayString = "${careloop.keeping.look-every:PT10M}", initialDelayString = "${careloop.keeping.look-every:PT10M}")
  void look() {
    ZonedDateTime now = clock.instant().atZone(zone);
    LocalDate done = lock.last().map(LastRun::day).orElse(null);
    if (now.getHour() >= settings.hour() && (done == null || done.isBefore(now.toLocalDate()))) {
      run(Removal.PROGRAM);
    }
  }

  /** Removes all that is due; nothing where another node is at it. */
  Report run(String by) {
    if (!lock.begin()) {
      return new Report(0, 0, 0, false);
    }
    Tally tally = new Tally();
    boolean complete = false;
    try {
      complete = removeCases(by, tally) && removeRecords(by, tally);
    } finally {
      lock.end(complete ? clock.instant().atZone(zone).toLocalDate() : null, tally.removed, tally.held, tally.failed);
      log.info("Removal: {} cases removed, {} on hold, {} failed{}", tally.removed, tally.held, tally.failed, complete ? "" : "; not all is done yet");
    }
    return new Report(tally.removed, tally.held, tally.failed, complete);
  }

  private boolean removeCases(String by, Tally tally) {
    for (String definition : cases.definitions()) {
      Instant until = clock.instant().minus(java.time.Duration.ofDays(rules.days(definition)));
      Candidate last = null;
      for (List<Candidate> batch = cases.ended(definition, until, null, BATCH); !batch.isEmpty(); batch = cases.ended(definition, until, last, BATCH)) {
        for (Candidate one : batch) {
          if (tally.removed >= settings.casesARun() || !remove(one.id(), by, tally)) {
            return false;
          }
          last = one;
        }
      }
    }
    return true;
  }

  /** False where this node must stop. */
  private boolean remove(String caseId, String by, Tally tally) {
    try {
      switch (removal.remove(caseId, by)) {
        case REMOVED -> tally.removed++;
        case HELD -> tally.held++;
        case STOPPED -> {
          return false;
        }
        case DOUBTFUL -> {
          tally.failed++;
          log.error("Case {} is not removed though its time is over: its chain does not verify. An auditor must look at it (verify-audit).", caseId);
        }
        default -> { }
      }
    } catch (RuntimeException e) {
      tally.failed++;
      log.error("Case {} could not be removed though its time is over; it is tried again with the next day's removal. An administrator must look at it.",
          caseId, e);
    }
    return true;
  }

  private boolean removeRecords(String by, Tally tally) {
    Set<String> doubtful = new LinkedHashSet<>();
    for (int kind = 0; kind < records.kinds(); kind++) {
      try {
        while (records.removeSome(kind, by, doubtful) > 0) {
          log.debug("A batch of records removed");
        }
      } catch (RuntimeException e) {
        tally.failed++;
        log.error("Records whose time is over could not be removed; it is tried again with the next day's removal. An administrator must look at it.", e);
      }
    }
    tally.failed += doubtful.size();
    return true;
  }

  private static final class Tally {
    private int removed;
    private int held;
    private int failed;
  }
}
