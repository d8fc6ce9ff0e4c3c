package org.careloop.inbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Content at fault: an AR that names segment and field, and nothing else happens. */
class GarbageTest {

  private static final int MUTATIONS = 6_000;
  private final InboxFixture inbox = InboxFixture.onH2();

  @AfterEach
  void close() {
    inbox.close();
  }

  static Stream<Arguments> garbage() {
    String message = Adt.discharge().text();
    return Stream.of(
        garbage("nothing at all", "", "MSH"),
        garbage("white space", "\r\n \r\n", "MSH"),
        garbage("a web page", "<!DOCTYPE html><html></html>", "MSH"),
        garbage("a lone name", "MSH", "MSH-2"),
        garbage("cut off in the header", message.substring(0, 30), "MSH-9"),
        garbage("cut off before the control id", message.substring(0, message.indexOf("ADT^A03") + 8), "MSH-10"),
        garbage("cut off after the header", message.substring(0, message.indexOf("EVN")), "PID"),
        garbage("cut off in PID", message.substring(0, message.indexOf("TESTER")), "PV1"),
        garbage("cut off in a segment's name", message.substring(0, message.indexOf("PV1") + 2), "Segment 4"),
        garbage("cut off in the discharge time", message.substring(0, message.lastIndexOf("20260306") + 11), "PV1-45"),
        garbage("no PID", message.replaceFirst("PID[^\r]*\r", ""), "PID"),
        garbage("no visit segment", message.replaceFirst("PV1[^\r]*\r", ""), "PV1"),
        garbage("no identifier", message.replace("100200^^^GENERAL^MR", ""), "PID-3"),
        garbage("no message type", message.replace("ADT^A03", ""), "MSH-9"),
        garbage("no trigger", message.replace("ADT^A03", "ADT"), "MSH-9"),
        garbage("a type that is none", message.replace("ADT^A03", "discharge"), "MSH-9"),
        garbage("no control id", message.replaceFirst("\\|C\\d+\\|", "||"), "MSH-10"),
        garbage("a control id that is too long", message.replaceFirst("\\|C\\d+\\|", "|" + "9".repeat(200) + "|"), "MSH-10"),
        garbage("a time that is none", message.replaceFirst("20260306143000", "now"), "MSH-7"),
        garbage("version 3", message.replace("|2.5.1|", "|3.0|"), "MSH-12"),
        garbage("version 2.1", message.replace("|2.5.1|", "|2.1|"), "MSH-12"),
        garbage("no encoding characters", message.replace("|^~\\&|", "||"), "MSH-2"),
        garbage("encoding characters all alike", message.replace("|^~\\&|", "|^^^^|"), "MSH-2"),
        garbage("a character set nobody knows", message.replace("UNICODE UTF-8", "KLINGON"), "MSH-18"),
        garbage("a birth in the future", message.replace("19480101", "20480101"), "PID-7"),
        garbage("a visit number that is too long", message.replace("|V1|", "|" + "V".repeat(300) + "|"), "PV1-19"),
        garbage("two messages in one", message + message, "MSH"),
        garbage("two patients in one", message + "PID|2||1^^^GENERAL^MR\r", "PID"),
        garbage("a merge without what is merged", AdtToNewsTest.merge("20260306140000", "1^^^GENERAL^MR", "2^^^GENERAL^MR")
            .replaceFirst("MRG[^\r]*\r", ""), "MRG"),
        garbage("a NUL byte", message.replace("TESTER", "TES\u0000TER"), "Segment 3"),
        garbage("another control character", message.replace("TESTER", "TES\u001BTER"), "Segment 3"),
        garbage("a segment without separator", message + "PV2-1-2\r", "Segment 5"),
        garbage("text between segments", message + "and now something else\r", "Segment 5"),
        garbage("a batch", "FHS|^~\\&|\rBHS|^~\\&|\r" + message + "BTS|1\rFTS|1\r", "MSH"));
  }

