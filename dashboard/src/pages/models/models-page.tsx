import { TextInput } from "@mantine/core";
import { IconSearch } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { modelListQuery, overviewQuery } from "@/api/models";
import type { ModelSummary } from "@/api/types";
import { ModelTable } from "@/parts/model-table";
import { useProject } from "@/parts/use-project";
import { EmptyState } from "@/ui/empty-state";
import { plural } from "@/ui/format";
import { Loaded } from "@/ui/loaded";
import { PageHead } from "@/ui/page-head";
import { Panel } from "@/ui/panel";

const route = getRouteApi("/projects/$organisation/$project/models");

export function ModelsPage() {
  const { scope } = useProject();
  const models = useQuery(modelListQuery(scope));
  return (
    <>
      <PageHead
        title="Models"
        sentence="What is served here, and what is served elsewhere and watched here."
      />
      <Panel flush>
        <Loaded query={models} what="The models" height={240}>
          {(data) => (data.items.length === 0 ? <NoModels /> : <Found models={data.items} />)}
        </Loaded>
      </Panel>
    </>
  );
}

function Found({ models }: { models: ModelSummary[] }) {
  const { q = "" } = route.useSearch();
  const navigate = route.useNavigate();
  const found = models.filter((model) => model.name.toLowerCase().includes(q.toLowerCase()));
  return (
    <>
      <div style={{ padding: "12px 16px 4px", display: "flex", gap: 12, alignItems: "center" }}>
        <TextInput
          aria-label="Find a model by its name"
          placeholder="Find by name"
          leftSection={<IconSearch size={15} />}
          value={q}
          onChange={(event) => {
            const value = event.currentTarget.value;
            void navigate({
              search: (previous) => ({ ...previous, q: value === "" ? undefined : value }),
              replace: true,
            });
          }}
          w={240}
        />
        <span className="soft nowrap">{plural(found.length, "model")}</span>
      </div>
      {found.length === 0 ? (
        <EmptyState title={`No model has “${q}” in its name.`} />
      ) : (
        <ModelTable models={found} />
      )}
    </>
  );
}

function NoModels() {
  const { scope } = useProject();
  const gitUrl = useQuery(overviewQuery(scope, { kind: "last", duration: "PT1H" })).data?.firstSteps.gitUrl;
  return (
    <EmptyState
      title="No model yet"
      outline="list"
      line={gitUrl === undefined ? undefined : `git push ${gitUrl}/my-model.git HEAD:main`}
      lineName="the push command"
    >
      Push a repository and it becomes an endpoint. Or log predictions of a model that runs elsewhere with the
      Python SDK, and it is watched here.
    </EmptyState>
  );
}
