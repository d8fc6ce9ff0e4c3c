package org.careloop.inbox;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Locale;
import java.util.Set;
import org.careloop.inbox.Refusal.Code;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * HL7 over HTTP: one ER7 message in, its acknowledgement out. 200 AA when it is stored, 400 AR when the content is at fault, 500 AE only
 * when we are. Reads no more of a request than a message may have.
 */
@RestController
class Hl7Door {

  static final String DOOR = "http";
  private static final String HL7 = "application/hl7-v2";
  private static final Set<String> TAKEN = Set.of(HL7, "x-application/hl7-v2+er7", "text/plain");

  private final Inbox inbox;
  private final InboxSettings settings;

  Hl7Door(Inbox inbox, InboxSettings settings) {
    this.inbox = inbox;
    this.settings = settings;
  }

  @PostMapping("/hl7/v2")
  void receive(HttpServletRequest request, HttpServletResponse response) throws IOException {
    String type = type(request);
    if (!TAKEN.contains(type)) {
      Refusal refusal = new Refusal(Code.DATA_TYPE, "Content-Type", "expected one of " + TAKEN.stream().sorted().toList());
      answer(response, HL7, 415, inbox.refuse(DOOR, Hl7Header.UNKNOWN, refusal));
      return;
    }
    int limit = Math.toIntExact(settings.maxMessageSize().toBytes());
    byte[] message = request.getInputStream().readNBytes(limit + 1);
    Hl7Answer answer = message.length > limit
        ? inbox.refuse(DOOR, Hl7Header.of(message), Hl7Text.tooLong(message, limit))
        : inbox.receive(DOOR, message);
    answer(response, type, answer.status(), answer);
  }

  private static String type(HttpServletRequest request) {
    String type = request.getContentType();
    return type == null ? HL7 : type.split(";")[0].trim().toLowerCase(Locale.ROOT);
  }

  private static void answer(HttpServletResponse response, String type, int status, Hl7Answer answer) throws IOException {
    byte[] bytes = answer.bytes();
    response.setStatus(status);
    response.setContentType(type + ";charset=UTF-8");
    response.setContentLength(bytes.length);
    response.getOutputStream().write(bytes);
  }
}
