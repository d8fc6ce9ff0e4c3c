package org.careloop.inbox;

import io.micrometer.core.instrument.MeterRegistry;
import java.util.Arrays;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Says in meter and log what became of messages. Never what a message says about a patient. */
final class Tally {

  private static final Logger log = LoggerFactory.getLogger(Inbox.class);
  private static final Set<String> COUNTED_TYPES = Set.of("ADT^A01", "ADT^A02", "ADT^A03", "ADT^A04", "ADT^A05", "ADT^A06", "ADT^A07",
      "ADT^A08", "ADT^A11", "ADT^A13", "ADT^A28", "ADT^A40", "REF^I12", "Encounter", "Patient", "ServiceRequest");

  private final MeterRegistry meters;

  Tally(MeterRegistry meters) {
    this.meters = meters;
  }

  void count(String door, String type, String outcome) {
    meters.counter("careloop.inbox.messages", "door", door, "type", COUNTED_TYPES.contains(type) ? type : "other", "outcome", outcome)
        .increment();
  }

  void refused(String door, Refusal refusal) {
    count(door, "none", "refused");
    log.info("Refused a message at {}: {} {}", door, refusal.segment(), refusal.code());
  }

  /** @param element of a FHIR request */
  void refused(String door, String element) {
    count(door, "none", "refused");
    log.info("Refused a message at {}: {}", door, element.matches("[\\w.\\[\\]-]{1,80}") ? element : "element");
  }

  /** That a message was not stored by our own fault; without the failure's text, which may quote what was sent. */
  void failed(String door, Throwable failure) {
    count(door, "none", "failed");
    log.error("A message at {} was not stored by our own fault, its sender was asked to send it again: {}", door, traceOf(failure));
  }

  private static String traceOf(Throwable failure) {
    StringBuilder trace = new StringBuilder();
    for (Throwable cause = failure; cause != null && trace.length() < 2_000; cause = cause.getCause()) {
      trace.append(trace.isEmpty() ? "" : " <- ").append(cause.getClass().getName());
      Arrays.stream(cause.getStackTrace()).limit(3).forEach(frame -> trace.append(" at ").append(frame));
    }
    return trace.toString();
  }
}
