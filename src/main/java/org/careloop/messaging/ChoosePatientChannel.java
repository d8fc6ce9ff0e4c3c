package org.careloop.messaging;

import java.time.Clock;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import org.careloop.engine.CareDelegate;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.lang.Nullable;
import org.springframework.stereotype.Component;

/**
 * Chooses how, in which language and when a patient is written to: the preferred address that works, the preferred language (English or
 * Spanish), outside quiet hours unless it is urgent. Channel {@code none} when there is no address, or the patient is dead or wants no
 * messages. Sends nothing.
 */
@Component
class ChoosePatientChannel extends CareDelegate<ChoosePatientChannel.Request, ChoosePatientChannel.Choice> {

  static final String NONE = "none";

  record Request(String patientId, @Nullable Boolean urgent) {}

  record Choice(String messageChannel, String messageLanguage, Instant sendAt) {}

  private final PatientDirectory directory;
  private final MessagingSettings.QuietHours quiet;
  private final ZoneId zone;
  private final Clock clock;

  ChoosePatientChannel(PatientDirectory directory, MessagingSettings settings,
      @Value("${careloop.zone:America/New_York}") ZoneId zone, Clock clock) {
    this.directory = directory;
    this.quiet = settings.quietHours();
    this.zone = zone;
    this.clock = clock;
  }

  @Override
  protected Choice perform(Request request) {
    PatientDirectory.Addressee patient = directory.read(request.patientId());
    String channel = patient.addresses().isEmpty() ? NONE : patient.addresses().get(0).channel().code();
    Instant now = clock.instant().truncatedTo(ChronoUnit.SECONDS);
    return new Choice(channel, patient.language(), Boolean.TRUE.equals(request.urgent()) ? now : afterQuietHours(now));
  }

  private Instant afterQuietHours(Instant now) {
    ZonedDateTime local = now.atZone(zone);
    LocalTime time = local.toLocalTime();
    LocalTime start = quiet.start();
    LocalTime end = quiet.end();
    boolean overMidnight = end.isBefore(start);
    boolean isQuiet = overMidnight ? !time.isBefore(start) || time.isBefore(end) : !time.isBefore(start) && time.isBefore(end);
    if (!isQuiet) {
      return now;
    }
    boolean tomorrow = overMidnight && !time.isBefore(start);
    return local.toLocalDate().plusDays(tomorrow ? 1 : 0).atTime(end).atZone(zone).toInstant();
  }
}