  private static Arguments garbage(String what, String content, String names) {
    return Arguments.of(what, content, names);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("garbage")
  void contentAtFaultIsRefusedByNameAndNotKept(String what, String content, String names) {
    Hl7Answer answer = inbox.send(content);

    assertThat(answer.code()).isEqualTo("AR");
    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.text()).startsWith("MSH|^~\\&|").contains("\rMSA|AR|").contains("\rERR|").contains(names + ":");
    assertThat(answer.text()).doesNotContain("TESTER");
    assertThat(inbox.count()).isZero();
    assertThat(inbox.told.events).isEmpty();
  }

  @Test
  void theAnswerCanBePlacedByItsSender() {
    String text = inbox.send(Adt.discharge().controlId("ABC-1").born("20480101")).text();

    assertThat(text).contains("|CARELOOP|CLINIC|ADTApp|GENERAL|").contains("||ACK^A03^ACK|").contains("|P|2.5.1|")
        .contains("\rMSA|AR|ABC-1|").contains("ERR||PID^1^7|102^Data type error^HL70357|E||||PID-7: date of birth lies in the future\r");
  }

  @Test
  void olderVersionsGetTheErrorWhereTheyLookForIt() {
    assertThat(inbox.send(Adt.discharge().version("2.3").born("20480101")).text()).contains("\rERR|PID^1^7^102&Data type error&HL70357\r");
  }

  @Test
  void bytesThatAreNoTextAreRefused() {
    byte[] broken = Adt.discharge().name("M\u00FCLLER").text().getBytes(StandardCharsets.ISO_8859_1);
    assertThat(inbox.inbox.receive("http", broken).text()).contains("MSA|AR|").contains("MSH^1^18");

    byte[] noise = new byte[50_000];
    new Random(7).nextBytes(noise);
    assertThat(inbox.inbox.receive("http", noise).code()).isEqualTo("AR");
    assertThat(inbox.inbox.receive("http", new byte[] {(byte) 0x89, 'P', 'N', 'G', 0x0D, 0x0A, 0x1A, 0x0A, 0, 0}).code()).isEqualTo("AR");
    assertThat(inbox.count()).isZero();
  }

  @Test
  void aSegmentOfFiveMegabytesIsRefusedByName() {
    byte[] message = Adt.discharge().and("OBX|1|ED|x||" + "A".repeat(5_000_000)).bytes();

    Refusal unread = Hl7Text.tooLong(java.util.Arrays.copyOf(message, 2 * 1024 * 1024 + 1), 2 * 1024 * 1024);
    assertThat(unread.getMessage()).isEqualTo("OBX: segment 5 goes beyond the 2097152 bytes that a message may have");
    assertThat(inbox.inbox.receive("http", message).text()).contains("MSA|AR|").contains("OBX: segment 5 has 5000012 characters");
    assertThat(inbox.count()).isZero();
  }

  @Test
  void aMillionSegmentsAreRefused() {
    assertThat(inbox.send(Adt.discharge().text() + "NTE|1\r".repeat(200_000)).text()).contains("MSA|AR|").contains("NTE");
  }

  @Test
  void aMessageCutOffAnywhereIsNeverAnotherDischarge() {
    String whole = Adt.discharge().text();
    for (int length = 0; length < whole.length() - 15; length++) {
      Hl7Answer answer = inbox.send(whole.substring(0, length).replaceFirst("\\|C\\d+\\|", "|CUT" + length + "|"));
      assertThat(answer.status()).as("cut at %d", length).isIn(200, 400);
    }
    assertThat(inbox.jdbc.queryForList("select distinct encounter_id from careloop_inbox where encounter_id is not null", String.class))
        .isSubsetOf("GENERAL:V", "GENERAL:V1");
  }

