package org.careloop.sandbox;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * How the small world is set up.
 *
 * @param smtpPort where the mail sink listens, on this machine only; 0 for any free port
 * @param sender user as whom the sandbox's hospital sends its messages
 * @param journal the simulated EHR's file; the scheduling partner remembers in one beside it, or like it in memory only
 */
@Validated
@ConfigurationProperties("careloop.sandbox")
record SandboxSettings(
    @DefaultValue("0") @Min(0) @Max(65535) int smtpPort,
    @DefaultValue("integration") @NotBlank String sender,
    @DefaultValue("integration") @NotBlank String senderPassword,
    @DefaultValue("") String journal) {}
