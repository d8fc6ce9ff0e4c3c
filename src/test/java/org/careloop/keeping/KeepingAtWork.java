package org.careloop.keeping;

import org.careloop.keeping.Erasure.Reason;
import org.springframework.context.ApplicationContext;

/** Lets tests of other packages have something removed or erased, as the daily run and a privacy officer do. */
public final class KeepingAtWork {

  private KeepingAtWork() {}

  public static void removeWhatIsDue(ApplicationContext program) {
    program.getBean(RemovalRun.class).run("careloop");
  }

  public static void erase(ApplicationContext program, String patientId) {
    Erasures erasures = program.getBean(Erasures.class);
    erasures.confirm(erasures.ask(patientId, Reason.STATE_LAW, "RCW 19.373", "The patient asks for it", "privacy"), "admin");
  }
}
