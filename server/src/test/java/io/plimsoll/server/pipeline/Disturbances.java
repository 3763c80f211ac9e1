package io.plimsoll.server.pipeline;

import io.plimsoll.server.testing.CutProxy;
import io.plimsoll.server.testing.SmallDisk;
import io.plimsoll.server.testing.TestServerProcess;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;

/**
 * Everything that can go wrong, in a random order: all kinds once before any comes again. Each
 * disturbance is over when it returns, but for processes that are still starting or standing still.
 */
final class Disturbances {
  private static final Duration SESSION = Duration.ofSeconds(10);

  private final ChaosPlatform platform;
  private final Random random;
  private final List<Disturbance> kinds = new ArrayList<>();
  private final Deque<Disturbance> next = new ArrayDeque<>();

  /** A kind of trouble. */
  record Disturbance(String name, Runnable trouble) {}

  Disturbances(ChaosPlatform platform, Random random) {
    this.platform = platform;
    this.random = random;
    processes();
    ways("PostgreSQL", platform.toPostgres());
    ways("Kafka", platform.toKafka());
    platform.postgresDisk().ifPresent(disk -> disk("PostgreSQL", disk));
    platform.kafkaDisk().ifPresent(disk -> disk("Kafka", disk));
    if (platform.door().clock().isPresent()) {
      kind("set a pipeline's clock", () -> set(anyPipeline(), Duration.ofDays(3)));
      kind("put the door's clock forward", () -> putForward(platform.door()));
    }
  }

  /** What this machine lets us do. */
  List<String> names() {
    return kinds.stream().map(Disturbance::name).toList();
  }

  Disturbance next() {
    if (next.isEmpty()) {
      List<Disturbance> deck = new ArrayList<>(kinds);
      Collections.shuffle(deck, random);
      next.addAll(deck);
    }
    return next.remove();
  }

  /** Lets time pass. */
  void lull(int leastMillis, int mostMillis) {
    LockSupport.parkNanos(Duration.ofMillis(random.nextInt(leastMillis, mostMillis)).toNanos());
  }

  private void processes() {
    kind("kill a pipeline", () -> anyPipeline().killAndStart(skew(Duration.ofDays(3))));
    kind("kill the door", () -> platform.door().killAndStart(skew(Duration.ofHours(10))));
    kind("stop a pipeline and start it", () -> anyPipeline().stopAndStart());
    kind("hold a pipeline", () -> anyPipeline().holdFor(SESSION.plusSeconds(2)));
    kind("kill PostgreSQL", () -> kill(platform.ground().postgres().pid()));
    kind("kill Kafka", () -> kill(platform.ground().broker().pid()));
  }

  private void ways(String whom, CutProxy way) {
    kind("cut the way to " + whom, () -> during(way, way::cut));
    kind("freeze the way to " + whom, () -> during(way, way::freeze));
    kind("strand what is connected to " + whom, () -> during(way, way::strand));
  }

  private void during(CutProxy way, Runnable trouble) {
    trouble.run();
    lull(500, 3_000);
    way.heal();
  }

  private void disk(String whose, SmallDisk disk) {
    kind(
        "fill the disk of " + whose,
        () -> {
          disk.fill();
          lull(500, 3_000);
          disk.clear();
        });
  }

  private void set(ChaosMember member, Duration most) {
    member.clock().ifPresent(clock -> clock.set(skew(most)));
  }

  /** Never back while it runs: Kafka's producer then waits for the time that it was. */
  private void putForward(ChaosMember member) {
    long most = Duration.ofHours(1).toSeconds();
    member.clock().ifPresent(clock -> clock.putForward(Duration.ofSeconds(random.nextLong(most))));
  }

  private Duration skew(Duration most) {
    long seconds = most.toSeconds();
    return Duration.ofSeconds(random.nextLong(-seconds, seconds));
  }

  private ChaosMember anyPipeline() {
    return platform.pipelines().get(random.nextInt(platform.pipelines().size()));
  }

  private static void kill(long pid) {
    try {
      TestServerProcess.signal("KILL", pid);
    } catch (IllegalStateException goneAlready) {
      // It fell over something else a moment ago.
      return;
    }
  }

  private void kind(String name, Runnable trouble) {
    kinds.add(new Disturbance(name, trouble));
  }
}
