import { Skeleton } from "@mantine/core";
import type { ReactNode } from "react";
import { ProblemNotice } from "@/ui/problem-notice";

interface Loading<T> {
  data: T | undefined;
  error: Error | null;
  refetch: () => unknown;
}

interface LoadedProps<T> {
  query: Loading<T>;
  /** What is being loaded, for the error: "The jobs could not be loaded". */
  what: string;
  /** As high as the content will be, so that nothing jumps. */
  skeleton?: ReactNode;
  height?: number;
  children: (data: T) => ReactNode;
}

/** One of three: the content, a skeleton of its size, or what went wrong and a way to try again. */
export function Loaded<T>({ query, what, skeleton, height = 160, children }: LoadedProps<T>) {
  if (query.data !== undefined) {
    return <>{children(query.data)}</>;
  }
  if (query.error !== null) {
    return (
      <ProblemNotice
        title={`${what} could not be loaded.`}
        error={query.error}
        onRetry={() => void query.refetch()}
      />
    );
  }
  return (
    <output aria-label={`Loading: ${what}`}>{skeleton ?? <Skeleton height={height} radius={8} />}</output>
  );
}
