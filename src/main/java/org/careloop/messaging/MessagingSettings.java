package org.careloop.messaging;

import jakarta.validation.Valid;
import jakarta.validation.constraints.Email;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import java.time.Duration;
import java.time.LocalTime;
import java.util.Map;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.format.annotation.DateTimeFormat;
import org.springframework.validation.annotation.Validated;

/**
 * Who speaks, to which addresses, through which servers, and at what hours. The mail server itself is set under {@code spring.mail}.
 *
 * @param practiceName as patients know it; the only name in a message
 * @param practicePhone the number patients are asked to call
 * @param from sender of e-mails
 * @param tasklistUrl where a team member goes on from a team mail
 * @param quietHours local times between which patients get no message
 * @param teamAddress e-mail address for every group that has none of its own
 * @param groups e-mail address of a candidate group, or of {@code primary-practitioner}
 */
@Validated
@ConfigurationProperties("careloop.messaging")
record MessagingSettings(
    @NotBlank String practiceName,
    @NotBlank String practicePhone,
    @NotBlank @Email String from,
    @NotBlank @Pattern(regexp = "https?://\\S+") String tasklistUrl,
    @DefaultValue @NotNull QuietHours quietHours,
    @Email String teamAddress,
    @DefaultValue Map<String, @Email String> groups,
    @DefaultValue @Valid Directory directory,
    @DefaultValue @Valid Sms sms) {

  /** From {@code start} to {@code end}, over midnight when the end is the earlier; the same time twice means never. */
  record QuietHours(
      @DefaultValue("20:00") @DateTimeFormat(pattern = "HH:mm") LocalTime start,
      @DefaultValue("08:00") @DateTimeFormat(pattern = "HH:mm") LocalTime end) {}

  /**
   * The FHIR endpoint that knows patients' addresses, languages and wishes.
   *
   * @param baseUrl none in the sandbox: the simulated EHR
   * @param noMessagesExtension URL of the extension of Patient whose true says that the patient wants no messages
   */
  record Directory(
      String baseUrl,
      String user,
      String password,
      String token,
      @DefaultValue("2s") Duration connectTimeout,
      @DefaultValue("5s") Duration readTimeout,
      @DefaultValue("https://careloop.org/fhir/StructureDefinition/no-messages") String noMessagesExtension) {}

  /**
   * The gateway for texts: takes {@code POST} of JSON with {@code to} and {@code text} and an {@code Idempotency-Key}, answers JSON with an
   * {@code id}.
   *
   * @param url none in the sandbox: the simulated gateway; none elsewhere: patients get no texts, only e-mails
   * @param countryCode put before numbers that have none
   */
  record Sms(
      String url,
      String user,
      String password,
      String token,
      @DefaultValue("+1") @Pattern(regexp = "\\+[1-9]\\d{0,3}") String countryCode,
      @DefaultValue("2s") Duration connectTimeout,
      @DefaultValue("5s") Duration readTimeout) {}

  /** Where a team reads its mail; null when nothing is configured. */
  String addressOf(String group) {
    String own = groups.get(group);
    return own == null || own.isBlank() ? teamAddress : own;
  }
}
