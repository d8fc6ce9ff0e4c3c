package org.careloop.care;

import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.camunda.bpm.engine.TaskService;
import org.camunda.bpm.engine.task.Task;
import org.careloop.engine.CareEvents;
import org.careloop.event.CareEvent;
import org.careloop.event.PlanActionRequested;
import org.careloop.event.PlanResumed;
import org.careloop.event.WithdrawalRequested;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/** Tells a case what somebody of the care team wants, and finds the task that this opened for them. What it means is drawn in the diagrams. */
@Component
class CareRequests {

  /** Where the first step is the program's own, the task comes a moment later. */
  private static final int LOOKS = 12;
  private static final long BETWEEN_LOOKS_MILLIS = 150;

  private final CareEvents events;
  private final CaseSheets sheets;
  private final TaskService tasks;
  private final TransactionTemplate transaction;
  private final Clock clock;

  CareRequests(CareEvents events, CaseSheets sheets, TaskService tasks, TransactionTemplate transaction, Clock clock) {
    this.events = events;
    this.sheets = sheets;
    this.tasks = tasks;
    this.transaction = transaction;
    this.clock = clock;
  }

  /** Id of the task that opened for this person; empty where none did yet. */
  Optional<String> ask(CaseSheet sheet, CareAction action, String person, Collection<String> groups) {
    return tell(sheet, new PlanActionRequested(sheet.patientId(), action.getCode(), person, now()), person, groups);
  }

  /** The same for a withdrawal of consent. */
  Optional<String> withdraw(CaseSheet sheet, String person, Collection<String> groups) {
    return tell(sheet, new WithdrawalRequested(sheet.patientId(), person, now()), person, groups);
  }

  void resume(CaseSheet sheet, String person) {
    transaction.executeWithoutResult(status -> events.tell(new PlanResumed(sheet.patientId(), person, now()), sheet.caseId()));
  }

  private Optional<String> tell(CaseSheet sheet, CareEvent news, String person, Collection<String> groups) {
    Set<String> before = sheets.tasksOf(sheet.caseId()).stream().map(Task::getId).collect(Collectors.toSet());
    transaction.executeWithoutResult(status -> events.tell(news, sheet.caseId()));
    for (int look = 0; look < LOOKS; look++) {
      List<Task> opened = sheets.tasksOf(sheet.caseId()).stream().filter(task -> !before.contains(task.getId()))
          .filter(task -> task.getAssignee() == null ? isFor(task, groups) : task.getAssignee().equals(person))
          .sorted(Comparator.comparing(Task::getCreateTime).reversed()).toList();
      if (!opened.isEmpty()) {
        Task mine = opened.get(0);
        if (mine.getAssignee() == null) {
          tasks.setAssignee(mine.getId(), person);
        }
        return Optional.of(mine.getId());
      }
      try {
        Thread.sleep(BETWEEN_LOOKS_MILLIS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return Optional.empty();
      }
    }
    return Optional.empty();
  }

  private boolean isFor(Task task, Collection<String> groups) {
    return tasks.getIdentityLinksForTask(task.getId()).stream().anyMatch(link -> link.getGroupId() != null && groups.contains(link.getGroupId()));
  }

  private Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.SECONDS);
  }
}
