package org.careloop.inbox;

import jakarta.validation.Valid;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import java.time.Duration;
import java.time.ZoneId;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;
import org.springframework.validation.annotation.Validated;

/**
 * Who sends news and what their words mean here.
 *
 * @param zone zone of HL7 times without offset; the practice's own when absent
 * @param maxMessageSize largest HL7 message; more is refused without being read
 * @param maxSegmentSize largest single HL7 segment
 * @param maxBundleSize largest FHIR request
 * @param futureTolerance how far a sender's clock may be ahead of ours
 * @param atOnce how many messages are applied at the same time; each may need two database connections, so at most half the pool
 * @param patience how long a message waits for its turn before its sender is asked to try again
 * @param senders facilities by the name in MSH-4 or by the system of their FHIR visit numbers
 * @param authorities who assigns record numbers (CX.4, namespace or universal id) and the identifier system they stand for; a plain name
 *     that is not listed means {@code urn:careloop:facility:<name>:mrn}, none at all the sender's own
 * @param dispositions local discharge codes (PV1-36) and the NUBC code they stand for
 * @param processingIds values of MSH-11 that are taken; production takes {@code P} only
 * @param enrolmentCodes {@code system|code} of ServiceRequests that refer a patient into the programme, in code or category
 * @param recordedOnly message types, as {@code ADT^A31}, that are kept without a task for a person
 */
@Validated
@ConfigurationProperties("careloop.inbox")
record InboxSettings(
    ZoneId zone,
    @DefaultValue("2MB") DataSize maxMessageSize,
    @DefaultValue("1MB") DataSize maxSegmentSize,
    @DefaultValue("5MB") DataSize maxBundleSize,
    @DefaultValue("PT15M") Duration futureTolerance,
    @DefaultValue("8") @Min(1) int atOnce,
    @DefaultValue("PT20S") Duration patience,
    @DefaultValue @Valid List<Sender> senders,
    @DefaultValue @Valid List<Authority> authorities,
    @DefaultValue @Valid List<Disposition> dispositions,
    @DefaultValue({"P", "T", "D"}) Set<String> processingIds,
    @DefaultValue Set<String> recordedOnly,
    @DefaultValue({"http://snomed.info/sct|3457005", "urn:careloop:programme|care-coordination"}) Set<String> enrolmentCodes) {

  private static final Pattern VISITS = Pattern.compile("urn:careloop:facility:([^:]+):visit");

  /**
   * One facility that sends.
   *
   * @param name MSH-4.1 or MSH-4.2
   * @param facility short name that stands before the visit number in an encounter id; the name itself when absent
   * @param zone zone of its times without offset
   * @param visitSystem system of its visit numbers in FHIR (Encounter.identifier); {@code urn:careloop:facility:<name>:visit} needs no
   *     entry
   */
  record Sender(@NotBlank String name, String facility, ZoneId zone, String visitSystem) {}

  /** A record number's assigning authority and the identifier system that the EHR knows it by. */
  record Authority(@NotBlank String authority, @NotBlank String system) {}

  /** A sender's own discharge code and the NUBC code it stands for. */
  record Disposition(@NotBlank String code, @NotNull String nubc) {}

  /** The facility of MSH-4, by its namespace or its universal id. */
  String facility(String namespace, String universalId) {
    for (Sender sender : senders) {
      if (sender.name().equals(namespace) || sender.name().equals(universalId)) {
        return sender.facility() == null ? sender.name() : sender.facility();
      }
    }
    return namespace == null || namespace.isBlank() ? universalId : namespace;
  }

  /** The zone of a sender's times without offset. */
  ZoneId zone(String namespace, String universalId, ZoneId practice) {
    for (Sender sender : senders) {
      if (sender.zone() != null && (sender.name().equals(namespace) || sender.name().equals(universalId))) {
        return sender.zone();
      }
    }
    return zone == null ? practice : zone;
  }

  /** The facility that numbers its visits under this FHIR system; null when none is configured. */
  String facilityOfVisits(String system) {
    Matcher byRule = VISITS.matcher(system == null ? "" : system);
    return senders.stream().filter(sender -> system != null && system.equals(sender.visitSystem())).findFirst()
        .map(sender -> sender.facility() == null ? sender.name() : sender.facility())
        .orElse(byRule.matches() ? byRule.group(1) : null);
  }

  /** The identifier system of an assigning authority; null when none is configured. */
  String identifierSystem(String namespace, String universalId) {
    return authorities.stream().filter(authority -> authority.authority().equals(namespace) || authority.authority().equals(universalId))
        .findFirst().map(Authority::system).orElse(null);
  }

  /** The NUBC code that a sender's own discharge code stands for; null when none is configured. */
  String nubc(String code) {
    return dispositions.stream().filter(disposition -> disposition.code().equalsIgnoreCase(code)).findFirst().map(Disposition::nubc)
        .orElse(null);
  }
}
