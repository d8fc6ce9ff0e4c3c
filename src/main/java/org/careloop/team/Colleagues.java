package org.careloop.team;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.camunda.bpm.engine.IdentityService;
import org.camunda.bpm.engine.identity.User;
import org.careloop.security.Languages;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/** Who is in a role and a team, what they speak, how many patients they coordinate, and where they read their mail. Reads only. */
@Component
class Colleagues implements MailAddresses, Names {

  private final IdentityService identities;
  private final JdbcTemplate jdbc;

  Colleagues(IdentityService identities, JdbcTemplate jdbc) {
    this.identities = identities;
    this.jdbc = jdbc;
  }

  @Override
  public Optional<String> of(String person) {
    return user(person).map(User::getEmail).filter(address -> !address.isBlank());
  }

  @Override
  public Optional<String> nameOf(String person) {
    return user(person).map(Colleagues::name).filter(name -> !name.isEmpty());
  }

  /** What people call them, by user id, of those in this role and, where one is given, in this team. */
  Map<String, String> members(String role, String team) {
    Set<String> inTeam = team == null ? null : ids(team);
    Map<String, String> members = new TreeMap<>();
    for (User user : identities.createUserQuery().memberOfGroup(role).unlimitedList()) {
      if (inTeam == null || inTeam.contains(user.getId())) {
        members.put(user.getId(), name(user).isEmpty() ? user.getId() : name(user));
      }
    }
    return members;
  }

  /** User ids of those who speak a language with patients. */
  Set<String> speakersOf(String language) {
    return ids(Languages.SPEAKS + language);
  }

  /** How many patients with open cases each person coordinates; a person without any is not in it. */
  Map<String, Integer> caseLoads() {
    return jdbc.queryForList("""
        select v.TEXT_ as PERSON_, count(distinct coalesce(e.BUSINESS_KEY_, e.ID_)) as PATIENTS_
        from ACT_RU_VARIABLE v join ACT_RU_EXECUTION e on e.ID_ = v.EXECUTION_ID_ and e.PARENT_ID_ is null and e.SUPER_EXEC_ is null
        where v.NAME_ = 'primaryCoordinator' and v.TEXT_ is not null group by v.TEXT_""").stream()
        .collect(Collectors.toMap(row -> (String) row.get("PERSON_"), row -> ((Number) row.get("PATIENTS_")).intValue()));
  }

  private Set<String> ids(String group) {
    List<User> members = identities.createUserQuery().memberOfGroup(group).unlimitedList();
    return members.stream().map(User::getId).collect(Collectors.toSet());
  }

  private Optional<User> user(String id) {
    return Optional.ofNullable(id).map(known -> identities.createUserQuery().userId(known).singleResult());
  }

  private static String name(User user) {
    return Stream.of(user.getFirstName(), user.getLastName()).filter(part -> part != null && !part.isBlank()).collect(Collectors.joining(" "));
  }
}
