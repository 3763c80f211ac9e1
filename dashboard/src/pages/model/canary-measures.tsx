import type { Canary, CanaryMeasure } from "@/api/types";
import { intervalScale, intervalTone } from "@/pages/model/interval-scale";
import classes from "@/pages/model/rollout.module.css";
import { formatPoints } from "@/parts/share-words";
import { formatCount, formatMillis, formatShare } from "@/ui/format";

/** What a canary is judged by: each difference with its bounds, beside zero and the line that it must not cross. */
export function CanaryMeasures({ canary }: { canary: Canary }) {
  if (canary.measures.length === 0) {
    return null;
  }
  return (
    <div className={classes.measures}>
      {canary.measures.map((measure) => (
        <MeasureOf key={measure.kind} canary={canary} measure={measure} />
      ))}
    </div>
  );
}

function MeasureOf({ canary, measure }: { canary: Canary; measure: CanaryMeasure }) {
  const { place } = intervalScale(measure);
  const tone = intervalTone(measure);
  const left = place(measure.lower);
  const title = titleOf(canary, measure);
  const bounds = `between ${formatPoints(measure.lower)} and ${formatPoints(measure.upper)}, however often one looks`;
  return (
    <section className={classes.measure}>
      <h3>{title}</h3>
      <p className="soft">
        {measure.kind === "disagreement" ? (
          <>Of the rows that both were asked: {sideWords(measure.candidate)}. </>
        ) : (
          <>
            v{canary.candidate}: {sideWords(measure.candidate)}. v{canary.baseline}:{" "}
            {sideWords(measure.baseline)}.{" "}
          </>
        )}
        The difference lies {bounds}.
      </p>
      <div
        className={classes.interval}
        role="img"
        aria-label={`${title} The difference lies ${bounds}; ${formatPoints(measure.tolerance)} are tolerated.`}
      >
        <span className={classes.zero} style={{ left: `${place(0)}%` }} />
        <span
          className={classes.range}
          data-tone={tone}
          style={{ left: `${left}%`, width: `${Math.max(0.5, place(measure.upper) - left)}%` }}
        />
        {typeof measure.difference === "number" && (
          <span className={classes.seen} style={{ left: `${place(measure.difference)}%` }} />
        )}
        <span className={classes.tolerance} style={{ left: `${place(measure.tolerance)}%` }} />
      </div>
      <div className={classes.axis} aria-hidden="true">
        <span style={{ left: `${place(measure.tolerance)}%` }}>
          tolerated: {formatPoints(measure.tolerance)}
        </span>
      </div>
    </section>
  );
}

function titleOf(canary: Canary, measure: CanaryMeasure): string {
  switch (measure.kind) {
    case "errors":
      return "How many more predictions fail?";
    case "latency":
      return `How many more take longer than ${formatMillis(canary.slowMs ?? null)}?`;
    case "disagreement":
      return "How many rows do the two answer differently?";
  }
}

function sideWords(side: CanaryMeasure["candidate"]): string {
  return side.rows === 0
    ? "no predictions"
    : `${formatCount(side.bad)} of ${formatCount(side.rows)} (${formatShare(side.bad / side.rows)})`;
}
