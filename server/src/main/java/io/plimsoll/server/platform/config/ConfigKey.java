package io.plimsoll.server.platform.config;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/**
 * Every configuration key: its path in the YAML file, its default, what it means. The environment
 * variable of {@code http.port} is {@code PLIMSOLL_HTTP_PORT}. An empty default means "not set".
 */
public enum ConfigKey {
  ROLES("roles", Role.names(), "The roles that this process plays, separated by commas."),

  HTTP_HOST(
      "http.host", "127.0.0.1", "The address to listen on. 0.0.0.0 listens on every network."),
  HTTP_PORT("http.port", "8080", "The port to listen on; 0 takes a free one."),
  HTTP_PUBLIC_URL(
      "http.publicUrl",
      "",
      "The address under which people and clients reach this server, for links and clone URLs."),

  GRPC_PORT(
      "grpc.port",
      "",
      "The port for inference over gRPC; 0 takes a free one. Not set: 8001, or a free one if that is taken or http.port is 0."),
  GRPC_PUBLIC_ADDRESS(
      "grpc.publicAddress",
      "",
      "The host:port under which clients reach that port, if it is not that of http.publicUrl with grpc.port."),

  DATABASE_URL(
      "database.url",
      "",
      "A JDBC URL of an external PostgreSQL 18. Not set: an embedded PostgreSQL is started."),
  DATABASE_USER(
      "database.user",
      "plimsoll_app",
      "The role of the server; it must own nothing and not bypass row-level security."),
  DATABASE_PASSWORD("database.password", "", "The password of database.user."),
  DATABASE_OWNER_USER(
      "database.ownerUser",
      "plimsoll_owner",
      "The role that owns the schema; for migrations only."),
  DATABASE_OWNER_PASSWORD("database.ownerPassword", "", "The password of database.ownerUser."),
  DATABASE_POOL_SIZE("database.poolSize", "16", "How many connections this process may hold."),

  KAFKA_BOOTSTRAP_SERVERS(
      "kafka.bootstrapServers",
      "",
      "Addresses of an external Kafka, host:port separated by commas. Not set: an embedded broker is started."),
  KAFKA_PROPERTIES(
      "kafka.propertiesFile",
      "",
      "A file of Kafka client properties for an external Kafka, such as its security settings."),
  KAFKA_PARTITIONS("kafka.partitions", "4", "Partitions of each event topic when it is created."),
  KAFKA_REPLICATION("kafka.replication", "1", "Replicas of each topic when it is created."),
  KAFKA_RETENTION(
      "kafka.retention", "P7D", "How long Kafka keeps events, as an ISO-8601 duration."),
  KAFKA_MAX_BACKLOG(
      "kafka.maxBacklog",
      "10000000",
      "How many records may wait in Kafka to be stored, such as while PostgreSQL is away; beyond that events are answered with 503."),
  KAFKA_HEAP("kafka.heap", "384m", "The heap of the embedded broker."),

  SMTP_HOST(
      "smtp.host",
      "",
      "The mail server for organisations that have set none of their own. Not set: mail is held."),
  SMTP_PORT("smtp.port", "587", "The port of the mail server."),
  SMTP_SECURITY("smtp.security", "starttls", "none, starttls or tls."),
  SMTP_USERNAME("smtp.username", "", "The user at the mail server, if it asks for one."),
  SMTP_PASSWORD("smtp.password", "", "The password at the mail server."),
  SMTP_FROM("smtp.from", "", "The sender's address."),

  SANDBOX_MODE(
      "sandbox.mode",
      "bubblewrap",
      "How user code is confined: bubblewrap, or none (a plain process: only where every pusher is trusted)."),

  SERVING_PYTHON_WORKERS(
      "serving.pythonWorkers",
      "",
      "The most worker processes of a version that Python serves, whatever its plimsoll.yaml says. Not set: as many as there are processors."),
  SERVING_PYTHON_WORKERS_MIN(
      "serving.pythonWorkersMin",
      "1",
      "Worker processes that such a version always has, unless its plimsoll.yaml says otherwise; 0 lets one that is not used go without."),
  SERVING_PYTHON_IDLE(
      "serving.pythonIdle",
      "PT5M",
      "After which time a worker process above the minimum ends that nobody needed, unless plimsoll.yaml says otherwise."),
  SERVING_PYTHON_MEMORY(
      "serving.pythonMemoryBytes",
      "",
      "What all worker processes may hold in memory together. Not set: half of the machine's memory."),
  SERVING_MODEL_MEMORY(
      "serving.modelMemoryBytes",
      "",
      "What the models inside the server may need together, by estimate; those that were not asked for longest are closed, and opened again when they are. Not set: a quarter of the machine's memory."),
  SERVING_MAX_ROWS("serving.maxRows", "10000", "The most rows in one call."),
  SERVING_MAX_BODY("serving.maxBodyBytes", "16777216", "The largest request body in bytes."),