  @Test
  void whateverIsSentNeitherBreaksUsNorBecomesNewsWithoutItsPatient() throws Exception {
    List<byte[]> seeds = new ArrayList<>(List.of(Adt.discharge().bytes(), Adt.admission().bytes(), Adt.of("A08").bytes(),
        AdtToNewsTest.merge("20260306140000", "1^^^GENERAL^MR", "2^^^GENERAL^MR").getBytes(StandardCharsets.UTF_8)));
    try (Stream<Path> files = Files.list(Path.of("../shared/data/hl7v2"))) {
      for (Path file : files.sorted().toList()) {
        seeds.add(Files.readAllBytes(file));
      }
    }
    Random random = new Random(20260306);
    Map<String, Integer> answers = new TreeMap<>();
    for (int i = 0; i < MUTATIONS; i++) {
      byte[] mutant = mutate(seeds.get(random.nextInt(seeds.size())), random);
      int newsBefore = news();
      Hl7Answer answer = inbox.inbox.receive("http", mutant);
      answers.merge(answer.status() + " " + answer.code(), 1, Integer::sum);
      assertThat(answer.status()).as("mutation %d", i).isIn(200, 400);
      if (!hasSegment(mutant, "PID")) {
        assertThat(answer.code()).as("mutation %d has no PID", i).isEqualTo("AR");
        assertThat(news()).as("mutation %d has no PID", i).isEqualTo(newsBefore);
      }
    }
    assertThat(answers.keySet()).as("%s", answers).containsExactly("200 AA", "400 AR");
  }

  private int news() {
    return inbox.told.events.size();
  }

  private static boolean hasSegment(byte[] message, String name) {
    return Stream.of(new String(message, StandardCharsets.ISO_8859_1).split("[\r\n]")).anyMatch(line -> line.startsWith(name));
  }

  private static byte[] mutate(byte[] seed, Random random) {
    byte[] mutant = seed.clone();
    for (int change = random.nextInt(6); change >= 0; change--) {
      int at = random.nextInt(Math.max(1, mutant.length));
      mutant = switch (random.nextInt(9)) {
        case 0 -> java.util.Arrays.copyOf(mutant, at);
        case 1 -> replaced(mutant, at, (byte) random.nextInt(256));
        case 2 -> replaced(mutant, at, (byte) "|^~\\&\r\n\"0".charAt(random.nextInt(9)));
        case 3 -> without(mutant, at, random.nextInt(40));
        case 4 -> joined(java.util.Arrays.copyOf(mutant, at), java.util.Arrays.copyOfRange(mutant, random.nextInt(mutant.length + 1),
            mutant.length));
        case 5 -> withoutSegment(mutant, random);
        case 6 -> joined(mutant, mutant);
        case 7 -> replaced(mutant, at, (byte) ' ');
        default -> mutant;
      };
      if (mutant.length > 200_000) {
        mutant = java.util.Arrays.copyOf(mutant, 200_000);
      }
    }
    return mutant;
  }

  private static byte[] replaced(byte[] bytes, int at, byte with) {
    if (at < bytes.length) {
      bytes[at] = with;
    }
    return bytes;
  }

  private static byte[] without(byte[] bytes, int from, int length) {
    int end = Math.min(bytes.length, from + length);
    return joined(java.util.Arrays.copyOf(bytes, Math.min(from, bytes.length)), java.util.Arrays.copyOfRange(bytes, end, bytes.length));
  }

  private static byte[] withoutSegment(byte[] bytes, Random random) {
    String[] lines = new String(bytes, StandardCharsets.ISO_8859_1).split("[\r\n]+");
    lines[random.nextInt(lines.length)] = "";
    return String.join("\r", lines).getBytes(StandardCharsets.ISO_8859_1);
  }

  private static byte[] joined(byte[] one, byte[] other) {
    byte[] both = java.util.Arrays.copyOf(one, one.length + other.length);
    System.arraycopy(other, 0, both, one.length, other.length);
    return both;
  }
}
