package io.plimsoll.server.multivariate;

import io.plimsoll.server.identity.Tenant;
import io.plimsoll.server.pipeline.SampledRowsStore;
import io.plimsoll.server.platform.http.ErrorCode;
import io.plimsoll.server.platform.http.ProblemException;
import io.plimsoll.server.registry.BaselineStore;
import io.plimsoll.server.registry.ServedVersion;
import io.plimsoll.stats.RowSample;
import io.plimsoll.stats.drift.DriftInputException;
import io.plimsoll.stats.drift.RowComparison;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import java.util.concurrent.Semaphore;

/** Compares the rows of a window with those of a baseline. */
@ApplicationScoped
public class Multivariate {
  /** More rows say little more, and cost the classifier its time. */
  private static final int ROWS = 2_000;

  private static final int BYTES = 4 << 20;
  private static final double ALPHA = 0.05;

  /** Each takes a processor for some seconds. */
  private static final int MOST_AT_ONCE = 2;

  private final BaselineStore baselines;
  private final SampledRowsStore rows;
  private final Semaphore places = new Semaphore(MOST_AT_ONCE);

  public Multivariate(BaselineStore baselines, SampledRowsStore rows) {
    this.baselines = baselines;
    this.rows = rows;
  }

  MultivariateReport compare(Tenant tenant, ServedVersion version, RowQuestion question) {
    if (!places.tryAcquire()) {
      throw new ProblemException(
          ErrorCode.OVERLOADED,
          "%d comparisons of rows are under way; ask again in a moment.".formatted(MOST_AT_ONCE));
    }
    try {
      RowSample current =
          rows.window(
              tenant,
              question.model(),
              String.valueOf(question.version()),
              question.from(),
              question.to(),
              new RowSample(ROWS, BYTES));
      Integer baseline = question.baseline();
      Optional<RowSample> reference =
          baseline == null
              ? Optional.empty()
              : baselines.sample(tenant, version.versionId(), baseline);
      return reference
          .map(known -> compare(question, known, current))
          .orElseGet(
              () ->
                  MultivariateReport.none(
                      question, 0, current.size(), current.seen(), noRows(question)));
    } finally {
      places.release();
    }
  }

  private static MultivariateReport compare(
      RowQuestion question, RowSample reference, RowSample current) {
    try {
      return MultivariateReport.of(
          question, reference, current, RowComparison.of(reference.rows(), current.rows(), ALPHA));
    } catch (DriftInputException unfit) {
      return MultivariateReport.none(
          question,
          reference.size(),
          current.size(),
          current.seen(),
          "The rows from %s to %s cannot be compared with baseline %d: %s."
              .formatted(question.from(), question.to(), question.baseline(), unfit.getMessage()));
    }
  }

  private static String noRows(RowQuestion question) {
    return question.baseline() == null
        ? "Version %d of %s has no baseline; make one of a file, of predictions or of traffic."
            .formatted(question.version(), question.model())
        : "Baseline %d keeps no rows, only profiles of its columns; make one of a file, of predictions or of traffic of the last days."
            .formatted(question.baseline());
  }
}
