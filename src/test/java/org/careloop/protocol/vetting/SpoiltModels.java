package org.careloop.protocol.vetting;

import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** The spoilt models for tests outside this package: one for each rule whose breach is unsafe. */
public final class SpoiltModels {

  /** A system property that a model would set if it were run. */
  public static final String MARKER = SmallSet.MARKER;

  /**
   * @param reason why it is refused
   * @param files the small set, spoilt in one place; path to content
   * @param why the reason that the report gives
   */
  public record Spoilt(String reason, Map<String, byte[]> files, String why) {
    @Override
    public String toString() {
      return reason;
    }
  }

  private SpoiltModels() {}

  public static Map<String, byte[]> good() {
    return SmallSet.good().files();
  }

  /** Without those that are a matter of the path, which a posted file does not have. */
  public static Stream<Spoilt> unsafe() {
    Set<Rule> shown = EnumSet.of(Rule.PATH_OUTSIDE, Rule.SAME_NAME);
    return RefusedModelsTest.all().filter(example -> example.rule().unsafe() && shown.add(example.rule()))
        .map(example -> new Spoilt(example.reason(), example.set().get().files(), example.rule().why()));
  }
}
