package org.careloop.messaging;

import jakarta.mail.MessagingException;
import jakarta.mail.SendFailedException;
import jakarta.mail.internet.AddressException;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Date;
import java.util.Properties;
import org.eclipse.angus.mail.smtp.SMTPSendFailedException;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.mail.MailAuthenticationException;
import org.springframework.mail.MailException;
import org.springframework.mail.MailSendException;
import org.springframework.mail.javamail.JavaMailSender;
import org.springframework.mail.javamail.JavaMailSenderImpl;
import org.springframework.stereotype.Component;

/** Sends plain-text e-mails by SMTP, within time-outs, and tells a message that was certainly not taken over from one that perhaps was. */
@Component
class Email {

  private final JavaMailSender mail;
  private final MessagingSettings settings;

  Email(ObjectProvider<JavaMailSender> mail, MessagingSettings settings) {
    this.mail = mail.getIfAvailable(() -> {
      throw new IllegalStateException("spring.mail.host: no value, expected the mail server's name. An administrator must set it.");
    });
    this.settings = settings;
    if (this.mail instanceof JavaMailSenderImpl smtp) {
      // Without these the mail library waits for ever; and a message is delivered once its end is acknowledged, whatever becomes of QUIT.
      Properties properties = smtp.getJavaMailProperties();
      properties.putIfAbsent("mail.smtp.connectiontimeout", "2000");
      properties.putIfAbsent("mail.smtp.timeout", "5000");
      properties.putIfAbsent("mail.smtp.writetimeout", "5000");
      properties.putIfAbsent("mail.smtp.quitwait", "false");
    }
  }

  /** A message id that is the same at each attempt, so that a mailbox that gets the message twice can show it once. */
  String messageId(String effectId) {
    String domain = settings.from().substring(settings.from().indexOf('@') + 1);
    return "<%s@%s>".formatted(effectId.replaceAll("[^A-Za-z0-9.-]", "-"), domain);
  }

  /** Hands the message to the mail server and returns its message id. */
  String send(String effectId, String to, String language, String subject, String text, Instant at) {
    String messageId = messageId(effectId);
    MimeMessage message = mail.createMimeMessage();
    try {
      message.setFrom(new InternetAddress(settings.from(), settings.practiceName(), StandardCharsets.UTF_8.name()));
      message.setRecipient(MimeMessage.RecipientType.TO, address(to));
      message.setSubject(subject, StandardCharsets.UTF_8.name());
      message.setText(text, StandardCharsets.UTF_8.name());
      message.setSentDate(Date.from(at));
      message.setHeader("Message-ID", messageId);
      message.setHeader("Content-Language", language);
      message.setHeader("Auto-Submitted", "auto-generated");
    } catch (AddressException e) {
      throw MessageUndelivered.certainly(
          "E-mail: the address on record is not one. Correct it in the patient directory or the configuration.");
    } catch (MessagingException | java.io.UnsupportedEncodingException e) {
      throw new IllegalStateException("E-mail could not be written: %s".formatted(e.getClass().getSimpleName()));
    }
    try {
      mail.send(message);
    } catch (MailException e) {
      if (!isDelivered(e)) {
        throw undelivered(e);
      }
    }
    return messageId;
  }

  /** Whether mail can be sent there at all. */
  static boolean isAddress(String text) {
    try {
      address(text);
      return text.indexOf('@') > 0;
    } catch (AddressException e) {
      return false;
    }
  }

  private static InternetAddress address(String text) throws AddressException {
    return new InternetAddress(text.strip(), true);
  }

  private static boolean isDelivered(MailException e) {
    return e instanceof MailSendException sending
        && sending.getFailedMessages().isEmpty()
        && String.valueOf(sending.getMessage()).startsWith("Failed to close server connection after message delivery");
  }

  private static boolean isBeforeSending(MailSendException e) {
    return String.valueOf(e.getMessage()).startsWith("Mail server connection failed");
  }

  private static MessageUndelivered undelivered(MailException e) {
    if (e instanceof MailAuthenticationException) {
      return MessageUndelivered.certainly(
          "E-mail: the mail server refused our user. An administrator must check spring.mail.username and password.");
    }
    if (!(e instanceof MailSendException sending) || sending.getMessageExceptions().length == 0 || isBeforeSending(sending)) {
      return MessageUndelivered.certainly("E-mail: no connection to the mail server (%s), expected one. An administrator must check it."
          .formatted(cause(e)));
    }
    Exception failure = sending.getMessageExceptions()[0];
    if (failure instanceof SMTPSendFailedException answered) {
      return answered.getReturnCode() >= 400
          ? MessageUndelivered.certainly("E-mail: the mail server answered %d, expected 250.".formatted(answered.getReturnCode()))
          : MessageUndelivered.perhaps("E-mail: the connection ended before the mail server's answer, expected 250.");
    }
    if (failure instanceof SendFailedException) {
      return MessageUndelivered.certainly("E-mail: the mail server refused the address, expected 250. Correct it where it is kept.");
    }
    return MessageUndelivered.perhaps("E-mail: no whole answer of the mail server (%s), expected 250.".formatted(cause(failure)));
  }

  private static String cause(Throwable e) {
    Throwable cause = e;
    while (cause.getCause() != null && cause.getCause() != cause) {
      cause = cause.getCause();
    }
    return cause.getClass().getSimpleName();
  }
}
