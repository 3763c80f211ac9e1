package io.plimsoll.spark;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.spark.sql.SparkSession;

/** An application whose only job takes longer than anybody waits. */
final class SleepingApplication {
  private SleepingApplication() {}

  /** Starts it as a driver in a JVM of its own, with what this one was started with. */
  static Process start(String name, String url, String token) throws IOException {
    ProcessBuilder builder = new ProcessBuilder();
    builder.command().add(ProcessHandle.current().info().command().orElseThrow());
    ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(argument -> argument.startsWith("--add-opens") || argument.startsWith("-Xmx"))
        .forEach(builder.command()::add);
    builder
        .command()
        .addAll(
            List.of(
                "-cp",
                System.getProperty(
                    "surefire.test.class.path", System.getProperty("java.class.path")),
                SleepingApplication.class.getName(),
                name,
                url,
                token));
    return builder.inheritIO().start();
  }

  public static void main(String[] arguments) {
    SparkSession spark =
        Applications.builder(arguments[0], arguments[1], arguments[2])
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
