package org.careloop.portal;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;
import org.careloop.engine.CaseEnds;
import org.careloop.engine.PatientTasks;
import org.careloop.engine.forms.PatientForm;
import org.careloop.engine.internal.CurrentCase;
import org.careloop.portal.PatientLink.State;
import org.springframework.lang.Nullable;
import org.springframework.stereotype.Component;

/**
 * Links that patients are sent: makes them for the case whose step is being executed, says which address opens one, and judges what somebody
 * comes with. Sends nothing. An address exists in the message alone; it is put together anew from the row and the key when it is needed.
 */
@Component
public class PatientLinks implements CaseEnds {

  private static final int ID_BYTES = 16;
  private static final int TOKEN_BYTES = 32;

  /**
   * A link ready to be sent.
   *
   * @param address opens the page; to be written into the message and nowhere else
   */
  public record Ready(String linkId, String address) {}

  /** What a link that somebody comes with is worth. */
  enum Worth {
    GOOD,
    ALTERED,
    EXPIRED,
    USED,
    LOCKED,
    REVOKED
  }

  /** @param link null for an altered one */
  record Judged(Worth worth, @Nullable PatientLink link) {}

  private final LinkStore store;
  private final LinkKeys keys;
  private final PatientTasks tasks;
  private final PortalSettings settings;
  private final Clock clock;
  private final SecureRandom random = new SecureRandom();

  PatientLinks(LinkStore store, LinkKeys keys, PatientTasks tasks, PortalSettings settings, Clock clock) {
    this.store = store;
    this.keys = keys;
    this.tasks = tasks;
    this.settings = settings;
    this.clock = clock;
  }

  /**
   * The link of this effect, made when it is asked for first. For the case of the step that is being executed.
   *
   * @param purpose {@code screening}, {@code consent} or {@code plan}
   * @param expiresAt null for the usual time; never longer than the settings allow
   */
  public Ready prepare(String effectId, String patientId, String purpose, String channel, String language, @Nullable Instant expiresAt) {
    return prepare(effectId, CurrentCase.get().id(), patientId, purpose, channel, language, expiresAt);
  }

  Ready prepare(String effectId, String caseId, String patientId, String purpose, String channel, String language, @Nullable Instant expiresAt) {
    if (!PatientForm.PURPOSES.contains(purpose)) {
      throw new IllegalArgumentException("linkPurpose: \"%s\", expected one of %s. Correct the diagram.".formatted(purpose, PatientForm.PURPOSES));
    }
    PatientLink link = store.ofEffect(effectId).orElseGet(() -> {
      PatientLink made = new PatientLink(newId(), purpose, caseId, patientId, language, keys.current(), end(expiresAt), State.OPEN, 0, null);
      store.insert(made, effectId, channel);
      return made;
    });
    return new Ready(link.id(), settings.address() + token(link));
  }

  /** The message with this link is out. Earlier links of its purpose in its case open nothing any more. */
  public void sent(String linkId, Instant at) {
    store.find(linkId).ifPresent(link -> store.sent(link, at));
  }

  @Override
  public void ended(String caseId) {
    store.caseEnded(caseId);
  }

  /** What this token opens at this moment. Changes nothing. */
  Judged judge(String token) {
    byte[] bytes = bytes(token);
    // An unknown link is looked up and signed for like a known one: the time it takes tells nothing.
    String id = HexFormat.of().formatHex(bytes, 0, ID_BYTES);
    Optional<PatientLink> found = store.find(id);
    PatientLink link = found.orElse(new PatientLink(id, "", "", "", "", keys.current(), Instant.EPOCH, State.REVOKED, 0, null));
    byte[] expected = keys.sign(link.keyId(), link.signed());
    byte[] given = Arrays.copyOfRange(bytes, ID_BYTES, TOKEN_BYTES);
    boolean genuine = expected != null && MessageDigest.isEqual(expected, given);
    return found.isEmpty() || !genuine ? new Judged(Worth.ALTERED, null) : new Judged(worth(link), link);
  }

  /** The same for a link that was opened before. */
  Judged judgeById(String linkId) {
    return store.find(linkId).map(link -> new Judged(worth(link), link)).orElse(new Judged(Worth.ALTERED, null));
  }

  private Worth worth(PatientLink link) {
    return switch (link.state()) {
      case USED -> Worth.USED;
      case LOCKED -> Worth.LOCKED;
      case REVOKED -> Worth.REVOKED;
      case OPEN -> link.isExpired(clock.instant()) ? Worth.EXPIRED : tasks.isRunning(link.caseId()) ? Worth.GOOD : Worth.REVOKED;
    };
  }

  private String token(PatientLink link) {
    byte[] signature = keys.sign(link.keyId(), link.signed());
    if (signature == null) {
      throw new IllegalStateException("Link %s was signed by key %s, which is not in %s any more. Send the patient a new link.".formatted(link.id(),
          link.keyId(), settings.keys()));
    }
    return Base64.getUrlEncoder().withoutPadding()
        .encodeToString(ByteBuffer.allocate(TOKEN_BYTES).put(HexFormat.of().parseHex(link.id())).put(signature).array());
  }

  /** The token's 32 bytes; zeros where it is no token, which no signature fits. */
  private static byte[] bytes(String token) {
    try {
      byte[] bytes = Base64.getUrlDecoder().decode(token);
      // Characters that decode to the same bytes are another link than the one that was sent.
      boolean canonical = bytes.length == TOKEN_BYTES && Base64.getUrlEncoder().withoutPadding().encodeToString(bytes).equals(token);
      return canonical ? bytes : new byte[TOKEN_BYTES];
    } catch (IllegalArgumentException notOurs) {
      return new byte[TOKEN_BYTES];
    }
  }

  private String newId() {
    byte[] id = new byte[ID_BYTES];
    random.nextBytes(id);
    return HexFormat.of().formatHex(id);
  }

  private Instant end(@Nullable Instant asked) {
    Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
    Instant latest = now.plus(settings.longest());
    Instant end = asked == null ? now.plus(settings.validFor()) : asked.truncatedTo(ChronoUnit.MILLIS);
    return end.isAfter(latest) ? latest : end;
  }
}
