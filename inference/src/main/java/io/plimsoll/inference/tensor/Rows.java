package io.plimsoll.inference.tensor;

import java.lang.reflect.Array;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Converts rows of named features to the input tensors of a model and output tensors to rows of
 * named values. Immutable; safe for any number of threads.
 *
 * <p>Features reach the model either as one column each (every input is [-1] or [-1, 1]) or as the
 * columns of a single matrix input [-1, F], whose feature names the signature alone cannot tell.
 */
public final class Rows {

  private static final String NO_NAMES =
      "this model takes one matrix and the names of its columns are not known, so named features"
          + " cannot be used; call /infer with the tensor `%s`, or list the names under features:"
          + " in plimsoll.yaml and push again";

  private final Signature signature;
  private final List<Feature> features;
  private final Map<String, Integer> positions = new HashMap<>();
  private final boolean matrix;

  private Rows(Signature signature, List<Feature> features, boolean matrix) {
    this.signature = signature;
    this.features = features;
    this.matrix = matrix;
    for (int i = 0; i < features.size(); i++) {
      positions.put(features.get(i).name(), i);
    }
  }

  /**
   * Rows for a signature. Where every input is one column, the features are the inputs themselves
   * and {@code features} may be empty; where the model takes one matrix, {@code features} names its
   * columns in their order; an empty list then means that the names are not known.
   */
  public static Rows of(Signature signature, List<Feature> features) {
    boolean columns = signature.inputs().stream().allMatch(TensorSpec::hasOneColumn);
    if (columns && !(signature.inputs().size() == 1 && features.size() > 1)) {
      return new Rows(signature, columnFeatures(signature, features), false);
    }
    if (signature.inputs().size() != 1) {
      return new Rows(signature, List.of(), true);
    }
    TensorSpec input = signature.inputs().getFirst();
    long width = input.rowWidth();
    if (!features.isEmpty() && width >= 0 && width != features.size()) {
      throw new IllegalArgumentException(
          "the model takes "
              + width
              + " columns in \""
              + input.name()
              + "\", but "
              + features.size()
              + " feature names are given: "
              + names(features));
    }
    return new Rows(signature, List.copyOf(features), true);
  }

  private static List<Feature> columnFeatures(Signature signature, List<Feature> declared) {
    Map<String, Feature> byName = new HashMap<>();
    declared.forEach(feature -> byName.put(feature.name(), feature));
    return signature.inputs().stream()
        .map(
            spec ->
                byName.getOrDefault(
                    spec.name(), new Feature(spec.name(), FeatureType.of(spec.type()))))
        .toList();
  }

  /** The features by which rows are named, in the model's order; empty if they are not known. */
  public List<Feature> features() {
    return features;
  }

  /** Builds the input tensors; each row must name every feature and nothing else. */
  public List<Tensor> toTensors(List<? extends Map<String, ? extends @Nullable Object>> rows)
      throws InferenceException {
    if (features.isEmpty()) {
      throw InferenceException.invalid(
          NO_NAMES.formatted(
              signature.inputs().isEmpty() ? "input" : signature.inputs().getFirst().name()));
    }
    if (rows.isEmpty()) {
      throw InferenceException.invalid("rows is empty; send at least one row");
    }
    for (int i = 0; i < rows.size(); i++) {
      if (rows.get(i).size() != features.size()) {
        requireKnown(rows.get(i), prefix(i, rows.size()));
      }
    }
    return matrix ? List.of(matrixTensor(rows)) : columnTensors(rows);
  }

  private List<Tensor> columnTensors(List<? extends Map<String, ? extends @Nullable Object>> rows)
      throws InferenceException {
    List<Tensor> tensors = new ArrayList<>(signature.inputs().size());
    for (TensorSpec spec : signature.inputs()) {
      Object array = Array.newInstance(spec.type().arrayClass().getComponentType(), rows.size());
      for (int i = 0; i < rows.size(); i++) {
        write(array, spec.type(), i, spec.name(), rows.get(i), prefix(i, rows.size()));
      }
      long[] shape =
          spec.shape().size() == 2 ? new long[] {rows.size(), 1} : new long[] {rows.size()};
      tensors.add(Tensor.of(spec.name(), spec.type(), shape, array));
    }
    return tensors;
  }

