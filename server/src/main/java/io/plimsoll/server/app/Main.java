package io.plimsoll.server.app;

import io.plimsoll.server.embedded.EmbeddedServerException;
import io.plimsoll.server.identity.FirstStart;
import io.plimsoll.server.platform.config.ConfigException;
import io.plimsoll.server.platform.config.Home;
import io.plimsoll.server.platform.config.PlimsollConfig;
import io.plimsoll.server.platform.config.Role;
import io.plimsoll.server.platform.http.Addresses;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.annotations.QuarkusMain;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.Logger;

/** Starts what is embedded, prepares the schema and the first tenant, then runs the roles. */
@QuarkusMain
public final class Main {
  private static final int NO_PORT = -1;
  private static final int CUSTOMARY_GRPC_PORT = 8_001;

  private Main() {}

  public static void main(String... arguments) {
    // Until the container configures the log, everything down to TRACE would be kept in memory, and
    // printed if the start fails.
    Logger.getLogger("").setLevel(Level.WARNING);
    try {
      CommandLine line = CommandLine.parse(List.of(arguments));
      if (line.wantsHelp()) {
        System.out.println(CommandLine.USAGE);
        return;
      }
      run(line.load(System.getenv()));
    } catch (ConfigException | EmbeddedServerException refused) {
      System.err.println("Plimsoll cannot start. " + refused.getMessage());
      System.exit(2);
    } catch (RuntimeException failure) {
      System.err.println("Plimsoll cannot start. " + failure.getMessage());
      failure.printStackTrace();
      System.exit(1);
    }
  }

  private static void run(PlimsollConfig config) {
    // Both ports are kept while the server runs: until it listens nobody else may get them.
    try (ReservedPort port =
        ReservedPort.of(config.http().host(), config.http().port(), "--port")) {
      if (config.plays(Role.SERVE)) {
        try (ReservedPort grpcPort = grpcPort(config)) {
          run(config, port.number(), grpcPort.number());
        }
      } else {
        run(config, port.number(), NO_PORT);
      }
    }
  }

  private static void run(PlimsollConfig config, int port, int grpcPort) {
    Foundation foundation = Foundation.lay(config, brokerLibraries());
    try {
      Addresses addresses = addresses(config, port, grpcPort);
      Home home = new Home(config.home());
      Optional<FirstStart.Credentials> made =
          new FirstStart(foundation.database(), home.credentialsFile())
              .run(addresses, config.plays(Role.API));
      System.setProperty("quarkus.http.host", config.http().host());
      System.setProperty("quarkus.http.port", String.valueOf(port));
      System.setProperty(
          "quarkus.http.limits.max-body-size", String.valueOf(config.build().maxRepositoryBytes()));
      if (!config.plays(Role.PIPELINE)) {
        // A second loop on a processor answers nothing sooner: the two only take turns. Beside the
        // pipeline, which wants processors too, it is a larger share of them.
        System.setProperty(
            "quarkus.vertx.event-loops-pool-size",
            String.valueOf(Runtime.getRuntime().availableProcessors()));
      }
      Launch.handOver(new Launch(config, foundation, addresses, grpcPort));
      made.ifPresent(credentials -> greet(credentials, home));
    } catch (RuntimeException failure) {
      foundation.close();
      throw failure;
    }
    Quarkus.run();
  }

  private static void greet(FirstStart.Credentials credentials, Home home) {
    System.out.printf(
        """

        First start: an organisation, a project and an owner were made.
          e-mail    %s
          password  %s
          API key   %s
        They are also in %s (only you can read it).

        """,
        credentials.adminEmail(),
        credentials.adminPassword(),
        credentials.apiKey(),
        home.credentialsFile());
  }

  private static Optional<Path> brokerLibraries() {
    return Optional.ofNullable(System.getenv("PLIMSOLL_BROKER_LIB"))
        .map(Path::of)
        .filter(Files::isDirectory);
  }

  private static Addresses addresses(PlimsollConfig config, int port, int grpcPort) {
    URI url = config.http().publicUrl().orElseGet(() -> URI.create("http://127.0.0.1:" + port));
    if (grpcPort == NO_PORT) {
      return new Addresses(url);
    }
    String grpc = config.grpc().publicAddress().orElseGet(() -> url.getHost() + ":" + grpcPort);
    return new Addresses(url, Optional.of(grpc));
  }

  /** A port that nobody asked for must not keep a second platform on the machine from starting. */
  private static ReservedPort grpcPort(PlimsollConfig config) {
    String host = config.http().host();
    Optional<Integer> wanted = config.grpc().port();
    if (wanted.isPresent()) {
      return ReservedPort.of(host, wanted.get(), "grpc.port");
    }
    try {
      int customary = config.http().port() == 0 ? 0 : CUSTOMARY_GRPC_PORT;
      return ReservedPort.of(host, customary, "grpc.port");
    } catch (ConfigException taken) {
      return ReservedPort.of(host, 0, "grpc.port");
    }
  }
}
