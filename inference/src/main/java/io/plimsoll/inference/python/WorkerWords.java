package io.plimsoll.inference.python;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Consumer;

/** What a worker's processes print: passed on, and the last of it kept for when they die. */
final class WorkerWords {

  private static final int KEPT_LINES = 6;

  private final Consumer<String> log;
  private final Deque<String> lastLines = new ArrayDeque<>();

  WorkerWords(Consumer<String> log) {
    this.log = log;
  }

  void hear(String line) {
    synchronized (lastLines) {
      if (lastLines.size() == KEPT_LINES) {
        lastLines.removeFirst();
      }
      lastLines.addLast(line);
    }
    log.accept(line);
  }

  /** The last lines as the end of a message; empty if there are none. */
  String tail() {
    synchronized (lastLines) {
      return lastLines.isEmpty()
          ? ""
          : "; its last lines were:\n  " + String.join("\n  ", lastLines);
    }
  }
}
