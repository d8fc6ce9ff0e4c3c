package org.careloop.inbox;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Duration;
import java.util.List;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * The door for HL7 over plain TCP (MLLP).
 *
 * @param port where it listens; 0 for no such door
 * @param address on which it listens; all addresses when absent
 * @param peers addresses or ranges (CIDR) that may connect; nobody else is answered
 * @param connections how many peers may be connected at once
 * @param idle how long a connection may say nothing between two messages
 * @param withinMessage how long it may say nothing within a message
 */
@Validated
@ConfigurationProperties("careloop.hl7.mllp")
record MllpSettings(
    @DefaultValue("0") @Min(0) @Max(65_535) int port,
    String address,
    @DefaultValue({"127.0.0.1/32", "::1/128"}) List<String> peers,
    @DefaultValue("64") @Min(1) int connections,
    @DefaultValue("PT30M") Duration idle,
    @DefaultValue("PT30S") Duration withinMessage) {}
