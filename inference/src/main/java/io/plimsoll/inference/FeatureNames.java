package io.plimsoll.inference;

import io.plimsoll.inference.repository.Inspection;
import io.plimsoll.inference.repository.TestData;
import io.plimsoll.inference.tensor.Feature;
import io.plimsoll.inference.tensor.FeatureType;
import io.plimsoll.inference.tensor.InferenceException;
import io.plimsoll.inference.tensor.InferenceException.Kind;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Finds out what the features of a model are called and of what type they are: the model's own
 * names come first, then plimsoll.yaml, then the names in the test data.
 */
final class FeatureNames {

  private final List<Feature> declared;
  private final TestData testData;

  FeatureNames(Inspection inspection) {
    this.declared = inspection.settings().features();
    this.testData = inspection.testData();
  }

  /** The features in the model's order; empty if nobody names them. */
  List<Feature> resolve(List<String> modelNames) throws InferenceException {
    List<String> names = names(modelNames);
    for (Feature feature : declared) {
      if (!names.contains(feature.name())) {
        throw failed(
            "plimsoll.yaml names the feature `"
                + feature.name()
                + "`, but the model was fitted with "
                + names);
      }
    }
    List<Feature> features = new ArrayList<>();
    for (int i = 0; i < names.size(); i++) {
      features.add(new Feature(names.get(i), type(names.get(i), i)));
    }
    return features;
  }

  private List<String> names(List<String> modelNames) {
    if (!modelNames.isEmpty()) {
      return modelNames;
    }
    return declared.isEmpty() ? testData.names() : declared.stream().map(Feature::name).toList();
  }

  private FeatureType type(String name, int position) throws InferenceException {
    for (Feature feature : declared) {
      if (feature.name().equals(name)) {
        return feature.type();
      }
    }
    FeatureType found = null;
    for (Object value : valuesOf(name, position)) {
      FeatureType type =
          switch (value) {
            case null -> null;
            case Boolean flag -> FeatureType.BOOLEAN;
            case String text -> FeatureType.STRING;
            // A whole number in the test data does not promise that all are, so it is a number.
            default -> FeatureType.NUMBER;
          };
      if (type != null && found != null && found != type) {
        throw failed(
            "test_data.json mixes types in `"
                + name
                + "` ("
                + found.word()
                + " and "
                + type.word()
                + "); use one of them");
      }
      found = type == null ? found : type;
    }
    return found == null ? FeatureType.NUMBER : found;
  }

  private List<@Nullable Object> valuesOf(String name, int position) {
    List<@Nullable Object> values = new ArrayList<>();
    testData.rows().forEach(row -> values.add(row.get(name)));
    for (List<@Nullable Object> row : testData.matrix()) {
      values.add(position < row.size() ? row.get(position) : null);
    }
    return values;
  }

  /** The test rows by name; plain lists are given the features' names by their position. */
  List<Map<String, @Nullable Object>> namedRows(List<Feature> features) throws InferenceException {
    if (!testData.rows().isEmpty()) {
      return testData.rows();
    }
    List<Map<String, @Nullable Object>> rows = new ArrayList<>();
    for (List<@Nullable Object> values : testData.matrix()) {
      if (values.size() != features.size()) {
        throw failed(
            "test_data.json: row %d has the length %d but needs %d, one value for each feature: %s"
                .formatted(
                    rows.size(),
                    values.size(),
                    features.size(),
                    features.stream().map(Feature::name).toList()));
      }
      Map<String, @Nullable Object> row = new LinkedHashMap<>();
      for (int i = 0; i < features.size(); i++) {
        row.put(features.get(i).name(), values.get(i));
      }
      rows.add(row);
    }
    return rows;
  }

  private static InferenceException failed(String message) {
    return new InferenceException(Kind.FAILED, message);
  }
}
