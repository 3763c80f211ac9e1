import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { metricsQuery } from "@/api/pipelines";
import type { SeriesName } from "@/api/types";
import { seriesName } from "@/parts/anomaly-words";
import { useProject } from "@/parts/use-project";

/** Writes a series as people know it: a metric by its name and tags, as far as it had values in the last month. */
export function useSeriesName(): (series: SeriesName) => string {
  const { scope } = useProject();
  const metrics = useQuery(metricsQuery(scope, { kind: "last", duration: "P30D" })).data?.items;
  return useMemo(() => {
    const names = new Map(
      metrics?.map((metric) => [
        String(metric.seriesId),
        [metric.name, ...Object.entries(metric.tags).map(([tag, value]) => `${tag}: ${value}`)].join(", "),
      ]),
    );
    return (series) => seriesName(series, names);
  }, [metrics]);
}
