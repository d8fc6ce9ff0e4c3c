package org.careloop.protocol;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * How a changed protocol comes into force.
 *
 * @param twoPersons whether another clinical lead than the proposer must release
 * @param conflicts what the start-up does with a file that a new version of the program and a released proposal both changed
 * @param mostFiles how many files one proposal may bring
 */
@Validated
@ConfigurationProperties("careloop.protocol")
record ProtocolSettings(@DefaultValue("true") boolean twoPersons, @DefaultValue("refuse") Conflicts conflicts,
    @DefaultValue("40") @Min(1) @Max(45) int mostFiles) {

  /** Whose file counts where both sides changed it. */
  enum Conflicts {
    /** Nobody's: the program does not start until a person has chosen. */
    REFUSE,
    /** What the clinical leads released. */
    RELEASED,
    /** What the new version of the program brings. */
    PROGRAM
  }
}
