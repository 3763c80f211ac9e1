import { useComputedColorScheme } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { useMemo } from "react";
import { comparisonQuery, heatMapQuery } from "@/api/drift";
import type { HeatMap } from "@/api/types";
import { ComparedDetail } from "@/pages/drift/compared-detail";
import { HeatMapTable } from "@/pages/drift/heat-map";
import { heatPicture } from "@/pages/drift/heat-picture";
import { bucketEnd, windowVerdictWord } from "@/pages/drift/heat-scale";
import { partOf, SegmentChoice } from "@/pages/drift/segment-choice";
import { SpanControl } from "@/pages/drift/span-control";
import { spans, stretchOf } from "@/pages/drift/spans";
import { lastDays, useMarks } from "@/parts/use-marks";
import { useProject } from "@/parts/use-project";
import { DetailDrawer } from "@/ui/detail-drawer";
import { csv } from "@/ui/download";
import { EmptyState } from "@/ui/empty-state";
import { ExportMenu } from "@/ui/export-menu";
import { Loaded } from "@/ui/loaded";
import { Panel } from "@/ui/panel";

const route = getRouteApi("/projects/$organisation/$project/drift");

const question = "How far has each feature moved from the baseline, and since when?";

/** A baseline does not say what a part of the rows looked like, so that is compared with its own past. */
function questionOf(map: HeatMap): string {
  const { segment, segmentValue } = map.reference;
  return segment === null
    ? question
    : `How far has each feature moved where ${segment} is ${segmentValue}, and since when?`;
}

/** Which features moved, and since when: every bucket of the time is compared with what was before. */
export function TimeView({ model }: { model: string }) {
  const { scope } = useProject();
  const { span = "P7D", bucket, feature, segment, value } = route.useSearch();
  const navigate = route.useNavigate();
  const part = partOf(segment, value);
  const query = useQuery(heatMapQuery(scope, model, span, part, () => stretchOf(span)));
  const range = useMemo(() => lastDays(spans[span].days), [span]);
  const marks = useMarks(model, range);
  const open = (of: string | undefined, start: string | undefined) =>
    void navigate({
      search: (previous) => ({ ...previous, feature: of, bucket: start }),
      resetScroll: false,
    });
  return (
    <Panel
      title={query.data === undefined ? question : questionOf(query.data)}
      note={`Each cell compares one stretch of time with ${part === undefined ? "the baseline" : "the same rows of as long before"}; features that cost most come first.`}
      flush
      actions={
        <>
          <SegmentChoice model={model} />
          <SpanControl span={span} />
          {query.data !== undefined && <HeatExport map={query.data} />}
        </>
      }
    >
      <Loaded query={query} what="The heat map" height={360}>
        {(map) =>
          map.reason !== null || map.features.length === 0 ? (
            <EmptyState title="Nothing to compare yet" outline="chart">
              {map.reason ?? "No predictions came in."}
            </EmptyState>
          ) : (
            <>
              <HeatMapTable
                map={map}
                marks={marks}
                selected={feature === undefined || bucket === undefined ? undefined : { feature, bucket }}
                onOpen={(of, _, place) => open(of, map.starts[place])}
              />
              <BucketDrawer map={map} onClose={() => open(undefined, undefined)} />
            </>
          )
        }
      </Loaded>
    </Panel>
  );
}

function HeatExport({ map }: { map: HeatMap }) {
  const scheme = useComputedColorScheme("light");
  return (
    <ExportMenu
      name={`drift-${map.model}`}
      json={() => map}
      csv={() =>
        csv(
          ["feature", "role", "from", "to", "verdict", "size_in_parts_of_the_line", "rows"],
          map.features.flatMap((row) =>
            row.cells.map((cell, place) => [
              row.name,
              row.role,
              map.starts[place],
              bucketEnd(map, place),
              windowVerdictWord(cell.verdict),
              cell.size,
              cell.rows,
            ]),
          ),
        )
      }
      picture={() => heatPicture(map, questionOf(map), scheme)}
    />
  );
}

function BucketDrawer({ map, onClose }: { map: HeatMap; onClose: () => void }) {
  const { feature, bucket } = route.useSearch();
  const place = bucket === undefined ? -1 : map.starts.indexOf(bucket);
  const isOpen = feature !== undefined && place >= 0;
  return (
    <DetailDrawer
      opened={isOpen}
      onClose={onClose}
      title={
        <>
          <span className="mono">{feature}</span> <span className="soft">of</span> {map.model}
        </>
      }
    >
      {isOpen && <BucketDetail map={map} feature={feature} place={place} />}
    </DetailDrawer>
  );
}

function BucketDetail({ map, feature, place }: { map: HeatMap; feature: string; place: number }) {
  const { scope } = useProject();
  const { kind, from, to, segment, segmentValue } = map.reference;
  const isPart = kind === "window" && segment !== null;
  const query = useQuery(
    comparisonQuery(scope, map.model, {
      version: map.version ?? undefined,
      from: map.starts[place],
      to: bucketEnd(map, place),
      ...(isPart && {
        segment,
        value: segmentValue ?? undefined,
        reference: "window" as const,
        referenceFrom: from ?? undefined,
        referenceTo: to ?? undefined,
      }),
    }),
  );
  return (
    <Loaded query={query} what="The comparison" height={420}>
      {(comparison) => {
        const column = comparison.features.find((each) => each.name === feature);
        return column === undefined ? (
          <p className="soft">Neither side has this feature in these hours.</p>
        ) : (
          <ComparedDetail column={column} comparison={comparison} />
        );
      }}
    </Loaded>
  );
}
