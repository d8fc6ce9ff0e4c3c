package org.careloop.audit.questions;

import java.util.ArrayList;
import java.util.List;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/** Who is meant by a record number: the same as the reports themselves understand by it. Reads only. */
@Component
class KnownPatients {

  private final JdbcTemplate jdbc;

  KnownPatients(JdbcTemplate jdbc) {
    this.jdbc = jdbc;
  }

  /** Ids of patients that cases ever knew under this number; and the number itself, which may be an id. */
  List<String> everKnownAs(String number) {
    List<String> found = new ArrayList<>(jdbc.queryForList("""
        select distinct p.TEXT_
        from ACT_HI_VARINST i
        join ACT_HI_VARINST p on p.PROC_INST_ID_ = i.PROC_INST_ID_ and p.NAME_ = 'patientId' and p.TEXT_ is not null
        where i.NAME_ = 'patientIdentifier' and i.TEXT_ like ?""", String.class, "%|" + number));
    if (found.isEmpty()) {
      found.add(number);
    }
    return found;
  }
}
