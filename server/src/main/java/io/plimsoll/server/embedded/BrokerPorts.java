package io.plimsoll.server.embedded;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The two ports of the broker, kept from run to run as long as nobody else takes them. */
record BrokerPorts(int broker, int controller) {
  private static final Pattern TEXT = Pattern.compile("(\\d{1,5}) (\\d{1,5})");

  /** A configured port must be free; one of the last run is given up if it is not. */
  static BrokerPorts choose(Path file, int configured) {
    BrokerPorts last = read(file);
    int broker =
        configured == 0 ? freeOr(last.broker()) : LoopbackPorts.requireFree(configured, "Kafka");
    int controller = freeOr(last.controller());
    BrokerPorts ports =
        new BrokerPorts(broker, controller == broker ? LoopbackPorts.free() : controller);
    ServerDirectory.writePrivate(file, ports.broker() + " " + ports.controller() + "\n");
    return ports;
  }

  private static BrokerPorts read(Path file) {
    if (Files.exists(file)) {
      Matcher matcher = TEXT.matcher(ServerDirectory.read(file));
      if (matcher.matches()) {
        return new BrokerPorts(
            Integer.parseInt(matcher.group(1)), Integer.parseInt(matcher.group(2)));
      }
    }
    return new BrokerPorts(0, 0);
  }

  private static int freeOr(int last) {
    return last > 0 && LoopbackPorts.isFree(last) ? last : LoopbackPorts.free();
  }
}
