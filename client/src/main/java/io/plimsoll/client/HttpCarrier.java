package io.plimsoll.client;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.HttpRetryException;
import java.net.HttpURLConnection;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;

/** Sends one batch as one request over the JDK's own client. Used by the sending thread only. */
final class HttpCarrier {
  private static final int COMPRESS_FROM = 1_024;
  private static final int MOST_ANSWER = 1 << 20;

  private final Settings settings;

  HttpCarrier(Settings settings) {
    this.settings = settings;
  }

  Outcome send(List<byte[]> batch, long timeoutNanos) {
    long deadline = System.nanoTime() + timeoutNanos;
    try {
      byte[] body = body(batch);
      HttpURLConnection connection =
          (HttpURLConnection) new URL(settings.url() + "/api/v1/events").openConnection();
      boolean isPacked = body.length >= COMPRESS_FROM;
      byte[] sent = isPacked ? gzip(body) : body;
      int millis = (int) Math.max(1, TimeUnit.NANOSECONDS.toMillis(timeoutNanos));
      connection.setConnectTimeout(millis);
      connection.setReadTimeout(millis);
      connection.setInstanceFollowRedirects(false);
      connection.setUseCaches(false);
      connection.setDoOutput(true);
      connection.setRequestMethod("POST");
      connection.setRequestProperty("Authorization", "Bearer " + settings.apiKey());
      connection.setRequestProperty("Content-Type", "application/json");
      connection.setRequestProperty("Accept", "application/json");
      connection.setRequestProperty("User-Agent", "plimsoll-java/0.1.0");
      if (isPacked) {
        connection.setRequestProperty("Content-Encoding", "gzip");
      }
      // Otherwise the JDK sends a request again by itself when a connection breaks.
      connection.setFixedLengthStreamingMode(sent.length);
      try (OutputStream out = connection.getOutputStream()) {
        out.write(sent);
      }
      int status = connection.getResponseCode();
      String answer = read(connection, status, deadline);
      long after = retryAfter(connection.getHeaderField("Retry-After"));
      return Outcome.judge(status, answer, after, batch.size());
    } catch (HttpRetryException unauthorised) {
      // What the JDK makes of a 401 when it cannot send the body again.
      return Outcome.judge(unauthorised.responseCode(), "", 0, batch.size());
    } catch (IOException | RuntimeException noAnswer) {
      return Outcome.unreachable(noAnswer.toString());
    }
  }

  private static byte[] body(List<byte[]> batch) throws IOException {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    body.write("{\"events\":[".getBytes(StandardCharsets.US_ASCII));
    for (int place = 0; place < batch.size(); place++) {
      if (place > 0) {
        body.write(',');
      }
      body.write(batch.get(place));
    }
    body.write("]}".getBytes(StandardCharsets.US_ASCII));
    return body.toByteArray();
  }

  private static byte[] gzip(byte[] body) throws IOException {
    ByteArrayOutputStream packed = new ByteArrayOutputStream(body.length / 4);
    try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
      gzip.write(body);
    }
    return packed.toByteArray();
  }

  /** The whole answer, so that the connection can be used again; a server that drips is cut off. */
  private static String read(HttpURLConnection connection, int status, long deadline)
      throws IOException {
    try (InputStream in =
        status >= 400 ? connection.getErrorStream() : connection.getInputStream()) {
      ByteArrayOutputStream answer = new ByteArrayOutputStream();
      byte[] block = new byte[8_192];
      int length = in == null ? -1 : in.read(block);
      while (length >= 0) {
        answer.write(block, 0, length);
        if (answer.size() > MOST_ANSWER || System.nanoTime() - deadline > 0) {
          connection.disconnect();
          throw new IOException("the answer was too long or took too long");
        }
        length = in.read(block);
      }
      return new String(answer.toByteArray(), StandardCharsets.UTF_8);
    }
  }

  /** Seconds or a date, in nanoseconds from now; none if it says neither. */
  static long retryAfter(@Nullable String header) {
    if (header == null) {
      return 0;
    }
    String text = header.trim();
    try {
      return TimeUnit.SECONDS.toNanos(Math.max(0, Long.parseLong(text)));
    } catch (NumberFormatException notSeconds) {
      try {
        Instant until = ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant();
        long millis = until.toEpochMilli() - System.currentTimeMillis();
        return TimeUnit.MILLISECONDS.toNanos(Math.max(0, millis));
      } catch (DateTimeException notADate) {
        return 0;
      }
    }
  }
}
