package org.careloop.sandbox;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.springframework.context.annotation.Profile;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Sample messages with times of now, to be piped into Careloop's doors with curl. Sends nothing and changes nothing. */
@RestController
@Profile("sandbox")
class MessageSamples {

  private final Hospital hospital;
  private final SampleMessages messages;

  MessageSamples(Hospital hospital, SampleMessages messages) {
    this.hospital = hospital;
    this.messages = messages;
  }

  @GetMapping("/sandbox/messages")
  List<String> names() {
    return messages.names();
  }

  /**
   * One message.
   *
   * @param patient record number or EHR id, for example {@code 100234}; one that nobody has gives a message about somebody unknown
   * @param merged for A40: the record number that is no more
   */
  @GetMapping("/sandbox/messages/{name}")
  ResponseEntity<byte[]> message(@PathVariable String name, @RequestParam String patient, @RequestParam(required = false) String merged) {
    SampleMessages.Message message = hospital.sample(name, patient, merged);
    return ResponseEntity.ok().contentType(MediaType.parseMediaType(message.contentType() + ";charset=utf-8"))
        .body(message.text().getBytes(StandardCharsets.UTF_8));
  }

  @ExceptionHandler(IllegalArgumentException.class)
  ResponseEntity<String> refused(IllegalArgumentException problem) {
    return ResponseEntity.badRequest().contentType(MediaType.TEXT_PLAIN).body(problem.getMessage() + "\n");
  }
}
