package io.plimsoll.spark;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.udf;
import static org.apache.spark.sql.functions.when;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.plimsoll.events.Event;
import io.plimsoll.events.SparkData;
import io.plimsoll.events.SparkPart;
import io.plimsoll.events.SparkSpread;
import io.plimsoll.events.SparkStatus;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.streaming.StreamingQuery;
import org.apache.spark.sql.streaming.Trigger;
import org.apache.spark.sql.types.DataTypes;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Real jobs in local mode with the jar as it is shipped, each an application of its own in one JVM:
 * what the listener tells of them, and that they do not notice it.
 */
@Timeout(120)
final class SparkJobsIT {
  private static final RecordingIntake INTAKE = new RecordingIntake();

  private final Path folder;

  SparkJobsIT(@TempDir Path folder) {
    this.folder = folder;
  }

  @AfterEach
  void stop() {
    SparkSession.clearActiveSession();
    SparkSession.clearDefaultSession();
  }

  @AfterAll
  static void close() {
    INTAKE.close();
  }

  @Test
  void tellsWhatABatchOfSqlReadAndWrote() throws Exception {
    String in = folder.resolve("in").toString();
    String out = folder.resolve("out").toString();
    try (SparkSession spark = session("batch", INTAKE.url())) {
      spark.range(0, 1_000, 1, 4).withColumn("group", col("id").mod(10)).write().parquet(in);
      spark
          .read()
          .parquet(in)
          // No statistics of a file can answer this, so that all rows are read.
          .filter(col("id").mod(2).equalTo(0))
          .groupBy("group")
          .count()
          .write()
          .parquet(out);
    }

    Event.SparkReport end = ended("batch");
    assertThat(end.status()).isEqualTo(SparkStatus.SUCCEEDED);
    assertThat(end.error()).isEmpty();
    assertThat(measure(end, "tasks")).isPositive();
    assertThat(measure(end, "failedTasks")).isZero();
    assertThat(measure(end, "queries")).isGreaterThanOrEqualTo(2);
    // What is made up by range() counts as read, too.
    assertThat(measure(end, "inputRecords")).isEqualTo(2_000);
    assertThat(measure(end, "outputRecords")).isEqualTo(1_005);
    assertThat(measure(end, "lostReports")).isZero();
    assertThat(measure(end, "coreMs")).isPositive();
    assertThat(end.details().byName()).containsKeys("sparkVersion", "scalaVersion", "user");
    assertThat(end.startedAt()).isPresent();
    assertThat(end.endedAt()).isPresent();

    Event.SparkReport query =
        INTAKE.await("batch", SparkPart.QUERY, report -> !report.inputs().isEmpty());
    assertThat(query.inputs())
        .extracting(SparkData::name, SparkData::format, SparkData::rows)
        .containsExactly(tuple("file:" + in, "Parquet", 1_000L));
    assertThat(query.outputs())
        .extracting(SparkData::name, SparkData::rows)
        .containsExactly(tuple("file:" + out, 5L));
    assertThat(query.outputs().get(0).bytes()).isPositive();
    assertThat(query.outputs().get(0).files()).isPositive();

    assertThat(INTAKE.of("batch", SparkPart.JOB))
        .isNotEmpty()
        .allMatch(job -> job.status() == SparkStatus.SUCCEEDED);
    assertThat(INTAKE.of("batch", SparkPart.STAGE))
        .isNotEmpty()
        // Reading the schema of files is a job, but no execution of SQL.
        .anyMatch(stage -> stage.details().byName().containsKey("execution"))
        .allMatch(stage -> stage.details().byName().get("job") instanceof Double);
    List<Event.SparkReport> executors = INTAKE.of("batch", SparkPart.EXECUTOR);
    assertThat(executors.get(executors.size() - 1).measures().byName())
        .containsEntry("cores", 2.0)
        .containsEntry("inputRecords", 2_000.0);
    assertThat(INTAKE.refused()).isEmpty();
  }