  private Tensor matrixTensor(List<? extends Map<String, ? extends @Nullable Object>> rows)
      throws InferenceException {
    TensorSpec spec = signature.inputs().getFirst();
    int width = features.size();
    Object array =
        Array.newInstance(
            spec.type().arrayClass().getComponentType(), Math.multiplyExact(rows.size(), width));
    for (int i = 0; i < rows.size(); i++) {
      String prefix = prefix(i, rows.size());
      for (int j = 0; j < width; j++) {
        write(array, spec.type(), i * width + j, features.get(j).name(), rows.get(i), prefix);
      }
    }
    return Tensor.of(spec.name(), spec.type(), new long[] {rows.size(), width}, array);
  }

  private void write(
      Object array,
      DataType type,
      int index,
      String feature,
      Map<String, ? extends @Nullable Object> row,
      String prefix)
      throws InferenceException {
    Object value = row.get(feature);
    if (value == null && !row.containsKey(feature)) {
      // A misspelt name says more about what is wrong than the one that is missing for it.
      requireKnown(row, prefix);
      throw InferenceException.invalid(
          prefix + "missing feature `" + feature + "`; the model needs " + names(features));
    }
    if (type.isFloatingPoint() && value instanceof Boolean flag) {
      // A matrix carries flags as numbers; a caller may name them as what they are.
      value = flag ? 1 : 0;
    }
    TensorValues.write(array, type, index, prefix, feature, value);
  }

  private void requireKnown(Map<String, ?> row, String prefix) throws InferenceException {
    for (String name : row.keySet()) {
      if (!positions.containsKey(name)) {
        throw InferenceException.invalid(
            prefix + "unknown feature `" + name + "`; known are " + names(features));
      }
    }
  }

  /** How many rows a request's input tensors have. */
  public int count(List<Tensor> inputs) {
    Tensor first = inputs.getFirst();
    return isNamedMatrix(inputs) ? first.size() / features.size() : first.rows();
  }

  /** How many values each of these rows has. */
  public long width(List<Tensor> inputs) {
    if (isNamedMatrix(inputs)) {
      return features.size();
    }
    long width = 0;
    int count = Math.max(1, count(inputs));
    for (Tensor tensor : inputs) {
      width += tensor.size() / count;
    }
    return width;
  }

  /** The features of one of these rows, as they are to be logged. */
  public Map<String, @Nullable Object> toFeatureRow(List<Tensor> inputs, int row) {
    if (!isNamedMatrix(inputs)) {
      Map<String, @Nullable Object> values = LinkedHashMap.newLinkedHashMap(inputs.size());
      int count = count(inputs);
      for (Tensor input : inputs) {
        unfold(input, row, count, Integer.MAX_VALUE, values);
      }
      return values;
    }
    Tensor matrixTensor = inputs.getFirst();
    int width = features.size();
    Map<String, @Nullable Object> values = LinkedHashMap.newLinkedHashMap(width);
    for (int j = 0; j < width; j++) {
      values.put(features.get(j).name(), missingAsNull(matrixTensor.value(row * width + j)));
    }
    return values;
  }

  private boolean isNamedMatrix(List<Tensor> inputs) {
    return matrix && inputs.size() == 1 && !features.isEmpty();
  }

  /**
   * The outputs of each row by name. A column keeps its name; the columns of a wider output are
   * numbered. The pair that classifiers answer with (a label and one probability for each class)
   * becomes {@code label} and {@code probability}: of the positive class where there are two
   * classes, of the predicted class where there are more.
   */
  public List<Map<String, @Nullable Object>> toRows(List<Tensor> outputs) {
    return toRows(outputs, Integer.MAX_VALUE);
  }

