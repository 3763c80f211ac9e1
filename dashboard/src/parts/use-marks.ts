import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { anomaliesOfQuery } from "@/api/anomalies";
import { trafficQuery } from "@/api/models";
import type { TimeRange } from "@/api/time-range";
import type { Anomaly, Traffic } from "@/api/types";
import type { Tick } from "@/charts/annotations";
import { anomalyWords, measureName } from "@/parts/anomaly-words";
import { useProject } from "@/parts/use-project";

/** What was deployed and what fired, for every chart of the model. */
export function ticksOf(traffic: Traffic): Tick[] {
  return traffic.markers.map((marker) => ({
    at: Date.parse(marker.at),
    label: marker.label,
    kind: marker.kind,
  }));
}

/** Where the model was odd, on a chart of something else. What was called expected is no cause for anything. */
export function anomalyTicks(anomalies: Anomaly[]): Tick[] {
  return anomalies
    .filter((anomaly) => anomaly.verdict !== "expected")
    .map((anomaly) => ({
      at: Date.parse(anomaly.episode.worstAt),
      label: `Anomaly of ${measureName(anomaly.series.measure).toLowerCase()}: ${anomalyWords(anomaly)}`,
      kind: "anomaly",
    }));
}

/** As far back as the server tells of single events. */
const longest = 31 * 86_400_000;

/** The last so many days, or as many of them as are told of, to a full hour, so that the answer is found again. */
export function lastDays(days: number): TimeRange {
  const hour = 3_600_000;
  const to = Math.ceil(Date.now() / hour) * hour;
  const from = to - Math.min(longest, days * 24 * hour);
  return { kind: "fixed", from: new Date(from).toISOString(), to: new Date(to).toISOString() };
}

/** What happened to a model, for every chart of it over time. Charts do not wait for it. */
export function useMarks(model: string, range: TimeRange): Tick[] {
  const { scope } = useProject();
  const traffic = useQuery(trafficQuery(scope, model, range)).data;
  const anomalies = useQuery(anomaliesOfQuery(scope, model, range)).data;
  return useMemo(
    () => [
      ...(traffic === undefined ? [] : ticksOf(traffic)),
      ...(anomalies === undefined ? [] : anomalyTicks(anomalies.items)),
    ],
    [traffic, anomalies],
  );
}
