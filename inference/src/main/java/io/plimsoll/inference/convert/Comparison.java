package io.plimsoll.inference.convert;

import io.plimsoll.inference.convert.CompileReport.Compared;
import io.plimsoll.inference.convert.CompileReport.OutputError;
import io.plimsoll.inference.convert.Replay.Segment;
import io.plimsoll.inference.tensor.DataType;
import io.plimsoll.inference.tensor.InferenceException;
import io.plimsoll.inference.tensor.Tensor;
import io.plimsoll.inference.tensor.TensorSpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** Compares what a graph answers with what the original answered, row by row. */
final class Comparison {

  /** What answers in the place of the original. */
  @FunctionalInterface
  interface Candidate {
    List<Tensor> predict(List<Tensor> columns) throws InferenceException;
  }

  private final Candidate candidate;
  private final List<TensorSpec> outputs;
  private final double[] usualSizes;
  private final int[] differing;
  private final double[] largestAbsolute;
  private final double[] largestRelative;
  private final List<Compared> compared = new ArrayList<>();
  private Optional<String> firstDifference = Optional.empty();
  private int rowsBefore;

  /**
   * @param usualSizes for each output the size of its answers below which a relative error says
   *     nothing
   */
  Comparison(Candidate candidate, List<TensorSpec> outputs, double[] usualSizes) {
    this.candidate = candidate;
    this.outputs = outputs;
    this.usualSizes = usualSizes.clone();
    this.differing = new int[outputs.size()];
    this.largestAbsolute = new double[outputs.size()];
    this.largestRelative = new double[outputs.size()];
  }

  /**
   * The median size of the original's answers; 1 for a probability, 0 where nothing was answered.
   */
  static double[] usualSizes(List<TensorSpec> outputs, List<Segment> segments) {
    double[] sizes = new double[outputs.size()];
    for (int k = 0; k < sizes.length; k++) {
      if (outputs.get(k).name().equals("probability")) {
        sizes[k] = 1;
      } else if (outputs.get(k).type() == DataType.FP64) {
        int output = k;
        double[] found =
            segments.stream()
                .flatMap(segment -> segment.outputs().stream())
                .flatMapToDouble(answers -> Arrays.stream(answers.get(output).doubles()))
                .map(Math::abs)
                .filter(Double::isFinite)
                .sorted()
                .toArray();
        sizes[k] = found.length == 0 ? 0 : found[found.length / 2];
      }
    }
    return sizes;
  }

  void add(RowSource source, List<Segment> segments) {
    int rows = 0;
    int wrong = 0;
    rowsBefore = 0;
    for (Segment segment : segments) {
      wrong += differences(source, segment);
      rows += segment.rows();
      rowsBefore += segment.rows();
    }
    if (rows > 0) {
      compared.add(new Compared(source, rows, wrong));
    }
  }

  private int differences(RowSource source, Segment segment) {
    List<Tensor> answers;
    try {
      answers = candidate.predict(segment.columns());
    } catch (InferenceException refused) {
      if (segment.outputs().isEmpty()) {
        return 0;
      }
      if (segment.rows() > 1) {
        return oneByOne(source, segment);
      }
      note(source, 0, "is refused (" + refused.getMessage() + ")");
      return 1;
    }
    if (segment.outputs().isEmpty()) {
      note(source, 0, "is answered, but the original refuses it (" + segment.refusal() + ")");
      return 1;
    }
    int wrong = 0;
    for (int row = 0; row < segment.rows(); row++) {
      wrong += isSame(source, segment.outputs().get(), answers, row) ? 0 : 1;
    }
    return wrong;
  }

  /** Finds out which rows of a segment are refused. */
  private int oneByOne(RowSource source, Segment segment) {
    int wrong = 0;
    int before = rowsBefore;
    for (int row = 0; row < segment.rows(); row++) {
      List<Tensor> outputs = Replay.slice(segment.outputs().orElseThrow(), row, 1);
      Segment one =
          new Segment(Replay.slice(segment.columns(), row, 1), 1, Optional.of(outputs), "");
      wrong += differences(source, one);
      rowsBefore++;
    }
    rowsBefore = before;
    return wrong;
  }

  private boolean isSame(RowSource source, List<Tensor> expected, List<Tensor> actual, int row) {
    boolean same = true;
    for (int k = 0; k < outputs.size(); k++) {
      boolean equal =
          outputs.get(k).type() == DataType.FP64
              ? isClose(k, expected.get(k).doubles()[row], actual.get(k).doubles()[row])
              : Objects.equals(expected.get(k).value(row), actual.get(k).value(row));
      if (!equal) {
        differing[k]++;
        same = false;
        Object was = expected.get(k).value(row);
        Object now = actual.get(k).value(row);
        note(source, row, "gives " + outputs.get(k).name() + " " + now + " instead of " + was);
      }
    }
    return same;
  }

  private boolean isClose(int output, double expected, double actual) {
    if (!Double.isFinite(expected) || !Double.isFinite(actual)) {
      // Equal infinities are the same answer, and so is no number on both sides.
      return Double.compare(expected, actual) == 0;
    }
    double error = Math.abs(expected - actual);
    double size = Math.max(Math.abs(expected), usualSizes[output]);
    double relative = error == 0 ? 0 : error / size;
    largestAbsolute[output] = Math.max(largestAbsolute[output], error);
    largestRelative[output] = Math.max(largestRelative[output], relative);
    return relative <= CompileReport.BOUND;
  }

  private void note(RowSource source, int row, String what) {
    if (firstDifference.isEmpty()) {
      firstDifference =
          Optional.of(
              "%s row %d %s"
                  .formatted(source.word(), rowsBefore + row + 1, CompileReport.firstLine(what)));
    }
  }

  List<Compared> rows() {
    return List.copyOf(compared);
  }

  List<OutputError> errors() {
    List<OutputError> errors = new ArrayList<>();
    for (int k = 0; k < outputs.size(); k++) {
      double relative = Double.isFinite(largestRelative[k]) ? largestRelative[k] : 1;
      errors.add(
          new OutputError(outputs.get(k).name(), differing[k], largestAbsolute[k], relative));
    }
    return errors;
  }

  /** How many rows differ and what the first of them shows; empty if none does. */
  Optional<String> verdict() {
    List<String> counts =
        compared.stream()
            .filter(part -> part.differing() > 0)
            .map(
                part ->
                    "%,d of %,d %s rows"
                        .formatted(part.differing(), part.rows(), part.source().word()))
            .toList();
    return counts.isEmpty()
        ? Optional.empty()
        : Optional.of(
            "%s differ; the first: %s"
                .formatted(String.join(" and ", counts), firstDifference.orElse("")));
  }
}
