package io.plimsoll.client;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.Paths;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.logging.Logger;

/**
 * Where the server is, and how much is held back and sent at once. Immutable. The server takes
 * 1,000 events and 5 MiB per request.
 */
public final class Settings {
  private static final Logger LOG = Logger.getLogger("io.plimsoll.client");

  private final String url;
  private final String apiKey;
  private Duration flushInterval = Duration.ofMillis(250);
  private Duration requestTimeout = Duration.ofSeconds(10);
  private int queueEvents = 20_000;
  private long queueBytes = 32L << 20;
  private int batchEvents = 1_000;
  private long batchBytes = 1L << 20;
  private boolean flushAtExit = true;
  private Consumer<String> warnings = LOG::warning;

  private Settings(String url, String apiKey) {
    this.url = url;
    this.apiKey = apiKey;
  }

  private Settings(Settings other) {
    this(other.url, other.apiKey);
    flushInterval = other.flushInterval;
    requestTimeout = other.requestTimeout;
    queueEvents = other.queueEvents;
    queueBytes = other.queueBytes;
    batchEvents = other.batchEvents;
    batchBytes = other.batchBytes;
    flushAtExit = other.flushAtExit;
    warnings = other.warnings;
  }

  /**
   * A server and a key with the scope {@code events}.
   *
   * @throws IllegalArgumentException if that cannot be an address or a key, with what is expected
   */
  public static Settings of(String url, String apiKey) {
    if (!url.startsWith("http://") && !url.startsWith("https://")) {
      throw new IllegalArgumentException(
          "the url is \"" + url + "\", expected something like http://127.0.0.1:8080");
    }
    String key = apiKey.trim();
    if (key.isEmpty() || !key.chars().allMatch(each -> each > 0x20 && each < 0x7f)) {
      throw new IllegalArgumentException(
          "the API key is empty or holds characters that no key has; make one in the dashboard");
    }
    return new Settings(url.endsWith("/") ? url.substring(0, url.length() - 1) : url, key);
  }

  /**
   * PLIMSOLL_URL and PLIMSOLL_API_KEY, or else what a server on this machine wrote into {@code
   * ~/.plimsoll/credentials.json}; empty if neither says enough.
   */
  public static Optional<Settings> find(Map<String, String> environment) {
    String url = environment.getOrDefault("PLIMSOLL_URL", "").trim();
    String key = environment.getOrDefault("PLIMSOLL_API_KEY", "").trim();
    if (!url.isEmpty() && !key.isEmpty()) {
      return Optional.of(of(url, key));
    }
    Map<String, Object> stored = credentials(environment);
    Object storedUrl = stored.get("url");
    Object storedKey = stored.get("apiKey");
    if (!(storedUrl instanceof String) || !(storedKey instanceof String)) {
      return Optional.empty();
    }
    // A key works on its own server only, so the file counts as a whole or not at all.
    boolean fits =
        (url.isEmpty() || url.equals(storedUrl)) && (key.isEmpty() || key.equals(storedKey));
    return fits ? Optional.of(of((String) storedUrl, (String) storedKey)) : Optional.empty();
  }

  private static Map<String, Object> credentials(Map<String, String> environment) {
    String home = environment.get("PLIMSOLL_HOME");
    Path folder =
        home != null
            ? Paths.get(home)
            : Paths.get(System.getProperty("user.home", ""), ".plimsoll");
    try {
      byte[] bytes = Files.readAllBytes(folder.resolve("credentials.json"));
      return JsonReader.object(new String(bytes, StandardCharsets.UTF_8));
    } catch (IOException absent) {
      return JsonReader.object("{}");
    }
  }

  /** How long the first event of a batch waits for others. */
  public Settings flushEvery(Duration interval) {
    Settings changed = new Settings(this);
    changed.flushInterval = positive("flushEvery", interval);
    return changed;
  }

  /** How long one request may take. */
  public Settings requestTimeout(Duration timeout) {
    Settings changed = new Settings(this);
    changed.requestTimeout = positive("requestTimeout", timeout);
    return changed;
  }

  /** How many events, and how many bytes of them, wait at most; the oldest go first. */
  public Settings queue(int events, long bytes) {
    Settings changed = new Settings(this);
    changed.queueEvents = Math.max(1, events);
    changed.queueBytes = Math.max(1, bytes);
    return changed;
  }

  /** How many events, and how many bytes of them, go with one request. */
  public Settings batch(int events, long bytes) {
    Settings changed = new Settings(this);
    changed.batchEvents = Math.max(1, Math.min(1_000, events));
    changed.batchBytes = Math.max(1, Math.min(4L << 20, bytes));
    return changed;
  }

  /** Whether what waits is sent when the JVM ends without a call of close; true at first. */
  public Settings flushAtExit(boolean flush) {
    Settings changed = new Settings(this);
    changed.flushAtExit = flush;
    return changed;
  }

  /** Where trouble is said, once for each kind; the log {@code io.plimsoll.client} at first. */
  public Settings warnTo(Consumer<String> sink) {
    Settings changed = new Settings(this);
    changed.warnings = sink;
    return changed;
  }

  public String url() {
    return url;
  }

  String apiKey() {
    return apiKey;
  }

  Duration flushInterval() {
    return flushInterval;
  }

  Duration requestTimeout() {
    return requestTimeout;
  }

  int queueEvents() {
    return queueEvents;
  }

  long queueBytes() {
    return queueBytes;
  }

  int batchEvents() {
    return batchEvents;
  }

  long batchBytes() {
    return batchBytes;
  }

  boolean flushesAtExit() {
    return flushAtExit;
  }

  Consumer<String> warnings() {
    return warnings;
  }

  private static Duration positive(String name, Duration value) {
    if (value.isNegative() || value.isZero()) {
      throw new IllegalArgumentException(name + ": " + value + " is not longer than nothing");
    }
    return value;
  }

  /** Without the key, which must not get into logs. */
  @Override
  public String toString() {
    return "Settings[" + url + "]";
  }
}
