package org.careloop.sandbox;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.springframework.context.annotation.Profile;
import org.springframework.core.io.Resource;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;
import org.springframework.stereotype.Component;

/**
 * The sandbox hospital's messages as texts with placeholders: {@code resources/sandbox/messages/*.hl7} and {@code *.json}. Sends nothing.
 */
@Component
@Profile("sandbox")
class SampleMessages {

  static final String HL7 = "application/hl7-v2";
  static final String FHIR = "application/fhir+json";

  private static final Pattern PLACEHOLDER = Pattern.compile("\\$\\{(\\w+)}");

  /** A message ready to send. */
  record Message(String name, String contentType, String text) {

    boolean isHl7() {
      return contentType.equals(HL7);
    }
  }

  private final Map<String, Message> templates = new TreeMap<>();

  SampleMessages() {
    try {
      for (Resource file : new PathMatchingResourcePatternResolver(getClass().getClassLoader()).getResources(
          "classpath:sandbox/messages/*.*")) {
        String[] name = file.getFilename().split("\\.");
        templates.put(name[0], new Message(name[0], name[1].equals("hl7") ? HL7 : FHIR, file.getContentAsString(StandardCharsets.UTF_8)));
      }
    } catch (IOException e) {
      throw new UncheckedIOException("The sample messages in resources/sandbox/messages cannot be read", e);
    }
  }

  List<String> names() {
    return List.copyOf(templates.keySet());
  }

  /** The message with everything filled in; HL7 with a carriage return after each segment, as the standard wants it. */
  Message fill(String name, Map<String, String> values) {
    Message template = templates.get(name);
    if (template == null) {
      throw new IllegalArgumentException("There is no sample message \"%s\"; there are %s.".formatted(name, names()));
    }
    String text = PLACEHOLDER.matcher(template.text()).replaceAll(found -> {
      String value = values.get(found.group(1));
      if (value == null) {
        throw new IllegalArgumentException("The sample message \"%s\" needs %s.".formatted(name, found.group(1)));
      }
      return Matcher.quoteReplacement(template.isHl7() ? escaped(value) : value.replace("\\", "\\\\").replace("\"", "\\\""));
    });
    return new Message(name, template.contentType(), template.isHl7() ? segments(text) : text);
  }

  // The practitioner is written with its components; nothing else has any.
  private static String escaped(String value) {
    return value.replace("\\", "\\E\\").replace("|", "\\F\\").replace("&", "\\T\\").replace("~", "\\R\\");
  }

  private static String segments(String text) {
    return String.join("\r", Arrays.stream(text.split("\r?\n")).filter(line -> !line.isBlank()).toList()) + "\r";
  }
}