  @Test
  void showsTheSkewOfAJoin() throws Exception {
    try (SparkSession spark =
        session(
            "skew",
            INTAKE.url(),
            "spark.sql.adaptive.enabled",
            "false",
            "spark.sql.autoBroadcastJoinThreshold",
            "-1",
            "spark.sql.shuffle.partitions",
            "8")) {
      Dataset<Row> facts =
          spark
              .range(0, 200_000, 1, 4)
              .withColumn("key", when(col("id").mod(10).lt(9), lit(1L)).otherwise(col("id")));
      Dataset<Row> names = spark.range(0, 200_000, 1, 2).withColumnRenamed("id", "key");
      assertThat(facts.join(names, "key").count()).isEqualTo(200_000);
    }

    ended("skew");
    List<SparkSpread> reads =
        INTAKE.of("skew", SparkPart.STAGE).stream()
            .flatMap(stage -> stage.spreads().stream())
            .filter(spread -> spread.name().equals("readRecords") && spread.count() == 8)
            .toList();
    assertThat(reads).isNotEmpty();
    assertThat(reads).anyMatch(spread -> spread.max() > 4 * spread.median());
    assertThat(INTAKE.of("skew", SparkPart.STAGE))
        .anyMatch(stage -> stage.details().byName().containsKey("slowestTask"));
  }

  @Test
  void countsWhatASortSpills() throws Exception {
    try (SparkSession spark =
        session(
            "spill",
            INTAKE.url(),
            "spark.shuffle.spill.numElementsForceSpillThreshold",
            "5000",
            "spark.sql.adaptive.enabled",
            "false",
            "spark.sql.shuffle.partitions",
            "2")) {
      spark.range(0, 60_000, 1, 2).sortWithinPartitions(col("id").desc()).foreach(row -> {});
    }

    Event.SparkReport end = ended("spill");
    assertThat(measure(end, "diskSpilledBytes")).isPositive();
    assertThat(INTAKE.of("spill", SparkPart.STAGE))
        .anyMatch(stage -> measure(stage, "memorySpilledBytes") > 0);
  }

  @Test
  void tellsThatAnApplicationFailedAndWhy() throws Exception {
    try (SparkSession spark = session("failing", INTAKE.url())) {
      UDF1<Long, Long> breaks =
          id -> {
            throw new IllegalStateException("the order is broken");
          };
      Dataset<Row> broken =
          spark.range(10).withColumn("x", udf(breaks, DataTypes.LongType).apply(col("id")));
      assertThatThrownBy(broken::collectAsList).hasStackTraceContaining("the order is broken");
    }

    Event.SparkReport end = ended("failing");
    assertThat(end.status()).isEqualTo(SparkStatus.FAILED);
    assertThat(end.error().orElseThrow().message()).contains("the order is broken");
    assertThat(measure(end, "failedTasks")).isPositive();
    assertThat(INTAKE.of("failing", SparkPart.STAGE))
        .anyMatch(stage -> stage.status() == SparkStatus.FAILED && stage.error().isPresent());
    assertThat(INTAKE.of("failing", SparkPart.QUERY))
        .anyMatch(query -> query.status() == SparkStatus.FAILED);
  }

  @Test
  void takesAnApplicationThatWentOnAfterAFailureForOneThatSucceeded() throws Exception {
    try (SparkSession spark = session("recovering", INTAKE.url())) {
      assertThatThrownBy(() -> spark.sql("SELECT raise_error('no')").collectAsList())
          .hasStackTraceContaining("no");
      assertThat(spark.range(5).count()).isEqualTo(5);
    }

    assertThat(ended("recovering").status()).isEqualTo(SparkStatus.SUCCEEDED);
  }

