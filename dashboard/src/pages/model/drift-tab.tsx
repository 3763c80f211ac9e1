import { useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { useMemo } from "react";
import { driftHistoryQuery, driftQuery } from "@/api/models";
import { resolveRange } from "@/api/time-range";
import type { DriftHistory, DriftReport } from "@/api/types";
import { TimeChart } from "@/charts/time-chart";
import { historySpec } from "@/pages/model/drift-charts";
import { DriftTable } from "@/parts/drift-table";
import { FeatureDriftDetail } from "@/parts/feature-drift-detail";
import { useMarks } from "@/parts/use-marks";
import { useProject, useTimeRange } from "@/parts/use-project";
import { DetailDrawer } from "@/ui/detail-drawer";
import { EmptyState } from "@/ui/empty-state";
import { formatCount, plural } from "@/ui/format";
import { Loaded } from "@/ui/loaded";
import { Grid, Panel } from "@/ui/panel";
import { TimeAgo } from "@/ui/time-ago";
import { Words } from "@/ui/words";

const route = getRouteApi("/projects/$organisation/$project/models/$model");

export function DriftTab({ model }: { model: string }) {
  const { scope } = useProject();
  const drift = useQuery(driftQuery(scope, model));
  return (
    <Loaded query={drift} what="The drift report" height={480}>
      {(report) => <DriftContent report={report} />}
    </Loaded>
  );
}

function DriftContent({ report }: { report: DriftReport }) {
  const { scope } = useProject();
  const { range } = useTimeRange();
  const { feature } = route.useSearch();
  const navigate = route.useNavigate();
  const history = useQuery(driftHistoryQuery(scope, report.model, range));
  const open = (name: string | undefined) =>
    void navigate({ search: (previous) => ({ ...previous, feature: name }), resetScroll: false });
  const selected = report.features.find((each) => each.name === feature);
  if (report.features.length === 0) {
    return (
      <Panel>
        <EmptyState title="Nothing to compare yet" outline="chart">
          <Words
            text={
              report.reason ??
              "Drift compares what arrives now with the baseline. Both need rows before there is a number."
            }
          />
        </EmptyState>
      </Panel>
    );
  }
  return (
    <>
      <Grid>
        <Panel title="How far is each feature from its baseline?" note={<Compared report={report} />} flush>
          <DriftTable
            rows={report.features.map((each) => ({ model: report.model, feature: each }))}
            threshold={report.threshold}
            showsModel={false}
            onOpen={(row) => open(row.feature.name)}
            isSelected={(row) => row.feature.name === feature}
          />
        </Panel>
        <Panel title="How has it moved?" note="The features that went furthest in this range.">
          <Loaded query={history} what="The history of drift" height={240}>
            {(data) => <HistoryChart model={report.model} history={data} />}
          </Loaded>
        </Panel>
      </Grid>
      <DetailDrawer
        opened={selected !== undefined}
        onClose={() => open(undefined)}
        title={<span className="mono">{selected?.name}</span>}
      >
        {selected !== undefined && <FeatureDriftDetail feature={selected} report={report} />}
      </DetailDrawer>
    </>
  );
}

function Compared({ report }: { report: DriftReport }) {
  if (report.baseline === null) {
    return <Words text={report.reason ?? "There is no baseline yet."} />;
  }
  return (
    <>
      {plural(report.rows, "row")} since <TimeAgo at={report.from} />, against{" "}
      {formatCount(report.baseline.rows)} rows of {report.baseline.source}.
      {report.rows < report.minimumRows &&
        ` A verdict needs ${formatCount(report.minimumRows)} rows; what follows is a first look.`}
    </>
  );
}

function HistoryChart({ model, history }: { model: string; history: DriftHistory }) {
  const { range, selectInterval } = useTimeRange();
  const marks = useMarks(model, range);
  const spec = useMemo(
    () => historySpec(history, resolveRange(range, Date.now()), marks),
    [history, range, marks],
  );
  if (spec.series.length === 0) {
    return (
      <EmptyState title="No comparison in this range" outline="chart">
        The monitor compares every minute once there are enough rows. Choose a longer range above.
      </EmptyState>
    );
  }
  return (
    <TimeChart
      spec={spec}
      label="PSI of each feature over time"
      name={`${model}-drift`}
      height={260}
      onSelectRange={selectInterval}
    />
  );
}
