import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { checkHistoryQuery } from "@/api/quality";
import type { CheckPoint } from "@/api/types";
import { TimeChart } from "@/charts/time-chart";
import type { TimeChartSpec } from "@/charts/time-option";
import { spanOf } from "@/pages/dataset/batch-span";
import classes from "@/pages/dataset/dataset.module.css";
import { Samples } from "@/pages/dataset/samples";
import { drawnLine, drawnValue, isShare } from "@/parts/dataset-words";
import { useProject } from "@/parts/use-project";
import { DetailDrawer } from "@/ui/detail-drawer";
import { EmptyState } from "@/ui/empty-state";
import { formatNumber, formatShare } from "@/ui/format";
import { Loaded } from "@/ui/loaded";
import { Panel } from "@/ui/panel";
import { RowButton } from "@/ui/row-button";
import { Status } from "@/ui/status";
import { TimeAgo } from "@/ui/time-ago";

interface CheckDrawerProps {
  dataset: string;
  check: string | undefined;
  onClose: () => void;
  onBatch: (id: string) => void;
}

/** How one check fared, and what it found in the latest batches. */
export function CheckDrawer({ dataset, check, onClose, onBatch }: CheckDrawerProps) {
  return (
    <DetailDrawer
      opened={check !== undefined}
      onClose={onClose}
      title={<span className="mono">{check}</span>}
    >
      {check !== undefined && <History dataset={dataset} check={check} onBatch={onBatch} />}
    </DetailDrawer>
  );
}

const listed = 10;

function History({
  dataset,
  check,
  onBatch,
}: {
  dataset: string;
  check: string;
  onBatch: (id: string) => void;
}) {
  const { scope } = useProject();
  const history = useQuery(checkHistoryQuery(scope, dataset, check));
  return (
    <Loaded query={history} what="The history" height={320}>
      {({ items }) =>
        items.length === 0 ? (
          <EmptyState title="None of the latest batches was asked this" />
        ) : (
          <>
            {items[0]?.result.description != null && <p className="soft">{items[0].result.description}</p>}
            <Course dataset={dataset} points={items} />
            <Panel title="What did it find?">
              <ul className={classes.results}>
                {items.slice(0, listed).map((point) => (
                  <li key={point.batch} className={classes.result}>
                    <Status tone={tone(point)}>{point.result.passed ? "Passed" : "Failed"}</Status>{" "}
                    <RowButton onClick={() => onBatch(point.batch)}>
                      <TimeAgo at={point.occurredAt} />
                    </RowButton>
                    <div>{point.result.message}</div>
                    <Samples samples={point.result.samples} />
                  </li>
                ))}
              </ul>
            </Panel>
          </>
        )
      }
    </Loaded>
  );
}

function tone({ result }: CheckPoint) {
  return result.passed ? "sea" : result.severity === "critical" ? "red" : "amber";
}

function Course({ dataset, points }: { dataset: string; points: CheckPoint[] }) {
  const spec = useMemo(() => courseSpec(points), [points]);
  const newest = points[0]?.result;
  if (spec === undefined || newest === undefined) {
    return null;
  }
  return (
    <Panel
      title={
        isShare(newest)
          ? "How much did not fit, batch by batch?"
          : "How has the figure moved, batch by batch?"
      }
    >
      <TimeChart
        spec={spec}
        label={`${newest.check} over time`}
        name={`${dataset}-${newest.check}`}
        height={200}
      />
    </Panel>
  );
}

/** Nothing to draw where a check judges no figure, such as a type. */
function courseSpec(points: CheckPoint[]): TimeChartSpec | undefined {
  const drawn = [...points]
    .reverse()
    .map((point): [number, number | null] => [Date.parse(point.occurredAt), drawnValue(point.result)]);
  const newest = points[0]?.result;
  if (newest === undefined || drawn.every(([, value]) => value === null)) {
    return undefined;
  }
  const line = drawnLine(newest);
  return {
    ...spanOf(drawn.map(([at]) => at)),
    formatValue: isShare(newest) ? formatShare : formatNumber,
    isFree: drawn.some(([, value]) => value !== null && value < 0),
    thresholds: line === undefined ? [] : [line],
    ringName: "Failed",
    rings: points.flatMap(({ occurredAt, result }) => {
      const value = drawnValue(result);
      return result.passed || value === null
        ? []
        : [{ at: Date.parse(occurredAt), value, label: result.message, isQuiet: false }];
    }),
    series: [
      {
        name: isShare(newest) ? "Did not fit" : "Figure",
        colour: (palette) => palette.sea,
        emphasis: true,
        points: drawn,
      },
    ],
  };
}
