import { Tabs } from "@mantine/core";
import { getRouteApi } from "@tanstack/react-router";
import { ErrorsTab } from "@/pages/pipelines/errors-tab";
import { MetricsTab } from "@/pages/pipelines/metrics-tab";
import { StagesTab } from "@/pages/pipelines/stages-tab";
import { PageHead } from "@/ui/page-head";

const route = getRouteApi("/projects/$organisation/$project/pipelines");

export function PipelinesPage() {
  const { tab = "stages" } = route.useSearch();
  const navigate = route.useNavigate();
  return (
    <>
      <PageHead
        title="Pipelines"
        sentence="What your own code reports through the SDK: stages, metrics and errors."
      />
      <Tabs
        value={tab}
        keepMounted={false}
        onChange={(value) =>
          void navigate({
            search: (previous) => ({
              range: previous.range,
              from: previous.from,
              to: previous.to,
              tab: value === "metrics" || value === "errors" ? value : undefined,
            }),
          })
        }
      >
        <Tabs.List mb={16}>
          <Tabs.Tab value="stages">Stages</Tabs.Tab>
          <Tabs.Tab value="metrics">Metrics</Tabs.Tab>
          <Tabs.Tab value="errors">Errors</Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="stages">
          <StagesTab />
        </Tabs.Panel>
        <Tabs.Panel value="metrics">
          <MetricsTab />
        </Tabs.Panel>
        <Tabs.Panel value="errors">
          <ErrorsTab />
        </Tabs.Panel>
      </Tabs>
    </>
  );
}
