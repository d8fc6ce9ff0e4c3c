package org.careloop.audit.story;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.careloop.audit.story.CaseStory.MessageRef;
import org.careloop.audit.story.HistoryRows.Activity;
import org.careloop.audit.story.HistoryRows.Written;
import org.careloop.why.Shown;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/**
 * Tells which messages of the inbox are about a case, and which one brought which news to it: news carries the id of its message into the case.
 * Shows no text of a message.
 */
@Component
class MessageTeller {

  /** @param byActivity the message that brought what this activity waited for */
  record Brought(List<MessageRef> messages, Map<String, MessageRef> byActivity) {}

  private static final String MESSAGE_ID = "messageId";
  private static final Duration SAME_TIME = Duration.ofSeconds(2);

  private final JdbcTemplate jdbc;

  MessageTeller(JdbcTemplate jdbc) {
    this.jdbc = jdbc;
  }

  Brought tell(CaseHead head, CaseRows all) {
    List<Written> carried = all.writings().stream().filter(one -> MESSAGE_ID.equals(one.name()) && one.value().isTextual()).toList();
    Map<String, MessageRef> known = read(head.businessKey(), carried.stream().map(one -> one.value().asText()).distinct().toList());
    Map<String, MessageRef> byActivity = new LinkedHashMap<>();
    for (Activity activity : all.activities()) {
      if (isNews(activity)) {
        Instant moment = activity.ended() == null ? activity.started() : activity.ended();
        carried.stream().filter(one -> one.instanceId().equals(activity.instanceId()))
            .filter(one -> Duration.between(one.at(), moment).abs().compareTo(SAME_TIME) <= 0)
            .min(Comparator.comparing((Written one) -> Duration.between(one.at(), moment).abs()))
            .map(one -> known.get(one.value().asText())).ifPresent(message -> byActivity.put(activity.id(), message));
      }
    }
    return new Brought(List.copyOf(known.values()), byActivity);
  }

  static boolean isNews(Activity activity) {
    return activity.type().contains("essage") && !activity.type().contains("End") && !activity.type().contains("Throw") && !activity.cancelled();
  }

  private Map<String, MessageRef> read(String businessKey, List<String> ids) {
    List<Object> values = new ArrayList<>(ids);
    values.add(businessKey);
    Map<String, MessageRef> known = new LinkedHashMap<>();
    jdbc.query("""
        select message_id, control_id, message_type, sending_app, sending_facility, door, received_at, state from careloop_inbox
        where message_id in (%s) or encounter_id = ? order by arrival"""
        .formatted(ids.isEmpty() ? "''" : String.join(", ", Collections.nCopies(ids.size(), "?"))), row -> {
          known.put(row.getString(1), new MessageRef(row.getString(1), row.getString(2), row.getString(3),
              (row.getString(4) + " " + row.getString(5)).strip(), row.getString(6), row.getTimestamp(7).toInstant(), words(row.getString(8))));
        }, values.toArray());
    return known;
  }

  private static String words(String state) {
    return switch (state) {
      case "applied", "new" -> "taken up";
      case "unchanged" -> "said nothing new";
      case "older" -> "older than what was known";
      case "recorded" -> "recorded";
      case "set-aside" -> "waits for a person";
      case "sent-again" -> "sent again";
      case "discarded" -> "discarded";
      default -> Shown.words(state).toLowerCase();
    };
  }
}
