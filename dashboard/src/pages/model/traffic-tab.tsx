import { Select } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { useMemo } from "react";
import { trafficQuery } from "@/api/models";
import { stepLength } from "@/api/time-range";
import type { AnomalyCourse, ModelDetail, Traffic } from "@/api/types";
import { TimeChart } from "@/charts/time-chart";
import classes from "@/pages/model/model.module.css";
import { errorSpec, latencySpec, requestSpec } from "@/pages/model/traffic-charts";
import { overlayOf } from "@/parts/anomaly-overlay";
import { AnomalySwitch } from "@/parts/anomaly-switch";
import { useOverlays } from "@/parts/use-overlays";
import { useProject, useTimeRange } from "@/parts/use-project";
import { EmptyState } from "@/ui/empty-state";
import { formatCount, formatShare } from "@/ui/format";
import { Loaded } from "@/ui/loaded";
import { Grid, Panel } from "@/ui/panel";

const route = getRouteApi("/projects/$organisation/$project/models/$model");

export function TrafficTab({ model }: { model: ModelDetail }) {
  const { scope } = useProject();
  const { range } = useTimeRange();
  const { version } = route.useSearch();
  const traffic = useQuery(trafficQuery(scope, model.name, range, version));
  return (
    <>
      {model.versions.length > 1 && <VersionFilter model={model} />}
      <Loaded query={traffic} what="The traffic" height={620}>
        {(data) => <TrafficCharts model={model} traffic={data} />}
      </Loaded>
    </>
  );
}

function VersionFilter({ model }: { model: ModelDetail }) {
  const { version } = route.useSearch();
  const navigate = route.useNavigate();
  return (
    <div className={classes.toolbar}>
      <span className="soft">Drag over a chart to look closer.</span>
      <Select
        aria-label="Version"
        size="xs"
        w={180}
        value={version === undefined ? "all" : String(version)}
        data={[
          { value: "all", label: "All versions" },
          ...model.versions
            .filter((each) => each.state === "ready")
            .map((each) => ({
              value: String(each.number),
              label: `v${each.number}${each.aliases.includes("production") ? " (production)" : ""}`,
            })),
        ]}
        onChange={(value) =>
          void navigate({
            search: (previous) => ({
              ...previous,
              version: value === null || value === "all" ? undefined : Number(value),
            }),
          })
        }
      />
    </div>
  );
}

function TrafficCharts({ model, traffic }: { model: ModelDetail; traffic: Traffic }) {
  const { selectInterval } = useTimeRange();
  const { version } = route.useSearch();
  const marks = useOverlays(model.name);
  // What is expected is expected of the model: of one version alone nothing is.
  const isWhole = version === undefined;
  const [requests, latency, errors] = [
    marks.courseOf("traffic"),
    marks.courseOf("latency_p95"),
    marks.courseOf("error_rate"),
  ];
  const specs = useMemo(() => {
    const lines = model.mark.signals;
    const overlay = (course: AnomalyCourse | undefined) =>
      overlayOf(isWhole ? course : undefined, stepLength(traffic.step));
    return {
      requests: requestSpec(traffic, overlay(requests)),
      latency: latencySpec(
        traffic,
        lines.find((signal) => signal.signal === "latency")?.threshold,
        overlay(latency),
      ),
      errors: errorSpec(
        traffic,
        lines.find((signal) => signal.signal === "errors")?.threshold ?? 0.05,
        overlay(errors),
      ),
    };
  }, [traffic, model.mark.signals, isWhole, requests, latency, errors]);
  const total = traffic.points.reduce((sum, point) => sum + point.requests, 0);
  const failed = traffic.points.reduce((sum, point) => sum + point.errors, 0);
  if (total === 0) {
    return <NoTraffic model={model} />;
  }
  return (
    <Grid>
      <Panel
        title="How many requests arrive?"
        actions={isWhole && <AnomalySwitch {...marks} />}
        note={`${formatCount(total)} in this range, ${formatCount(failed)} of them failed (${formatShare(failed / total)}).`}
      >
        <TimeChart
          spec={specs.requests}
          label="Requests and errors over time"
          name={`${model.name}-requests`}
          group="traffic"
          onSelectRange={selectInterval}
        />
      </Panel>
      <Panel title="How long does an answer take?" span={6}>
        <TimeChart
          spec={specs.latency}
          label="Latency percentiles over time"
          name={`${model.name}-latency`}
          group="traffic"
          onSelectRange={selectInterval}
        />
      </Panel>
      <Panel title="What share of requests fails?" span={6}>
        <TimeChart
          spec={specs.errors}
          label="Error rate over time"
          name={`${model.name}-errors`}
          group="traffic"
          onSelectRange={selectInterval}
        />
      </Panel>
    </Grid>
  );
}

function NoTraffic({ model }: { model: ModelDetail }) {
  const line =
    model.endpoint === null
      ? `plimsoll.log_prediction("${model.name}", features={"temperature": 21.5}, prediction=1)`
      : `curl ${model.endpoint}/predict -H "Authorization: Bearer $PLIMSOLL_API_KEY" -H "Content-Type: application/json" -d @request.json`;
  return (
    <Panel>
      <EmptyState title="No request in this range" outline="chart" line={line} lineName="the call">
        Choose a longer range above, or send one: it shows here within a second.
      </EmptyState>
    </Panel>
  );
}
