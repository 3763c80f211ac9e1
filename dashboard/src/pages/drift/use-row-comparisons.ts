import { useQueries } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { rowComparisonQuery, type Stretch } from "@/api/drift";
import type { MultivariateReport } from "@/api/types";
import { useProject } from "@/parts/use-project";

interface RowComparisons {
  reports: MultivariateReport[];
  /** How many windows are answered, or have failed. */
  done: number;
  error: Error | null;
  retry: () => void;
}

/** Asks for one window after the other, the first of the list first: each takes the server a processor for a while. */
export function useRowComparisons(model: string, version: number, windows: Stretch[]): RowComparisons {
  const { scope } = useProject();
  const [asked, setAsked] = useState(1);
  const results = useQueries({
    queries: windows.map((window, place) => ({
      ...rowComparisonQuery(scope, model, version, window),
      enabled: place < asked,
    })),
  });
  const done = results.filter((result) => result.status !== "pending").length;
  useEffect(() => {
    if (done >= asked && asked < windows.length) {
      setAsked(done + 1);
    }
  }, [done, asked, windows.length]);
  const failed = results.find((result) => result.error !== null);
  return {
    reports: results.flatMap((result) => (result.data === undefined ? [] : [result.data])),
    done,
    error: failed?.error ?? null,
    retry: () => void failed?.refetch(),
  };
}
