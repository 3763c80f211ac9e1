import { useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { type Chunk, segmentsQuery } from "@/api/performance";
import type { PerformanceMetric, PerformanceSegment, SegmentReport } from "@/api/types";
import classes from "@/pages/model/performance.module.css";
import { SegmentDrawer } from "@/pages/model/segment-drawer";
import { figureOf, heldValue, metricFormat, metricName } from "@/parts/performance-figures";
import { useProject } from "@/parts/use-project";
import { type Column, DataTable } from "@/ui/data-table";
import { csv } from "@/ui/download";
import { EmptyState } from "@/ui/empty-state";
import { ExportMenu } from "@/ui/export-menu";
import { formatCompact, plural } from "@/ui/format";
import { IntervalBar, intervalScale } from "@/ui/interval-bar";
import { Loaded } from "@/ui/loaded";
import { Panel } from "@/ui/panel";
import { RowButton } from "@/ui/row-button";
import { Status } from "@/ui/status";

const route = getRouteApi("/projects/$organisation/$project/models/$model");

interface SegmentsPanelProps {
  model: string;
  chunk: Chunk;
  metric: PerformanceMetric;
}

/** How good the answers were for each segment, realised where there are labels and estimated where not. */
export function SegmentsPanel({ model, chunk, metric }: SegmentsPanelProps) {
  const { scope } = useProject();
  const { segment, value } = route.useSearch();
  const navigate = route.useNavigate();
  const open = (row: { segment: string; value: string } | undefined) =>
    void navigate({
      search: (previous) => ({ ...previous, segment: row?.segment, value: row?.value }),
      resetScroll: false,
    });
  const segments = useQuery(segmentsQuery(scope, model, chunk, metric));
  const compared = segments.data?.compared ?? 0;
  const weak = segments.data?.items.filter((each) => each.isWeak).length ?? 0;
  const hasRows = (segments.data?.items.length ?? 0) > 0;
  return (
    <Panel
      title={`For whom are the answers worse? ${metricName(metric)} by segment`}
      note={
        compared === 0
          ? undefined
          : `${plural(weak, "segment is", "segments are")} worse than all other rows beyond chance, of ${compared} that were compared; at most 5 % of such findings are false.`
      }
      flush
      actions={
        segments.data !== undefined && hasRows && <SegmentsExport report={segments.data} metric={metric} />
      }
    >
      <Loaded query={segments} what="The segments" height={200}>
        {(report) =>
          report.items.length === 0 ? (
            <EmptyState
              title="No segments"
              outline="list"
              line={"performance: {segments: [carrier, {feature: distance, edges: [500, 1500]}]}"}
              lineName="the lines for plimsoll.yaml"
            >
              Name features or tags in plimsoll.yaml, and performance is kept apart by their values.
            </EmptyState>
          ) : (
            <>
              <DataTable
                label="Performance by segment"
                columns={columns(report.items, metric, open)}
                rows={report.items}
                rowKey={(row) => `${row.segment}/${row.value}`}
                onOpen={open}
                isSelected={(row) => row.segment === segment && row.value === value}
              />
              <p className={classes.key}>
                <span>
                  <i className={classes.dotKey} aria-hidden="true" /> here, with its 95 % bounds
                  {report.items.some((row) => heldOf(row, metric).isEstimate) && "; hollow: estimated"}
                </span>
                <span>
                  <i className={classes.lineKey} aria-hidden="true" /> all other rows
                </span>
              </p>
            </>
          )
        }
      </Loaded>
      <SegmentDrawer
        model={model}
        chunk={chunk}
        metric={metric}
        of={segment === undefined || value === undefined ? undefined : { segment, value }}
        onClose={() => open(undefined)}
      />
    </Panel>
  );
}

/** What is known of a segment: what came true, or else what is estimated. */
function heldOf(row: PerformanceSegment, metric: PerformanceMetric) {
  const figure = figureOf(row.figures, metric);
  return { value: heldValue(figure), isEstimate: figure?.holds === "estimated" };
}

function columns(
  rows: PerformanceSegment[],
  metric: PerformanceMetric,
  open: (row: PerformanceSegment) => void,
): Column<PerformanceSegment>[] {
  const format = metricFormat(metric);
  const scale = intervalScale(
    rows.flatMap((row) => {
      const { value } = heldOf(row, metric);
      return [value?.value, value?.lower, value?.upper, row.rest?.value];
    }),
  );
  return [
    {
      header: "Segment",
      lead: true,
      cell: (row) => (
        <span className={classes.segment}>
          <span className="mono">{row.segment}</span>{" "}
          <RowButton onClick={() => open(row)}>{row.value}</RowButton>
        </span>
      ),
    },
    {
      header: "Here, against all others",
      width: "32%",
      bare: true,
      cell: (row) => {
        const { value, isEstimate } = heldOf(row, metric);
        return value === null ? (
          <span className="soft">no figure yet</span>
        ) : (
          <IntervalBar
            interval={value}
            against={row.rest?.value ?? null}
            scale={scale}
            tone={row.isWeak ? "red" : isEstimate ? "violet" : "sea"}
            label={`${row.segment} ${row.value}: ${format(value.value)}, ${format(value.lower)} to ${format(value.upper)}; all others ${format(row.rest?.value)}`}
          />
        );
      },
    },
    {
      header: "Realised",
      align: "right",
      cell: (row) => format(figureOf(row.figures, metric)?.realised?.value),
    },
    ...(rows.some((row) => figureOf(row.figures, metric)?.estimated != null)
      ? [
          {
            header: "Estimated",
            align: "right" as const,
            wideOnly: true,
            cell: (row: PerformanceSegment) => format(figureOf(row.figures, metric)?.estimated?.value),
          },
        ]
      : []),
    { header: "All others", align: "right", cell: (row) => format(row.rest?.value) },
    { header: "Labelled", align: "right", wideOnly: true, cell: (row) => formatCompact(row.labelled) },
    {
      header: "Verdict",
      cell: (row) =>
        row.isWeak ? (
          <Status tone="red">Weak</Status>
        ) : (
          <Status tone="neutral">{row.pValue === null ? "Too few labels" : "Not worse"}</Status>
        ),
    },
  ];
}

function SegmentsExport({ report, metric }: { report: SegmentReport; metric: PerformanceMetric }) {
  const header = [
    "segment",
    "value",
    "predictions",
    "labelled",
    "realised",
    "lower",
    "upper",
    "estimated",
    "all_others",
    "p",
    "p_corrected",
    "is_weak",
  ];
  return (
    <ExportMenu
      name={`${report.model}-${metric}-by-segment`}
      json={() => report}
      csv={() =>
        csv(
          header,
          report.items.map((row) => {
            const figure = figureOf(row.figures, metric);
            return [
              row.segment,
              row.value,
              row.predictions,
              row.labelled,
              figure?.realised?.value,
              figure?.realised?.lower,
              figure?.realised?.upper,
              figure?.estimated?.value,
              row.rest?.value,
              row.pValue,
              row.adjusted,
              String(row.isWeak),
            ];
          }),
        )
      }
    />
  );
}
