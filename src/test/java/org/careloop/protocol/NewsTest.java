package org.careloop.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Timestamp;
import java.time.Instant;
import java.util.UUID;
import org.camunda.bpm.engine.runtime.ProcessInstance;
import org.careloop.engine.CareEvents;
import org.careloop.event.CareEvent;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.support.TransactionTemplate;

/** Walks a diagram that news starts, with the news told as the inbox tells it. */
abstract class NewsTest extends ProtocolTest {

  /** Known to the sandbox's health record. */
  protected static final String KNOWN = "Patient/p100234";

  /** Known to nobody. */
  protected static final String UNKNOWN = "urn:careloop:facility:MERCY:mrn|999999";

  @Autowired protected CareEvents events;
  @Autowired private JdbcTemplate jdbc;
  @Autowired private TransactionTemplate transaction;

  /** Tells the news, runs what follows at once and gives the case that it started. */
  protected ProcessInstance told(CareEvent news) {
    assertThat(transaction.<CareEvents.Told>execute(status -> events.tell(news))).isEqualTo(CareEvents.Told.STARTED);
    ProcessInstance started = runtime.createProcessInstanceQuery().processDefinitionKey(diagram())
        .processInstanceBusinessKey(news.businessKey()).singleResult();
    runDueJobs();
    return started;
  }

  /** Tells the news and runs what follows at once, whatever takes it. */
  protected void tell(CareEvent news) {
    transaction.executeWithoutResult(status -> events.tell(news));
    runDueJobs();
  }

  /** A message that the inbox has kept, as if it had brought the news. */
  protected String message() {
    String id = UUID.randomUUID().toString();
    Timestamp now = Timestamp.from(START);
    jdbc.update("""
        insert into careloop_inbox (message_id, door, sending_app, sending_facility, control_id, variant, content_hash, message_type,
            message_time, received_at, content, state)
        values (?, 'http', 'TEST', 'MERCY', ?, 'test', 'none', 'ADT', ?, ?, 'MSH', 'applied')""", id, id, now, now);
    return id;
  }

  /** Why the inbox has put this message before a person, or null when it has not. */
  protected String setAsideFor(String messageId) {
    return jdbc.queryForObject("select reason from careloop_inbox where message_id = ?", String.class, messageId);
  }

  /** A new stay at the hospital. */
  protected static String stay() {
    return "MERCY:T" + UUID.randomUUID().toString().substring(0, 8);
  }

  protected static Instant now() {
    return START;
  }
}
