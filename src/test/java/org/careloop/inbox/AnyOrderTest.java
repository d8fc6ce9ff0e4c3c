package org.careloop.inbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whatever order messages arrive in, the stay is what they tell in the order of their own times. */
class AnyOrderTest {

  private static final List<String> TRIGGERS = List.of("A01", "A02", "A08", "A03", "A11", "A13");

  @ParameterizedTest
  @CsvSource({
      "A01 A02 A08 A03 A11 A13, CANCELLED",
      "A11 A01 A02 A08 A13 A03, DISCHARGED"})
  void all720OrdersOfArrivalEndInTheSameStay(String told, String status) {
    List<String> inTime = List.of(told.split(" "));
    try (InboxFixture inbox = InboxFixture.onH2()) {
      List<List<String>> orders = permutations(TRIGGERS);
      Map<String, Integer> ends = new TreeMap<>();
      for (int i = 0; i < orders.size(); i++) {
        for (String trigger : orders.get(i)) {
          inbox.send(message(trigger, inTime.indexOf(trigger), "P" + i));
        }
        ends.merge(inbox.jdbc.queryForObject("select concat(status, ' ', state) from careloop_stay where encounter_id = ?", String.class,
            "GENERAL:P" + i), 1, Integer::sum);
      }
      assertThat(orders).hasSize(720);
      assertThat(ends).as("different ends").hasSize(1);
      assertThat(ends.keySet().iterator().next()).startsWith(status);
      assertThat(inbox.states()).hasSize(720 * 6).doesNotContain("set-aside", "new");
    }
  }

  @Test
  void allOrdersEndWithTheTransitionOpenOrClosedAlike() {
    List<String> inTime = List.of("A01", "A02", "A03", "A08");
    for (List<String> order : permutations(inTime)) {
      try (InboxFixture inbox = InboxFixture.onH2()) {
        order.forEach(trigger -> inbox.send(message(trigger, inTime.indexOf(trigger), "V1")));
        assertThat(inbox.told.names().stream().filter("PatientDischarged"::equals)).as("%s", order).hasSize(1);
      }
    }
  }

  private static Adt message(String trigger, int place, String visit) {
    Adt message = Adt.of(trigger).visit(visit).time("2026030612%02d00".formatted(place)).admitted(trigger.equals("A01") ? "20260301080000"
        : "");
    return switch (trigger) {
      case "A02" -> message.service("ICU");
      case "A08" -> message.disposition("06").discharged("20260306110000").service("REH");
      case "A03" -> message.disposition("01").discharged("20260306100000").service("");
      default -> message;
    };
  }

  private static List<List<String>> permutations(List<String> of) {
    if (of.isEmpty()) {
      return List.of(List.of());
    }
    List<List<String>> all = new ArrayList<>();
    for (String first : of) {
      List<String> rest = new ArrayList<>(of);
      rest.remove(first);
      permutations(rest).forEach(tail -> {
        List<String> one = new ArrayList<>(List.of(first));
        one.addAll(tail);
        all.add(one);
      });
    }
    return all;
  }
}