  /** As above, with no more than the first {@code most} values of each row. */
  public List<Map<String, @Nullable Object>> toRows(List<Tensor> outputs, int most) {
    if (outputs.size() == 2) {
      Tensor first = outputs.get(0);
      Tensor second = outputs.get(1);
      if (isLabel(first) && isProbabilities(second, first.rows())) {
        return classified(first, second);
      }
      if (isLabel(second) && isProbabilities(first, second.rows())) {
        return classified(second, first);
      }
    }
    if (outputs.size() == 1 && outputs.getFirst().name().equals("variable")) {
      // "variable" is what skl2onnx calls the output of every regressor.
      return unfold(List.of(outputs.getFirst().withName("prediction")), most);
    }
    return unfold(outputs, most);
  }

  private static boolean isLabel(Tensor tensor) {
    return tensor.size() == tensor.rows() && !tensor.type().isFloatingPoint();
  }

  private static boolean isProbabilities(Tensor tensor, int rows) {
    return tensor.type().isFloatingPoint()
        && tensor.rank() == 2
        && tensor.rows() == rows
        && tensor.shape()[1] >= 2;
  }

  private static List<Map<String, @Nullable Object>> classified(Tensor label, Tensor shares) {
    int classes = (int) shares.shape()[1];
    List<Map<String, @Nullable Object>> rows = emptyRows(label.rows(), 2);
    for (int i = 0; i < rows.size(); i++) {
      int chosen = i * classes + 1;
      if (classes > 2) {
        chosen = i * classes;
        for (int j = chosen + 1; j < (i + 1) * classes; j++) {
          chosen = shares.number(j) > shares.number(chosen) ? j : chosen;
        }
      }
      rows.get(i).put("label", label.value(i));
      rows.get(i).put("probability", missingAsNull(shares.value(chosen)));
    }
    return rows;
  }

  private static List<Map<String, @Nullable Object>> unfold(List<Tensor> tensors, int most) {
    int count = tensors.isEmpty() ? 0 : tensors.getFirst().rows();
    List<Map<String, @Nullable Object>> rows = emptyRows(count, tensors.size());
    for (Tensor tensor : tensors) {
      for (int i = 0; i < count; i++) {
        unfold(tensor, i, count, most, rows.get(i));
      }
    }
    return rows;
  }

  /** Adds a tensor's values of one row, as long as there are no more than {@code most}. */
  private static void unfold(
      Tensor tensor, int row, int count, int most, Map<String, @Nullable Object> values) {
    int width = tensor.size() / count;
    int shown = Math.min(width, most - values.size());
    for (int j = 0; j < shown; j++) {
      String name = width == 1 ? tensor.name() : tensor.name() + "_" + j;
      values.put(name, missingAsNull(tensor.value(row * width + j)));
    }
  }

  /** NaN is how a missing number travels; JSON has no NaN. */
  private static @Nullable Object missingAsNull(@Nullable Object value) {
    return switch (value) {
      case Double number when number.isNaN() -> null;
      case Float number when number.isNaN() -> null;
      case null, default -> value;
    };
  }

  private static List<Map<String, @Nullable Object>> emptyRows(int count, int names) {
    List<Map<String, @Nullable Object>> rows = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      rows.add(LinkedHashMap.newLinkedHashMap(names));
    }
    return rows;
  }

  private static String prefix(int row, int rows) {
    return rows == 1 ? "" : "row " + row + ": ";
  }

  private static String names(List<Feature> features) {
    String[] names = features.stream().map(Feature::name).limit(40).toArray(String[]::new);
    String listed = Arrays.toString(names);
    return features.size() > names.length
        ? listed.substring(0, listed.length() - 1) + ", … " + features.size() + " in all]"
        : listed;
  }
}
