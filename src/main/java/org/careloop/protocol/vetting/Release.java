package org.careloop.protocol.vetting;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What every diagram and table says of itself: its version, and how long the records of it are kept. */
final class Release {

  /** Six years: 45 CFR 164.316(b)(2)(i). */
  private static final int SHORTEST_DAYS = 2192;

  private static final Pattern VERSION = Pattern.compile("\\d+\\.\\d+\\.\\d+");
  private static final Pattern DAYS = Pattern.compile("P(\\d{1,6})D");

  private Release() {}

  static void checkVersion(String version, String where, Notes notes) {
    if (version == null || version.isBlank()) {
      notes.add(Rule.VERSION_TAG, where, "no version tag");
    } else {
      notes.addUnless(VERSION.matcher(version).matches(), Rule.VERSION_TAG, where, "version tag \"%s\"".formatted(version));
    }
  }

  static void checkTimeToLive(String timeToLive, String where, Notes notes) {
    Matcher days = DAYS.matcher(timeToLive == null ? "" : timeToLive);
    if (timeToLive == null || timeToLive.isBlank()) {
      notes.add(Rule.TIME_TO_LIVE, where, "no history time to live");
    } else if (!days.matches() || Integer.parseInt(days.group(1)) < SHORTEST_DAYS) {
      notes.add(Rule.TIME_TO_LIVE, where, "history time to live \"%s\", expected P%dD or more days".formatted(timeToLive, SHORTEST_DAYS));
    }
  }
}
