import { useSyncExternalStore } from "react";
import { formatAgo, formatExact } from "@/ui/format";

// One clock for all of them: a page may show hundreds of times, and a timer each would be wasteful.
const listeners = new Set<() => void>();
let tick = Date.now();
let timer: ReturnType<typeof setInterval> | undefined;

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  if (timer === undefined) {
    tick = Date.now();
  }
  timer ??= setInterval(() => {
    tick = Date.now();
    for (const each of listeners) {
      each();
    }
  }, 10_000);
  return () => {
    listeners.delete(listener);
    if (listeners.size === 0) {
      clearInterval(timer);
      timer = undefined;
    }
  };
}

/** The current time to within ten seconds, for words such as "4 min ago". */
export function useNow(): number {
  return useSyncExternalStore(subscribe, () => tick);
}

/** "4 min ago", with the exact local time and zone on hover. */
export function TimeAgo({ at }: { at: string | null }) {
  const now = useNow();
  if (at === null) {
    return <span className="soft">never</span>;
  }
  return (
    <time dateTime={at} title={formatExact(at)} className="nowrap">
      {formatAgo(at, now)}
    </time>
  );
}
