package org.careloop.inbox;

import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import org.careloop.inbox.InboxStore.Kept;
import org.careloop.inbox.InboxStore.Summary;
import org.careloop.privacy.CaseAccess;
import org.careloop.privacy.ReadLog;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.http.HttpStatus;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.GrantedAuthority;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.server.ResponseStatusException;

/**
 * What came in and what became of it, and the text of one message for whoever must sort it out: care coordinators and administrators only.
 * Every look at a text is recorded with who, what and when. Changes nothing.
 */
@Controller
class MessagePages {

  /** One line of the list, in local time. */
  record Line(String messageId, String receivedAt, String messageType, String sender, String state, String look, String problem) {}

  private static final Logger log = LoggerFactory.getLogger(MessagePages.class);
  private static final int SHOWN = 200;

  private final Inbox inbox;
  private final CaseAccess access;
  private final ReadLog reads;
  private final DateTimeFormatter localTime;

  MessagePages(Inbox inbox, CaseAccess access, ReadLog reads, @Value("${careloop.zone:America/New_York}") ZoneId zone) {
    this.inbox = inbox;
    this.access = access;
    this.reads = reads;
    this.localTime = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss").withZone(zone);
  }

  @GetMapping("/inbox")
  String list(Model model) {
    List<Summary> newest = inbox.newest(SHOWN);
    model.addAttribute("messages", newest.stream().map(this::line).toList());
    model.addAttribute("shown", SHOWN);
    return "inbox";
  }

  @GetMapping("/inbox/messages/{messageId}")
  String message(@PathVariable String messageId, Authentication reader, Model model) {
    Kept kept = inbox.read(messageId, reader.getName())
        .orElseThrow(() -> new ResponseStatusException(HttpStatus.NOT_FOUND, "The inbox has no such message."));
    List<String> groups = reader.getAuthorities().stream().map(GrantedAuthority::getAuthority).toList();
    if (!access.maySee(reader.getName(), groups, kept.encounterId())) {
      throw new ResponseStatusException(HttpStatus.FORBIDDEN,
          "This message is about a patient of another team. Open the case with a reason on the page Find a patient's case.");
    }
    reads.messageShown(reader.getName(), groups, kept.encounterId());
    log.info("Message {} was read by {}", messageId, reader.getName());
    model.addAttribute("line", new Line(messageId, local(kept.receivedAt()), kept.messageType(), kept.sender(), words(kept.state()),
        look(kept.state()), kept.problem()));
    model.addAttribute("door", kept.door());
    model.addAttribute("controlId", kept.controlId());
    model.addAttribute("messageTime", local(kept.messageTime()));
    model.addAttribute("notes", kept.notes());
    model.addAttribute("decision", kept.decision());
    model.addAttribute("madeOf", kept.replayOf());
    model.addAttribute("text", kept.content().replace('\r', '\n').strip());
    return "message";
  }

  private Line line(Summary summary) {
    return new Line(summary.messageId(), local(summary.receivedAt()), summary.messageType(), summary.sender(), words(summary.state()),
        look(summary.state()), summary.problem());
  }

  private String local(Instant instant) {
    return localTime.format(instant);
  }

  private static String words(InboxStore.State state) {
    return switch (state) {
      case APPLIED, NEW -> "news";
      case UNCHANGED -> "said nothing new";
      case OLDER -> "older than what is known";
      case RECORDED -> "recorded";
      case SET_ASIDE -> "waits for a person";
      case SENT_AGAIN -> "sent again";
      case DISCARDED -> "discarded";
    };
  }

  private static String look(InboxStore.State state) {
    return switch (state) {
      case SET_ASIDE -> "badge warn";
      case APPLIED, NEW, SENT_AGAIN -> "badge good";
      default -> "badge";
    };
  }
}
