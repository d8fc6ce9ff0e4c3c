package org.careloop.security;

import java.util.List;
import java.util.stream.Stream;
import org.careloop.security.SecuritySettings.Account;

/** The people of the sandbox: one a role, two leads since a release takes two, coordinators in different teams, one who speaks Spanish. The password is the user id. */
final class SandboxAccounts {

  private static final String EAST = "team-east";
  private static final String WEST = "team-west";
  private static final String MAIL = "@riverside.example.org";

  private static final List<Account> ALL = List.of(
      account("coordinator", "Cora", "Coordinator", Role.CARE_COORDINATORS, EAST),
      account("coordinator2", "Cody", "Coordinator", Role.CARE_COORDINATORS, WEST),
      account("coordinator3", "Consuelo", "Coordinator", Role.CARE_COORDINATORS, EAST, Languages.SPEAKS + "es"),
      account("nurse", "Nora", "Nurse", Role.NURSES, EAST),
      account("physician", "Phil", "Physician", Role.PHYSICIANS, EAST),
      account("pharmacist", "Pia", "Pharmacist", Role.PHARMACISTS, EAST),
      account("socialworker", "Sol", "Social Worker", Role.SOCIAL_WORKERS, EAST),
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

  private static Account account(String id, String firstName, String lastName, Role role, String... groups) {
    return new Account(id, id, firstName, lastName, id + MAIL, Stream.concat(Stream.of(role.group()), Stream.of(groups)).toList());
  }
}
