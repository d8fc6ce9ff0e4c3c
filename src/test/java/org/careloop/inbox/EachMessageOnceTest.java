package org.careloop.inbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EachMessageOnceTest {

  private static final int THREADS = 16;
  private InboxFixture inbox = InboxFixture.onH2();

  @AfterEach
  void close() {
    inbox.close();
  }

  @Test
  void theSameMessageAgainGetsTheSameAnswerAndChangesNothing() {
    Adt discharge = Adt.discharge();
    Hl7Answer first = inbox.send(discharge);
    inbox.send(Adt.of("A13").time("20260306144000"));

    assertThat(inbox.send(discharge)).isEqualTo(first);
    assertThat(inbox.told.names()).containsExactly("PatientDischarged", "DischargeCancelled");
    assertThat(inbox.count()).isEqualTo(2);
    assertThat(counted("repeated")).isEqualTo(1);
  }

  @Test
  void anAnsweredWarningIsRepeatedToo() {
    Adt odd = Adt.discharge().visit("");
    Hl7Answer first = inbox.send(odd);

    assertThat(first.text()).contains("MSA|AA|").contains("|W|").contains("PV1-19");
    assertThat(inbox.send(odd)).isEqualTo(first);
    assertThat(inbox.told.names()).containsExactly("MessageUnmatched");
  }

  @Test
  void theSameControlIdWithAnotherContentIsSetAsideOnce() {
    inbox.send(Adt.discharge().controlId("X1"));
    Adt other = Adt.discharge().controlId("X1").visit("V9");
    Hl7Answer second = inbox.send(other);

    assertThat(second.code()).isEqualTo("AA");
    assertThat(second.text()).contains("ERR||").contains("|W|").contains("MSH-10");
    assertThat(inbox.reason()).isEqualTo("control-id-reused");
    assertThat(inbox.send(other)).isEqualTo(second);
    assertThat(inbox.told.names()).containsExactly("PatientDischarged", "MessageUnmatched");
    assertThat(inbox.count()).isEqualTo(2);
  }

  @Test
  void twoSendersMayUseTheSameControlId() {
    inbox.send(Adt.discharge().controlId("X1"));
    inbox.send(Adt.discharge().controlId("X1").facility("OTHER"));
    inbox.send(Adt.discharge().controlId("X1").application("SECOND").visit("V3"));

    assertThat(inbox.told.names()).containsExactly("PatientDischarged", "PatientDischarged", "PatientDischarged");
  }

  @Test
  void whenWeFailNothingIsKeptAndTheSenderMayTryAgain() {
    Adt discharge = Adt.discharge();
    inbox.told.failure = new IllegalStateException("TESTER must not be quoted");
    Hl7Answer failed = inbox.send(discharge);

    assertThat(failed.status()).isEqualTo(500);
    assertThat(failed.text()).contains("MSA|AE|").doesNotContain("TESTER");
    assertThat(inbox.count()).isZero();
    assertThat(inbox.stay("GENERAL:V1")).isEqualTo("[]");

    inbox.told.failure = null;
    assertThat(inbox.send(discharge).code()).isEqualTo("AA");
    assertThat(inbox.told.names()).containsExactly("PatientDischarged");
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void ofTheSameMessageFromSixteenThreadsOneIsAppliedAndAllGetTheSameAnswer(boolean postgres) throws Exception {
    on(postgres);
    for (int round = 0; round < 20; round++) {
      byte[] message = Adt.discharge().visit("R" + round).bytes();
      List<Hl7Answer> answers = together(() -> inbox.inbox.receive("http", message));

      assertThat(answers).hasSize(THREADS).allSatisfy(answer -> assertThat(answer.status()).isEqualTo(200));
      assertThat(new TreeSet<>(answers.stream().map(Hl7Answer::text).toList())).hasSize(1);
    }
    assertThat(inbox.count()).isEqualTo(20);
    assertThat(inbox.told.events.stream().map(event -> event.businessKey()).distinct()).hasSize(20);
    assertThat(inbox.jdbc.queryForObject("select count(*) from careloop_stay where status = 'DISCHARGED'", Integer.class)).isEqualTo(20);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void differentMessagesOfOneStayFromSixteenThreadsEndInTheStayTheyTellInOrder(boolean postgres) throws Exception {
    on(postgres);
    List<Callable<Hl7Answer>> sendings = new ArrayList<>();
    for (int i = 0; i < THREADS; i++) {
      byte[] message = (i == 0 ? Adt.discharge() : Adt.of("A08").discharged("202603061" + (i % 3) + "0000")
          .disposition("%02d".formatted(i))).time("202603061430%02d".formatted(i)).bytes();
      sendings.add(() -> inbox.inbox.receive("http", message));
    }
    assertThat(together(sendings)).allSatisfy(answer -> assertThat(answer.status()).isEqualTo(200));

    assertThat(inbox.count()).isEqualTo(THREADS);
    assertThat(inbox.stay("GENERAL:V1")).contains("DISCHARGED", "\"dischargeDisposition\":\"15\"");
  }

  @Test
  void collidingContentsFromSixteenThreadsAreKeptOnceEach() throws Exception {
    List<Callable<Hl7Answer>> sendings = new ArrayList<>();
    for (int i = 0; i < THREADS; i++) {
      byte[] message = Adt.discharge().controlId("SAME").visit("V" + i % 4).bytes();
      sendings.add(() -> inbox.inbox.receive("http", message));
    }
    assertThat(together(sendings)).allSatisfy(answer -> assertThat(answer.code()).isEqualTo("AA"));

    assertThat(inbox.count()).isEqualTo(4);
    assertThat(inbox.states()).containsOnlyOnce("applied");
    assertThat(inbox.jdbc.queryForList("select reason from careloop_inbox where state = 'set-aside'", String.class))
        .hasSize(3).containsOnly("control-id-reused");
  }

  private void on(boolean postgres) {
    if (postgres) {
      inbox.close();
      inbox = new InboxFixture(Map.of(), true);
    }
  }

  private double counted(String outcome) {
    return inbox.meters.find("careloop.inbox.messages").tag("outcome", outcome).counters().stream().mapToDouble(c -> c.count()).sum();
  }

  private static <T> List<T> together(Callable<T> work) throws Exception {
    return together(new ArrayList<>(java.util.Collections.nCopies(THREADS, work)));
  }

  private static <T> List<T> together(List<Callable<T>> work) throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(THREADS);
    try {
      CyclicBarrier start = new CyclicBarrier(work.size());
      List<Future<T>> running = new ArrayList<>();
      for (Callable<T> one : work) {
        running.add(threads.submit(() -> {
          start.await();
          return one.call();
        }));
      }
      Map<Future<T>, T> done = new LinkedHashMap<>();
      for (Future<T> future : running) {
        done.put(future, future.get());
      }
      return new ArrayList<>(done.values());
    } finally {
      threads.shutdown();
    }
  }
}