  BUILD_CONCURRENCY("build.concurrency", "1", "How many jobs this process runs at once."),
  BUILD_TIMEOUT("build.timeout", "PT15M", "The longest that a job may take."),
  BUILD_MAX_REPOSITORY(
      "build.maxRepositoryBytes",
      "1073741824",
      "The largest repository content that a push may hold."),

  OUTBOUND_INTERNAL_HOSTS(
      "outbound.internalHosts",
      "",
      "Hosts of your own network that connected repositories may lie on, separated by commas; others are connected to at public addresses only."),

  PLANS_DEFINITIONS(
      "plans.definitions",
      "",
      "The plans that projects can be on, separated by commas: a name and any of requestsPerSecond, burst, requestsPerDay, maxBodyBytes, such as free requestsPerSecond=5 burst=10. The plan unlimited is always there."),
  PLANS_DEFAULT(
      "plans.default", "unlimited", "The plan of projects that plans.projects does not name."),
  PLANS_PROJECTS(
      "plans.projects",
      "",
      "Which project is on which plan, separated by commas: organisation/project=plan."),

  MONITOR_INTERVAL("monitor.interval", "PT5S", "How often rules are evaluated."),
  MONITOR_WINDOW(
      "monitor.window",
      "PT5M",
      "The window of the default rules; it grows back in time to minimumRows."),
  MONITOR_MINIMUM_ROWS(
      "monitor.minimumRows",
      "250",
      "How many rows the default rules want before they judge; fewer are noise."),

  SPARK_LOST_AFTER(
      "spark.lostAfter",
      "PT2M",
      "For how long an application of Spark has to be silent at least before it counts as lost; it also has to miss three of its signs of life."),

  PIPELINE_MAX_SERIES(
      "pipeline.maxSeries",
      "20000",
      "How many series a project may have: names of metrics with their tags, and stages of pipelines. What would make one more becomes a dead letter."),

  ARCHIVE_PLACE(
      "archive.place",
      "none",
      "Where days go as Parquet before retention drops them: none, disk, or s3."),
  ARCHIVE_FOLDER(
      "archive.folder", "", "The folder of archives on disk. Not set: archive in the home."),
  ARCHIVE_ENDPOINT(
      "archive.endpoint",
      "",
      "The address of an S3 service, such as https://s3.eu-central-1.amazonaws.com."),
  ARCHIVE_REGION("archive.region", "us-east-1", "The region that requests to it are signed for."),
  ARCHIVE_BUCKET("archive.bucket", "", "The bucket of archives."),
  ARCHIVE_PREFIX("archive.prefix", "", "What all keys in the bucket begin with."),
  ARCHIVE_ACCESS_KEY("archive.accessKey", "", "The name of the key to the bucket."),
  ARCHIVE_PASSWORD("archive.password", "", "The secret of that key."),

  RETENTION_DAYS(
      "retention.days", "30", "How many days raw events, rollups and profiles are kept.");

  private final String path;
  private final String fallback;
  private final String description;

  ConfigKey(String path, String fallback, String description) {
    this.path = path;
    this.fallback = fallback;
    this.description = description;
  }

  public String path() {
    return path;
  }

  public String fallback() {
    return fallback;
  }

  public String description() {
    return description;
  }

  /** Whether the value must never be printed. */
  public boolean isSecret() {
    return path.toLowerCase(Locale.ROOT).endsWith("password");
  }

  /**
   * The environment variable that sets this key: {@code http.publicUrl} is {@code
   * PLIMSOLL_HTTP_PUBLIC_URL}.
   */
  public String environmentVariable() {
    return "PLIMSOLL_" + name();
  }

  static Optional<ConfigKey> byPath(String path) {
    return Arrays.stream(values()).filter(key -> key.path.equals(path)).findFirst();
  }
}
