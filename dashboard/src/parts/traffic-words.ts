import type { ModelSummary } from "@/api/types";
import { formatCompact, formatMillis, formatRate, formatShare } from "@/ui/format";

export function trafficFacts(model: ModelSummary): {
  requests: string;
  rate: string;
  errors: string;
  p95: string;
} {
  const { traffic } = model;
  return {
    requests: formatCompact(traffic.requests),
    rate: formatRate(traffic.requestsPerSecond),
    errors: traffic.requests === 0 ? "–" : formatShare(traffic.errorRate),
    p95: formatMillis(traffic.p95LatencyMs),
  };
}
