package io.plimsoll.server.app;

import io.plimsoll.server.platform.config.ConfigException;
import io.plimsoll.server.platform.config.ConfigKey;
import io.plimsoll.server.platform.config.ConfigLoader;
import io.plimsoll.server.platform.config.Home;
import io.plimsoll.server.platform.config.PlimsollConfig;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What the operator asked for: {@code up} with its options, over the environment. */
record CommandLine(
    Optional<Path> home,
    Optional<Path> config,
    Optional<String> port,
    Optional<String> roles,
    boolean wantsHelp) {

  static final String USAGE =
      """
      Usage: plimsoll up [options]

        --home DIRECTORY   where everything persists (PLIMSOLL_HOME, or ~/.plimsoll)
        --port PORT        the port to listen on; 0 takes a free one (8080)
        --roles LIST       roles to play, e.g. intake,pipeline (all)
        --config FILE      configuration (config.yaml in the home)
        --help             this text

      docs/guide/configuration.md lists every key of the configuration.
      """;

  /** Reads the arguments; what is not known stops the start. */
  static CommandLine parse(List<String> arguments) {
    Path home = null;
    Path config = null;
    String port = null;
    String roles = null;
    boolean help = false;
    Iterator<String> words = arguments.iterator();
    while (words.hasNext()) {
      String word = words.next();
      int equals = word.indexOf('=');
      String name = equals > 0 ? word.substring(0, equals) : word;
      Optional<String> inline =
          equals > 0 ? Optional.of(word.substring(equals + 1)) : Optional.empty();
      switch (name) {
        case "up", "server" -> {}
        case "--home" -> home = Path.of(value(name, inline, words));
        case "--config" -> config = Path.of(value(name, inline, words));
        case "--port" -> port = value(name, inline, words);
        case "--roles" -> roles = value(name, inline, words);
        case "--help", "-h", "help" -> help = true;
        default -> throw new ConfigException("Unknown argument \"" + word + "\".\n\n" + USAGE);
      }
    }
    return new CommandLine(
        Optional.ofNullable(home),
        Optional.ofNullable(config),
        Optional.ofNullable(port),
        Optional.ofNullable(roles),
        help);
  }

  /** The configuration under these arguments and {@code environment}. */
  PlimsollConfig load(Map<String, String> environment) {
    Path root =
        home.or(() -> Optional.ofNullable(environment.get("PLIMSOLL_HOME")).map(Path::of))
            .orElseGet(() -> Path.of(System.getProperty("user.home"), ".plimsoll"));
    Home place = Home.at(root);
    Optional<Path> named =
        config.or(() -> Optional.ofNullable(environment.get("PLIMSOLL_CONFIG")).map(Path::of));
    ConfigLoader loader =
        new ConfigLoader()
            .file(named.orElse(place.configFile()), named.isPresent())
            .environment(environment);
    port.ifPresent(value -> loader.set(ConfigKey.HTTP_PORT, value));
    roles.ifPresent(value -> loader.set(ConfigKey.ROLES, value));
    return loader.load(place.root());
  }

  private static String value(String name, Optional<String> inline, Iterator<String> words) {
    if (inline.isPresent()) {
      return inline.get();
    }
    if (!words.hasNext()) {
      throw new ConfigException(name + " needs a value.\n\n" + USAGE);
    }
    return words.next();
  }
}
