package io.plimsoll.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.plimsoll.inference.tensor.InferenceException;
import io.plimsoll.inference.tensor.InferenceException.Kind;
import io.plimsoll.inference.tensor.Patience;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class ModelMemoryTest {

  /** Room for two models of a hundred bytes. */
  private final ModelMemory memory = new ModelMemory(250);

  private final Fake first = new Fake();
  private final Fake second = new Fake();
  private final Fake third = new Fake();

  @Test
  void closesTheOneThatWasNotAskedForLongestAndOpensItAgain() throws Exception {
    AtomicLong coldNanos = new AtomicLong();
    memory.onColdStart(coldNanos::addAndGet);
    Resident<Fake> one = open(first);
    Resident<Fake> two = open(second);
    assertThat(call(one)).isEqualTo(1);

    Resident<Fake> three = open(third);

    assertThat(two.isOpen()).isFalse();
    assertThat(one.isOpen()).isTrue();
    assertThat(memory.counts()).isEqualTo(new ModelMemory.Counts(2, 200, 250, 3, 1));
    assertThat(coldNanos).hasValue(0);

    // The first has just been asked about, the third not yet.
    assertThat(call(two)).isEqualTo(2);
    assertThat(three.isOpen()).isFalse();
    assertThat(coldNanos.get()).isPositive();
    assertThat(call(three)).isEqualTo(2);
    assertThat(List.of(first.isOpen(), second.isOpen(), third.isOpen()))
        .containsExactly(false, true, true);
  }

  @Test
  void neverClosesWhatIsInUse() throws Exception {
    Resident<Fake> one = open(first);
    Resident<Fake> two = open(second);

    one.use(
        Patience.ENDLESS,
        inUse -> {
          assertThat(two.use(Patience.ENDLESS, Fake::answer)).isEqualTo(1);
          Resident<Fake> three = open(third);
          assertThat(inUse.isOpen()).isTrue();
          assertThat(second.isOpen()).isFalse();
          // Both are in use now, and there is room for no other.
          assertThatThrownBy(
                  () ->
                      three.use(
                          Patience.ENDLESS, alsoInUse -> two.use(Patience.ENDLESS, Fake::answer)))
              .hasMessageContaining("raise serving.modelMemoryBytes");
          return 0;
        });

    assertThat(call(two)).isEqualTo(2);
  }

  @Test
  void keepsModelsOnTheHeapWithinTheirShareOfIt() throws Exception {
    ModelMemory small = new ModelMemory(1000, 150);
    Resident<Fake> native1 = Resident.open(small, 100, first::open);
    Resident<Fake> heap = Resident.onHeap(small, 100, second::open);

    Resident<Fake> other = Resident.onHeap(small, 100, third::open);

    assertThat(native1.isOpen()).isTrue();
    assertThat(heap.isOpen()).isFalse();
    assertThat(other.isOpen()).isTrue();
    assertThatThrownBy(() -> Resident.onHeap(small, 151, new Fake()::open))
        .hasMessageContaining("larger heap (-Xmx)");
    assertThat(small.counts().usedBytes()).isEqualTo(100);
  }

  @Test
  void refusesAModelThatNeverFits() {
    assertThatThrownBy(() -> Resident.open(memory, 251, first::open))
        .isInstanceOfSatisfying(
            InferenceException.class, e -> assertThat(e.kind()).isEqualTo(Kind.OVERLOADED));
    assertThat(memory.counts().usedBytes()).isZero();
  }

  @Test
  void givesTheMemoryBackOfWhatCannotBeOpened() {
    assertThatThrownBy(
            () ->
                Resident.open(
                    memory,
                    100,
                    () -> {
                      throw new InferenceException(Kind.FAILED, "broken");
                    }))
        .hasMessage("broken");
    assertThat(memory.counts().usedBytes()).isZero();
  }

  @Test
  void letsCallsWaitForTheOneThatOpens() throws Exception {
    Resident<Fake> one = open(first);
    open(second);
    open(third);
    first.gate = new CountDownLatch(1);
    List<CompletableFuture<Integer>> calls = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      CompletableFuture<Integer> answer = new CompletableFuture<>();
      calls.add(answer);
      Thread.ofVirtual()
          .start(
              () -> {
                try {
                  answer.complete(call(one));
                } catch (InferenceException e) {
                  answer.completeExceptionally(e);
                }
              });
    }
    first.reached.await();
    assertThatThrownBy(
            () -> one.use(Patience.until(() -> false, Duration.ofMillis(1)), Fake::answer))
        .isInstanceOfSatisfying(
            InferenceException.class, e -> assertThat(e.kind()).isEqualTo(Kind.TIMEOUT));
    first.gate.countDown();

    calls.forEach(call -> assertThat(call).succeedsWithin(Duration.ofSeconds(30)).isEqualTo(2));
    assertThat(first.opened).hasValue(2);
  }

  @Test
  void closesWhatIsRetiredWhenItsLastCallHasEnded() throws Exception {
    Resident<Fake> one = open(first);

    one.use(
        Patience.ENDLESS,
        inUse -> {
          one.close();
          assertThat(inUse.isOpen()).isTrue();
          return 0;
        });

    assertThat(first.isOpen()).isFalse();
    assertThat(memory.counts().usedBytes()).isZero();
    assertThatThrownBy(() -> call(one)).hasMessageContaining("taken out of service");
  }

  private Resident<Fake> open(Fake fake) throws InferenceException {
    return Resident.open(memory, 100, fake::open);
  }

  private static int call(Resident<Fake> resident) throws InferenceException {
    return resident.use(Patience.ENDLESS, Fake::answer);
  }

  /** Answers how often it has been opened. */
  private static final class Fake implements AutoCloseable {
    private final AtomicInteger opened = new AtomicInteger();
    private final AtomicInteger closed = new AtomicInteger();
    private final CountDownLatch reached = new CountDownLatch(1);
    private CountDownLatch gate = new CountDownLatch(0);

    Fake open() throws InferenceException {
      opened.incrementAndGet();
      if (gate.getCount() > 0) {
        reached.countDown();
        try {
          gate.await();
        } catch (InterruptedException e) {
          throw new InferenceException(Kind.FAILED, "interrupted", e);
        }
      }
      return this;
    }

    boolean isOpen() {
      return opened.get() > closed.get();
    }

    int answer() {
      assertThat(isOpen()).isTrue();
      return opened.get();
    }

    @Override
    public void close() {
      closed.incrementAndGet();
    }
  }
}
