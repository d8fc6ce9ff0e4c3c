package org.careloop.sandbox;

import java.io.IOException;
import java.time.Clock;
import java.util.List;

/** The sandbox's mail server on a port of its own, for tests that need nothing else of the sandbox. */
public final class MailPartner implements AutoCloseable {

  private final Partners partners = new Partners();
  private final Sink sink = new Sink();
  private final MailServer server;

  public MailPartner(Clock clock) {
    this.server = new MailServer(new SandboxSettings(0, "integration", "integration", ""), partners, sink, clock);
  }

  public int port() {
    return server.port();
  }

  public void set(Partners.Mode mode) {
    partners.set(Partners.EMAIL, mode);
  }

  public List<Sink.Mail> mails() {
    return sink.mails();
  }

  @Override
  public void close() throws IOException {
    server.destroy();
  }
}
