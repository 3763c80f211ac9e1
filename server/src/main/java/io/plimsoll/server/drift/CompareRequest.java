package io.plimsoll.server.drift;

import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** How a comparison is asked for on the wire; {@link CompareReader} reads it piece by piece. */
@Schema(requiredProperties = {"reference"})
public record CompareRequest(
    @Schema(description = CompareRequest.SAMPLE) @Nullable Object reference,
    @Schema(
            description =
                "As the reference. Only detectors of streams do without: they take the reference"
                    + " and then the current side as one stream.")
        @Nullable Object current,
    @Schema(
            description =
                "An id, a family such as \"psi\", or what a library calls it; without one, the"
                    + " method is chosen by type and size.")
        @Nullable String method,
    @Schema(description = "The rest of an id after its family, such as \"evidently\" of \"psi\".")
        @Nullable String variant,
    @Schema(description = "A library, such as \"evidently\", whose variant or default is meant.")
        @Nullable String computeAs,
    @Schema(description = "Values by name, as GET /api/v1/drift/methods lists them.")
        @Nullable Map<String, Object> parameters,
    @Schema(description = "The level of p-values; 0.05 if left out.") @Nullable Double alpha,
    @Schema(description = "From which effect on a difference matters; the method's if left out.")
        @Nullable Double threshold) {
  static final String SAMPLE =
      "A list of numbers or of labels; or an object with one of: values (with type \"category\" to"
          + " take numbers as labels), counts (by category, or a list), histogram (edges and"
          + " counts) or buckets (low, high, count), rows (a list of lists of numbers), columns"
          + " (lists by name). null and \"NaN\" are missing values, \"Infinity\" and \"-Infinity\""
          + " infinite ones: both are left out and counted.";

  /** Several features at once. */
  @Schema(
      name = "CompareFeaturesRequest",
      requiredProperties = {"features"})
  public record Features(
      @Schema(
              description =
                  "By name, each as for one comparison; what is left out is taken from here")
          @Nullable Map<String, CompareRequest> features,
      @Nullable String method,
      @Nullable String variant,
      @Nullable String computeAs,
      @Nullable Map<String, Object> parameters,
      @Nullable Double alpha,
      @Nullable Double threshold) {}
}
