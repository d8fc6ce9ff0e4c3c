package org.careloop.team;

import java.util.Optional;

/** Where a colleague reads their mail. */
@FunctionalInterface
public interface MailAddresses {

  /** The address in this person's profile; empty where there is none, or no such person. */
  Optional<String> of(String person);
}
