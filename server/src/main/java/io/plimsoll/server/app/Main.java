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
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
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
    int port = config.http().port() == 0 ? freePort(config.http().host()) : config.http().port();
    requireFree(config.http().host(), port);
    Foundation foundation = Foundation.lay(config, brokerLibraries());
    try {
      Addresses addresses =
          new Addresses(
              config.http().publicUrl().orElseGet(() -> URI.create("http://127.0.0.1:" + port)));
      Home home = new Home(config.home());
      Optional<FirstStart.Credentials> made =
          new FirstStart(foundation.database(), home.credentialsFile())
              .run(addresses, config.plays(Role.API));
      System.setProperty("quarkus.http.host", config.http().host());
      System.setProperty("quarkus.http.port", String.valueOf(port));
      System.setProperty(
          "quarkus.http.limits.max-body-size", String.valueOf(config.build().maxRepositoryBytes()));
      Launch.handOver(new Launch(config, foundation, addresses));
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

  private static int freePort(String host) {
    try (ServerSocket probe = new ServerSocket(0, 1, InetAddress.getByName(host))) {
      return probe.getLocalPort();
    } catch (IOException failure) {
      throw new ConfigException("http.host: cannot listen on " + host + ": " + failure);
    }
  }

  private static void requireFree(String host, int port) {
    try (ServerSocket probe = new ServerSocket()) {
      probe.setReuseAddress(true);
      probe.bind(new java.net.InetSocketAddress(InetAddress.getByName(host), port));
    } catch (IOException taken) {
      throw new ConfigException(
          "Port %d on %s is taken; choose another with --port.".formatted(port, host));
    }
  }
}
