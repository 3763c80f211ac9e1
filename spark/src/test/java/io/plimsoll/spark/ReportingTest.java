package io.plimsoll.spark;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Properties;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** What is left out of reports, and when. */
final class ReportingTest {
  @Test
  void readsHowFarASourceIsBehind() {
    assertThat(Offsets.behind("{\"a\":{\"0\":10,\"1\":5}}", "{\"a\":{\"0\":30,\"1\":6}}"))
        .isEqualTo(21);
    assertThat(Offsets.behind("{\"a\":{\"0\":10}}", "{\"a\":{\"0\":10,\"1\":4}}")).isEqualTo(4);
    assertThat(Offsets.behind("{\"a\":{\"0\":10}}", null)).isNull();
    assertThat(Offsets.behind("17", "19")).isNull();
    assertThat(Offsets.behind("{}", "{}")).isNull();
  }

  @Test
  void takesCredentialsOutOfPlaces() {
    assertThat(Texts.place("s3a://key:secret@lake/orders")).isEqualTo("s3a://lake/orders");
    assertThat(Texts.place("jdbc:postgresql://db/x?user=a&password=secret"))
        .isEqualTo("jdbc:postgresql://db/x");
    assertThat(Texts.place("jdbc:sqlserver://db;password=secret")).isEqualTo("jdbc:sqlserver://db");
    assertThat(Texts.place("file:/data/in")).isEqualTo("file:/data/in");
    assertThat(Texts.place(" ")).isEqualTo("unnamed");
    assertThat(Texts.label("x".repeat(300))).hasSize(200);
    assertThat(Texts.format("org.example.Parquet")).isEqualTo("Parquet");
  }

  @Test
  void leavesOutTasksOnceItsShareOfTheTimeIsSpent() {
    AtomicLong now = new AtomicLong();
    TimeBudget budget = new TimeBudget(now::get);
    long begun = budget.now();
    now.addAndGet(TimeUnit.MILLISECONDS.toNanos(400));
    budget.note(begun);
    assertThat(budget.isSpent()).as("a grace for short applications").isFalse();
    begun = budget.now();
    now.addAndGet(TimeUnit.MILLISECONDS.toNanos(200));
    budget.note(begun);
    assertThat(budget.isSpent()).isTrue();
    now.addAndGet(TimeUnit.SECONDS.toNanos(60));
    assertThat(budget.isSpent()).as("600 ms of a minute").isFalse();
    assertThat(budget.usedMillis()).isEqualTo(600);
  }

  @Test
  void reportsOneBatchOfAStreamAMinuteInDetail() {
    Detail detail = new Detail();
    assertThat(detail.isWanted(null, 0)).isTrue();
    assertThat(detail.isWanted(new Properties(), 0)).isTrue();
    assertThat(detail.isWanted(batch("1", "10"), 0)).isTrue();
    assertThat(detail.isWanted(batch("1", "10"), 1_000)).as("another job of it").isTrue();
    assertThat(detail.isWanted(batch("2", "11"), 2_000)).isFalse();
    assertThat(detail.takeQuiet(11)).isTrue();
    assertThat(detail.takeQuiet(11)).as("it is forgotten").isFalse();
    assertThat(detail.takeQuiet(10)).isFalse();
    assertThat(detail.isWanted(batch("3", "12"), 61_000)).isTrue();
  }

  @Test
  void takesNoMoreThanItsQueueHolds() throws Exception {
    Worker worker = new Worker(() -> {}, 60_000);
    CountDownLatch hold = new CountDownLatch(1);
    int taken = 0;
    while (taken < 10_000 && worker.offer(() -> await(hold))) {
      taken++;
    }
    assertThat(taken).isEqualTo(256);
    worker.start();
    assertThat(worker.end(50)).as("something hangs").isFalse();
    hold.countDown();
    assertThat(worker.end(20_000)).isTrue();
    assertThat(worker.offer(() -> {})).isFalse();
  }

  private static Properties batch(String id, String execution) {
    Properties properties = new Properties();
    properties.setProperty(Detail.STREAM, "orders");
    properties.setProperty(Detail.BATCH, id);
    properties.setProperty(Detail.EXECUTION, execution);
    return properties;
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException stop) {
      Thread.currentThread().interrupt();
    }
  }
}
