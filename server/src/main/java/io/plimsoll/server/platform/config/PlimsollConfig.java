package io.plimsoll.server.platform.config;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** The whole configuration, typed and checked. Secrets are never part of a {@code toString}. */
public record PlimsollConfig(
    Path home,
    Set<Role> roles,
    Http http,
    Grpc grpc,
    Database database,
    Kafka kafka,
    Smtp smtp,
    Python python,
    Serving serving,
    Build build,
    Outbound outbound,
    Plans plans,
    Monitor monitor,
    Spark spark,
    int maxSeries,
    Archive archive,
    int retentionDays) {

  /** {@code port} 0 takes a free port. */
  public record Http(String host, int port, Optional<URI> publicUrl) {}

  /** {@code port} 0 takes a free port, empty the customary one if it is free. */
  public record Grpc(Optional<Integer> port, Optional<String> publicAddress) {}

  /** {@code url} empty means embedded. */
  public record Database(
      Optional<String> url,
      String user,
      String password,
      String ownerUser,
      String ownerPassword,
      int poolSize) {
    @Override
    public String toString() {
      return "Database[" + url.orElse("embedded") + " as " + user + "]";
    }
  }

  /** {@code bootstrapServers} empty means embedded. */
  public record Kafka(
      Optional<String> bootstrapServers,
      Optional<Path> propertiesFile,
      int partitions,
      short replication,
      Duration retention,
      long maxBacklog,
      String heap) {}

  /** {@code host} empty means that mail is held in the outbox. */
  public record Smtp(
      Optional<String> host,
      int port,
      String security,
      Optional<String> username,
      String password,
      String from) {
    @Override
    public String toString() {
      return "Smtp[" + host.orElse("none") + "]";
    }
  }

  public record Python(boolean isSandboxed) {}

  /** Memory that is empty means a half of the machine's for Python, and a quarter for models. */
  public record Serving(
      int pythonWorkersMin,
      int pythonWorkers,
      Duration pythonIdle,
      Optional<Long> pythonMemoryBytes,
      Optional<Long> modelMemoryBytes,
      int maxRows,
      int maxBodyBytes) {
    public Serving {
      if (pythonWorkersMin > pythonWorkers) {
        throw new ConfigException(
            "serving.pythonWorkersMin: %d is more than serving.pythonWorkers, %d."
                .formatted(pythonWorkersMin, pythonWorkers));
      }
    }
  }

  public record Build(int concurrency, Duration timeout, long maxRepositoryBytes) {}

  /** Hosts, in lower case, that may be connected to wherever they are. */
  public record Outbound(Set<String> internalHosts) {
    public Outbound {
      internalHosts = Set.copyOf(internalHosts);
    }
  }

  /** {@code folder} empty means in the home; the rest is for a bucket. */
  public record Archive(
      Kind kind,
      Optional<Path> folder,
      Optional<URI> endpoint,
      String region,
      String bucket,
      String prefix,
      String accessKey,
      String secretKey) {
    /** Where archives lie. */
    public enum Kind {
      NONE,
      DISK,
      BUCKET
    }

    public Archive {
      if (kind == Kind.BUCKET && (endpoint.isEmpty() || bucket.isEmpty() || accessKey.isEmpty())) {
        throw new ConfigException(
            "archive.place: s3 needs archive.endpoint, archive.bucket and archive.accessKey.");
      }
    }

    @Override
    public String toString() {
      return "Archive[" + kind + "]";
    }
  }

  public record Monitor(Duration interval, Duration window, int minimumRows) {}

  public record Spark(Duration lostAfter) {}

  public PlimsollConfig {
    roles = Set.copyOf(roles);
  }

  public boolean plays(Role role) {
    return roles.contains(role);
  }

  static PlimsollConfig of(Path home, Map<ConfigKey, String> values) {
    Values read = new Values(values);
    return new PlimsollConfig(
        home,
        Role.parse(read.text(ConfigKey.ROLES)),
        new Http(
            read.text(ConfigKey.HTTP_HOST),
            read.integer(ConfigKey.HTTP_PORT, 0, 65_535),
            read.optional(ConfigKey.HTTP_PUBLIC_URL)
                .map(url -> read.url(ConfigKey.HTTP_PUBLIC_URL, url))),
        new Grpc(
            read.optional(ConfigKey.GRPC_PORT)
                .map(given -> read.integer(ConfigKey.GRPC_PORT, 0, 65_535)),
            read.optional(ConfigKey.GRPC_PUBLIC_ADDRESS)),
        new Database(
            read.optional(ConfigKey.DATABASE_URL),
            read.text(ConfigKey.DATABASE_USER),
            read.text(ConfigKey.DATABASE_PASSWORD),
            read.text(ConfigKey.DATABASE_OWNER_USER),
            read.text(ConfigKey.DATABASE_OWNER_PASSWORD),
            read.integer(ConfigKey.DATABASE_POOL_SIZE, 4, 1_000)),
        new Kafka(
            read.optional(ConfigKey.KAFKA_BOOTSTRAP_SERVERS),
            read.optional(ConfigKey.KAFKA_PROPERTIES).map(Path::of),
            read.integer(ConfigKey.KAFKA_PARTITIONS, 1, 10_000),
            (short) read.integer(ConfigKey.KAFKA_REPLICATION, 1, 100),
            read.duration(ConfigKey.KAFKA_RETENTION),
            read.number(ConfigKey.KAFKA_MAX_BACKLOG, 1, Long.MAX_VALUE),
            read.text(ConfigKey.KAFKA_HEAP)),
        new Smtp(
            read.optional(ConfigKey.SMTP_HOST),
            read.integer(ConfigKey.SMTP_PORT, 1, 65_535),
            read.choice(ConfigKey.SMTP_SECURITY, List.of("none", "starttls", "tls")),
            read.optional(ConfigKey.SMTP_USERNAME),
            read.text(ConfigKey.SMTP_PASSWORD),
            read.text(ConfigKey.SMTP_FROM)),
        new Python(
            read.choice(ConfigKey.SANDBOX_MODE, List.of("bubblewrap", "none"))
                .equals("bubblewrap")),
        new Serving(
            read.integer(ConfigKey.SERVING_PYTHON_WORKERS_MIN, 0, 256),
            read.optional(ConfigKey.SERVING_PYTHON_WORKERS)
                .map(given -> read.integer(ConfigKey.SERVING_PYTHON_WORKERS, 1, 256))
                .orElseGet(() -> Runtime.getRuntime().availableProcessors()),
            read.duration(ConfigKey.SERVING_PYTHON_IDLE),
            read.optional(ConfigKey.SERVING_PYTHON_MEMORY)
                .map(given -> read.number(ConfigKey.SERVING_PYTHON_MEMORY, 1L << 20, 1L << 50)),
            read.optional(ConfigKey.SERVING_MODEL_MEMORY)
                .map(given -> read.number(ConfigKey.SERVING_MODEL_MEMORY, 1L << 20, 1L << 50)),
            read.integer(ConfigKey.SERVING_MAX_ROWS, 1, 1_000_000),
            read.integer(ConfigKey.SERVING_MAX_BODY, 1_024, 1 << 30)),
        new Build(
            read.integer(ConfigKey.BUILD_CONCURRENCY, 1, 64),
            read.duration(ConfigKey.BUILD_TIMEOUT),
            read.number(ConfigKey.BUILD_MAX_REPOSITORY, 1_024, 1L << 40)),
        new Outbound(read.words(ConfigKey.OUTBOUND_INTERNAL_HOSTS)),
        Plans.parse(
            read.text(ConfigKey.PLANS_DEFINITIONS),
            read.text(ConfigKey.PLANS_DEFAULT),
            read.text(ConfigKey.PLANS_PROJECTS)),
        new Monitor(
            read.duration(ConfigKey.MONITOR_INTERVAL),
            read.duration(ConfigKey.MONITOR_WINDOW),
            read.integer(ConfigKey.MONITOR_MINIMUM_ROWS, 1, 1_000_000)),
        new Spark(read.duration(ConfigKey.SPARK_LOST_AFTER)),
        read.integer(ConfigKey.PIPELINE_MAX_SERIES, 1, 10_000_000),
        new Archive(
            switch (read.choice(ConfigKey.ARCHIVE_PLACE, List.of("none", "disk", "s3"))) {
              case "disk" -> Archive.Kind.DISK;
              case "s3" -> Archive.Kind.BUCKET;
              default -> Archive.Kind.NONE;
            },
            read.optional(ConfigKey.ARCHIVE_FOLDER).map(Path::of),
            read.optional(ConfigKey.ARCHIVE_ENDPOINT)
                .map(url -> read.url(ConfigKey.ARCHIVE_ENDPOINT, url)),
            read.text(ConfigKey.ARCHIVE_REGION),
            read.text(ConfigKey.ARCHIVE_BUCKET),
            read.text(ConfigKey.ARCHIVE_PREFIX).replaceAll("^/+|/+$", ""),
            read.text(ConfigKey.ARCHIVE_ACCESS_KEY),
            read.text(ConfigKey.ARCHIVE_PASSWORD)),
        read.integer(ConfigKey.RETENTION_DAYS, 1, 3_650));
  }

  private record Values(Map<ConfigKey, String> values) {
    String text(ConfigKey key) {
      return values.getOrDefault(key, "").strip();
    }

    Optional<String> optional(ConfigKey key) {
      return Optional.of(text(key)).filter(value -> !value.isEmpty());
    }

    Set<String> words(ConfigKey key) {
      return Arrays.stream(text(key).split(","))
          .map(word -> word.strip().toLowerCase(Locale.ROOT))
          .filter(word -> !word.isEmpty())
          .collect(Collectors.toSet());
    }

    int integer(ConfigKey key, int min, int max) {
      return (int) number(key, min, max);
    }

    long number(ConfigKey key, long min, long max) {
      try {
        long value = Long.parseLong(text(key));
        if (value >= min && value <= max) {
          return value;
        }
      } catch (NumberFormatException notANumber) {
        // Falls through to the one message that names key, value and bounds.
      }
      throw new ConfigException(
          "%s: \"%s\" is not a whole number from %d to %d."
              .formatted(key.path(), text(key), min, max));
    }

    Duration duration(ConfigKey key) {
      try {
        Duration value = Duration.parse(text(key));
        if (value.isPositive()) {
          return value;
        }
      } catch (DateTimeParseException notADuration) {
        // Falls through to the one message that names key, value and form.
      }
      throw new ConfigException(
          "%s: \"%s\" is not an ISO-8601 duration such as PT5S or P7D."
              .formatted(key.path(), text(key)));
    }

    String choice(ConfigKey key, List<String> choices) {
      String value = text(key);
      if (!choices.contains(value)) {
        throw new ConfigException(
            "%s: \"%s\" is not one of %s."
                .formatted(key.path(), value, String.join(", ", choices)));
      }
      return value;
    }

    URI url(ConfigKey key, String value) {
      try {
        URI url = URI.create(value.endsWith("/") ? value.substring(0, value.length() - 1) : value);
        if (url.isAbsolute() && url.getHost() != null) {
          return url;
        }
      } catch (IllegalArgumentException notAUrl) {
        // Falls through to the one message that names key, value and form.
      }
      throw new ConfigException(
          "%s: \"%s\" is not an address such as https://plimsoll.example.org."
              .formatted(key.path(), value));
    }
  }
}
