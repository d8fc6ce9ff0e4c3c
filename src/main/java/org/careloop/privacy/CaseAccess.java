package org.careloop.privacy;

import java.util.Collection;
import org.careloop.security.Role;
import org.springframework.stereotype.Component;

/** Whether a person may see what a page of ours shows of a stay: anybody where the patient has no team, else the team, and who has opened the case. */
@Component
public class CaseAccess {

  private final CareTeams teams;
  private final PatientFinder patients;
  private final BreakGlass glass;

  CaseAccess(CareTeams teams, PatientFinder patients, BreakGlass glass) {
    this.teams = teams;
    this.patients = patients;
    this.glass = glass;
  }

  /** @param encounterId null where what is shown belongs to no stay */
  public boolean maySee(String person, Collection<String> groups, String encounterId) {
    if (encounterId == null || !teams.exist() || groups.contains(Role.ADMINISTRATORS.group()) || groups.contains(Role.AUDITORS.group())) {
      return true;
    }
    return patients.ofStay(encounterId)
        .map(found -> found.team() == null || groups.contains(found.team()) || glass.openTo(person).contains(found.patientId())).orElse(true);
  }

  /** @param caseId a process instance of the case: its outermost, or one that it called */
  public boolean maySeeCase(String person, Collection<String> groups, String caseId) {
    if (!teams.exist() || groups.contains(Role.ADMINISTRATORS.group()) || groups.contains(Role.AUDITORS.group())) {
      return true;
    }
    return patients.ofCase(caseId)
        .map(found -> found.team() == null || groups.contains(found.team()) || glass.openTo(person).contains(found.patientId())).orElse(true);
  }
}
