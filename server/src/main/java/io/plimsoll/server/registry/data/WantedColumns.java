package io.plimsoll.server.registry.data;

import io.plimsoll.inference.tensor.Feature;
import java.util.ArrayList;
import java.util.List;

/**
 * Which columns of a file are read, and as what.
 *
 * @param features the columns, in the order of {@code places}
 * @param places where in the file each of them is
 * @param ignored the names of the others
 */
record WantedColumns(List<Feature> features, List<Integer> places, List<String> ignored) {
  WantedColumns {
    features = List.copyOf(features);
    places = List.copyOf(places);
    ignored = List.copyOf(ignored);
  }

  /** Finds the columns among those that the file has. */
  static WantedColumns among(
      String file, List<String> header, List<Feature> required, List<Feature> optional)
      throws UnfitDataException {
    List<Feature> features = new ArrayList<>();
    List<Integer> places = new ArrayList<>();
    List<String> ignored = new ArrayList<>(header);
    for (Feature feature : required) {
      int place = header.indexOf(feature.name());
      if (place < 0) {
        throw new UnfitDataException(
            "%s has no column `%s`, which the model takes; its columns are %s."
                .formatted(file, feature.name(), String.join(", ", header)));
      }
      features.add(feature);
      places.add(place);
      ignored.remove(feature.name());
    }
    for (Feature feature : optional) {
      int place = header.indexOf(feature.name());
      if (place >= 0 && ignored.remove(feature.name())) {
        features.add(feature);
        places.add(place);
      }
    }
    return new WantedColumns(features, places, ignored);
  }
}
