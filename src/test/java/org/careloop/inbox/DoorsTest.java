package org.careloop.inbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.post;

import ca.uhn.hl7v2.DefaultHapiContext;
import ca.uhn.hl7v2.HapiContext;
import ca.uhn.hl7v2.app.Connection;
import ca.uhn.hl7v2.model.Message;
import ca.uhn.hl7v2.util.Terser;
import ca.uhn.hl7v2.validation.impl.ValidationContextFactory;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.mock.web.MockHttpServletResponse;
import org.springframework.test.web.servlet.MockMvc;
import org.springframework.test.web.servlet.setup.MockMvcBuilders;

/** HL7 over HTTP and over MLLP: two doors, one inbox. */
class DoorsTest {

  private final InboxFixture inbox = new InboxFixture(Map.of("careloop.inbox.max-message-size", "100KB"), false);
  private final MockMvc http = MockMvcBuilders.standaloneSetup(new Hl7Door(inbox.inbox, inbox.settings)).build();
  private MllpDoor mllp;

  @AfterEach
  void close() {
    if (mllp != null) {
      mllp.stop();
    }
    inbox.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"application/hl7-v2", "application/hl7-v2; charset=UTF-8", "x-application/hl7-v2+er7", "text/plain"})
  void eachOfTheUsualContentTypesIsTakenAndAnsweredInKind(String type) throws Exception {
    MockHttpServletResponse answer = http.perform(post("/hl7/v2").contentType(type).content(Adt.discharge().bytes())).andReturn()
        .getResponse();

    assertThat(answer.getStatus()).isEqualTo(200);
    assertThat(answer.getContentType()).isEqualTo(type.split(";")[0] + ";charset=UTF-8");
    assertThat(answer.getContentAsString()).startsWith("MSH|^~\\&|CARELOOP|CLINIC|ADTApp|GENERAL|").contains("\rMSA|AA|C");
  }

  @Test
  void theStatusSaysWhoseFaultItWas() throws Exception {
    assertThat(status("application/hl7-v2", "garbage")).isEqualTo(400);
    assertThat(status("application/json", "{}")).isEqualTo(415);
    inbox.told.failure = new IllegalStateException();
    assertThat(status("application/hl7-v2", Adt.discharge().text())).isEqualTo(500);
  }

  @Test
  void aMessageThatIsTooLongIsRefusedWithoutBeingReadWhole() throws Exception {
    MockHttpServletResponse answer = http.perform(post("/hl7/v2").contentType("application/hl7-v2")
        .content(Adt.discharge().controlId("LONG").and("OBX|1|ED|x||" + "A".repeat(5_000_000)).bytes())).andReturn().getResponse();

    assertThat(answer.getStatus()).isEqualTo(400);
    assertThat(answer.getContentAsString()).contains("MSA|AR|LONG|OBX: segment 5 goes beyond the 102400 bytes that a message may have");
    assertThat(inbox.count()).isZero();
  }

  @Test
  void overMllpTheStandardClientGetsItsAnswer() throws Exception {
    int port = open("127.0.0.1/32");
    try (HapiContext client = new DefaultHapiContext()) {
      client.setValidationContext(ValidationContextFactory.noValidation());
      Connection connection = client.newClient("127.0.0.1", port, false);
      for (String visit : List.of("V1", "V2", "V3")) {
        Message answer = connection.getInitiator().sendAndReceive(client.getPipeParser().parse(Adt.discharge().visit(visit).text()));
        assertThat(new Terser(answer).get("/MSA-1")).isEqualTo("AA");
      }
      connection.close();
    }
    assertThat(inbox.told.names()).containsExactly("PatientDischarged", "PatientDischarged", "PatientDischarged");
    assertThat(inbox.jdbc.queryForList("select distinct door from careloop_inbox", String.class)).containsExactly("mllp");
  }

  @Test
  void bothDoorsKnowTheSameMessages() throws Exception {
    Adt discharge = Adt.discharge();
    int port = open("127.0.0.1/32");
    String overTcp = exchange(port, frame(discharge.bytes()));
    String overHttp = http.perform(post("/hl7/v2").contentType("application/hl7-v2").content(discharge.bytes())).andReturn().getResponse()
        .getContentAsString();

    assertThat(overTcp).isEqualTo(overHttp).contains("MSA|AA");
    assertThat(inbox.count()).isEqualTo(1);
  }

  @Test
  void garbageOverMllpIsRefusedAndTheConnectionGoesOn() throws Exception {
    int port = open("127.0.0.1/32");
    try (Socket socket = new Socket("127.0.0.1", port)) {
      assertThat(exchange(socket, frame("garbage".getBytes(StandardCharsets.UTF_8)))).contains("MSA|AR|").contains("MSH");
      assertThat(exchange(socket, frame(Adt.discharge().bytes()))).contains("MSA|AA|");
    }
  }

  @Test
  void aFrameThatIsTooLongIsRefusedAndTheConnectionClosed() throws Exception {
    int port = open("127.0.0.1/32");
    try (Socket socket = new Socket("127.0.0.1", port)) {
      assertThat(exchange(socket, frame(Adt.discharge().and("OBX|1|ED|x||" + "A".repeat(110_000)).bytes()))).contains("MSA|AR|")
          .contains("OBX");
    }
    assertThat(inbox.count()).isZero();
  }

  @Test
  void whoeverSaysNothingThatIsAFrameIsHungUpOn() throws Exception {
    int port = open("127.0.0.1/32");
    try (Socket socket = new Socket("127.0.0.1", port)) {
      socket.setSoTimeout(5_000);
      socket.getOutputStream().write("x".repeat(10_000).getBytes(StandardCharsets.UTF_8));
      assertThat(endsWithin(socket.getInputStream())).isTrue();
    }
  }

  @Test
  void whoIsNotOnTheListIsNotHeard() throws Exception {
    int port = open("192.0.2.0/24");
    try (Socket socket = new Socket("127.0.0.1", port)) {
      socket.setSoTimeout(5_000);
      assertThat(endsWithin(socket.getInputStream())).isTrue();
    }
    assertThat(inbox.count()).isZero();
  }

  @Test
  void noMoreThanTheAllowedConnectionsAreServed() throws Exception {
    int port = open(List.of("127.0.0.1/32"), 1);
    try (Socket first = new Socket("127.0.0.1", port)) {
      assertThat(exchange(first, frame(Adt.discharge().bytes()))).contains("MSA|AA|");
      try (Socket second = new Socket("127.0.0.1", port)) {
        second.setSoTimeout(5_000);
        assertThat(endsWithin(second.getInputStream())).isTrue();
      }
      assertThat(exchange(first, frame(Adt.discharge().visit("V2").bytes()))).contains("MSA|AA|");
    }
    await().atMost(Duration.ofSeconds(10)).ignoreExceptions().untilAsserted(() ->
        assertThat(exchange(port, frame(Adt.discharge().visit("V3").bytes()))).contains("MSA|AA|"));
  }

  @Test
  void withoutAPortThereIsNoDoor() {
    mllp = new MllpDoor(inbox.inbox, inbox.settings, new MllpSettings(0, null, List.of(), 4, Duration.ofMinutes(1), Duration.ofSeconds(5)));
    mllp.start();
    assertThat(mllp.isRunning()).isFalse();
  }

  private int status(String type, String content) throws Exception {
    return http.perform(post("/hl7/v2").contentType(type).content(content)).andReturn().getResponse().getStatus();
  }

  private int open(String peers) throws IOException {
    return open(List.of(peers), 8);
  }

  private int open(List<String> peers, int connections) throws IOException {
    int port;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
    mllp = new MllpDoor(inbox.inbox, inbox.settings,
        new MllpSettings(port, "127.0.0.1", peers, connections, Duration.ofMinutes(1), Duration.ofSeconds(5)));
    mllp.start();
    return port;
  }

  private static byte[] frame(byte[] message) {
    byte[] frame = new byte[message.length + 3];
    frame[0] = 0x0B;
    System.arraycopy(message, 0, frame, 1, message.length);
    frame[message.length + 1] = 0x1C;
    frame[message.length + 2] = 0x0D;
    return frame;
  }

  private static String exchange(int port, byte[] frame) throws IOException {
    try (Socket socket = new Socket("127.0.0.1", port)) {
      return exchange(socket, frame);
    }
  }

  private static String exchange(Socket socket, byte[] frame) throws IOException {
    socket.setSoTimeout(10_000);
    socket.getOutputStream().write(frame);
    socket.getOutputStream().flush();
    InputStream in = socket.getInputStream();
    assertThat(in.read()).isEqualTo(0x0B);
    ByteArrayOutputStream answer = new ByteArrayOutputStream();
    for (int next = in.read(); next != 0x1C; next = in.read()) {
      assertThat(next).isNotNegative();
      answer.write(next);
    }
    assertThat(in.read()).isEqualTo(0x0D);
    return answer.toString(StandardCharsets.UTF_8);
  }

  private static boolean endsWithin(InputStream in) {
    try {
      return in.read() < 0;
    } catch (java.net.SocketTimeoutException e) {
      return false;
    } catch (IOException reset) {
      return true;
    }
  }
}
