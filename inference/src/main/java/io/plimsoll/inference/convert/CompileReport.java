package io.plimsoll.inference.convert;

import java.util.List;

/**
 * What was done to compile a model, and what it showed.
 *
 * @param converters the packages that converted, each with its version
 * @param originalMsPerRow milliseconds that the original takes for a row that comes alone
 * @param splits how many splits the model's trees have; 0 for a model without trees
 * @param testedSplits how many of them were tested with rows on both sides
 */
public record CompileReport(
    List<String> converters,
    double originalMsPerRow,
    int splits,
    int testedSplits,
    List<Attempt> attempts) {

  /**
   * By how much a number may differ: by this share of the original's answer or, where that is
   * smaller, of the answers' usual size, which is 1 for a probability.
   */
  public static final double BOUND = 1e-5;

  private static final int MAX_REASON = 400;

  public CompileReport {
    converters = List.copyOf(converters);
    attempts = List.copyOf(attempts);
  }

  /** As much of a message as a reason needs; the rest of it is for the log. */
  static String firstLine(String message) {
    String line = message.lines().findFirst().orElse("");
    return line.length() > MAX_REASON ? line.substring(0, MAX_REASON) + "…" : line;
  }

  /** When not even a conversion was begun. */
  static CompileReport empty(double originalMsPerRow) {
    return new CompileReport(List.of(), originalMsPerRow, 0, 0, List.of());
  }

  /**
   * One conversion and its comparison with the original.
   *
   * @param reason why it was not proved; empty if it was
   * @param bytes size of the graph; 0 if there is none
   * @param msPerRow milliseconds that the graph takes for a row that comes alone; 0 if not proved
   */
  public record Attempt(
      Precision precision,
      boolean isProved,
      String reason,
      double convertMs,
      double proofMs,
      long bytes,
      double msPerRow,
      List<Compared> rows,
      List<OutputError> outputs) {

    public Attempt {
      rows = List.copyOf(rows);
      outputs = List.copyOf(outputs);
    }

    /** A conversion that failed, or whose result cannot be used. */
    static Attempt failed(Precision precision, String reason, double convertMs, long bytes) {
      return new Attempt(
          precision, false, firstLine(reason), convertMs, 0, bytes, 0, List.of(), List.of());
    }
  }

  /** How many rows from where were compared, and how many of them were answered differently. */
  public record Compared(RowSource source, int rows, int differing) {}

  /**
   * How far apart the answers of one output were.
   *
   * @param differing answers beyond the bound; of a label, all that are not the same
   * @param largestAbsolute 0 for a label
   * @param largestRelative against what {@link #BOUND} is a share of; 0 for a label
   */
  public record OutputError(
      String output, int differing, double largestAbsolute, double largestRelative) {}
}
