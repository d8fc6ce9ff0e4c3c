package org.careloop.security.internal;

import java.util.List;

/** The variables that a task's card in Tasklist shows. Whoever sees the task sees these of its case, no others. */
public final class CardVariables {

  public static final String PATIENT = "patientLabel";
  public static final String RISK = "intensity";

  /** What a task is about where several of the same name are open for one patient. */
  public static final String SUBJECT = "taskSubject";

  static final List<String> NAMES = List.of(PATIENT, RISK, SUBJECT);

  private CardVariables() {}
}
