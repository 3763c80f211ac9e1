package io.plimsoll.inference.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RowsTest {

  private static final Signature COLUMNS =
      new Signature(
          List.of(
              TensorSpec.column("age", DataType.FP64),
              TensorSpec.column("city", DataType.BYTES),
              TensorSpec.column("visits", DataType.INT64)),
          List.of());

  private static final Signature MATRIX =
      new Signature(List.of(new TensorSpec("input", DataType.FP32, List.of(-1L, 2L))), List.of());

  private static final List<Feature> TWO =
      List.of(new Feature("temp", FeatureType.NUMBER), new Feature("wind", FeatureType.NUMBER));

  @Test
  void makesOneTensorForEachFeature() throws InferenceException {
    List<Tensor> tensors =
        Rows.of(COLUMNS, List.of())
            .toTensors(
                List.of(
                    Map.of("age", 41, "city", "Turin", "visits", 3),
                    Map.of("visits", 0L, "city", "Bari", "age", 2.5)));

    assertThat(tensors.get(0).doubles()).containsExactly(41, 2.5);
    assertThat(tensors.get(1).strings()).containsExactly("Turin", "Bari");
    assertThat(tensors.get(2).longs()).containsExactly(3, 0);
  }

  @Test
  void makesOneMatrixInTheOrderOfTheNames() throws InferenceException {
    Rows rows = Rows.of(MATRIX, TWO);

    List<Tensor> tensors = rows.toTensors(List.of(Map.of("wind", 2, "temp", 1)));

    assertThat(tensors).singleElement().hasToString("input FP32[1, 2]");
    assertThat(tensors.getFirst().floats()).containsExactly(1, 2);
    assertThat(rows.count(tensors)).isEqualTo(1);
    assertThat(rows.width(tensors)).isEqualTo(2);
    assertThat(rows.toFeatureRow(tensors, 0)).isEqualTo(Map.of("temp", 1f, "wind", 2f));
  }

  @Test
  void takesNullForMissingNumbersAndTextsOnly() throws InferenceException {
    Rows rows = Rows.of(COLUMNS, List.of());
    Map<String, @Nullable Object> row = new HashMap<>();
    row.put("age", null);
    row.put("city", null);
    row.put("visits", 1);

    List<Tensor> tensors = rows.toTensors(List.of(row));

    assertThat(tensors.get(0).doubles()).containsExactly(Double.NaN);
    assertThat(tensors.get(1).strings()).containsExactly((String) null);
    assertThat(rows.toFeatureRow(tensors, 0)).isEqualTo(row2(null, null, 1L));
    row.put("visits", null);
    assertThatThrownBy(() -> rows.toTensors(List.of(row)))
        .hasMessage("`visits` expects a whole number, got null");
  }

  private static Map<String, @Nullable Object> row2(
      @Nullable Object age, @Nullable Object city, Object visits) {
    Map<String, @Nullable Object> row = new HashMap<>();
    row.put("age", age);
    row.put("city", city);
    row.put("visits", visits);
    return row;
  }

  @Test
  void namesMissingUnknownAndWrongFeaturesWithTheirRow() {
    Rows rows = Rows.of(MATRIX, TWO);

    assertThatThrownBy(() -> rows.toTensors(List.of(Map.of("temp", 1))))
        .hasMessage("missing feature `wind`; the model needs [temp, wind]");
    assertThatThrownBy(() -> rows.toTensors(List.of(Map.of("temp", 1, "wind", 1, "rain", 1))))
        .hasMessage("unknown feature `rain`; known are [temp, wind]");
    assertThatThrownBy(
            () ->
                rows.toTensors(
                    List.of(Map.of("temp", 1, "wind", 1), Map.of("temp", "abc", "wind", 1))))
        .isInstanceOfSatisfying(
            InferenceException.class,
            e -> assertThat(e.kind()).isEqualTo(InferenceException.Kind.INVALID_INPUT))
        .hasMessage("row 1: `temp` expects a number, got the string \"abc\"");
  }

  @Test
  void refusesNamesWhereNobodyKnowsThem() {
    assertThatThrownBy(() -> Rows.of(MATRIX, List.of()).toTensors(List.of(Map.of("temp", 1))))
        .hasMessageContaining("call /infer with the tensor `input`")
        .hasMessageContaining("features: in plimsoll.yaml");
    assertThatThrownBy(() -> Rows.of(MATRIX, TWO.subList(0, 1)))
        .hasMessageContaining("takes 2 columns")
        .hasMessageContaining("1 feature names");
  }

  @Test
  void readsTheRowsOfTensorsWhoseNamesNobodyKnows() {
    Rows rows = Rows.of(MATRIX, List.of());
    List<Tensor> inputs =
        List.of(Tensor.of("input", new float[] {1, 2, 3, 4}, 2, 2), Tensor.of("n", new long[2], 2));

    assertThat(rows.count(inputs)).isEqualTo(2);
    assertThat(rows.width(inputs)).isEqualTo(3);
    assertThat(rows.toFeatureRow(inputs, 1))
        .isEqualTo(Map.of("input_0", 3f, "input_1", 4f, "n", 0L));
  }

  @Test
  void showsAClassifierAsLabelAndProbability() {
    Rows rows = Rows.of(MATRIX, TWO);
    Tensor label = Tensor.of("output_label", new long[] {1, 0}, 2);
    Tensor two = Tensor.of("output_probability", new float[] {.2f, .8f, .7f, .3f}, 2, 2);
    Tensor three = Tensor.of("p", new float[] {.1f, .2f, .7f, .5f, .2f, .3f}, 2, 3);

    assertThat(rows.toRows(List.of(label, two)))
        .containsExactly(
            Map.of("label", 1L, "probability", .8f), Map.of("label", 0L, "probability", .3f));
    assertThat(rows.toRows(List.of(three, label)))
        .extracting(row -> row.get("probability"))
        .containsExactly(.7f, .5f);
  }

  @Test
  void numbersTheColumnsOfAWideOutputAndShowsNanAsMissing() {
    Rows rows = Rows.of(MATRIX, TWO);

    assertThat(rows.toRows(List.of(Tensor.of("y", new double[] {1, 2}, 1, 2))))
        .containsExactly(Map.of("y_0", 1.0, "y_1", 2.0));
    assertThat(rows.toRows(List.of(Tensor.of("y", new double[] {1, 2, 3, 4}, 2, 2)), 1))
        .containsExactly(Map.of("y_0", 1.0), Map.of("y_0", 3.0));
    Map<String, @Nullable Object> missing = new HashMap<>();
    missing.put("prediction", null);
    assertThat(rows.toRows(List.of(Tensor.of("variable", new float[] {Float.NaN}, 1, 1))))
        .containsExactly(missing);
  }
}
