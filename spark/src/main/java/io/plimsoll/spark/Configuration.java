package io.plimsoll.spark;

import io.plimsoll.client.Settings;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.apache.spark.SparkConf;

/** What {@code spark.plimsoll.*} says, and which of Spark's own settings are worth reporting. */
final class Configuration {
  /** Spark hides the values of keys with "token" in their names wherever it shows its settings. */
  static final String TOKEN = "spark.plimsoll.token";

  static final String URL = "spark.plimsoll.url";
  static final String ENABLED = "spark.plimsoll.enabled";
  static final String HEARTBEAT = "spark.plimsoll.heartbeat";
  static final String PROGRESS = "spark.plimsoll.progressInterval";
  static final String CLOSE = "spark.plimsoll.closeTimeout";

  private static final int QUEUE_EVENTS = 10_000;
  private static final long QUEUE_BYTES = 16L << 20;

  private static final String[] REPORTED = {
    "spark.master",
    "spark.submit.deployMode",
    "spark.executor.memory",
    "spark.executor.memoryOverhead",
    "spark.executor.cores",
    "spark.executor.instances",
    "spark.driver.memory",
    "spark.default.parallelism",
    "spark.dynamicAllocation.enabled",
    "spark.sql.shuffle.partitions",
    "spark.sql.adaptive.enabled"
  };

  private final SparkConf conf;

  Configuration(SparkConf conf) {
    this.conf = conf;
  }

  boolean isEnabled() {
    return conf.getBoolean(ENABLED, true);
  }

  /** Where to send to; empty if neither the settings nor the environment say it. */
  Optional<Settings> client(Consumer<String> warnings) {
    Map<String, String> environment = new HashMap<>(System.getenv());
    if (conf.contains(URL)) {
      environment.put("PLIMSOLL_URL", conf.get(URL));
    }
    if (conf.contains(TOKEN)) {
      environment.put("PLIMSOLL_API_KEY", conf.get(TOKEN));
    }
    return Settings.find(environment)
        .map(
            settings ->
                settings
                    .queue(QUEUE_EVENTS, QUEUE_BYTES)
                    .flushEvery(Duration.ofSeconds(1))
                    .flushAtExit(false)
                    .warnTo(warnings));
  }

  /** How often the application says that it lives. */
  long heartbeatMillis() {
    return millis(HEARTBEAT, 30);
  }

  /** How often a streaming query is reported at most. */
  long progressMillis() {
    return millis(PROGRESS, 10);
  }

  /** How long the end of the application may wait for the last reports. */
  long closeMillis() {
    return millis(CLOSE, 3);
  }

  private long millis(String key, long defaultSeconds) {
    return Math.max(1, conf.getTimeAsMs(key, TimeUnit.SECONDS.toMillis(defaultSeconds) + "ms"));
  }

  Map<String, String> reported() {
    Map<String, String> reported = new LinkedHashMap<>();
    for (String key : REPORTED) {
      if (conf.contains(key)) {
        reported.put(key, conf.get(key));
      }
    }
    return reported;
  }

  boolean isLocal() {
    return conf.get("spark.master", "").startsWith("local");
  }

  /** The heap that an executor may use, in bytes; in local mode it is that of the driver. */
  long executorHeapBytes() {
    if (isLocal()) {
      return Runtime.getRuntime().maxMemory();
    }
    return conf.getSizeAsBytes("spark.executor.memory", "1g");
  }
}
