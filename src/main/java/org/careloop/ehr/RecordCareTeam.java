package org.careloop.ehr;

import java.time.Clock;
import java.time.Instant;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.careloop.engine.CareDelegate;
import org.careloop.fhir.FhirEndpoint;
import org.hl7.fhir.r4.model.CareTeam;
import org.hl7.fhir.r4.model.CareTeam.CareTeamParticipantComponent;
import org.hl7.fhir.r4.model.CareTeam.CareTeamStatus;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.Identifier;
import org.hl7.fhir.r4.model.Period;
import org.hl7.fhir.r4.model.Reference;
import org.springframework.lang.Nullable;
import org.springframework.stereotype.Component;

/**
 * Writes who takes care of a patient into the EHR as a CareTeam: the primary coordinator, the patient's own practitioner, others by role.
 * When the team changes, whoever leaves stays in it with the day they left. Done once for each effect id, never over another's change.
 */
@Component
class RecordCareTeam extends CareDelegate<RecordCareTeam.Request, RecordCareTeam.Recorded> {

  private static final String ENROLMENT = "https://careloop.org/episode";
  private static final String ROLE = "care-team-role";
  private static final String COORDINATOR = "coordinator";
  private static final String SNOMED = "http://snomed.info/sct";
  private static final Map<String, String> SNOMED_ROLES = Map.of(
      COORDINATOR, "768820003", "nurse", "224535009", "pharmacist", "46255001", "socialWorker", "106328005", "physician", "309343006");
  private static final String PRIMARY_CARE = "446050000";

  /**
   * The team.
   *
   * @param primaryCoordinator user id
   * @param episodeOfCareId the enrolment it works for
   * @param members others, each a map with {@code user} and {@code role} ({@code nurse}, {@code pharmacist}, {@code socialWorker},
   *     {@code physician}); none leaves those who are in it
   * @param careTeamId the team to change; none changes the enrolment's team, or writes the first
   */
  record Request(
      String effectId, String patientId, String primaryCoordinator, @Nullable String episodeOfCareId,
      @Nullable List<Map<String, Object>> members, @Nullable String careTeamId) {}

  record Recorded(String careTeamId) {}

  private final Ehr ehr;
  private final Clock clock;

  RecordCareTeam(Ehr ehr, Clock clock) {
    this.ehr = ehr;
    this.clock = clock;
  }

  @Override
  protected Recorded perform(Request request) {
    Map<String, String> wanted = wanted(request);
    Instant now = clock.instant();
    String present = request.careTeamId() != null ? request.careTeamId() : ofEnrolment(request);
    if (present != null) {
      ehr.endpoint().changeOnce(CareTeam.class, present, request.effectId(), team -> {
        ehr.requireOf(request.patientId(), team.getSubject(), "careTeamId " + present);
        change(team, wanted, request.members() != null, now);
      });
      return new Recorded(present);
    }
    CareTeam team = new CareTeam().setStatus(CareTeamStatus.ACTIVE).setName("Care coordination")
        .setSubject(Ehr.patientReference(request.patientId()))
        .setPeriod(new Period().setStartElement(Times.utc(now)))
        .addCategory(new CodeableConcept().addCoding(new Coding().setSystem("http://loinc.org").setCode("LA28865-6")));
    if (request.episodeOfCareId() != null) {
      team.addIdentifier(new Identifier().setSystem(ENROLMENT).setValue(request.episodeOfCareId()));
    }
    change(team, wanted, true, now);
    String practitioner = Demographics.primaryPractitioner(ehr.patient(request.patientId()));
    if (practitioner != null) {
      team.addParticipant().setMember(new Reference("Practitioner/" + practitioner))
          .addRole(new CodeableConcept().addCoding(new Coding().setSystem(SNOMED).setCode(PRIMARY_CARE)));
    }
    return new Recorded(ehr.endpoint().createOnce(team, request.effectId()));
  }

  /** The team that this enrolment has already; null for none. */
  private String ofEnrolment(Request request) {
    if (request.episodeOfCareId() == null) {
      return null;
    }
    List<CareTeam> known = ehr.of(request.patientId(), CareTeam.class,
        Map.of("identifier", FhirEndpoint.token(ENROLMENT, request.episodeOfCareId())));
    return known.stream().filter(team -> team.getStatus() == CareTeamStatus.ACTIVE).findFirst()
        .map(team -> team.getIdElement().getIdPart()).orElse(null);
  }

  /** Roles by user. */
  private static Map<String, String> wanted(Request request) {
    Map<String, String> wanted = new LinkedHashMap<>();
    wanted.put(request.primaryCoordinator(), COORDINATOR);
    for (Map<String, Object> member : request.members() == null ? List.<Map<String, Object>>of() : request.members()) {
      if (!(member.get("user") instanceof String user) || !(member.get("role") instanceof String role)) {
        throw new IllegalArgumentException("members: expected maps with user and role. Correct the mapping in the diagram.");
      }
      wanted.putIfAbsent(user, role);
    }
    return wanted;
  }

  private static void change(CareTeam team, Map<String, String> wanted, boolean all, Instant now) {
    Set<String> staying = new HashSet<>();
    for (CareTeamParticipantComponent participant : team.getParticipant()) {
      String user = participant.getMember().getIdentifier().getValue();
      if (user == null || participant.getPeriod().hasEnd()) {
        continue;
      }
      String role = Coded.own(ROLE, participant.getRoleFirstRep());
      boolean stays = role != null && role.equals(wanted.get(user));
      boolean replaced = COORDINATOR.equals(role) || all || wanted.containsKey(user);
      if (stays) {
        staying.add(user);
      } else if (replaced) {
        participant.getPeriod().setEndElement(Times.utc(now));
      }
    }
    wanted.forEach((user, role) -> {
      if (!staying.contains(user)) {
        team.addParticipant().setMember(Ehr.userReference(user)).addRole(role(role))
            .setPeriod(new Period().setStartElement(Times.utc(now)));
      }
    });
  }

  private static CodeableConcept role(String role) {
    CodeableConcept coded = Coded.own(ROLE, role);
    if (SNOMED_ROLES.containsKey(role)) {
      coded.addCoding().setSystem(SNOMED).setCode(SNOMED_ROLES.get(role));
    }
    return coded;
  }
}
