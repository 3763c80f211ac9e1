package io.plimsoll.server.live;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/** A wire to nowhere: keeps what was sent, and lets the test say when a message has left. */
final class RecordingWire implements LiveWire {
  final List<LiveMessage> sent = new ArrayList<>();
  final List<Closing> closings = new ArrayList<>();
  int probes;
  private final boolean isSlow;
  private final Deque<Runnable> onTheLine = new ArrayDeque<>();

  private RecordingWire(boolean isSlow) {
    this.isSlow = isSlow;
  }

  static RecordingWire fast() {
    return new RecordingWire(false);
  }

  /** Messages leave only when the test calls {@link #deliver}. */
  static RecordingWire slow() {
    return new RecordingWire(true);
  }

  void deliver() {
    onTheLine.pop().run();
  }

  List<String> types() {
    return sent.stream().map(LiveMessage::type).toList();
  }

  @Override
  public void send(LiveMessage message, Runnable done) {
    sent.add(message);
    if (isSlow) {
      onTheLine.add(done);
    } else {
      done.run();
    }
  }

  @Override
  public void probe() {
    probes++;
  }

  @Override
  public void close(Closing closing) {
    closings.add(closing);
  }
}
