package org.careloop.sandbox;

import jakarta.mail.MessagingException;
import jakarta.mail.Part;
import jakarta.mail.Session;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Arrays;
import java.util.Locale;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.context.annotation.Profile;
import org.springframework.stereotype.Component;

/**
 * The sandbox's mail server: takes e-mails by SMTP (RFC 5321, without extensions) on this machine only and puts them into the {@link Sink}.
 * Behaves as its mood in {@link Partners} says. Delivers and relays nothing.
 */
@Component
@Profile("sandbox")
class MailServer implements DisposableBean {

  private static final Logger log = LoggerFactory.getLogger(MailServer.class);
  private static final int MOST_CONNECTIONS = 20;
  private static final int MOST_BYTES = 1024 * 1024;
  private static final int LONGEST_LINE = 4096;
  private static final int PATIENCE_MILLIS = 30_000;

  private final Partners partners;
  private final Sink sink;
  private final Clock clock;
  private final ServerSocket door;
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private final ExecutorService conversations = new ThreadPoolExecutor(0, MOST_CONNECTIONS, 30, TimeUnit.SECONDS, new SynchronousQueue<>(),
      task -> daemon(task, "sandbox-mail"));

  MailServer(SandboxSettings settings, Partners partners, Sink sink, Clock clock) {
    this.partners = partners;
    this.sink = sink;
    this.clock = clock;
    try {
      this.door = new ServerSocket(settings.smtpPort(), 50, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException("The sandbox's mail server cannot listen on port %d. Set careloop.sandbox.smtp-port to another, or 0."
          .formatted(settings.smtpPort()), e);
    }
    daemon(this::welcome, "sandbox-mail-door").start();
  }

  /** Where it listens. */
  int port() {
    return door.getLocalPort();
  }

  @Override
  public void destroy() throws IOException {
    door.close();
    conversations.shutdownNow();
    for (Socket socket : open) {
      socket.close();
    }
  }

  private void welcome() {
    while (!door.isClosed()) {
      try {
        Socket socket = door.accept();
        open.add(socket);
        try {
          conversations.execute(() -> converse(socket));
        } catch (RejectedExecutionException e) {
          close(socket);
        }
      } catch (IOException e) {
        if (!door.isClosed()) {
          log.warn("Sandbox mail server: a connection could not be taken ({})", e.getClass().getSimpleName());
        }
      }
    }
  }

  private void converse(Socket socket) {
    try {
      socket.setSoTimeout(PATIENCE_MILLIS);
      new Conversation(socket).run();
    } catch (IOException e) {
      log.debug("Sandbox mail server: a connection ended early ({})", e.getClass().getSimpleName());
    } finally {
      close(socket);
    }
  }

  private void close(Socket socket) {
    open.remove(socket);
    try {
      socket.close();
    } catch (IOException e) {
      log.debug("Sandbox mail server: a connection did not close", e);
    }
  }

  /** One client's connection, from greeting to goodbye. */
  private final class Conversation {

    private final InputStream in;
    private final OutputStream out;
    private String sender;
    private int recipients;

    Conversation(Socket socket) throws IOException {
      this.in = new BufferedInputStream(socket.getInputStream());
      this.out = socket.getOutputStream();
    }

    void run() throws IOException {
      switch (partners.of(Partners.EMAIL).mode()) {
        case DOWN -> {
          say("421 sandbox.local is down for a trial");
          return;
        }
        case NONSENSE -> {
          say("HTTP/1.1 400 Bad Request");
          return;
        }
        default -> say("220 sandbox.local ready; delivers nothing to anybody");
      }
      for (String line = line(); line != null; line = line()) {
        String command = line.split("[ :]", 2)[0].toUpperCase(Locale.ROOT);
        switch (command) {
          case "HELO", "EHLO" -> {
            reset();
            say("250 sandbox.local");
          }
          case "MAIL" -> {
            reset();
            sender = line;
            say("250 OK");
          }
          case "RCPT" -> {
            if (sender == null) {
              say("503 MAIL FROM first");
            } else {
              recipients++;
              say("250 OK");
            }
          }
          case "DATA" -> {
            if (recipients == 0) {
              say("503 RCPT TO first");
            } else if (!take()) {
              return;
            }
          }
          case "RSET" -> {
            reset();
            say("250 OK");
          }
          case "NOOP" -> say("250 OK");
          case "QUIT" -> {
            say("221 Goodbye");
            return;
          }
          default -> say("502 Not known here");
        }
      }
    }

    /** Takes the message; false when the connection is to be dropped. */
    private boolean take() throws IOException {
      say("354 End with a dot on a line of its own");
      byte[] content = content();
      reset();
      Partners.Mood mood = partners.of(Partners.EMAIL);
      if (mood.mode() == Partners.Mode.DOWN) {
        say("451 Down for a trial");
        return true;
      }
      if (mood.mode() == Partners.Mode.SLOW) {
        pause(mood.delay().toMillis());
      }
      if (content == null) {
        say("552 More than %d bytes".formatted(MOST_BYTES));
        return true;
      }
      try {
        sink.add(read(content));
      } catch (MessagingException | IOException e) {
        say("554 Not readable as a message");
        return true;
      }
      if (mood.mode() == Partners.Mode.RESET) {
        return false;
      }
      say(mood.mode() == Partners.Mode.NONSENSE ? "554 " + partners.words() : "250 Taken");
      return true;
    }

    private void reset() {
      sender = null;
      recipients = 0;
    }

    private byte[] content() throws IOException {
      ByteArrayOutputStream content = new ByteArrayOutputStream();
      boolean tooLong = false;
      while (true) {
        byte[] line = rawLine(MOST_BYTES);
        if (line == null) {
          throw new IOException("ended inside a message");
        }
        if (line.length == 1 && line[0] == '.') {
          return tooLong ? null : content.toByteArray();
        }
        int from = line.length > 0 && line[0] == '.' ? 1 : 0;
        tooLong |= content.size() + line.length > MOST_BYTES;
        if (!tooLong) {
          content.write(line, from, line.length - from);
          content.write('\r');
          content.write('\n');
        }
      }
    }

    private String line() throws IOException {
      byte[] line = rawLine(LONGEST_LINE);
      return line == null ? null : new String(line, StandardCharsets.US_ASCII);
    }

    /** The next line without its end; null at the end of the stream. */
    private byte[] rawLine(int longest) throws IOException {
      ByteArrayOutputStream line = new ByteArrayOutputStream();
      for (int next = in.read(); next >= 0; next = in.read()) {
        if (next == '\n') {
          byte[] bytes = line.toByteArray();
          return bytes.length > 0 && bytes[bytes.length - 1] == '\r' ? Arrays.copyOf(bytes, bytes.length - 1) : bytes;
        }
        if (line.size() >= longest) {
          throw new IOException("line too long");
        }
        line.write(next);
      }
      return null;
    }

    private void say(String answer) throws IOException {
      out.write((answer + "\r\n").getBytes(StandardCharsets.US_ASCII));
      out.flush();
    }
  }

  private Sink.Mail read(byte[] content) throws MessagingException, IOException {
    MimeMessage message = new MimeMessage(Session.getInstance(new Properties()), new ByteArrayInputStream(content));
    return new Sink.Mail(clock.instant(), message.getMessageID(), addresses(message.getFrom()),
        addresses(message.getRecipients(MimeMessage.RecipientType.TO)), String.valueOf(message.getSubject()),
        message.getHeader("Content-Language", null), text(message));
  }

  private static String text(Part part) throws MessagingException, IOException {
    return part.isMimeType("text/plain") && part.getContent() instanceof String text ? text : "(%s)".formatted(part.getContentType());
  }

  private static String addresses(jakarta.mail.Address[] addresses) {
    return addresses == null ? "" : Arrays.stream(addresses)
        .map(address -> address instanceof InternetAddress internet ? internet.toUnicodeString() : address.toString())
        .collect(Collectors.joining(", "));
  }

  private static void pause(long millis) throws IOException {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted");
    }
  }

  private static Thread daemon(Runnable task, String name) {
    Thread thread = new Thread(task, name);
    thread.setDaemon(true);
    return thread;
  }
}
