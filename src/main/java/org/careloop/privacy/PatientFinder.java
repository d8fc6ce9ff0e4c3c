package org.careloop.privacy;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.camunda.bpm.engine.RuntimeService;
import org.camunda.bpm.engine.runtime.ProcessInstance;
import org.careloop.engine.internal.CaseVariables;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/** Finds out whether a patient has an open case, and whose: by visit number or record number, nothing less exact. Says nothing clinical. */
@Component
public class PatientFinder {

  /**
   * A patient with open cases.
   *
   * @param recordNumber as the hospital's messages name the patient
   * @param team the patient's team; null where the patient has none
   * @param cases how many are open
   */
  record Found(String patientId, String recordNumber, String team, int cases) {}

  private static final Pattern NUMBER = Pattern.compile("[A-Za-z0-9.:-]{3,64}");

  private final RuntimeService runtime;
  private final JdbcTemplate jdbc;

  PatientFinder(RuntimeService runtime, JdbcTemplate jdbc) {
    this.runtime = runtime;
    this.jdbc = jdbc;
  }

  static boolean isNumber(String text) {
    return NUMBER.matcher(text).matches();
  }

  /** Patients with open cases under this visit number or record number; nobody for what is no such number. */
  List<Found> byNumber(String number) {
    if (!isNumber(number)) {
      return List.of();
    }
    Map<String, Found> patients = new LinkedHashMap<>();
    List<ProcessInstance> cases = new ArrayList<>();
    cases.addAll(runtime.createProcessInstanceQuery().rootProcessInstances().processInstanceBusinessKey(number).list());
    cases.addAll(runtime.createProcessInstanceQuery().rootProcessInstances().processInstanceBusinessKeyLike("%:" + number).list());
    cases.addAll(runtime.createProcessInstanceQuery().rootProcessInstances().variableValueLike("patientIdentifier", "%|" + number).list());
    for (ProcessInstance open : cases) {
      if (runtime.getVariable(open.getId(), CaseVariables.PATIENT_ID) instanceof String patientId) {
        byPatientId(patientId).ifPresent(found -> patients.putIfAbsent(patientId, found));
      }
    }
    return List.copyOf(patients.values());
  }

  /** Ids of the open cases of whoever has this record number, oldest first; none for what is no such number. */
  public List<String> openCasesUnder(String number) {
    return byNumber(number).stream().flatMap(found -> runtime.createProcessInstanceQuery().rootProcessInstances()
        .variableValueEquals(CaseVariables.PATIENT_ID, found.patientId()).list().stream()).map(ProcessInstance::getId).sorted().toList();
  }

  Optional<Found> byPatientId(String patientId) {
    List<ProcessInstance> cases =
        runtime.createProcessInstanceQuery().rootProcessInstances().variableValueEquals(CaseVariables.PATIENT_ID, patientId).list();
    if (cases.isEmpty()) {
      return Optional.empty();
    }
    String team = null;
    String number = null;
    for (ProcessInstance open : cases) {
      team = runtime.getVariable(open.getId(), CaseVariables.CARE_TEAM) instanceof String known ? known : team;
      number = runtime.getVariable(open.getId(), "patientIdentifier") instanceof String known ? recordNumber(known) : number;
    }
    return Optional.of(new Found(patientId, number == null ? patientId : number, team, cases.size()));
  }

  /** Ids of patients who were ever known under this record number, or have it as their id. */
  public List<String> patientsEverKnownAs(String number) {
    List<String> found = new ArrayList<>();
    if (isNumber(number)) {
      found.add(number);
      found.addAll(jdbc.queryForList("""
          select distinct p.TEXT_ from ACT_HI_VARINST i
          join ACT_HI_VARINST p on p.PROC_INST_ID_ = i.PROC_INST_ID_ and p.NAME_ = 'patientId' and p.TEXT_ is not null
          where i.NAME_ = 'patientIdentifier' and i.TEXT_ like ?""", String.class, "%|" + number));
    }
    return found;
  }

  /** What the care team calls a patient by, from the id in the health record. */
  public String recordNumberOf(String patientId) {
    return jdbc.queryForList("""
        select i.TEXT_ from ACT_HI_VARINST p
        join ACT_HI_VARINST i on i.PROC_INST_ID_ = p.PROC_INST_ID_ and i.NAME_ = 'patientIdentifier'
        where p.NAME_ = 'patientId' and p.TEXT_ = ? and i.TEXT_ like '%|%'""", String.class, patientId)
        .stream().findFirst().map(PatientFinder::recordNumber).orElse(patientId);
  }

  /** The team and the patient of the case about this stay, ended or not; empty where no case is known. */
  Optional<Found> ofStay(String encounterId) {
    return jdbc.query("""
        select p.TEXT_, t.TEXT_ from ACT_HI_PROCINST c
        join ACT_HI_VARINST p on p.PROC_INST_ID_ = c.PROC_INST_ID_ and p.ACT_INST_ID_ = c.PROC_INST_ID_ and p.NAME_ = 'patientId'
        left join ACT_HI_VARINST t on t.PROC_INST_ID_ = c.PROC_INST_ID_ and t.ACT_INST_ID_ = c.PROC_INST_ID_ and t.NAME_ = 'careTeam'
        where c.BUSINESS_KEY_ = ? and p.TEXT_ is not null order by c.START_TIME_ desc""",
        (row, number) -> new Found(row.getString(1), null, row.getString(2), 1), encounterId).stream().findFirst();
  }

  /** The team and the patient of the case that this process instance belongs to, ended or not; empty where it is of no patient. */
  Optional<Found> ofCase(String processInstance) {
    return jdbc.query("""
        select p.TEXT_, t.TEXT_ from ACT_HI_PROCINST c
        join ACT_HI_VARINST p on p.PROC_INST_ID_ = c.ROOT_PROC_INST_ID_ and p.ACT_INST_ID_ = c.ROOT_PROC_INST_ID_ and p.NAME_ = 'patientId'
        left join ACT_HI_VARINST t on t.PROC_INST_ID_ = c.ROOT_PROC_INST_ID_ and t.ACT_INST_ID_ = c.ROOT_PROC_INST_ID_ and t.NAME_ = 'careTeam'
        where c.PROC_INST_ID_ = ? and p.TEXT_ is not null""",
        (row, number) -> new Found(row.getString(1), null, row.getString(2), 1), processInstance).stream().findFirst();
  }

  private static String recordNumber(String patientIdentifier) {
    return patientIdentifier.substring(patientIdentifier.lastIndexOf('|') + 1);
  }
}
