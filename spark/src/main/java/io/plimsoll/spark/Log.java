package io.plimsoll.spark;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The driver's log, in which each kind of trouble stands once. */
final class Log {
  private static final Logger LOG = LoggerFactory.getLogger("io.plimsoll.spark");
  private static final int MOST = 100;
  private static final Set<String> SAID = ConcurrentHashMap.newKeySet();

  private Log() {}

  static void info(String message) {
    LOG.info(message);
  }

  static void warn(String message) {
    LOG.warn("{}", message);
  }

  static void once(String what, Throwable problem) {
    try {
      if (SAID.size() < MOST && SAID.add(what + problem.getClass().getName())) {
        LOG.warn("Plimsoll: {}: {}; further cases are not logged", what, problem.toString());
      }
    } catch (Throwable broken) {
      // A log that fails is no reason to disturb the driver.
    }
  }
}
