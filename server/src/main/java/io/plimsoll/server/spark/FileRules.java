package io.plimsoll.server.spark;

import io.plimsoll.events.SparkData;
import java.util.List;
import java.util.Locale;

/** Rules about the files that an execution read and wrote. */
final class FileRules {
  private static final double MEGABYTE = 1 << 20;

  /** DataFlint's bounds: more than a hundred files of less than 3 MB in the mean. */
  private static final long MANY = 100;

  private static final double SMALL = 3 * MEGABYTE;

  private FileRules() {}

  static void judge(SparkPart query, List<SparkAdvice> advice) {
    query.inputs().forEach(data -> smallFiles(query, data, true, advice));
    query.outputs().forEach(data -> smallFiles(query, data, false, advice));
  }

  private static void smallFiles(
      SparkPart query, SparkData data, boolean isRead, List<SparkAdvice> advice) {
    Long files = data.files();
    Long bytes = data.bytes();
    if (files == null || bytes == null || files <= MANY || (double) bytes / files >= SMALL) {
      return;
    }
    double mean = (double) bytes / files;
    SparkSeverity.reached(files, MANY, 1_000, 10_000, 100_000)
        .ifPresent(
            severity ->
                advice.add(
                    new SparkAdvice(
                        isRead ? "small_files_read" : "small_files_written",
                        severity,
                        query.key(),
                        String.format(
                            Locale.ROOT,
                            "%s %,d files of %.2f MB each: %s.",
                            isRead ? "Reads" : "Writes",
                            files,
                            mean / MEGABYTE,
                            data.name()),
                        isRead
                            ? "Compact them; files of about 128 MB are read best."
                            : "Repartition before the write, so that files get about 128 MB.",
                        mean)));
  }
}
