package org.careloop.team;

import java.util.Optional;

/** What people call a colleague. */
@FunctionalInterface
public interface Names {

  /** First and last name of this user; empty where there is no such user, or none of the two is known. */
  Optional<String> nameOf(String person);
}
