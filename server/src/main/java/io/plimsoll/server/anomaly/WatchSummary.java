package io.plimsoll.server.anomaly;

import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * How far the judgement of all series of a project has come. While {@code learning} and {@code
 * ready} are both 0, a list without anomalies says nothing.
 *
 * @param watched all of them
 * @param off not judged, as somebody wished
 * @param warmingUp with too few values to tell anything
 * @param learning judged, by less than they could be with more of a past
 * @param ready with nothing missing
 */
@Schema(name = "AnomalyWatchSummary")
public record WatchSummary(int watched, int off, int warmingUp, int learning, int ready) {
  static WatchSummary of(List<WatchedSeries> series) {
    return new WatchSummary(
        series.size(),
        count(series, SeriesState.OFF),
        count(series, SeriesState.WARMING_UP),
        count(series, SeriesState.LEARNING),
        count(series, SeriesState.READY));
  }

  private static int count(List<WatchedSeries> series, SeriesState state) {
    return (int) series.stream().filter(each -> each.state() == state).count();
  }
}
