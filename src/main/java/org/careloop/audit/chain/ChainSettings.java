package org.careloop.audit.chain;

import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * What lies outside the database, and how often.
 *
 * @param keys folder of the secret keys, the same for all nodes; who has it and the database can forge
 * @param anchors folder of the anchors' file and the public keys; best one that the database's administrators cannot write
 * @param node this computer's name in the events; empty for its host name
 * @param anchorEvery how often an anchor is made while something happens
 * @param rotateKeysAfter a key's age at which a new one takes over
 * @param newKeyAfterLoss true to start although no secret of the keys in the database is at hand; the chain shows it
 */
@Validated
@ConfigurationProperties("careloop.audit")
record ChainSettings(
    @NotBlank @DefaultValue("data/audit/keys") String keys,
    @NotBlank @DefaultValue("data/audit/anchors") String anchors,
    @NotNull @DefaultValue("") String node,
    @NotNull @DefaultValue("PT5M") Duration anchorEvery,
    @NotNull @DefaultValue("P365D") Duration rotateKeysAfter,
    @DefaultValue("false") boolean newKeyAfterLoss) {}
