package org.careloop.security;

import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The roles of Careloop, each a group in the engine. A person's groups are also the authorities that the web rules ask for. Which tasks a
 * group sees is drawn in the diagrams (candidate groups), never here.
 */
public enum Role {
  CARE_COORDINATORS("care-coordinators", "Care coordinators", true),
  NURSES("nurses", "Nurses", true),
  PHYSICIANS("physicians", "Physicians", true),
  PHARMACISTS("pharmacists", "Pharmacists", true),
  SOCIAL_WORKERS("social-workers", "Social workers", true),
  CLINICAL_LEADS("clinical-leads", "Clinical leads", false),
  AUDITORS("auditors", "Auditors", false),
  PRIVACY_OFFICERS("privacy-officers", "Privacy officers", false),
  INTEGRATIONS("integrations", "Integrations", false),
  ADMINISTRATORS("camunda-admin", "Administrators", false);

  private final String group;
  private final String label;
  private final boolean careTeam;

  Role(String group, String label, boolean careTeam) {
    this.group = group;
    this.label = label;
    this.careTeam = careTeam;
  }

  /** Id of the group in the engine and name of the authority in the web rules. */
  public String group() {
    return group;
  }

  /** What people call it. */
  public String label() {
    return label;
  }

  /** True for those who work on patients' tasks in Tasklist. */
  boolean careTeam() {
    return careTeam;
  }

  /** The roles of those who work on patients' tasks. */
  public static List<Role> careTeamRoles() {
    return Arrays.stream(values()).filter(Role::careTeam).toList();
  }

  /** Those with tasks in Tasklist: the care team with its patients', the privacy officers with their reviews. */
  static List<Role> taskRoles() {
    return Arrays.stream(values()).filter(role -> role.careTeam || role == PRIVACY_OFFICERS).toList();
  }

  /** What people call these groups. */
  static String labels(Collection<String> groups) {
    return Arrays.stream(values()).filter(role -> groups.contains(role.group)).map(Role::label).collect(Collectors.joining(", "));
  }

  /** Groups of the care team and of the given roles, as the web rules name them. */
  static String[] careTeamAnd(Role... others) {
    return Arrays.stream(values()).filter(role -> role.careTeam || List.of(others).contains(role)).map(Role::group).toArray(String[]::new);
  }
}
