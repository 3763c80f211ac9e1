import { Skeleton, Tabs } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { modelQuery } from "@/api/models";
import type { ModelDetail } from "@/api/types";
import { ConsoleTab } from "@/pages/model/console-tab";
import { DriftTab } from "@/pages/model/drift-tab";
import { ModelHead } from "@/pages/model/model-head";
import { PerformanceTab } from "@/pages/model/performance-tab";
import { PredictionsTab } from "@/pages/model/predictions-tab";
import { TrafficTab } from "@/pages/model/traffic-tab";
import { VersionsTab } from "@/pages/model/versions-tab";
import type { ModelTab } from "@/parts/links";
import { useProject } from "@/parts/use-project";
import { Loaded } from "@/ui/loaded";
import { TabRow } from "@/ui/tab-row";

const route = getRouteApi("/projects/$organisation/$project/models/$model");

export function ModelPage() {
  const { model } = route.useParams();
  // Another model is another page: nothing of the last one, not even a half-typed request, may stay on it.
  return <ModelPageOf key={model} model={model} />;
}

function ModelPageOf({ model }: { model: string }) {
  const { scope } = useProject();
  const detail = useQuery(modelQuery(scope, model));
  return (
    <Loaded query={detail} what={`The model ${model}`} skeleton={<ModelSkeleton />}>
      {(data) => (
        <>
          <ModelHead model={data} />
          <ModelTabs model={data} />
        </>
      )}
    </Loaded>
  );
}

function ModelTabs({ model }: { model: ModelDetail }) {
  const { tab = "traffic" } = route.useSearch();
  const navigate = route.useNavigate();
  const isServed = model.kind === "served";
  const open = (value: string | null) =>
    void navigate({
      search: (previous) => ({
        range: previous.range,
        from: previous.from,
        to: previous.to,
        tab: value === "traffic" ? undefined : ((value ?? undefined) as ModelTab | undefined),
      }),
    });
  return (
    <Tabs value={tab} onChange={open} keepMounted={false} variant="default">
      <TabRow current={tab}>
        <Tabs.Tab value="traffic">Traffic</Tabs.Tab>
        <Tabs.Tab value="drift">Drift</Tabs.Tab>
        <Tabs.Tab value="performance">Performance</Tabs.Tab>
        {isServed && <Tabs.Tab value="versions">Versions</Tabs.Tab>}
        {isServed && <Tabs.Tab value="console">Console</Tabs.Tab>}
        <Tabs.Tab value="predictions">Predictions</Tabs.Tab>
      </TabRow>
      <Tabs.Panel value="traffic">
        <TrafficTab model={model} />
      </Tabs.Panel>
      <Tabs.Panel value="drift">
        <DriftTab model={model.name} />
      </Tabs.Panel>
      <Tabs.Panel value="performance">
        <PerformanceTab model={model.name} />
      </Tabs.Panel>
      <Tabs.Panel value="versions">
        <VersionsTab model={model} />
      </Tabs.Panel>
      <Tabs.Panel value="console">
        <ConsoleTab model={model} />
      </Tabs.Panel>
      <Tabs.Panel value="predictions">
        <PredictionsTab model={model.name} />
      </Tabs.Panel>
    </Tabs>
  );
}

function ModelSkeleton() {
  return (
    <>
      <div style={{ display: "flex", gap: 20, marginBottom: 28 }}>
        <Skeleton circle height={96} width={96} />
        <div style={{ flex: 1, paddingTop: 16 }}>
          <Skeleton height={22} width="min(260px, 80%)" mb={10} />
          <Skeleton height={16} width="min(420px, 100%)" />
        </div>
      </div>
      <Skeleton height={320} radius={8} />
    </>
  );
}
