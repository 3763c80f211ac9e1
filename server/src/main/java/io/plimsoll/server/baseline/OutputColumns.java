package io.plimsoll.server.baseline;

import io.plimsoll.inference.tensor.Feature;
import io.plimsoll.inference.tensor.FeatureType;
import io.plimsoll.inference.tensor.TensorSpec;
import io.plimsoll.server.registry.BaselineStore;
import io.plimsoll.server.registry.ColumnRole;
import io.plimsoll.stats.ProfileType;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The columns of a file that are taken for answers of the model: those that the current baseline
 * knows, as numbers or categories like there, and those that the model's signature names.
 */
final class OutputColumns {
  private OutputColumns() {}

  static List<Feature> of(Subject subject, List<BaselineStore.Column> current) {
    Map<String, Feature> known = new LinkedHashMap<>();
    for (TensorSpec output : subject.manifest().signature().outputs()) {
      known.put(output.name(), new Feature(output.name(), type(output)));
    }
    for (BaselineStore.Column column : current) {
      if (column.role() == ColumnRole.PREDICTION) {
        boolean isNumber = column.profile().type() == ProfileType.NUMERIC;
        known.put(
            column.name(),
            new Feature(column.name(), isNumber ? FeatureType.NUMBER : FeatureType.STRING));
      }
    }
    subject.features().forEach(feature -> known.remove(feature.name()));
    return List.copyOf(known.values());
  }

  private static FeatureType type(TensorSpec output) {
    return switch (output.type()) {
      case BOOL -> FeatureType.BOOLEAN;
      case BYTES -> FeatureType.STRING;
      default -> FeatureType.NUMBER;
    };
  }
}
