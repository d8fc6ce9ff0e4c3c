package org.careloop.messaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import java.util.stream.Stream;
import org.careloop.protocol.templates.ElementTemplate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class MessageTemplatesTest {

  private static final Map<String, String> VALUES = Map.of("practiceName", "Riverside", "practicePhone", "(202) 555-0100", "visitDay",
      "Tuesday, March 10", "visitTime", "9:30 AM", "encounterId", "GH:V1", "dueAt", "today", "tasklistUrl",
          "https://careloop.example.org/", "link", "https://careloop.example.org/p/AbCdEfGhIjKlMnOpQrStUvWxYz0123456789-_AbCdE");

  private final MessageTemplates templates = new MessageTemplates();

  static Stream<Arguments> forPatients() {
    return MessageTemplates.FOR_PATIENTS.stream()
        .flatMap(template -> MessageTemplates.LANGUAGES.stream().map(language -> Arguments.of(template, language)));
  }

  @ParameterizedTest
  @MethodSource("forPatients")
  void aMessageToAPatientSaysNothingClinicalAndWhomToCall(String template, String language) {
    MessageTemplates.Text text = templates.forPatient(template, language, VALUES);

    assertThat(text.subject()).isNotBlank().doesNotContain("{");
    assertThat(text.sms()).contains("Riverside", "(202) 555-0100").doesNotContain("{").hasSizeLessThan(160);
    assertThat(text.email()).contains("Riverside", "(202) 555-0100", "911").doesNotContain("{");
    assertThat(text.subject() + text.sms() + text.email()).doesNotContainPattern(
        "(?i)hospital|discharg|admi[ts]|alta|medic|diagnos|transition|risk|riesgo|nurse|doctor|follow-up|health|salud|care ");
  }

  static Stream<Arguments> withLink() {
    return MessageTemplates.WITH_LINK.stream()
        .flatMap(template -> MessageTemplates.LANGUAGES.stream().map(language -> Arguments.of(template, language)));
  }

  @ParameterizedTest
  @MethodSource("withLink")
  void aMessageWithALinkSaysNothingClinicalAndFitsIntoOneText(String template, String language) {
    MessageTemplates.Text text = templates.withLink(template, language, VALUES);
    String words = (text.subject() + text.sms() + text.email()).replace(VALUES.get("link"), "");

    assertThat(text.sms()).contains(VALUES.get("link"), "(202) 555-0100").hasSizeLessThan(160)
        .as("letters that every telephone shows in one text").doesNotContainPattern("[áíóúÁÍÓÚ–“”]");
    assertThat(text.email()).contains(VALUES.get("link"), "(202) 555-0100", "911").doesNotContain("{");
    assertThat(text.subject()).as("the subject is seen on a locked screen").doesNotContain(VALUES.get("link"));
    assertThat(words).doesNotContainPattern("(?i)hospital|discharg|alta|medic|diagnos|risk|riesgo|nurse|doctor|health|salud|care |screening|consent |plan ");
  }

  static Stream<String> forTeams() {
    return MessageTemplates.FOR_TEAMS.stream();
  }

  @ParameterizedTest
  @MethodSource("forTeams")
  void aMessageToATeamNamesTheCaseAndWhereToGo(String template) {
    MessageTemplates.Text text = templates.forTeam(template, VALUES);

    assertThat(text.sms()).isNull();
    assertThat(text.email()).contains("https://careloop.example.org/").doesNotContain("{");
    if (template.startsWith("glass-")) {
      assertThat(text.email()).as("whose case was opened is on the privacy page only").doesNotContain("GH:V1");
    } else {
      assertThat(text.email()).contains("GH:V1");
    }
  }

  @Test
  void aLeadCanChooseEveryMessageInTheDiagramAndNoOther() {
    assertThat(ElementTemplate.codesOffered("send-patient-message", "template")).hasSameElementsAs(MessageTemplates.FOR_PATIENTS);
    assertThat(ElementTemplate.codesOffered("send-patient-message", "messageLanguage")).hasSameElementsAs(MessageTemplates.LANGUAGES);
    assertThat(ElementTemplate.codesOffered("notify-team", "template")).hasSameElementsAs(MessageTemplates.FOR_TEAMS);
  }

  @Test
  void theSpanishTextIsSpanish() {
    assertThat(templates.forPatient("please-call-us", "es", VALUES).email()).contains("llámenos").contains("cuando pueda");
  }

  @Test
  void anUnknownTemplateOrLanguageNamesTheKnownOnes() {
    assertThatThrownBy(() -> templates.forPatient("your-results", "en", VALUES)).hasMessageContaining("your-results")
        .hasMessageContaining("please-call-us");
    assertThatThrownBy(() -> templates.forPatient("deadline-near", "en", VALUES)).hasMessageContaining("deadline-near");
    assertThatThrownBy(() -> templates.forPatient("please-call-us", "fr", VALUES)).hasMessageContaining("messageLanguage");
    assertThatThrownBy(() -> templates.forTeam("please-call-us", VALUES)).hasMessageContaining("deadline-near");
  }
}
