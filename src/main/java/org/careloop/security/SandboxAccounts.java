package org.careloop.security;

import java.util.List;
import org.careloop.security.SecuritySettings.Account;

/** The people of the sandbox: one a role, two leads since a release takes two. The password is the user id. */
final class SandboxAccounts {

  private static final List<Account> ALL = List.of(
      account("coordinator", "Cora", "Coordinator", Role.CARE_COORDINATORS),
      account("nurse", "Nora", "Nurse", Role.NURSES),
      account("physician", "Phil", "Physician", Role.PHYSICIANS),
      account("pharmacist", "Pia", "Pharmacist", Role.PHARMACISTS),
      account("socialworker", "Sol", "Social Worker", Role.SOCIAL_WORKERS),
      account("lead", "Lea", "Lead", Role.CLINICAL_LEADS),
      account("lead2", "Leo", "Lead", Role.CLINICAL_LEADS),
      account("auditor", "Aud", "Auditor", Role.AUDITORS),
      account("privacy", "Priya", "Privacy Officer", Role.PRIVACY_OFFICERS),
      account("admin", "Ada", "Administrator", Role.ADMINISTRATORS),
      account("integration", "Integration", "Engine", Role.INTEGRATIONS));

  private SandboxAccounts() {}

  static List<Account> all() {
    return ALL;
  }

  private static Account account(String id, String firstName, String lastName, Role role) {
    return new Account(id, id, firstName, lastName, List.of(role.group()));
  }
}
