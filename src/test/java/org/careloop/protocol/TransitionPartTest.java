package org.careloop.protocol;

import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.springframework.boot.test.web.server.LocalServerPort;

/** Walks a diagram that the discharge transition calls, with the case's data handed to it as the transition does, and the partners to look at. */
abstract class TransitionPartTest extends OutreachTest {

  @LocalServerPort private int port;
  protected SandboxWires wires;

  @BeforeEach
  void reachThePartners() {
    wires = new SandboxWires(port);
  }

  /** Somebody else in the same case speaks with the patient, or tries to; it is in the health record afterwards. */
  protected void called(Map<String, Object> patient, Map<String, Object> answer) {
    Map<String, Object> call = new java.util.HashMap<>(patient);
    call.putAll(Map.of("callPurpose", "first-contact", "callDueAt", "2026-03-09T16:00:00Z"));
    start("patient-call", call);
    complete("callPatient", answer);
  }
}
