package io.plimsoll.server.performance;

import com.fasterxml.jackson.annotation.JsonValue;
import io.plimsoll.server.platform.http.ProblemException;
import java.util.Arrays;
import java.util.Locale;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** What is told of answers, with the names of scikit-learn where it has one. */
@Schema(name = "PerformanceMetric")
public enum Metric {
  ACCURACY(true, 0, 1),
  PRECISION(true, 0, 1),
  RECALL(true, 0, 1),
  F1(true, 0, 1),
  SPECIFICITY(true, 0, 1),
  ROC_AUC(true, 0, 1),
  AVERAGE_PRECISION(true, 0, 1),
  LOG_LOSS(false, 0, Double.POSITIVE_INFINITY),
  BRIER(false, 0, 1),
  MAE(false, 0, Double.POSITIVE_INFINITY),
  MSE(false, 0, Double.POSITIVE_INFINITY),
  RMSE(false, 0, Double.POSITIVE_INFINITY),
  MAPE(false, 0, Double.POSITIVE_INFINITY),
  R2(true, Double.NEGATIVE_INFINITY, 1),
  QUANTILE_LOSS(false, 0, Double.POSITIVE_INFINITY),
  NDCG(true, 0, 1),
  MAP(true, 0, 1),
  RECALL_AT_K(true, 0, 1),
  MRR(true, 0, 1),
  CLICK_THROUGH(true, 0, 1);

  private final boolean isHighBetter;
  private final double least;
  private final double most;

  Metric(boolean isHighBetter, double least, double most) {
    this.isHighBetter = isHighBetter;
    this.least = least;
    this.most = most;
  }

  public boolean isHighBetter() {
    return isHighBetter;
  }

  double least() {
    return least;
  }

  double most() {
    return most;
  }

  @JsonValue
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Reads what {@link #text} wrote. */
  static Metric parse(String text) {
    return valueOf(text.toUpperCase(Locale.ROOT));
  }

  /** The metric that a request names. */
  static Metric wanted(String field, String text) {
    return Arrays.stream(values())
        .filter(metric -> metric.text().equals(text))
        .findFirst()
        .orElseThrow(
            () ->
                ProblemException.invalid(
                    field,
                    "\"%s\" is none of %s."
                        .formatted(text, Arrays.stream(values()).map(Metric::text).toList())));
  }
}
