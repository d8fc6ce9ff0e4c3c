package org.careloop.care;

import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.careloop.security.Role;

/** What the care team can ask for from a patient's case, and who of them. What then happens is drawn in the diagrams. */
enum CareAction {
  ADD_ACTIVITY("addActivity", "Add an activity", "Joins the plan; whoever you name gets a task.", Role.careTeamRoles()),
  ASK_COLLEAGUE("askColleague", "Ask a colleague", "A question with a date; the answer comes back to you.", Role.careTeamRoles()),
  REVIEW_NOW("reviewNow", "Review the plan now", "Something has changed: say what.", Role.careTeamRoles()),
  CHANGE_TIER("changeTier", "Judge the tier again", "With what is known now; a clinician may override.",
      List.of(Role.CARE_COORDINATORS, Role.NURSES, Role.PHYSICIANS)),
  SCREEN_AGAIN("screenAgain", "Screen again", "The questions about mood, social needs and home.", List.of(Role.CARE_COORDINATORS, Role.NURSES,
      Role.SOCIAL_WORKERS)),
  SEND_LINK("sendLink", "Send a link to the patient", "By e-mail or text.", List.of(Role.CARE_COORDINATORS)),
  HAND_OVER("handOver", "Hand the patient over", "To another coordinator, who accepts or declines.", List.of(Role.CARE_COORDINATORS)),
  HOLD("hold", "Put on hold", "Deadlines stand still until somebody lets the plan go on.", List.of(Role.CARE_COORDINATORS)),
  CLOSE("close", "Close the plan", "With an outcome.", List.of(Role.CARE_COORDINATORS));

  private final String code;
  private final String label;
  private final String help;
  private final List<Role> roles;

  CareAction(String code, String label, String help, List<Role> roles) {
    this.code = code;
    this.label = label;
    this.help = help;
    this.roles = roles;
  }

  /** As the news and the diagrams name it. */
  public String getCode() {
    return code;
  }

  public String getLabel() {
    return label;
  }

  public String getHelp() {
    return help;
  }

  boolean isFor(Collection<String> groups) {
    return roles.stream().map(Role::group).anyMatch(groups::contains);
  }

  static Optional<CareAction> of(String code) {
    return Arrays.stream(values()).filter(action -> action.code.equals(code)).findFirst();
  }

  static List<CareAction> allFor(Collection<String> groups) {
    return Arrays.stream(values()).filter(action -> action.isFor(groups)).toList();
  }
}
