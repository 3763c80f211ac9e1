import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { type Chunk, segmentCourseQuery } from "@/api/performance";
import type { PerformanceMetric, SegmentCourse } from "@/api/types";
import { BandChart } from "@/charts/band-chart";
import { metricName, segmentSpec } from "@/parts/performance-figures";
import { useProject } from "@/parts/use-project";
import { DetailDrawer } from "@/ui/detail-drawer";
import { EmptyState } from "@/ui/empty-state";
import { plural } from "@/ui/format";
import { Loaded } from "@/ui/loaded";
import { Panel } from "@/ui/panel";

interface SegmentDrawerProps {
  model: string;
  chunk: Chunk;
  metric: PerformanceMetric;
  of: { segment: string; value: string } | undefined;
  onClose: () => void;
}

/** Since when a segment is answered worse than all other rows. */
export function SegmentDrawer({ model, chunk, metric, of, onClose }: SegmentDrawerProps) {
  return (
    <DetailDrawer
      opened={of !== undefined}
      onClose={onClose}
      title={
        <>
          <span className="mono">{of?.segment}</span> {of?.value}
        </>
      }
    >
      {of !== undefined && <Content model={model} chunk={chunk} metric={metric} of={of} />}
    </DetailDrawer>
  );
}

interface ContentProps extends Omit<SegmentDrawerProps, "of" | "onClose"> {
  of: { segment: string; value: string };
}

function Content({ model, chunk, metric, of }: ContentProps) {
  const { scope } = useProject();
  const course = useQuery(segmentCourseQuery(scope, model, chunk, metric, of));
  return (
    <Loaded query={course} what="The course of the segment" height={320}>
      {(data) =>
        data.chunks.every((each) => each.own === null) ? (
          <EmptyState title="Too few labels of this segment" outline="chart">
            A chunk has a figure once enough of its rows are labelled. Choose longer chunks, or wait for
            labels.
          </EmptyState>
        ) : (
          <CoursePanel course={data} metric={metric} />
        )
      }
    </Loaded>
  );
}

function CoursePanel({ course, metric }: { course: SegmentCourse; metric: PerformanceMetric }) {
  const spec = useMemo(() => segmentSpec(course, metric), [course, metric]);
  const weak = course.chunks.filter((each) => each.isWeak).length;
  return (
    <Panel
      title={`Since when is it worse here? ${metricName(metric)}`}
      note={
        course.compared === 0
          ? "No chunk has enough labels on both sides to be compared."
          : `${plural(weak, "chunk is", "chunks are")} worse than all other rows beyond chance, of ${course.compared} that could be compared.`
      }
    >
      <BandChart
        spec={spec}
        label={`${metricName(metric)} of ${course.segment} ${course.value} beside all other rows`}
        name={`${course.model}-${course.segment}-${course.value}-${metric}`}
      />
    </Panel>
  );
}