  @Test
  void followsAStreamAndTellsWhyItFailed() throws Exception {
    try (SparkSession spark =
        session("stream", INTAKE.url(), "spark.plimsoll.progressInterval", "1ms")) {
      Dataset<Row> rate =
          spark.readStream().format("rate-micro-batch").option("rowsPerBatch", 50).load();
      StreamingQuery healthy =
          rate.withWatermark("timestamp", "1 minute")
              .groupBy(col("value").mod(5))
              .count()
              .writeStream()
              .queryName("healthy")
              .format("memory")
              .outputMode("complete")
              .trigger(Trigger.ProcessingTime(50))
              .start();
      INTAKE.await(
          "stream",
          SparkPart.PROGRESS,
          report -> measure(report, "rows") > 0 && measure(report, "stateRows") == 5);
      healthy.stop();
      UDF1<Long, Long> breaks =
          value -> {
            throw new IllegalStateException("row " + value + " is broken");
          };
      StreamingQuery failing =
          rate.withColumn("x", udf(breaks, DataTypes.LongType).apply(col("value")))
              .writeStream()
              .queryName("broken")
              .format("noop")
              .start();
      assertThatThrownBy(() -> failing.awaitTermination(60_000))
          .hasStackTraceContaining("is broken");
    }

    Event.SparkReport end = ended("stream");
    assertThat(end.status()).isEqualTo(SparkStatus.FAILED);
    Event.SparkReport progress =
        INTAKE.await("stream", SparkPart.PROGRESS, report -> measure(report, "rows") > 0);
    assertThat(progress.details().byName()).containsEntry("name", "healthy").containsKey("run");
    assertThat(progress.measures().byName())
        .containsKeys("batchMs", "batches", "step.triggerExecution", "stateBytes");
    assertThat(progress.inputs()).hasSize(1);
    assertThat(progress.outputs()).hasSize(1);
    assertThat(INTAKE.of("stream", SparkPart.STREAM))
        .allMatch(report -> report.measures().byName().containsKey("stillMs"))
        .extracting(report -> report.details().byName().get("name"), Event.SparkReport::status)
        .contains(
            tuple("healthy", SparkStatus.RUNNING),
            tuple("healthy", SparkStatus.SUCCEEDED),
            tuple("broken", SparkStatus.FAILED));
    assertThat(INTAKE.refused()).isEmpty();
  }

  @Test
  void changesNothingForTheJobWhateverTheServerDoes() throws Exception {
    try (ServerSocket deaf = new ServerSocket(0, 1)) {
      // Takes connections into its backlog and never answers.
      for (String url : List.of("http://127.0.0.1:1", "http://127.0.0.1:" + deaf.getLocalPort())) {
        long start = System.nanoTime();
        try (SparkSession spark = session("alone", url, "spark.plimsoll.closeTimeout", "1s")) {
          assertThat(spark.range(0, 1_000, 1, 4).selectExpr("sum(id)").first().getLong(0))
              .isEqualTo(499_500);
          start = System.nanoTime();
        }
        assertThat(System.nanoTime() - start).isLessThan(TimeUnit.SECONDS.toNanos(5));
      }
    }
    INTAKE.refuse(true);
    try (SparkSession spark = session("refused", INTAKE.url())) {
      assertThat(spark.range(10).count()).isEqualTo(10);
    } finally {
      INTAKE.refuse(false);
    }
    for (Map<String, String> wrong :
        List.of(
            Map.of("spark.plimsoll.url", "nowhere", "spark.plimsoll.token", "x"),
            Map.of("spark.plimsoll.heartbeat", "soon"),
            Map.of("spark.plimsoll.enabled", "perhaps"))) {
      SparkSession.Builder builder = builder("wrong", INTAKE.url());
      wrong.forEach(builder::config);
      try (SparkSession spark = builder.getOrCreate()) {
        assertThat(spark.range(10).count()).isEqualTo(10);
      }
    }
  }

  @Test
  void tellsThatAnApplicationWasKilled() throws Exception {
    Process process = SleepingApplication.start("terminated", INTAKE.url(), "plm_test");
    INTAKE.await("terminated", SparkPart.APPLICATION, report -> measure(report, "runningJobs") > 0);
    process.destroy();
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    Event.SparkReport end = ended("terminated");
    assertThat(end.status()).isEqualTo(SparkStatus.KILLED);
    assertThat(INTAKE.of("terminated", SparkPart.JOB))
        .anyMatch(job -> job.status() == SparkStatus.KILLED);
  }

  private static Event.SparkReport ended(String application) throws InterruptedException {
    return INTAKE.await(
        application, SparkPart.APPLICATION, report -> report.status() != SparkStatus.RUNNING);
  }

  private static double measure(Event.SparkReport report, String name) {
    return report.measures().byName().get(name) instanceof Double value ? value : 0;
  }

  private SparkSession session(String name, String url, String... settings) {
    SparkSession.Builder builder = builder(name, url);
    for (int place = 0; place < settings.length; place += 2) {
      builder.config(settings[place], settings[place + 1]);
    }
    return builder.getOrCreate();
  }

  private SparkSession.Builder builder(String name, String url) {
    return Applications.builder(name, url)
        .config("spark.sql.warehouse.dir", folder.resolve("warehouse").toString())
        .config("spark.sql.streaming.checkpointLocation", folder.resolve("points").toString());
  }
}
