package org.careloop.security;

/**
 * Groups that say which language a person speaks with patients, {@code speaks-es}. They carry no right and no task: a language alone lets
 * nobody in.
 */
public final class Languages {

  /** What the id of such a group begins with; then comes the code of the language. */
  public static final String SPEAKS = "speaks-";

  /** The type of such a group in the engine. */
  public static final String GROUP_TYPE = "LANGUAGE";

  private Languages() {}

  static boolean isLanguage(String group) {
    return group.startsWith(SPEAKS);
  }
}
