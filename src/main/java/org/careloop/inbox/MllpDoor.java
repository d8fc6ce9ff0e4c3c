package org.careloop.inbox;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.security.web.util.matcher.IpAddressMatcher;
import org.springframework.stereotype.Component;

/**
 * HL7 over TCP in MLLP frames, for peers on the allow-list only. One message after the other on each connection, each answered before the
 * next is read. Never keeps more of a message than it may have; never logs what one says.
 */
@Component
class MllpDoor implements SmartLifecycle {

  static final String DOOR = "mllp";
  private static final Logger log = LoggerFactory.getLogger(MllpDoor.class);
  private static final int START = 0x0B;
  private static final int END = 0x1C;
  private static final int RETURN = 0x0D;
  private static final int MOST_STRAY_BYTES = 4_096;

  private final Inbox inbox;
  private final InboxSettings settings;
  private final MllpSettings mllp;
  private final List<IpAddressMatcher> peers;
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private volatile ServerSocket door;
  private ExecutorService connections;

  MllpDoor(Inbox inbox, InboxSettings settings, MllpSettings mllp) {
    this.inbox = inbox;
    this.settings = settings;
    this.mllp = mllp;
    this.peers = mllp.peers().stream().map(IpAddressMatcher::new).toList();
  }

  @Override
  public synchronized void start() {
    if (mllp.port() == 0 || isRunning()) {
      return;
    }
    try {
      ServerSocket listening = new ServerSocket();
      listening.setReuseAddress(true);
      listening.bind(mllp.address() == null || mllp.address().isBlank()
          ? new InetSocketAddress(mllp.port())
          : new InetSocketAddress(InetAddress.getByName(mllp.address()), mllp.port()));
      door = listening;
    } catch (IOException e) {
      throw new UncheckedIOException("careloop.hl7.mllp.port is %d, but nothing can listen there: %s. Choose another port or 0 for none."
          .formatted(mllp.port(), e.getMessage()), e);
    }
    connections = new ThreadPoolExecutor(0, mllp.connections(), 30, TimeUnit.SECONDS, new SynchronousQueue<>(),
        work -> new Thread(work, "mllp"));
    Thread listener = new Thread(this::listen, "mllp-door");
    listener.setDaemon(true);
    listener.start();
    log.info("MLLP listens on port {} for {}", mllp.port(), mllp.peers());
  }

  private void listen() {
    ServerSocket listening = door;
    while (!listening.isClosed()) {
      Socket peer = null;
      try {
        peer = listening.accept();
        admit(peer);
      } catch (IOException | RuntimeException e) {
        close(peer);
        if (!listening.isClosed()) {
          log.warn("An MLLP connection could not be taken: {}", e.getClass().getSimpleName());
        }
      }
    }
  }

  private void admit(Socket peer) {
    String address = peer.getInetAddress().getHostAddress();
    if (peers.stream().noneMatch(allowed -> allowed.matches(address))) {
      log.warn("MLLP connection from {} closed: not in careloop.hl7.mllp.peers", address);
      close(peer);
      return;
    }
    try {
      open.add(peer);
      connections.execute(() -> serve(peer));
    } catch (RejectedExecutionException e) {
      open.remove(peer);
      close(peer);
      log.warn("MLLP connection from {} closed: {} are open, which is careloop.hl7.mllp.connections", address, mllp.connections());
    }
  }

  private void serve(Socket peer) {
    try (peer) {
      peer.setTcpNoDelay(true);
      peer.setKeepAlive(true);
      InputStream in = new BufferedInputStream(peer.getInputStream());
      OutputStream out = peer.getOutputStream();
      while (awaitStart(peer, in)) {
        peer.setSoTimeout((int) mllp.withinMessage().toMillis());
        if (!answerOne(in, out)) {
          return;
        }
      }
    } catch (IOException e) {
      log.debug("MLLP connection ended: {}", e.getClass().getSimpleName());
    } finally {
      open.remove(peer);
    }
  }

  /** False when the peer hung up, or says something that is no frame. */
  private boolean awaitStart(Socket peer, InputStream in) throws IOException {
    peer.setSoTimeout((int) mllp.idle().toMillis());
    for (int stray = 0; stray <= MOST_STRAY_BYTES; stray++) {
      int next = in.read();
      if (next < 0 || next == START) {
        return next == START;
      }
    }
    return false;
  }

  /** False when the connection is of no more use: the rest of a message that is too long would be read as frames. */
  private boolean answerOne(InputStream in, OutputStream out) throws IOException {
    int limit = Math.toIntExact(settings.maxMessageSize().toBytes());
    ByteArrayOutputStream message = new ByteArrayOutputStream(4_096);
    for (int next = in.read(); next != END; next = in.read()) {
      if (next < 0) {
        return false;
      }
      message.write(next);
      if (message.size() > limit) {
        byte[] beginning = message.toByteArray();
        send(out, inbox.refuse(DOOR, Hl7Header.of(beginning), Hl7Text.tooLong(beginning, limit)));
        return false;
      }
    }
    in.mark(1);
    if (in.read() != RETURN) {
      in.reset();
    }
    send(out, inbox.receive(DOOR, message.toByteArray()));
    return true;
  }

  private static void send(OutputStream out, Hl7Answer answer) throws IOException {
    byte[] text = answer.bytes();
    byte[] frame = new byte[text.length + 3];
    frame[0] = START;
    System.arraycopy(text, 0, frame, 1, text.length);
    frame[text.length + 1] = END;
    frame[text.length + 2] = RETURN;
    out.write(frame);
    out.flush();
  }

  @Override
  public synchronized void stop() {
    if (!isRunning()) {
      return;
    }
    try {
      door.close();
    } catch (IOException e) {
      log.debug("MLLP door: {}", e.getClass().getSimpleName());
    }
    door = null;
    connections.shutdown();
    // Whoever waits for a message is hung up on; whoever is being answered gets the answer first.
    open.forEach(MllpDoor::hangUpReading);
    try {
      if (!connections.awaitTermination(10, TimeUnit.SECONDS)) {
        open.forEach(MllpDoor::close);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public boolean isRunning() {
    return door != null;
  }

  private static void hangUpReading(Socket peer) {
    try {
      peer.shutdownInput();
    } catch (IOException e) {
      close(peer);
    }
  }

  private static void close(Socket socket) {
    if (socket != null) {
      try {
        socket.close();
      } catch (IOException e) {
        log.debug("MLLP connection: {}", e.getClass().getSimpleName());
      }
    }
  }
}
