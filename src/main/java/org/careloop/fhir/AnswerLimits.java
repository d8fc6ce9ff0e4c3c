package org.careloop.fhir;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.time.Duration;
import org.apache.http.HttpEntity;
import org.apache.http.HttpResponse;
import org.apache.http.HttpResponseInterceptor;
import org.apache.http.entity.HttpEntityWrapper;
import org.apache.http.protocol.HttpContext;

/** Cuts off an answer that is too large or trickles in for too long, which no socket time-out notices. */
final class AnswerLimits implements HttpResponseInterceptor {

  private final long maxBytes;
  private final Duration maxDuration;

  AnswerLimits(long maxBytes, Duration maxDuration) {
    this.maxBytes = maxBytes;
    this.maxDuration = maxDuration;
  }

  @Override
  public void process(HttpResponse response, HttpContext context) {
    HttpEntity entity = response.getEntity();
    if (entity != null) {
      response.setEntity(new Limited(entity));
    }
  }

  /** The answer was longer than allowed. */
  static final class TooLarge extends IOException {

    TooLarge(long maxBytes) {
      super("more than %d bytes".formatted(maxBytes));
    }
  }

  private final class Limited extends HttpEntityWrapper {

    Limited(HttpEntity entity) {
      super(entity);
    }

    @Override
    public InputStream getContent() throws IOException {
      return new Counted(super.getContent());
    }
  }

  private final class Counted extends FilterInputStream {

    private final long deadline = System.nanoTime() + maxDuration.toNanos();
    private long count;

    Counted(InputStream in) {
      super(in);
    }

    @Override
    public int read() throws IOException {
      int b = super.read();
      check(b < 0 ? 0 : 1);
      return b;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
      int read = super.read(bytes, offset, length);
      check(Math.max(read, 0));
      return read;
    }

    private void check(int read) throws IOException {
      count += read;
      if (count > maxBytes) {
        throw new TooLarge(maxBytes);
      }
      if (System.nanoTime() > deadline) {
        throw new InterruptedIOException("trickled in for more than %d s".formatted(maxDuration.toSeconds()));
      }
    }
  }
}
