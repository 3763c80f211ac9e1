package io.plimsoll.spark;

import java.util.concurrent.TimeUnit;
import org.apache.spark.sql.SparkSession;

/** An application whose only job takes longer than anybody waits. */
final class SleepingApplication {
  private SleepingApplication() {}

  public static void main(String[] arguments) {
    SparkSession spark =
        Applications.builder(arguments[0], arguments[1])
            .config("spark.plimsoll.heartbeat", "500ms")
            .getOrCreate();
    spark
        .range(0, 2, 1, 2)
        .foreach(
            row -> {
              TimeUnit.MINUTES.sleep(10);
            });
  }
}
