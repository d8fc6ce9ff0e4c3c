package org.careloop.keeping;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * How long records are kept, and when what is over goes. How long a case is kept stands in its protocol's diagram, not here.
 *
 * @param recordsDays how long messages, the read log, openings, sign-ins and the list of exports are kept; six years at least
 * @param hour of the practice's day at which each day's removal begins
 * @param casesARun how many cases one day's removal takes at most; the rest goes the next day
 * @param lookEvery how often a node looks whether today's removal is still to be done
 * @param twoPersons whether another person than the one who asked must confirm an erasure
 */
@Validated
@ConfigurationProperties("careloop.keeping")
record KeepingSettings(
    @DefaultValue("3653") @Min(KeepingSettings.SIX_YEARS) int recordsDays,
    @DefaultValue("2") @Min(0) @Max(23) int hour,
    @DefaultValue("20000") @Min(1) int casesARun,
    @NotNull @DefaultValue("PT10M") Duration lookEvery,
    @DefaultValue("true") boolean twoPersons) {

  /** 45 CFR 164.316(b)(2)(i), in days with both leap days. */
  static final int SIX_YEARS = 2192;
}
