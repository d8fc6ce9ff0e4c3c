package org.careloop.audit.packs;

/**
 * A diagram, table or form as it was in force for a case.
 *
 * @param path in the release, e.g. {@code processes/patient-call.bpmn}
 * @param used the case ran on it, was judged by it or showed it to somebody
 */
record Model(String deploymentId, String path, byte[] content, String sha256, boolean used) {}
