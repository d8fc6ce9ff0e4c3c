package org.careloop.portal;

import java.time.LocalDate;
import org.careloop.ehr.PatientFacts;
import org.careloop.engine.PatientTasks;
import org.careloop.portal.PatientLink.State;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * Asks whoever comes with a good link for the date of birth that the health record knows. Each try is counted before it is looked at; after the
 * last the link is locked and the tasks it was for say so. Tells nothing but right, wrong and locked.
 */
@Component
class PatientDoor {

  private static final Logger log = LoggerFactory.getLogger(PatientDoor.class);
  private static final String LOCKED = "The link that the patient was sent is locked: the date of birth was wrong too many times. "
      + "Call the patient, and send a new link or ask in person.";

  enum Answer {
    RIGHT,
    WRONG,
    /** Too often wrong, by this try or an earlier one. */
    LOCKED,
    /** The patient has died, or the record was closed or merged. */
    GONE,
    /** The record has no date of birth. */
    UNKNOWN,
    /** The record cannot be read at this moment. */
    LATER
  }

  private final LinkStore store;
  private final PatientFacts facts;
  private final PatientTasks tasks;
  private final PortalSettings settings;

  PatientDoor(LinkStore store, PatientFacts facts, PatientTasks tasks, PortalSettings settings) {
    this.store = store;
    this.facts = facts;
    this.tasks = tasks;
    this.settings = settings;
  }

  Answer answer(PatientLink link, LocalDate born) {
    if (!store.takeTry(link.id(), settings.tries())) {
      return Answer.LOCKED;
    }
    PatientFacts.Facts patient;
    try {
      patient = facts.of(link.patientId());
    } catch (RuntimeException e) {
      store.giveBackTry(link.id());
      log.warn("Link {} cannot be opened at this moment: the health record does not answer ({})", link.id(), e.getClass().getSimpleName());
      return Answer.LATER;
    }
    if (patient.gone()) {
      store.end(link.id(), State.REVOKED, "patientGone");
      return Answer.GONE;
    }
    if (patient.born() == null) {
      store.giveBackTry(link.id());
      log.warn("Link {} cannot be opened: the health record has no whole date of birth. Correct the record, or ask the patient in person.", link.id());
      return Answer.UNKNOWN;
    }
    if (patient.born().equals(born)) {
      store.opened(link.id());
      return Answer.RIGHT;
    }
    return triesLeft(link) > 0 ? Answer.WRONG : lock(link);
  }

  int triesLeft(PatientLink link) {
    return Math.max(0, settings.tries() - store.find(link.id()).map(PatientLink::tries).orElse(settings.tries()));
  }

  private Answer lock(PatientLink link) {
    if (store.end(link.id(), State.LOCKED, "wrongBirthDate")) {
      log.warn("Link {} of case {} is locked: the date of birth was wrong {} times. Call the patient.", link.id(), link.caseId(), settings.tries());
      tasks.open(link.caseId(), link.patientId(), link.purpose()).forEach(task -> tasks.remark(task.taskId(), LOCKED));
    }
    return Answer.LOCKED;
  }
}
