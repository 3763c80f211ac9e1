import { getRouteApi } from "@tanstack/react-router";
import type { SparkAdvice, SparkApplicationDetail } from "@/api/types";
import { AdviceCard } from "@/pages/spark-application/advice-card";
import classes from "@/pages/spark-application/application.module.css";
import { type AdvicePart, partOfAdvice } from "@/pages/spark-application/application-words";
import { stageTitle } from "@/pages/spark-application/stage-words";
import { streamName } from "@/pages/spark-application/stream-charts";
import { EmptyState } from "@/ui/empty-state";
import { Panel } from "@/ui/panel";
import { RowButton } from "@/ui/row-button";

const route = getRouteApi("/projects/$organisation/$project/spark/$application");

/** What could be better, the worst first, with what to do about it. */
export function AdviceTab({ detail }: { detail: SparkApplicationDetail }) {
  if (detail.advice.length === 0) {
    return (
      <Panel flush>
        <EmptyState title="There is no advice about this run">
          Skew, garbage collection, memory, idle cores, spill, small files and the pace of streams were looked
          at.
        </EmptyState>
      </Panel>
    );
  }
  return (
    <ul className={classes.cards} aria-label="Advice">
      {detail.advice.map((advice) => (
        <li key={`${advice.kind} ${advice.part ?? ""} ${advice.finding}`}>
          <AdviceCard advice={advice} about={<About advice={advice} detail={detail} />} />
        </li>
      ))}
    </ul>
  );
}

function About({ advice, detail: { parts } }: { advice: SparkAdvice; detail: SparkApplicationDetail }) {
  const navigate = route.useNavigate();
  const part = partOfAdvice(advice, parts);
  if (part === null) {
    return <span className="soft">{advice.part === null ? "the whole application" : advice.part}</span>;
  }
  const stream = parts.streams.find((each) => each.key === part.key);
  const names: Record<AdvicePart["kind"], string> = {
    stage: stageTitle(part),
    execution: `Execution ${part.key}`,
    stream: stream === undefined ? part.key : streamName(stream),
  };
  return (
    <RowButton
      onClick={() =>
        void navigate({
          search:
            part.kind === "stage"
              ? { tab: "stages", stage: part.key }
              : part.kind === "execution"
                ? { tab: "data", execution: part.key }
                : { tab: "streams", stream: part.key },
          resetScroll: false,
        })
      }
    >
      {names[part.kind]}
    </RowButton>
  );
}
