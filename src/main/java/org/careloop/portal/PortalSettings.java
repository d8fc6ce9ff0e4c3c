package org.careloop.portal;

import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * The patients' side.
 *
 * @param keys folder of the keys that sign links, the same for all nodes, outside the database
 * @param address what a link begins with, as patients reach it
 * @param practiceName as patients know it
 * @param practicePhone on every page
 * @param validFor how long a link can be used where the diagram does not say
 * @param longest a link never lasts longer
 * @param sessionFor how long a page may lie unused before the date of birth is asked again
 * @param tries wrong dates of birth after which a link is locked
 * @param knocks links that never were which one network may try before it has to wait
 */
@Validated
@ConfigurationProperties("careloop.portal")
record PortalSettings(
    @NotBlank @DefaultValue("data/portal/keys") String keys,
    @NotBlank @Pattern(regexp = "https?://\\S+") String address,
    @NotBlank String practiceName,
    @NotBlank String practicePhone,
    @NotNull @DefaultValue("P7D") Duration validFor,
    @NotNull @DefaultValue("P60D") Duration longest,
    @NotNull @DefaultValue("PT30M") Duration sessionFor,
    @Min(1) @DefaultValue("5") int tries,
    @Min(1) @DefaultValue("20") int knocks) {

  /** Digits and a plus sign, for a link that dials. */
  String dial() {
    return practicePhone.replaceAll("[^0-9+]", "");
  }
}
