package io.plimsoll.inference.python;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.plimsoll.inference.tensor.InferenceException;
import java.util.List;
import org.junit.jupiter.api.Test;

class CallQueueTest {

  private final CallQueue queue = new CallQueue(4);
  private final PendingCall one = Calls.of(1);
  private final PendingCall two = Calls.of(2, 2);
  private final PendingCall eight = Calls.of(8, 8, 8, 8, 8, 8, 8, 8);
  private final PendingCall other = Calls.named("y", 1);

  @Test
  void takesTheOldestAndAllThatFitInOrder() {
    offer(two, eight, one);

    assertThat(queue.next(CallQueueTest::upToTen)).containsExactly(two, eight);
    assertThat(queue.next(CallQueueTest::upToTen)).containsExactly(one);
    assertThat(queue.next(CallQueueTest::upToTen)).isEmpty();
  }

  @Test
  void passesOverWhatIsTooLargeAndKeepsItsPlace() {
    PendingCall last = Calls.of(3, 3, 3);
    offer(last, eight, one, two);

    assertThat(queue.next(CallQueueTest::upToTen)).containsExactly(last, one, two);
    assertThat(queue.next(CallQueueTest::upToTen)).containsExactly(eight);
  }

  @Test
  void doesNotMixDifferentColumns() {
    offer(one, other, two);

    assertThat(queue.next(CallQueueTest::upToTen)).containsExactly(one, two);
    assertThat(queue.next(CallQueueTest::upToTen)).containsExactly(other);
  }

  @Test
  void doesNotMixCallsWithoutRows() {
    PendingCall empty = Calls.of();
    offer(empty, one, Calls.of());

    assertThat(queue.next(CallQueueTest::upToTen)).containsExactly(empty);
    assertThat(queue.next(CallQueueTest::upToTen)).containsExactly(one);
  }

  @Test
  void takesOnlyTheFirstWhereTheLimitLeavesNoRoom() {
    offer(one, two);

    assertThat(queue.next(first -> first)).containsExactly(one);
    assertThat(queue.next(first -> first)).containsExactly(two);
  }

  @Test
  void endsWhatNobodyWaitsForAnyMore() {
    PendingCall abandoned = Calls.abandoned(7);
    offer(abandoned, one, Calls.abandoned(8), two);

    assertThat(queue.next(CallQueueTest::upToTen)).containsExactly(one, two);
    assertThat(queue.isEmpty()).isTrue();
    assertThatThrownBy(() -> Calls.answer(abandoned))
        .isInstanceOf(InferenceException.class)
        .extracting(failure -> ((InferenceException) failure).kind())
        .isEqualTo(InferenceException.Kind.CANCELLED);
  }

  @Test
  void leavesIsolatedCallsAlone() {
    offer(eight);
    one.isolate();
    two.isolate();
    queue.putBack(List.of(one, two));

    assertThat(queue.next(CallQueueTest::upToTen)).containsExactly(one);
    assertThat(queue.next(CallQueueTest::upToTen)).containsExactly(two);
    assertThat(queue.next(CallQueueTest::upToTen)).containsExactly(eight);
  }

  @Test
  void isBoundedForNewCallsOnly() {
    offer(one, two, eight, other);

    assertThat(queue.offer(Calls.of(5))).isFalse();
    queue.putBack(List.of(Calls.of(6)));
    assertThat(queue.size()).isEqualTo(5);
  }

  @Test
  void knowsWhetherACallStillWaits() {
    offer(one, two);

    assertThat(queue.remove(one)).isTrue();
    assertThat(queue.remove(one)).isFalse();
    assertThat(queue.drain()).containsExactly(two);
    assertThat(queue.isEmpty()).isTrue();
  }

  private static int upToTen(int first) {
    return Math.max(first, 10);
  }

  private void offer(PendingCall... calls) {
    for (PendingCall call : calls) {
      assertThat(queue.offer(call)).isTrue();
    }
  }
}
