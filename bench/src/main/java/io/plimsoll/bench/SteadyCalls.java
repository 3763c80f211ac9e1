package io.plimsoll.bench;

import java.io.IOException;
import java.time.Duration;
import java.util.List;

/**
 * Calls of one target at a steady pace, with what took the processor from those who answer them:
 * their latency is as much a matter of the other threads as of the work.
 */
final class SteadyCalls {
  /** What the kernel calls the threads that read and answer calls. */
  private static final String EVENT_LOOP = "vert.x-eventloo";

  /** And those that compile, of which there are more while there is more to compile. */
  private static final List<String> COMPILERS = List.of("C1 Compiler", "C2 Compiler");

  private static final Duration STEP = Duration.ofSeconds(5);

  /** What compilers may run of a step, and in how many steps in a row, to count as at rest. */
  private static final Duration QUIET = STEP.dividedBy(100);

  private static final int QUIET_STEPS = 3;

  private final Target target;
  private final int connections;
  private final double perSecond;
  private final Report report;

  SteadyCalls(Target target, int connections, double perSecond, Report report) {
    this.target = target;
    this.connections = connections;
    this.perSecond = perSecond;
    this.report = report;
  }

  /** Sends calls for some time, and reports their latency and who had the processors. */
  void measure(String what, Duration time) throws IOException {
    Duration compiled = compiled();
    Waits loader = Waits.here();
    Waits server = Waits.of(target.server(), EVENT_LOOP);
    LoadResult result = send(time);
    Duration compiling = compiled().minus(compiled);
    Waits waitsOfLoader = Waits.here().since(loader);
    Waits waitsOfServer = Waits.of(target.server(), EVENT_LOOP).since(server);
    report.fact(
        "%s, %s (%,.0f/s): p50 %.1f ms, p99 %.1f ms, max %.1f ms"
            .formatted(
                what,
                target.name(),
                perSecond,
                result.millisAt(50),
                result.millisAt(99),
                result.maxMillis()));
    report.fact(
        "in these %s the thread that sends ran %s and waited %s for its processor, the server's event loops ran %s and waited %s, its compilers ran %s"
            .formatted(
                Report.millis(result.elapsed()),
                Report.millis(waitsOfLoader.ran()),
                Report.millis(waitsOfLoader.waited()),
                Report.millis(waitsOfServer.ran()),
                Report.millis(waitsOfServer.waited()),
                Report.millis(compiling)));
  }

  /**
   * At another pace a JVM takes other paths and compiles them, on the processors that it answers
   * with: sends calls until its compilers have had next to nothing to do for a while, but no longer
   * than {@code most}. Returns for how long.
   */
  Duration untilCompiled(Duration most) throws IOException {
    Duration spent = Duration.ZERO;
    int quiet = 0;
    while (quiet < QUIET_STEPS && spent.compareTo(most) < 0) {
      Duration before = compiled();
      send(STEP);
      spent = spent.plus(STEP);
      Duration since = compiled().minus(before);
      // A compiler's thread that has ended takes its time along.
      boolean isQuiet = !since.isNegative() && since.compareTo(QUIET) <= 0;
      quiet = isQuiet ? quiet + 1 : 0;
    }
    if (quiet < QUIET_STEPS) {
      report.fact("after %d s the compilers still had work to do".formatted(spent.toSeconds()));
    }
    return spent;
  }

  private LoadResult send(Duration time) throws IOException {
    return Load.run(target.url(), connections, target.requests(), new Pace.Steady(perSecond, time));
  }

  private Duration compiled() throws IOException {
    Duration all = Duration.ZERO;
    for (String threads : COMPILERS) {
      all = all.plus(Waits.of(target.server(), threads).ran());
    }
    return all;
  }
}
