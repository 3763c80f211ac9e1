import { useQuery } from "@tanstack/react-query";
import { outcomesQuery, splitQuery } from "@/api/rollout";
import type { ModelDetail, OutcomeArm, OutcomeMetric } from "@/api/types";
import classes from "@/pages/model/rollout.module.css";
import { formatPoints } from "@/parts/share-words";
import { useProject } from "@/parts/use-project";
import { EmptyState } from "@/ui/empty-state";
import { formatCount, formatNumber, formatShare } from "@/ui/format";
import { Loaded } from "@/ui/loaded";
import { Panel } from "@/ui/panel";
import { Status, type Tone } from "@/ui/status";
import { TimeAgo } from "@/ui/time-ago";

type Verdict = NonNullable<OutcomeArm["difference"]>["verdict"];

const verdicts: Record<Verdict, { word: string; tone: Tone }> = {
  better: { word: "Better", tone: "green" },
  worse: { word: "Worse", tone: "red" },
  open: { word: "Open", tone: "neutral" },
};

const questions: Record<OutcomeMetric["kind"], string> = {
  accuracy: "turned out right",
  error: "mean distance from the truth",
  conversion: "came of it",
  mean: "mean",
};

/** What came of the answers, while several versions give them. */
export function OutcomesPanel({ model }: { model: ModelDetail }) {
  const { scope } = useProject();
  const split = useQuery(splitQuery(scope, model.name));
  return (split.data?.shares.length ?? 0) > 1 ? <Outcomes model={model.name} /> : null;
}

function Outcomes({ model }: { model: string }) {
  const { scope } = useProject();
  const outcomes = useQuery(outcomesQuery(scope, model));
  return (
    <Panel
      title="Which version is right more often?"
      note={
        outcomes.data === undefined ? undefined : (
          <>
            By the feedback to answers given since the weights were set (
            <TimeAgo at={outcomes.data.from} />){outcomes.data.isCut ? ", the newest of it" : ""}. The bounds
            hold with 95 % confidence, however often one looks.
          </>
        )
      }
    >
      <Loaded query={outcomes} what="The outcomes" height={120}>
        {(data) =>
          data.metrics.length === 0 ? (
            <EmptyState
              title="No feedback to these answers yet"
              line={`plimsoll.log_feedback(prediction_id, model="${model}", actual=1)`}
              lineName="the call"
            />
          ) : (
            <div className={classes.measures}>
              {data.metrics.map((metric) => (
                <MetricOf key={metric.name} metric={metric} production={data.production ?? null} />
              ))}
            </div>
          )
        }
      </Loaded>
    </Panel>
  );
}

function MetricOf({ metric, production }: { metric: OutcomeMetric; production: string | null }) {
  const isShare = metric.kind === "accuracy" || metric.kind === "conversion";
  const ends = metric.arms.flatMap((arm) => [arm.lower ?? arm.value, arm.upper ?? arm.value]);
  const low = isShare ? 0 : Math.min(...ends);
  const width = (isShare ? 1 : Math.max(...ends)) - low || 1;
  const place = (value: number) => Math.min(100, Math.max(0, ((value - low) / width) * 100));
  const format = isShare ? formatShare : formatNumber;
  return (
    <section className={classes.measure}>
      <h3>
        <span className="mono">{metric.name}</span>: {questions[metric.kind]}
      </h3>
      {metric.arms.map((arm) => (
        <div key={arm.version}>
          <p>
            <b>v{arm.version}</b> {format(arm.value)}{" "}
            <span className="soft">
              of {formatCount(arm.rows)}
              {arm.version === production ? ", production" : ""}
            </span>
            {"  "}
            <DifferenceWords arm={arm} isShare={isShare} />
          </p>
          <div
            className={classes.interval}
            role="img"
            aria-label={`v${arm.version}: ${format(arm.value)}, between ${format(arm.lower ?? null)} and ${format(arm.upper ?? null)}`}
          >
            <span
              className={classes.range}
              data-tone={arm.version === production ? "sea" : "violet"}
              style={{
                left: `${place(arm.lower ?? low)}%`,
                width: `${Math.max(0.5, place(arm.upper ?? low + width) - place(arm.lower ?? low))}%`,
              }}
            />
            <span className={classes.seen} style={{ left: `${place(arm.value)}%` }} />
          </div>
        </div>
      ))}
      <div className={classes.ends} aria-hidden="true">
        <span>{format(low)}</span>
        <span>{format(low + width)}</span>
      </div>
    </section>
  );
}

function DifferenceWords({ arm, isShare }: { arm: OutcomeArm; isShare: boolean }) {
  const { difference } = arm;
  if (difference === null || difference === undefined) {
    return null;
  }
  const format = isShare ? formatPoints : (value: number) => formatNumber(value);
  return (
    <>
      <Status tone={verdicts[difference.verdict].tone}>{verdicts[difference.verdict].word}</Status>{" "}
      <span className="soft">
        {format(difference.estimate)}, surely {format(difference.lower)} to {format(difference.upper)}
      </span>
    </>
  );
}
