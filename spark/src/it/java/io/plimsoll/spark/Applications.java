package io.plimsoll.spark;

import org.apache.spark.sql.SparkSession;

/** Applications in local mode that are watched, with nothing in them that knows of it. */
final class Applications {
  private Applications() {}

  static SparkSession.Builder builder(String name, String url) {
    return builder(name, url, "plm_test");
  }

  static SparkSession.Builder builder(String name, String url, String token) {
    return SparkSession.builder()
        .appName(name)
        .master("local[2]")
        .config("spark.ui.enabled", "false")
        .config("spark.driver.bindAddress", "127.0.0.1")
        .config("spark.driver.host", "127.0.0.1")
        .config("spark.sql.shuffle.partitions", "4")
        .config("spark.extraListeners", "io.plimsoll.spark.PlimsollSparkListener")
        .config("spark.plimsoll.url", url)
        .config("spark.plimsoll.token", token);
  }
}
