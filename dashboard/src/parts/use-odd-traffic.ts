import { useQuery } from "@tanstack/react-query";
import { anomaliesOfMeasureQuery } from "@/api/anomalies";
import type { Anomaly, ModelSummary } from "@/api/types";
import { useProject } from "@/parts/use-project";

/** For the small lines of traffic: at which points of a model's line the traffic was not as expected. */
export function useOddTraffic(): (model: ModelSummary) => number[] {
  const { scope } = useProject();
  const anomalies = useQuery(anomaliesOfMeasureQuery(scope, "traffic")).data?.items ?? [];
  return (model) => oddPlaces(model, anomalies);
}

export function oddPlaces({ name, sparkline }: ModelSummary, anomalies: Anomaly[]): number[] {
  const starts = sparkline.map((point) => Date.parse(point.at));
  const step = (starts[1] ?? 0) - (starts[0] ?? 0);
  const places = anomalies
    .filter((anomaly) => anomaly.series.subject === name && anomaly.verdict !== "expected")
    .map((anomaly) => {
      const at = Date.parse(anomaly.episode.worstAt);
      return starts.findIndex((start) => at >= start && at < start + step);
    });
  return [...new Set(places)].filter((place) => place >= 0);
}
