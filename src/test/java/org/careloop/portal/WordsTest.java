package org.careloop.portal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What the patients' pages say, in both languages. */
class WordsTest {

  @Test
  void bothLanguagesSayTheSameThings() {
    Words english = Words.in("en");
    Words spanish = Words.in("es");
    assertThat(spanish.keys()).isEqualTo(english.keys());
    assertThat(english.keys()).allSatisfy(key -> {
      assertThat(spanish.say(key)).as(key).isNotBlank();
      assertThat(places(spanish.say(key))).as("places to fill in %s", key).isEqualTo(places(english.say(key)));
    });
    assertThat(Words.in("fr").language()).isEqualTo("en");
  }

  @Test
  void thePageAsksForNoWordThatIsNotThere() throws Exception {
    String page = Files.readString(Path.of("src/main/resources/templates/patient.html"));
    assertThat(Pattern.compile("w\\.say\\('([^']+)'").matcher(page).results().map(found -> found.group(1))).isNotEmpty()
        .allSatisfy(key -> assertThat(Words.in("en").has(key)).as(key).isTrue());
    assertThatThrownBy(() -> Words.in("es").say("nothing.such")).hasMessageContaining("nothing.such");
  }

  @Test
  void numbersAndDaysAreSaidInTheLanguage() {
    assertThat(Words.in("en").say("problem.range", "0", "99")).isEqualTo("Please enter a number from 0 to 99.");
    assertThat(Words.in("en").day(LocalDate.of(2026, 3, 6))).isEqualTo("March 6, 2026");
    assertThat(Words.in("es").day(LocalDate.of(2026, 3, 6))).isEqualTo("6 de marzo de 2026");
  }

  private static long places(String text) {
    return Pattern.compile("\\{\\d}").matcher(text).results().count();
  }
}
