import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { columnHistoryQuery, matrixQuery } from "@/api/quality";
import type { CheckMatrix, ColumnPoint, DatasetColumn } from "@/api/types";
import type { Ring } from "@/charts/annotations";
import { TimeChart } from "@/charts/time-chart";
import type { TimeChartSpec, TimeSeries } from "@/charts/time-option";
import { spanOf } from "@/pages/dataset/batch-span";
import { useProject } from "@/parts/use-project";
import { DetailDrawer } from "@/ui/detail-drawer";
import { EmptyState } from "@/ui/empty-state";
import { formatCount, formatExact, formatNumber, formatShare } from "@/ui/format";
import { Loaded } from "@/ui/loaded";
import { Panel } from "@/ui/panel";
import { Facts } from "@/ui/stat";

interface ColumnDrawerProps {
  dataset: string;
  column: string | undefined;
  onClose: () => void;
}

/** How one column fared over the batches. */
export function ColumnDrawer({ dataset, column, onClose }: ColumnDrawerProps) {
  return (
    <DetailDrawer
      opened={column !== undefined}
      onClose={onClose}
      title={<span className="mono">{column}</span>}
    >
      {column !== undefined && <History dataset={dataset} column={column} />}
    </DetailDrawer>
  );
}

function History({ dataset, column }: { dataset: string; column: string }) {
  const { scope } = useProject();
  const history = useQuery(columnHistoryQuery(scope, dataset, column));
  const matrix = useQuery(matrixQuery(scope, dataset)).data;
  const failed = useMemo(() => failuresOf(matrix, column), [matrix, column]);
  return (
    <Loaded query={history} what="The history" height={320}>
      {({ items }) =>
        items[0] === undefined ? (
          <EmptyState title="None of the latest batches has this column" />
        ) : (
          <>
            <Missing points={items} failed={failed} name={`${dataset}-${column}-missing`} />
            {items.some((point) => point.column.mean !== null) && (
              <Course points={items} failed={failed} name={`${dataset}-${column}-values`} />
            )}
            <Panel title="In the latest batch that has it">
              <Facts items={facts(items[0])} />
            </Panel>
          </>
        )
      }
    </Loaded>
  );
}

interface CourseProps {
  points: ColumnPoint[];
  failed: Failures;
  name: string;
}

/** By batch, the checks of the column that failed there. */
type Failures = Map<string, string[]>;

function failuresOf(matrix: CheckMatrix | undefined, column: string): Failures {
  const failed: Failures = new Map();
  for (const check of matrix?.checks.filter((each) => each.column === column) ?? []) {
    matrix?.batches.forEach((batch, place) => {
      if (check.outcomes[place] === "failed") {
        failed.set(batch.id, [...(failed.get(batch.id) ?? []), check.check]);
      }
    });
  }
  return failed;
}

function Missing({ points, failed, name }: CourseProps) {
  const spec = useMemo(
    () =>
      specOf(
        points,
        formatShare,
        [
          {
            name: "Missing",
            colour: (palette) => palette.sea,
            emphasis: true,
            points: line(points, missingShare),
          },
        ],
        ringsOf(points, failed, missingShare),
      ),
    [points, failed],
  );
  return (
    <Panel title="How much of it is missing, batch by batch?">
      <TimeChart spec={spec} label="The share that is missing" name={name} height={170} />
    </Panel>
  );
}

function missingShare({ column, rows }: ColumnPoint): number | null {
  return rows === 0 ? null : column.missing / rows;
}

function median({ column }: ColumnPoint): number | null {
  return column.quantiles?.[3] ?? null;
}

function Course({ points, failed, name }: CourseProps) {
  const spec = useMemo(
    () =>
      specOf(
        points,
        formatNumber,
        [
          {
            name: "95 %",
            colour: (palette) => palette.percentiles[2],
            points: line(points, ({ column }) => column.quantiles?.[5] ?? null),
          },
          {
            name: "Median",
            colour: (palette) => palette.sea,
            emphasis: true,
            points: line(points, median),
          },
          {
            name: "5 %",
            colour: (palette) => palette.percentiles[0],
            points: line(points, ({ column }) => column.quantiles?.[1] ?? null),
          },
        ],
        ringsOf(points, failed, median),
      ),
    [points, failed],
  );
  return (
    <Panel title="Where do its values lie, batch by batch?">
      <TimeChart spec={spec} label="The quantiles of the column" name={name} height={200} />
    </Panel>
  );
}

function line(points: ColumnPoint[], value: (point: ColumnPoint) => number | null): TimeSeries["points"] {
  return [...points].reverse().map((point) => [Date.parse(point.occurredAt), value(point)]);
}

/** The batches in which a check of the column failed. */
function ringsOf(
  points: ColumnPoint[],
  failed: Failures,
  height: (point: ColumnPoint) => number | null,
): Ring[] {
  return points.flatMap((point): Ring[] => {
    const checks = failed.get(point.batch);
    const value = height(point);
    return checks === undefined || value === null
      ? []
      : [{ at: Date.parse(point.occurredAt), value, label: `Failed: ${checks.join(", ")}`, isQuiet: false }];
  });
}

function specOf(
  points: ColumnPoint[],
  formatValue: (value: number) => string,
  series: TimeSeries[],
  rings: Ring[],
): TimeChartSpec {
  return {
    ...spanOf(points.map((point) => Date.parse(point.occurredAt))),
    formatValue,
    isFree: series.some((each) => each.points.some(([, value]) => value !== null && value < 0)),
    ringName: "A check failed",
    rings,
    series,
  };
}

function facts({ column, rows, occurredAt }: ColumnPoint): [string, React.ReactNode][] {
  return [
    ["Batch", formatExact(occurredAt)],
    ["Type", column.dtype === null ? column.type : `${column.type} (${column.dtype})`],
    ["Missing", `${formatCount(column.missing)} of ${formatCount(rows)}`],
    [
      "Different values",
      `${formatCount(column.distinct)} ${column.distinctIsExact ? "(counted)" : "(estimated, within about 1 %)"}`,
    ],
    ...figures(column),
    ...column.categories.map(({ value, count }): [string, React.ReactNode] => [
      value === "" ? "(empty)" : value,
      rows === 0 ? formatCount(count) : `${formatCount(count)} (${formatShare(count / rows)})`,
    ]),
  ];
}

function figures(column: DatasetColumn): [string, React.ReactNode][] {
  const named: [string, number | null][] = [
    ["Lowest", column.min],
    ["Mean", column.mean],
    ["Standard deviation", column.sd],
    ["Highest", column.max],
    ["Infinite", column.infinite === 0 ? null : column.infinite],
  ];
  const times: [string, string | null][] = [
    ["Oldest", column.oldest],
    ["Newest", column.newest],
  ];
  return [
    ...named.flatMap(([name, value]): [string, React.ReactNode][] =>
      value === null ? [] : [[name, formatNumber(value)]],
    ),
    ...times.flatMap(([name, at]): [string, React.ReactNode][] =>
      at === null ? [] : [[name, formatExact(at)]],
    ),
  ];
}
