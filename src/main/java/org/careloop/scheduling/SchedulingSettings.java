package org.careloop.scheduling;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * Where appointments are booked.
 *
 * @param baseUrl FHIR R4 endpoint of the scheduling system; none in the sandbox: the simulated one
 * @param visitKindSystem code system of {@code Slot.serviceType} in which the scheduling system knows our kinds of visit
 * @param claimSlots true for a plain FHIR store that does not itself make a slot busy when it is booked: we mark it then, before booking
 */
@Validated
@ConfigurationProperties("careloop.scheduling")
record SchedulingSettings(
    String baseUrl,
    String user,
    String password,
    String token,
    @DefaultValue("2s") Duration connectTimeout,
    @DefaultValue("5s") Duration readTimeout,
    @DefaultValue("https://careloop.org/fhir/CodeSystem/visit-kind") String visitKindSystem,
    @DefaultValue("false") boolean claimSlots) {}
