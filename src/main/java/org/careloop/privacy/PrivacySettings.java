package org.careloop.privacy;

import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import java.time.Duration;
import java.util.List;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * Who is separated from whom, and how long an exception lasts.
 *
 * @param teams among which the practice divides its patients; none: everybody of a role sees every patient of that role's tasks
 * @param glassOpenFor how long a case that was opened from outside the team stays open
 * @param sameReadWithin the same person seeing the same of the same patient again within this time is one line of the read log
 */
@Validated
@ConfigurationProperties("careloop.privacy")
record PrivacySettings(
    @DefaultValue List<@Valid Team> teams,
    @NotNull @DefaultValue("4h") Duration glassOpenFor,
    @NotNull @DefaultValue("15m") Duration sameReadWithin) {

  /**
   * One team, which is a group in the engine; its members are given in Camunda's Admin.
   *
   * @param id begins with {@code team-}
   * @param organization the EHR's {@code Patient.managingOrganization} of its patients: {@code Organization/id} or {@code system|value}
   */
  record Team(@NotBlank @Pattern(regexp = "team-[a-z0-9-]+") String id, @NotBlank String name, @NotBlank String organization) {}
}
