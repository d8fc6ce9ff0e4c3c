package org.careloop.sandbox;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Clock;
import java.util.Map;
import java.util.UUID;
import org.springframework.context.annotation.Profile;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RestController;

/**
 * The sandbox's gateway for texts: takes {@code POST /sandbox/sms} once for each {@code Idempotency-Key} and puts it into the {@link Sink}.
 * Sends nothing.
 */
@RestController
@Profile("sandbox")
class TextDoor {

  private static final int LONGEST = 1000;

  private final Sink sink;
  private final Clock clock;

  TextDoor(Sink sink, Clock clock) {
    this.sink = sink;
    this.clock = clock;
  }

  @PostMapping(path = "/sandbox/sms", consumes = "application/json", produces = "application/json")
  ResponseEntity<Map<String, String>> take(
      @RequestHeader(name = "Idempotency-Key", required = false) String key, @RequestBody JsonNode body) {
    String to = body.path("to").asText("");
    String text = body.path("text").asText("");
    if (key == null || key.isBlank() || key.length() > 200) {
      return refused("Idempotency-Key: expected 1 to 200 characters");
    }
    if (!to.matches("\\+[1-9]\\d{7,14}")) {
      return refused("to: expected a number as + and digits");
    }
    if (text.isBlank() || text.length() > LONGEST) {
      return refused("text: expected 1 to %d characters".formatted(LONGEST));
    }
    Sink.Text kept = sink.add(key, new Sink.Text(clock.instant(), UUID.randomUUID().toString(), to, text));
    return ResponseEntity.ok(Map.of("id", kept.id(), "status", "accepted"));
  }

  private static ResponseEntity<Map<String, String>> refused(String problem) {
    return ResponseEntity.badRequest().body(Map.of("error", problem));
  }
}
