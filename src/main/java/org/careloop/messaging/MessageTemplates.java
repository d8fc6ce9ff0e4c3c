package org.careloop.messaging;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.springframework.core.io.ClassPathResource;
import org.springframework.stereotype.Component;

/**
 * The texts of all messages: {@code messages/<template>.<language>.txt}, checked at start. A first line {@code subject:}, a line
 * {@code sms:} where patients get it, an empty line, the e-mail's text. Placeholders in braces. No text may say anything clinical: not even
 * that somebody was in hospital.
 */
@Component
class MessageTemplates {

  static final List<String> FOR_PATIENTS =
      List.of("please-call-us", "visit-reminder", "visit-booked", "call-announcement", "letter-could-not-reach");
  /** Messages with a link for one patient. */
  static final List<String> WITH_LINK = List.of("screening-link", "consent-link", "plan-link");
  static final List<String> FOR_TEAMS = List.of("deadline-near", "deadline-missed", "red-flag", "admission", "discharge", "emergency-visit",
      "step-failed", "message-unmatched", "discharge-cancelled", "glass-broken", "glass-review-overdue", "coordinator-changed", "plan-closed");
  static final List<String> FOR_COLLEAGUES = List.of("new-patient");
  static final List<String> LANGUAGES = List.of("en", "es");

  private static final Set<String> KNOWN =
      Set.of("practiceName", "practicePhone", "visitDay", "visitTime", "encounterId", "dueAt", "tasklistUrl", "link");
  private static final Pattern PLACEHOLDER = Pattern.compile("\\{(\\w+)}");

  /** A message ready to send; {@code sms} is null for a team's. */
  record Text(String subject, String sms, String email) {}

  private final Map<String, Text> texts = new HashMap<>();

  MessageTemplates() {
    FOR_PATIENTS.forEach(template -> LANGUAGES.forEach(language -> load(template, language, true)));
    WITH_LINK.forEach(template -> LANGUAGES.forEach(language -> load(template, language, true)));
    FOR_TEAMS.forEach(template -> load(template, "en", false));
    FOR_COLLEAGUES.forEach(template -> load(template, "en", false));
  }

  Text forPatient(String template, String language, Map<String, String> values) {
    return inLanguage(known(template, FOR_PATIENTS), language, values);
  }

  Text withLink(String template, String language, Map<String, String> values) {
    return inLanguage(known(template, WITH_LINK), language, values);
  }

  private Text inLanguage(String template, String language, Map<String, String> values) {
    if (!LANGUAGES.contains(language)) {
      throw new IllegalArgumentException("messageLanguage: \"%s\", expected one of %s".formatted(language, LANGUAGES));
    }
    return fill(template, language, values);
  }

  Text forTeam(String template, Map<String, String> values) {
    return fill(known(template, FOR_TEAMS), "en", values);
  }

  Text forColleague(String template, Map<String, String> values) {
    return fill(known(template, FOR_COLLEAGUES), "en", values);
  }

  private Text fill(String template, String language, Map<String, String> values) {
    Text text = texts.get(template + "." + language);
    return new Text(
        fillLine(template, text.subject(), values),
        text.sms() == null ? null : fillLine(template, text.sms(), values),
        fillLine(template, text.email(), values));
  }

  private static String fillLine(String template, String text, Map<String, String> values) {
    return PLACEHOLDER.matcher(text).replaceAll(found -> {
      String value = values.get(found.group(1));
      if (value == null) {
        throw new IllegalArgumentException("template \"%s\" needs %s, and no value is given. Set it in the diagram."
            .formatted(template, found.group(1).startsWith("visit") ? "visitAt" : found.group(1)));
      }
      return Matcher.quoteReplacement(value);
    });
  }

  private static String known(String template, List<String> templates) {
    if (!templates.contains(template)) {
      throw new IllegalArgumentException("template: \"%s\", expected one of %s. Correct the diagram.".formatted(template, templates));
    }
    return template;
  }

  private void load(String template, String language, boolean withSms) {
    String name = "messages/%s.%s.txt".formatted(template, language);
    String content;
    try {
      content = new ClassPathResource(name).getContentAsString(StandardCharsets.UTF_8).replace("\r\n", "\n");
    } catch (IOException e) {
      throw new UncheckedIOException("%s is missing".formatted(name), e);
    }
    int body = content.indexOf("\n\n");
    String subject = null;
    String sms = null;
    for (String line : content.substring(0, Math.max(body, 0)).split("\n")) {
      if (line.startsWith("subject: ")) {
        subject = line.substring("subject: ".length());
      } else if (line.startsWith("sms: ")) {
        sms = line.substring("sms: ".length());
      }
    }
    if (subject == null || withSms == (sms == null)) {
      throw new IllegalStateException("%s: expected a line \"subject: \"%s, an empty line and the text"
          .formatted(name, withSms ? ", a line \"sms: \"" : " and no line \"sms: \""));
    }
    Set<String> unknown = new TreeSet<>();
    PLACEHOLDER.matcher(content).results().map(found -> found.group(1)).filter(found -> !KNOWN.contains(found)).forEach(unknown::add);
    if (!unknown.isEmpty()) {
      throw new IllegalStateException("%s: unknown placeholders %s, expected some of %s".formatted(name, unknown, new TreeSet<>(KNOWN)));
    }
    texts.put(template + "." + language, new Text(subject, sms, content.substring(body + 2)));
  }
}
