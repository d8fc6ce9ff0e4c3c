package org.careloop.why;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TableWordsTest {

  @ParameterizedTest
  @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
      ">= 2 | 2 or more", "<= 2 | 2 or less", "> 27 | more than 27", "< 0 | less than 0", "[6..9] | 6 to 9", "[2..12) | 2 to less than 12",
      "]0..5] | more than 0 to 5", "\"atRisk\" | at risk", "\"a\", \"b\" | a or b", "true | yes", "false, null | no or not known",
      "null, < 0, > 27 | not known or less than 0 or more than 27", "not(null) | known", "not(\"a\", \"b\", null) | anything but a or b or not known",
      "list contains(?, \"noHeat\") | no heat among them", "3 | 3", "count(?) > 2 | count(?) > 2"})
  void aCellIsSaidAsPeopleSayIt(String cell, String words) {
    assertThat(TableWords.inWords(cell)).isEqualTo(words);
  }
}
