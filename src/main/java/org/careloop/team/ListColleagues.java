package org.careloop.team;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.careloop.engine.CareDelegate;
import org.careloop.security.Role;
import org.springframework.lang.Nullable;
import org.springframework.stereotype.Component;

/** Whom of the care team one can ask or hand a patient to, as choices of a form. Reads only. */
@Component
class ListColleagues extends CareDelegate<ListColleagues.Request, ListColleagues.Listed> {

  private static final Map<Role, String> CODES = new LinkedHashMap<>();

  static {
    CODES.put(Role.CARE_COORDINATORS, "coordinator");
    CODES.put(Role.NURSES, "nurse");
    CODES.put(Role.PHARMACISTS, "pharmacist");
    CODES.put(Role.SOCIAL_WORKERS, "socialWorker");
    CODES.put(Role.PHYSICIANS, "physician");
  }

  private final Colleagues colleagues;

  ListColleagues(Colleagues colleagues) {
    this.colleagues = colleagues;
  }

  /**
   * @param careTeam the patient's team; null where the practice has none
   * @param role code of one role, null for all
   * @param exceptPerson user id of somebody who is left out
   */
  record Request(@Nullable String careTeam, @Nullable String role, @Nullable String exceptPerson) {}

  /** @param colleagues by role, then by name */
  record Listed(List<Colleague> colleagues) {}

  /** A choice of a form. */
  record Colleague(String label, String value, String role) {}

  @Override
  protected Listed perform(Request request) {
    List<Colleague> listed = new ArrayList<>();
    CODES.forEach((role, code) -> {
      if (request.role() == null || request.role().equals(code)) {
        colleagues.members(role.group(), request.careTeam()).entrySet().stream()
            .filter(member -> !member.getKey().equals(request.exceptPerson()))
            .sorted(Map.Entry.comparingByValue())
            .forEach(member -> listed.add(new Colleague(member.getValue(), member.getKey(), code)));
      }
    });
    return new Listed(listed);
  }
}
