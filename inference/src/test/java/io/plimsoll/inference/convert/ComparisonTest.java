package io.plimsoll.inference.convert;

import static org.assertj.core.api.Assertions.assertThat;

import io.plimsoll.inference.convert.CompileReport.Compared;
import io.plimsoll.inference.convert.Replay.Segment;
import io.plimsoll.inference.tensor.DataType;
import io.plimsoll.inference.tensor.InferenceException;
import io.plimsoll.inference.tensor.InferenceException.Kind;
import io.plimsoll.inference.tensor.Tensor;
import io.plimsoll.inference.tensor.TensorSpec;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ComparisonTest {

  private static final List<TensorSpec> OUTPUTS =
      List.of(
          TensorSpec.column("label", DataType.INT64),
          TensorSpec.column("probability", DataType.FP64));

  private static Segment answered(long label, double probability) {
    return new Segment(column(), 1, Optional.of(answers(label, probability)), "");
  }

  private static Segment refused() {
    return new Segment(column(), 1, Optional.empty(), "ValueError: Input X contains NaN");
  }

  private static List<Tensor> column() {
    return List.of(Tensor.of("x", new double[] {1}, 1));
  }

  private static List<Tensor> answers(long label, double probability) {
    return List.of(
        Tensor.of("label", new long[] {label}, 1),
        Tensor.of("probability", new double[] {probability}, 1));
  }

  private static Comparison against(Comparison.Candidate candidate, Segment... segments) {
    Comparison comparison = new Comparison(candidate, OUTPUTS, new double[] {0, 1});
    comparison.add(RowSource.TEST_DATA, List.of(segments));
    return comparison;
  }

  @Test
  void agreesWithinTheBound() {
    Comparison comparison =
        against(columns -> answers(1, 0.500009), answered(1, 0.5), answered(1, 0.50001));
    assertThat(comparison.verdict()).isEmpty();
    assertThat(comparison.rows()).containsExactly(new Compared(RowSource.TEST_DATA, 2, 0));
    assertThat(comparison.errors().getLast().largestAbsolute()).isBetween(8e-6, 1e-5);
  }

  @Test
  void namesTheFirstRowWhoseLabelDiffers() {
    Comparison comparison =
        against(columns -> answers(1, 0.5), answered(1, 0.5), answered(0, 0.5), answered(2, 0.5));
    assertThat(comparison.verdict())
        .contains(
            "2 of 3 test data rows differ; the first: test data row 2 gives label 1 instead of 0");
    assertThat(comparison.errors().getFirst().differing()).isEqualTo(2);
  }

  @Test
  void countsANumberBeyondTheBound() {
    Comparison comparison = against(columns -> answers(1, 0.50002), answered(1, 0.5));
    assertThat(comparison.rows()).containsExactly(new Compared(RowSource.TEST_DATA, 1, 1));
  }

  @Test
  void aMissingNumberIsTheSameAsAMissingNumberOnly() {
    assertThat(against(columns -> answers(1, Double.NaN), answered(1, Double.NaN)).verdict())
        .isEmpty();
    assertThat(against(columns -> answers(1, Double.NaN), answered(1, 0.5)).verdict()).isPresent();
    assertThat(against(columns -> answers(1, 0.5), answered(1, Double.NaN)).verdict()).isPresent();
  }

  @Test
  void refusingWhatTheOriginalRefusesIsAgreement() {
    Comparison.Candidate refusing =
        columns -> {
          throw new InferenceException(Kind.FAILED, "no");
        };
    assertThat(against(refusing, refused()).verdict()).isEmpty();
    assertThat(against(refusing, answered(1, 0.5)).verdict())
        .contains("1 of 1 test data rows differ; the first: test data row 1 is refused (no)");
    assertThat(against(columns -> answers(1, 0.5), refused()).verdict().orElseThrow())
        .contains("is answered, but the original refuses it (ValueError: Input X contains NaN)");
  }

  @Test
  void findsTheRefusedRowAmongOthers() {
    Segment two =
        new Segment(
            List.of(Tensor.of("x", new double[] {1, 2}, 2)),
            2,
            Optional.of(
                List.of(
                    Tensor.of("label", new long[] {1, 1}, 2),
                    Tensor.of("probability", new double[] {0.5, 0.5}, 2))),
            "");
    Comparison.Candidate picky =
        columns -> {
          if (columns.getFirst().rows() > 1 || columns.getFirst().doubles()[0] == 2) {
            throw new InferenceException(Kind.FAILED, "no");
          }
          return answers(1, 0.5);
        };
    assertThat(against(picky, two).verdict().orElseThrow())
        .startsWith("1 of 2 test data rows differ; the first: test data row 2");
  }

  @Test
  void measuresNumbersAgainstTheirUsualSize() {
    List<TensorSpec> outputs = List.of(TensorSpec.column("prediction", DataType.FP64));
    List<Segment> segments =
        List.of(
            new Segment(
                column(),
                3,
                Optional.of(List.of(Tensor.of("prediction", new double[] {-2e6, 1e6, 0}, 3))),
                ""));
    assertThat(Comparison.usualSizes(outputs, segments)).containsExactly(1e6);
  }
}
