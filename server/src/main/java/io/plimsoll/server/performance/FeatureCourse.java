package io.plimsoll.server.performance;

import io.plimsoll.server.performance.CauseReport.Cause;
import io.plimsoll.server.performance.CauseReport.Event;
import io.plimsoll.server.performance.ChunkSize.Chunk;
import io.plimsoll.server.pipeline.MergedProfile;
import io.plimsoll.server.platform.http.Finite;
import io.plimsoll.stats.DriftScore;
import io.plimsoll.stats.Profile;
import io.plimsoll.stats.Psi;
import java.util.ArrayList;
import java.util.List;
import org.apache.commons.statistics.distribution.TDistribution;

/**
 * What becomes of a feature from chunk to chunk, beside what becomes of the performance. Of a chunk
 * nothing is kept but the figures. Not thread-safe.
 */
final class FeatureCourse {
  private static final double DRIFTED = 0.2;
  private static final int FEWEST_CHUNKS = 4;

  /** Missing in so many more of a hundred rows than in the reference is worth telling. */
  private static final double MORE_MISSING = 0.05;

  private final String feature;
  private final Profile reference;
  private final List<Double> drifts = new ArrayList<>();
  private final List<Double> moves = new ArrayList<>();
  private final List<Event> events = new ArrayList<>();
  private double most;
  private double noise;
  private int drifted;
  private boolean isMissing;
  private boolean isAway;
  private boolean isOther;

  /** Of a feature; the reference has no rows if it is new. */
  FeatureCourse(String feature, Profile reference) {
    this.feature = feature;
    this.reference = reference;
  }

  /**
   * The next chunk.
   *
   * @param own its values of the feature; empty if it has none
   * @param change of the performance
   */
  void add(Chunk chunk, MergedProfile own, double change) {
    Profile comparable = own.as(reference.type());
    if (reference.rows() > 0 && comparable.rows() > 0) {
      DriftScore score = Psi.score(reference, comparable);
      drifts.add(score.value());
      moves.add(change);
      drifted += score.value() > DRIFTED && score.value() > score.noise() ? 1 : 0;
      if (score.value() >= most) {
        most = score.value();
        noise = score.noise();
      }
    }
    tell(chunk, own.prevailing());
  }

  private void tell(Chunk chunk, Profile own) {
    boolean wasAway = isAway;
    isAway = own.rows() == 0 != (reference.rows() == 0);
    if (isAway && !wasAway) {
      String message =
          reference.rows() == 0
              ? "%s is new: no row of the reference has it.".formatted(feature)
              : "%s is gone: no row has it.".formatted(feature);
      events.add(new Event(chunk.from(), Event.Kind.SCHEMA_CHANGE, message));
    }
    boolean wasOther = isOther;
    isOther = own.count() > 0 && reference.count() > 0 && own.type() != reference.type();
    if (isOther && !wasOther) {
      events.add(
          new Event(
              chunk.from(),
              Event.Kind.TYPE_CHANGE,
              "%s has other values than in the reference: %s where it was %s."
                  .formatted(feature, own.type(), reference.type())));
    }
    double usual = reference.rows() == 0 ? 0 : (double) reference.missing() / reference.rows();
    double share = own.rows() == 0 ? usual : (double) own.missing() / own.rows();
    boolean wasMissing = isMissing;
    isMissing = share > usual + MORE_MISSING;
    if (isMissing && !wasMissing) {
      events.add(
          new Event(
              chunk.from(),
              Event.Kind.MISSING_VALUES,
              "%s is missing in %.1f %% of the rows, %.1f %% in the reference."
                  .formatted(feature, 100 * share, 100 * usual)));
    }
  }

  Cause cause() {
    double correlation = correlation();
    return new Cause(
        feature,
        Finite.orNull(correlation),
        Finite.orNull(pValue(correlation, drifts.size())),
        most,
        noise,
        drifted,
        events);
  }

  private double correlation() {
    double meanDrift = drifts.stream().mapToDouble(each -> each).average().orElse(0);
    double meanMove = moves.stream().mapToDouble(each -> each).average().orElse(0);
    double both = 0;
    double ofDrifts = 0;
    double ofMoves = 0;
    for (int at = 0; at < drifts.size(); at++) {
      double left = drifts.get(at) - meanDrift;
      double right = moves.get(at) - meanMove;
      both += left * right;
      ofDrifts += left * left;
      ofMoves += right * right;
    }
    return both / Math.sqrt(ofDrifts * ofMoves);
  }

  private static double pValue(double correlation, int chunks) {
    if (chunks < FEWEST_CHUNKS || Double.isNaN(correlation)) {
      return Double.NaN;
    }
    double t =
        correlation * Math.sqrt((chunks - 2) / Math.max(1e-300, 1 - correlation * correlation));
    return 2 * TDistribution.of(chunks - 2.0).survivalProbability(Math.abs(t));
  }
}
