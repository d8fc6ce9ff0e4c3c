package org.careloop.keeping;

import java.time.Instant;
import java.util.Set;

/**
 * What is asked of a case before it is removed or erased.
 *
 * @param id of the root instance
 * @param definitionId of the root's diagram
 * @param definitions of all diagrams that it ran through, its own included
 * @param patients every patient id that it ever had
 * @param ended null while it runs
 */
record CaseFacts(String id, String definitionId, String versionTag, String businessKey, Set<String> definitions, Set<String> patients,
    Instant started, Instant ended) {

  String protocol() {
    return definitionId.substring(0, definitionId.indexOf(':'));
  }

  String chain() {
    return "case:" + id;
  }
}
