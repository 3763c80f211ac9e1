/** What has to be said to spark-submit so that an application reports to this server. */
export function attachLines(origin: string): string {
  return [
    "spark-submit --jars plimsoll-spark-0.1.0-SNAPSHOT.jar",
    "  --conf spark.extraListeners=io.plimsoll.spark.PlimsollSparkListener",
    `  --conf spark.plimsoll.url=${origin}`,
    "  --conf spark.plimsoll.token=plm_…",
    "  your-job.py",
  ].join(" \\\n");
}
