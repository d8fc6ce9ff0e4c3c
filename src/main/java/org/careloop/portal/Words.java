package org.careloop.portal;

import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.text.MessageFormat;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import org.springframework.core.io.ClassPathResource;

/** What the patients' pages themselves say, in one language: {@code portal/words.<language>.properties}. What forms say stands in the forms. */
final class Words {

  static final String ENGLISH = "en";
  static final String SPANISH = "es";

  private static final Map<String, Words> LANGUAGES = Map.of(ENGLISH, new Words(ENGLISH), SPANISH, new Words(SPANISH));

  private final String language;
  private final Properties words = new Properties();
  private final DateTimeFormatter day;

  private Words(String language) {
    this.language = language;
    this.day = DateTimeFormatter.ofPattern(language.equals(SPANISH) ? "d 'de' MMMM 'de' yyyy" : "MMMM d, yyyy", Locale.forLanguageTag(language + "-US"));
    String file = "portal/words.%s.properties".formatted(language);
    try (InputStreamReader reader = new InputStreamReader(new ClassPathResource(file).getInputStream(), StandardCharsets.UTF_8)) {
      words.load(reader);
    } catch (IOException e) {
      throw new UncheckedIOException("%s is missing".formatted(file), e);
    }
  }

  /** English for every language that we do not have. */
  static Words in(String language) {
    return LANGUAGES.getOrDefault(language, LANGUAGES.get(ENGLISH));
  }

  public String language() {
    return language;
  }

  /** The other one of the two. */
  public String other() {
    return language.equals(SPANISH) ? ENGLISH : SPANISH;
  }

  public String say(String key, Object... values) {
    String text = words.getProperty(key);
    if (text == null) {
      throw new IllegalArgumentException("The patients' pages have no words for \"%s\" in \"%s\".".formatted(key, language));
    }
    return values.length == 0 ? text : new MessageFormat(text.replace("'", "''"), Locale.forLanguageTag(language + "-US")).format(values);
  }

  public boolean has(String key) {
    return words.containsKey(key);
  }

  public String day(LocalDate date) {
    return day.format(date);
  }

  Set<String> keys() {
    return new TreeSet<>(words.stringPropertyNames());
  }
}
