import type { Anomaly, AnomalyCourse, JudgedPoint } from "@/api/types";
import type { Ring } from "@/charts/annotations";
import type { Band, TimeChartSpec } from "@/charts/time-option";
import { anomalyWords, growsWithTime } from "@/parts/anomaly-words";

/** What a chart draws of anomalies. */
export type Overlay = Pick<TimeChartSpec, "band" | "rings">;

/**
 * The band and the rings of a series for a chart whose points are `step` milliseconds wide. What grows with time is
 * expected in proportion: four hundred in a quarter of an hour are about twenty-seven in a minute.
 */
export function overlayOf(course: AnomalyCourse | undefined, step: number): Overlay {
  if (course === undefined) {
    return {};
  }
  const own = course.series.settings.stepSeconds ?? 0;
  const length = own * 1000;
  const factor = growsWithTime(course.series.series.measure) && length > 0 ? step / length : 1;
  return {
    band: bandOf(course.points, length, factor),
    rings: course.anomalies.map((anomaly) => ringOf(anomaly, length, factor)),
  };
}

export function bandOf(points: JudgedPoint[], step: number, factor = 1): Band {
  return {
    step,
    points: points.flatMap((point): Band["points"] =>
      point.expected === null || point.lower === null || point.upper === null
        ? []
        : [[Date.parse(point.at), point.lower * factor, point.upper * factor, point.expected * factor]],
    ),
  };
}

/** In the middle of the bucket, where a finer chart has the points that it was made of. */
function ringOf(anomaly: Anomaly, length: number, factor: number): Ring {
  return {
    at: Date.parse(anomaly.episode.worstAt) + (factor === 1 ? 0 : length / 2),
    value: anomaly.episode.value * factor,
    label: `Anomaly: ${anomalyWords(anomaly)}${anomaly.verdict === "expected" ? " (called expected)" : ""}`,
    isQuiet: anomaly.verdict === "expected",
  };
}
