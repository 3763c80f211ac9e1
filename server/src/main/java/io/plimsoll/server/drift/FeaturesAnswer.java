package io.plimsoll.server.drift;

import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * Several features compared at once.
 *
 * @param drifted how many have drifted when the correction is counted in
 * @param tests how many p-values the correction is over
 */
@Schema(name = "DriftComparisons")
public record FeaturesAnswer(int drifted, int tests, double alpha, List<FeatureAnswer> features) {
  public FeaturesAnswer {
    features = List.copyOf(features);
  }

  /**
   * One feature.
   *
   * @param adjustedPValue the p-value corrected for the number of features (Benjamini, Hochberg)
   * @param isDrifted whether it has drifted when the correction is counted in
   */
  @Schema(name = "DriftFeature")
  public record FeatureAnswer(
      String name,
      boolean isDrifted,
      @Nullable Double adjustedPValue,
      ComparisonAnswer comparison) {}
}
