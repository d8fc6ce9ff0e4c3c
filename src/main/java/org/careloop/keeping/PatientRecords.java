package org.careloop.keeping;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/** Finds everything that Careloop knows of one patient: the names the patient goes by, cases, stays and messages. Reads only. */
@Component
class PatientRecords {

  /** Variables that say whose a case is. */
  private static final String WHOSE = "'patientId', 'patientIdentifier', 'fromPatientId', 'mergedIdentifier'";

  private final JdbcTemplate jdbc;

  PatientRecords(JdbcTemplate jdbc) {
    this.jdbc = jdbc;
  }

  /** What hospitals call this patient, {@code system|number}; names that were merged into others included. */
  Set<String> identifiers(String patientId) {
    Set<String> known = new LinkedHashSet<>(jdbc.queryForList("""
        select distinct i.TEXT_ from ACT_HI_VARINST p
        join ACT_HI_VARINST i on i.PROC_INST_ID_ = p.PROC_INST_ID_ and i.NAME_ = 'patientIdentifier' and i.TEXT_ is not null
        where p.NAME_ = 'patientId' and p.TEXT_ = ?""", String.class, patientId));
    for (String name : List.copyOf(known)) {
      known.addAll(jdbc.queryForList("select alias from careloop_patient_alias where patient_identifier = ?", String.class, name));
      known.addAll(jdbc.queryForList("select patient_identifier from careloop_patient_alias where alias = ?", String.class, name));
    }
    return known;
  }

  /** All cases of the patient, open and ended, by the root's id; what the patient was called before counts, too. */
  List<String> cases(String patientId) {
    List<String> names = new ArrayList<>(identifiers(patientId));
    names.add(patientId);
    String which = "NAME_ in (%s) and TEXT_ in (%s)".formatted(WHOSE, marks(names));
    List<Object> twice = new ArrayList<>(names);
    twice.addAll(names);
    return jdbc.queryForList("""
        select ROOT_PROC_INST_ID_ from ACT_HI_VARINST where ROOT_PROC_INST_ID_ is not null and %s
        union select ROOT_PROC_INST_ID_ from ACT_HI_DETAIL where ROOT_PROC_INST_ID_ is not null and %s order by 1""".formatted(which, which), String.class,
        twice.toArray());
  }

  /** Stays of the patient, by the visit's number. */
  Set<String> stays(String patientId) {
    Set<String> stays = new LinkedHashSet<>();
    Set<String> names = identifiers(patientId);
    if (!names.isEmpty()) {
      stays.addAll(jdbc.queryForList("select encounter_id from careloop_stay where patient_identifier in (%s) or sent_identifier in (%s)".formatted(
          marks(names), marks(names)), String.class, twice(names)));
    }
    for (String one : cases(patientId)) {
      stays.addAll(jdbc.queryForList("select TEXT_ from ACT_HI_VARINST where ROOT_PROC_INST_ID_ = ? and NAME_ = 'encounterId' and TEXT_ is not null",
          String.class, one));
    }
    return stays;
  }

  /** Messages about the patient: of the patient's stays, those that a case names, what was made of them, and others whose text has the number. */
  Set<String> messages(String patientId) {
    Set<String> found = new LinkedHashSet<>();
    for (String stay : stays(patientId)) {
      found.addAll(jdbc.queryForList("select message_id from careloop_inbox where encounter_id = ?", String.class, stay));
    }
    for (String one : cases(patientId)) {
      found.addAll(jdbc.queryForList("""
          select m.message_id from careloop_inbox m join ACT_HI_VARINST v on v.TEXT_ = m.message_id
          where v.ROOT_PROC_INST_ID_ = ? and v.NAME_ = 'messageId'""", String.class, one));
    }
    for (String name : identifiers(patientId)) {
      String number = name.substring(name.lastIndexOf('|') + 1);
      Pattern names = naming(number);
      jdbc.query("select message_id, content from careloop_inbox where content like ?", row -> {
        if (names.matcher(row.getString(2)).find()) {
          found.add(row.getString(1));
        }
      }, "%" + number + "%");
    }
    for (String id : List.copyOf(found)) {
      found.addAll(jdbc.queryForList("select message_id from careloop_inbox where replay_of = ?", String.class, id));
      found.addAll(jdbc.queryForList("select replay_of from careloop_inbox where message_id = ? and replay_of is not null", String.class, id));
    }
    return found;
  }

  /** The number where a message names its patient: in PID-2 to 4 or MRG-1 of HL7 v2, as the value of an identifier in FHIR. */
  static Pattern naming(String number) {
    String quoted = Pattern.quote(number);
    return Pattern.compile("(?m)(?:^|[\\r\\n])(?:PID\\|[^|\\r\\n]*\\|(?:[^|\\r\\n]*\\|){0,2}|MRG\\|)(?:[^|\\r\\n]*~)?" + quoted + "(?=[\\^|~\\r\\n]|$)"
        + "|\"value\"\\s*:\\s*\"" + quoted + "\"");
  }

  private static Object[] twice(Collection<String> names) {
    List<Object> values = new ArrayList<>(names);
    values.addAll(names);
    return values.toArray();
  }

  private static String marks(Collection<String> values) {
    return String.join(", ", Collections.nCopies(values.size(), "?"));
  }
}
