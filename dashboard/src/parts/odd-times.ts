import { useQuery } from "@tanstack/react-query";
import { anomaliesOfMeasureQuery } from "@/api/anomalies";
import type { Anomaly, AnomalyMeasure, ModelSummary } from "@/api/types";
import { useProject } from "@/parts/use-project";

/** For small lines: when the series of a subject was not as expected. What was called expected is left out. */
export function useOddTimes(measure: AnomalyMeasure): (subject: string) => number[] {
  const { scope } = useProject();
  const anomalies = useQuery(anomaliesOfMeasureQuery(scope, measure)).data?.items ?? [];
  return (subject) => oddTimes(anomalies, subject);
}

export function oddTimes(anomalies: Anomaly[], subject: string): number[] {
  return anomalies
    .filter((anomaly) => anomaly.series.subject === subject && anomaly.verdict !== "expected")
    .map((anomaly) => Date.parse(anomaly.episode.worstAt));
}

/** In which buckets of one length instants lie, each bucket once. */
export function placesOf(times: number[], starts: number[], length: number): number[] {
  const places = times.map((at) => starts.findIndex((start) => at >= start && at < start + length));
  return [...new Set(places)].filter((place) => place >= 0);
}

/** At which points of a model's line its traffic was odd. */
export function useOddTraffic(): (model: ModelSummary) => number[] {
  const timesOf = useOddTimes("traffic");
  return ({ name, sparkline }) => {
    const starts = sparkline.map((point) => Date.parse(point.at));
    return placesOf(timesOf(name), starts, (starts[1] ?? 0) - (starts[0] ?? 0));
  };
}
