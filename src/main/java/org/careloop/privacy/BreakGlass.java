package org.careloop.privacy;

import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.camunda.bpm.engine.RuntimeService;
import org.camunda.bpm.engine.TaskService;
import org.camunda.bpm.engine.runtime.ProcessInstance;
import org.camunda.bpm.engine.task.Task;
import org.careloop.engine.CareEvents;
import org.careloop.event.GlassBroken;
import org.careloop.privacy.BreakGlassStore.Opening;
import org.careloop.privacy.PatientFinder.Found;
import org.careloop.security.internal.CaseRights;
import org.careloop.security.internal.OpenedCases;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/**
 * Opens a patient's cases to one person outside the patient's team, for a while and for a reason, and tells the privacy officers. The right
 * ends by the clock with the next request; taking the rows and claimed tasks back afterwards is housekeeping.
 */
@Component
class BreakGlass implements OpenedCases {

  private static final Logger log = LoggerFactory.getLogger(BreakGlass.class);

  private final BreakGlassStore store;
  private final CareTeams teams;
  private final CareEvents events;
  private final CaseRights rights;
  private final RuntimeService runtime;
  private final TaskService tasks;
  private final PrivacySettings settings;
  private final Clock clock;

  BreakGlass(BreakGlassStore store, CareTeams teams, CareEvents events, CaseRights rights, RuntimeService runtime, TaskService tasks,
      PrivacySettings settings, Clock clock) {
    this.store = store;
    this.teams = teams;
    this.events = events;
    this.rights = rights;
    this.runtime = runtime;
    this.tasks = tasks;
    this.settings = settings;
    this.clock = clock;
  }

  /** Opens all cases of the patient; returns until when. A person for whom they are open already keeps the time they have. */
  @Transactional
  Instant open(String person, Found patient, Reason reason, String inOwnWords) {
    Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
    for (Opening open : store.openingsOf(person, now)) {
      if (open.patientId().equals(patient.patientId())) {
        return open.expiresAt();
      }
    }
    Opening opening = new Opening(UUID.randomUUID().toString(), person, patient.patientId(), patient.recordNumber(), patient.team(),
        reason.code(), inOwnWords, now, now.plus(settings.glassOpenFor()), null, null, null, null, null);
    store.insert(opening);
    events.tell(new GlassBroken(opening.id(), person, reason.label(), now, opening.expiresAt()));
    rights.renew(casesOf(patient.patientId()));
    log.info("Break-glass {}: {} opened the cases of patient {}", opening.id(), person, patient.patientId());
    return opening.expiresAt();
  }

  /** Ends it early. Nothing happens where it is somebody else's. */
  @Transactional
  void end(String person, String id) {
    store.find(id).filter(opening -> opening.person().equals(person)).ifPresent(this::close);
  }

  @Override
  public Set<String> openTo(String person) {
    return teams.exist() ? store.openTo(person, clock.instant()).keySet() : Set.of();
  }

  @Override
  public boolean isOpen(String patientId) {
    return store.isOpen(patientId, clock.instant());
  }

  /** Takes back what an opening that is over has left behind. */
  @Scheduled(fixedDelayString = "PT1M", initialDelayString = "PT1M")
  @Transactional
  void sweep() {
    store.expired(clock.instant()).forEach(this::close);
  }

  private void close(Opening opening) {
    Instant now = clock.instant();
    store.end(opening.id(), now.isBefore(opening.expiresAt()) ? now : opening.expiresAt());
    List<String> cases = casesOf(opening.patientId());
    rights.renew(cases);
    for (String caseId : cases) {
      for (ProcessInstance part : runtime.createProcessInstanceQuery().rootProcessInstanceId(caseId).list()) {
        for (Task claimed : tasks.createTaskQuery().processInstanceId(part.getId()).taskAssignee(opening.person()).list()) {
          tasks.setAssignee(claimed.getId(), null);
        }
      }
    }
    log.info("Break-glass {} is over", opening.id());
  }

  private List<String> casesOf(String patientId) {
    return runtime.createProcessInstanceQuery().rootProcessInstances().variableValueEquals("patientId", patientId).list().stream()
        .map(ProcessInstance::getId).toList();
  }
}
