package io.plimsoll.inference.tensor;

/** One named feature of a model, as callers of the plain JSON form send it. */
public record Feature(String name, FeatureType type) {

  public Feature {
    if (name.isBlank()) {
      throw new IllegalArgumentException("a feature needs a name that is not blank");
    }
  }
}
