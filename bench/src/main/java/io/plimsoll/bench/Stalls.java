package io.plimsoll.bench;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * How long a processor did nothing for a thread that never waits: other work, or a hypervisor that
 * has put the virtual processor aside. No server that runs there can answer meanwhile, and what
 * came in the meantime has to be worked off, so a latency at the far end of a distribution is
 * bounded by these from below.
 *
 * @param looked for how long
 * @param count of the stalls of {@value #AT_LEAST_MILLIS} ms and longer
 * @param stopped by all of them together
 * @param longest of them
 */
public record Stalls(Duration looked, int count, Duration stopped, Duration longest) {
  private static final long AT_LEAST_MILLIS = 1;
  private static final long AT_LEAST_NANOS = AT_LEAST_MILLIS * 1_000_000;
  private static final Duration WARM_UP = Duration.ofSeconds(1);

  /**
   * Prints what it finds of the processor that it runs on; the argument is for how many seconds.
   */
  public static void main(String[] arguments) {
    // The compiler of this loop has the same processor.
    during(WARM_UP);
    Stalls found = during(Duration.ofSeconds(Integer.parseInt(arguments[0])));
    System.out.printf(
        "%d %d %d %d%n",
        found.looked.toNanos(), found.count, found.stopped.toNanos(), found.longest.toNanos());
  }

  /**
   * Of each of these processors, kept busy at the same time: a machine may stop none that is busy
   * alone.
   */
  static List<Stalls> ofEach(List<String> processors, Duration time)
      throws IOException, InterruptedException {
    List<PinnedLook> looks = new ArrayList<>();
    for (String processor : processors) {
      looks.add(PinnedLook.start(processor, Stalls.class, Long.toString(time.toSeconds())));
    }
    List<Stalls> found = new ArrayList<>();
    for (PinnedLook look : looks) {
      found.add(read(look.line()));
    }
    return found;
  }

  private static Stalls read(String line) {
    String[] figures = line.split(" ", 4);
    return new Stalls(
        Duration.ofNanos(Long.parseLong(figures[0])),
        Integer.parseInt(figures[1]),
        Duration.ofNanos(Long.parseLong(figures[2])),
        Duration.ofNanos(Long.parseLong(figures[3])));
  }

  /** Looks at the clock without a pause, on the calling thread. */
  static Stalls during(Duration time) {
    long started = System.nanoTime();
    long last = started;
    int count = 0;
    long stopped = 0;
    long longest = 0;
    while (last - started < time.toNanos()) {
      long now = System.nanoTime();
      long gap = now - last;
      if (gap >= AT_LEAST_NANOS) {
        count++;
        stopped += gap;
        longest = Math.max(longest, gap);
      }
      last = now;
    }
    return new Stalls(
        Duration.ofNanos(last - started),
        count,
        Duration.ofNanos(stopped),
        Duration.ofNanos(longest));
  }

  double perSecond() {
    return count / (looked.toNanos() / 1e9);
  }

  /** Of the time, how much was lost. */
  double percent() {
    return 100.0 * stopped.toNanos() / looked.toNanos();
  }
}
