package io.plimsoll.spark;

import static org.apache.spark.sql.functions.col;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Real jobs and the real server: what it shows of them, and of a driver that is killed. */
@Timeout(300)
final class LiveServerIT {
  private static final String APPLICATIONS = "/spark/applications";

  private static LiveServer server;

  private final Path folder;

  LiveServerIT(@TempDir Path folder) {
    this.folder = folder;
  }

  @BeforeAll
  static void start(@TempDir Path own) throws Exception {
    server = new LiveServer(Files.createDirectory(own.resolve("home")), Duration.ofSeconds(3));
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @Test
  void showsWhatAJobDidAndWhatItReadAndWrote() throws Exception {
    String in = folder.resolve("in").toString();
    String out = folder.resolve("out").toString();
    try (SparkSession spark =
        Applications.builder("live", server.url(), server.key())
            .config("spark.sql.warehouse.dir", folder.resolve("warehouse").toString())
            .getOrCreate()) {
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
    } finally {
      SparkSession.clearActiveSession();
      SparkSession.clearDefaultSession();
    }

    JsonNode listed = ended("live", "succeeded");
    JsonNode shown = server.get(APPLICATIONS + "/" + listed.path("id").asText());
    assertThat(shown.at("/application/measures/lostReports").asDouble()).isZero();
    assertThat(shown.at("/application/measures/inputRecords").asDouble()).isEqualTo(2_000);
    assertThat(shown.at("/parts/jobs")).isNotEmpty();
    assertThat(shown.at("/parts/stages")).isNotEmpty();
    assertThat(shown.at("/parts/stages/0/spreads")).isNotEmpty();
    assertThat(shown.at("/parts/executors")).hasSize(1);
    List<String> read = new ArrayList<>();
    List<String> written = new ArrayList<>();
    for (JsonNode query : shown.at("/parts/queries")) {
      query.path("inputs").forEach(data -> read.add(named(data)));
      query.path("outputs").forEach(data -> written.add(named(data)));
    }
    assertThat(read).contains("file:" + in + " 1000");
    assertThat(written).contains("file:" + in + " 1000", "file:" + out + " 5");
  }

  @Test
  void aDriverThatIsKilledIsLostAndSomebodyIsTold() throws Exception {
    server.put(
        "/spark/alert-rules/spark_lost",
        """
        {"enabled": true, "severity": "critical", "threshold": 1, "applications": ["killed"]}
        """);
    Process driver = SleepingApplication.start("killed", server.url(), server.key());
    try {
      server.await(
          APPLICATIONS + "?name=killed&status=running",
          answer -> answer.at("/items/0/measures/runningJobs").asInt() > 0);
    } finally {
      // SIGKILL: no hook runs, and nothing is said any more.
      driver.destroyForcibly();
    }
    assertThat(driver.waitFor(60, TimeUnit.SECONDS)).isTrue();

    JsonNode lost = ended("killed", "lost");
    assertThat(lost.path("endedAt").isNull()).isTrue();
    JsonNode alert =
        server
            .await("/alerts?state=firing", answer -> !answer.path("items").isEmpty())
            .at("/items/0");
    assertThat(alert.path("rule").asText()).isEqualTo("spark_lost");
    assertThat(alert.path("application").asText()).isEqualTo("killed");
    assertThat(alert.at("/evidence/spark/run").asText()).isEqualTo(lost.path("id").asText());
    JsonNode shown = server.get(APPLICATIONS + "/" + lost.path("id").asText());
    assertThat(shown.at("/application/status").asText()).isEqualTo("lost");
  }

  private static JsonNode ended(String name, String status) throws Exception {
    return server
        .await(
            APPLICATIONS + "?name=" + name,
            answer -> answer.at("/items/0/status").asText().equals(status))
        .at("/items/0");
  }

  private static String named(JsonNode data) {
    return data.path("name").asText() + " " + data.path("rows").asLong();
  }
}
