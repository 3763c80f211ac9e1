package io.plimsoll.server.embedded;

import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * How to run the embedded PostgreSQL.
 *
 * @param port the port on 127.0.0.1; 0 takes any free one
 * @param parameters server parameters by name, in addition to and before the defaults
 * @param binaries where the server's programs are unpacked; empty means in the server's own
 *     directory. Several servers may share it
 * @param startLimit how long a start, including the recovery after a crash, may take
 */
public record PostgresSettings(
    int port, Map<String, String> parameters, Optional<Path> binaries, Duration startLimit) {

  /**
   * These say where the server is and who may reach it, which is not for configuration to change.
   */
  private static final Set<String> RESERVED =
      Set.of(
          "config_file",
          "data_directory",
          "hba_file",
          "ident_file",
          "listen_addresses",
          "port",
          "unix_socket_directories");

  private static final Map<String, String> DEFAULTS =
      Map.ofEntries(
          Map.entry("fsync", "on"),
          Map.entry("synchronous_commit", "on"),
          Map.entry("max_connections", "100"),
          Map.entry("shared_buffers", "256MB"),
          Map.entry("effective_cache_size", "1GB"),
          Map.entry("maintenance_work_mem", "128MB"),
          Map.entry("max_wal_size", "2GB"),
          Map.entry("min_wal_size", "256MB"),
          Map.entry("wal_compression", "pglz"),
          Map.entry("checkpoint_timeout", "15min"),
          Map.entry("random_page_cost", "1.1"),
          // The binaries come without the LLVM library that the just-in-time compiler needs.
          Map.entry("jit", "off"),
          Map.entry("timezone", "UTC"),
          Map.entry("log_timezone", "UTC"),
          Map.entry("log_line_prefix", "%m [%p] %q%u@%d "),
          // While it starts, the server is asked over and over whether it is ready, and each
          // refusal would be a line.
          Map.entry("log_checkpoints", "off"),
          Map.entry("shared_preload_libraries", "pg_stat_statements"));

  public PostgresSettings {
    if (port < 0 || port > 65_535) {
      throw new IllegalArgumentException(
          "PostgreSQL port " + port + " is not between 0 (any) and 65535.");
    }
    parameters = Map.copyOf(parameters);
    for (String name : parameters.keySet()) {
      if (RESERVED.contains(name)) {
        throw new IllegalArgumentException(
            "PostgreSQL parameter " + name + " is set by Plimsoll; remove it.");
      }
    }
  }

  /** Any free port and the default parameters. */
  public static PostgresSettings defaults() {
    return new PostgresSettings(0, Map.of(), Optional.empty(), Duration.ofMinutes(2));
  }

  public PostgresSettings withPort(int newPort) {
    return new PostgresSettings(newPort, parameters, binaries, startLimit);
  }

  public PostgresSettings withParameters(Map<String, String> newParameters) {
    return new PostgresSettings(port, newParameters, binaries, startLimit);
  }

  public PostgresSettings withBinaries(Path directory) {
    return new PostgresSettings(port, parameters, Optional.of(directory), startLimit);
  }

  /** The defaults with the configured parameters over them. */
  Map<String, String> effectiveParameters() {
    Map<String, String> all = new LinkedHashMap<>(DEFAULTS);
    all.putAll(parameters);
    return Map.copyOf(all);
  }
}
