package io.plimsoll.inference.sandbox;

/**
 * What one sandbox may use. Sizes are bytes.
 *
 * @param memoryBytes address space of each process
 * @param fileBytes largest file it may write
 * @param temporaryBytes its private /tmp in all
 * @param processes processes and threads in all
 * @param openFiles open files of each process
 * @param cpuSeconds processor time of each process; 0 for no limit
 * @param logBytesPerMinute what of its output is kept
 */
public record Limits(
    long memoryBytes,
    long fileBytes,
    long temporaryBytes,
    int processes,
    int openFiles,
    int cpuSeconds,
    int logBytesPerMinute) {

  private static final long MIB = 1L << 20;

  public Limits {
    if (memoryBytes < 64 * MIB || processes < 1 || openFiles < 16 || cpuSeconds < 0) {
      throw new IllegalArgumentException(
          "a sandbox needs at least 64 MiB of memory, 1 process and 16 open files");
    }
  }

  /** For a process that answers calls for as long as its model is deployed. */
  public static Limits serving() {
    return new Limits(4096 * MIB, 256 * MIB, 256 * MIB, 64, 256, 0, (int) MIB);
  }

  /** For one load and one inference on test data. */
  public static Limits probing() {
    return new Limits(4096 * MIB, 256 * MIB, 256 * MIB, 64, 256, 300, (int) MIB);
  }

  public Limits withMemoryBytes(long bytes) {
    return new Limits(
        bytes, fileBytes, temporaryBytes, processes, openFiles, cpuSeconds, logBytesPerMinute);
  }

  public Limits withProcesses(int count) {
    return new Limits(
        memoryBytes, fileBytes, temporaryBytes, count, openFiles, cpuSeconds, logBytesPerMinute);
  }

  public Limits withCpuSeconds(int seconds) {
    return new Limits(
        memoryBytes, fileBytes, temporaryBytes, processes, openFiles, seconds, logBytesPerMinute);
  }
}
