package io.plimsoll.bench;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.SplittableRandom;
import java.util.UUID;

/**
 * What a process with the SDK does, without the process. Its events come about however the server
 * fares; they wait for each other as long as the SDK lets them, and go out in one request at a
 * time, which is sent again with the same ids until it is taken. Times are microseconds since 1970.
 * Not thread-safe.
 */
final class SimulatedUser {
  static final long NEVER = Long.MAX_VALUE;

  private static final UUID NOBODY = new UUID(0, 0);
  private static final long FIRST_PAUSE = 200_000;
  private static final long LONGEST_PAUSE = 30_000_000;

  private final int number;
  private final Habit habit;
  private final UserEvents events;
  private final SplittableRandom random;
  private byte[] body = {};
  private UUID answered = NOBODY;
  private long nextEvent;
  private long wakeAt;
  private int created;
  private int acknowledged;
  private int attempts;

  SimulatedUser(int number, Habit habit, UserEvents events) {
    this.number = number;
    this.habit = habit;
    this.events = events;
    this.random = new SplittableRandom(number);
    this.nextEvent = habit.from() + habit.next(random);
    this.wakeAt = due();
  }

  /** Told of each event that goes out for the first time. */
  @FunctionalInterface
  interface Watcher {
    void created(UserEvent event, UUID id, long micros);
  }

  int number() {
    return number;
  }

  /** When there is something to be sent, while nothing is under way; {@link #NEVER} at the end. */
  long wakeAt() {
    return wakeAt;
  }

  /** How many of its events, which are the first ones, the server has acknowledged. */
  int acknowledged() {
    return acknowledged;
  }

  /** How many went out; what came about since does not count yet. */
  int sent() {
    return created;
  }

  /** The body that is due: of the events that have come about, or the one that was not taken. */
  byte[] body(long now, Watcher watcher) {
    if (attempts == 0) {
      body = encode(now, watcher);
    }
    return body;
  }

  /** The request was taken; what it brought never goes out again. */
  void taken(long now) {
    acknowledged = created;
    attempts = 0;
    body = new byte[0];
    wakeAt = isOver() ? NEVER : Math.max(now, due());
  }

  /** The request was not taken; it goes out again, and never before the server wants it. */
  void putOff(long now, int secondsToWait) {
    attempts++;
    long whole = Math.min(LONGEST_PAUSE, FIRST_PAUSE << Math.min(attempts - 1, 16));
    long pause = (long) (whole * (0.5 + random.nextDouble() / 2));
    wakeAt = now + Math.max(pause, secondsToWait * 1_000_000L);
  }

  private byte[] encode(long now, Watcher watcher) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(4_096);
    out.writeBytes("{\"events\":[".getBytes(StandardCharsets.UTF_8));
    int first = created;
    while (nextEvent <= now && created - first < habit.batch() && !isOver()) {
      if (created > first) {
        out.write(',');
      }
      UserEvent event = new UserEvent(number, created++);
      UUID id = event.id(nextEvent);
      events.write(out, event, id, nextEvent, answered);
      // The truth about every seventh prediction comes in, some events later.
      answered = event.number() % 10 == 0 ? id : answered;
      watcher.created(event, id, nextEvent);
      nextEvent += habit.next(random);
    }
    out.writeBytes("]}".getBytes(StandardCharsets.UTF_8));
    return out.toByteArray();
  }

  private long due() {
    return isOver() ? NEVER : nextEvent + habit.intervalMicros();
  }

  private boolean isOver() {
    return created >= habit.most() || nextEvent >= habit.until();
  }
}
