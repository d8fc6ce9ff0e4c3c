package org.careloop.sandbox.ehr;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * What the simulated EHR remembers, and where.
 *
 * @param journal its file; blank keeps everything in memory only. With the default and a database in memory there is no file either
 * @param samplePatients false begins with an empty EHR
 */
@ConfigurationProperties("careloop.sandbox")
record SandboxEhrSettings(@DefaultValue(DEFAULT_JOURNAL) String journal, @DefaultValue("true") boolean samplePatients) {

  static final String DEFAULT_JOURNAL = "data/sandbox-ehr.ndjson";
}
