package org.careloop.engine;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Where the engine keeps what belongs to one case: each table by the root's id, and the column that points to bytes kept apart. */
final class CaseTables {

  private static final Map<String, String> BYTES = new LinkedHashMap<>();

  static {
    BYTES.put("ACT_HI_DEC_IN", "BYTEARRAY_ID_");
    BYTES.put("ACT_HI_DEC_OUT", "BYTEARRAY_ID_");
    BYTES.put("ACT_HI_DETAIL", "BYTEARRAY_ID_");
    BYTES.put("ACT_HI_VARINST", "BYTEARRAY_ID_");
    BYTES.put("ACT_HI_ATTACHMENT", "CONTENT_ID_");
    BYTES.put("ACT_HI_JOB_LOG", "JOB_EXCEPTION_STACK_ID_");
    BYTES.put("ACT_HI_EXT_TASK_LOG", "ERROR_DETAILS_ID_");
  }

  private CaseTables() {}

  /** All tables of a case's history, the one of the instances last. */
  static List<String> all() {
    List<String> tables = new ArrayList<>(BYTES.keySet());
    tables.addAll(List.of("ACT_HI_DECINST", "ACT_HI_COMMENT", "ACT_HI_OP_LOG", "ACT_HI_INCIDENT", "ACT_HI_IDENTITYLINK", "ACT_HI_TASKINST",
        "ACT_HI_ACTINST", "ACT_HI_PROCINST"));
    return tables;
  }

  /** Table to column that holds the id of bytes kept apart. */
  static Map<String, String> bytes() {
    return BYTES;
  }
}
