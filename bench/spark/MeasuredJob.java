import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;

/**
 * A job in rounds that are all alike. Arguments: the kind of round (shuffle or tiny), the cores,
 * how many rounds, and for how many seconds at most; whichever comes first ends it. Prints one
 * line: the rounds, the seconds from before the session until after its end, and the processor time
 * of the whole driver. It knows of no listener: those are settings from outside.
 */
public final class MeasuredJob {
  private static final int PARTITIONS = 64;
  private static final long FACTS = 400_000;
  private static final int TINY_TASKS = 2_000;

  private MeasuredJob() {}

  public static void main(String[] arguments) throws IOException {
    boolean isTiny = arguments[0].equals("tiny");
    int most = Integer.parseInt(arguments[2]);
    long limit = TimeUnit.SECONDS.toNanos(Long.parseLong(arguments[3]));
    long start = System.nanoTime();
    int rounds = 0;
    try (SparkSession spark = session(arguments[0], arguments[1])) {
      while (rounds < most && System.nanoTime() - start < limit) {
        if (isTiny) {
          tiny(spark);
        } else {
          shuffle(spark, rounds);
        }
        rounds++;
      }
    }
    double seconds = (System.nanoTime() - start) / 1e9;
    System.out.printf(
        Locale.ROOT,
        "%n{\"rounds\": %d, \"seconds\": %.3f, \"cpuSeconds\": %.3f}%n",
        rounds,
        seconds,
        cpu());
    System.exit(0);
  }

  private static SparkSession session(String name, String cores) {
    return SparkSession.builder()
        .appName("bench-" + name)
        .master("local[" + cores + "]")
        .config("spark.ui.enabled", "false")
        .config("spark.driver.bindAddress", "127.0.0.1")
        .config("spark.driver.host", "127.0.0.1")
        .config("spark.sql.shuffle.partitions", PARTITIONS)
        // Every round is to have as many tasks as the one before.
        .config("spark.sql.adaptive.enabled", "false")
        .config("spark.sql.autoBroadcastJoinThreshold", "-1")
        .getOrCreate();
  }

  /** A join, an aggregation and a sort, in four stages of 64 tasks. */
  private static void shuffle(SparkSession spark, int round) {
    Dataset<Row> facts =
        spark
            .range(0, FACTS, 1, PARTITIONS)
            .selectExpr(
                "pmod(hash(id, " + round + "), 50000) AS customer",
                "id % 1000 AS product",
                "rand(" + round + ") * 100 AS amount");
    Dataset<Row> customers =
        spark
            .range(0, 50_000, 1, PARTITIONS)
            .selectExpr("CAST(id AS INT) AS customer", "id % 20 AS region");
    facts
        .join(customers, "customer")
        .groupBy("region", "product")
        .agg(functions.sum("amount").as("amount"), functions.count("amount").as("orders"))
        .orderBy(functions.col("amount").desc())
        .write()
        .format("noop")
        .mode("overwrite")
        .save();
  }

  /** The worst case for a listener: tasks that do nothing else than to start and to end. */
  private static void tiny(SparkSession spark) {
    spark.range(0, TINY_TASKS, 1, TINY_TASKS).write().format("noop").mode("overwrite").save();
  }

  private static double cpu() {
    return ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
            .getProcessCpuTime()
        / 1e9;
  }
}
