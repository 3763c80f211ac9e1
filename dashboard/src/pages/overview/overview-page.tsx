import { SegmentedControl, Skeleton } from "@mantine/core";
import { IconLayoutGrid, IconList } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { overviewQuery } from "@/api/models";
import type { ModelSummary, Overview } from "@/api/types";
import { FirstSteps } from "@/pages/overview/first-steps";
import { ModelCard } from "@/pages/overview/model-card";
import classes from "@/pages/overview/overview.module.css";
import { Totals } from "@/pages/overview/totals";
import { ModelTable } from "@/parts/model-table";
import { useOddTraffic } from "@/parts/odd-times";
import { useProject, useTimeRange } from "@/parts/use-project";
import { Loaded } from "@/ui/loaded";
import { PageHead } from "@/ui/page-head";
import { Panel } from "@/ui/panel";
import { PlimsollMark } from "@/ui/plimsoll-mark";
import { Words } from "@/ui/words";

/** A card says more, but of more than these nobody sees the worst at a glance. */
const mostCards = 12;

const route = getRouteApi("/projects/$organisation/$project/overview");

export function OverviewPage() {
  const { scope } = useProject();
  const { range } = useTimeRange();
  const overview = useQuery(overviewQuery(scope, range));
  return (
    <Loaded query={overview} what="The overview" skeleton={<OverviewSkeleton />}>
      {(data) => <OverviewContent overview={data} />}
    </Loaded>
  );
}

function OverviewContent({ overview }: { overview: Overview }) {
  const { project } = useProject();
  const { mark, models, firstSteps } = overview;
  const isSettled = firstSteps.hasModel && firstSteps.hasTraffic && firstSteps.hasFeedback;
  return (
    <>
      <PageHead
        title={project.name}
        mark={
          <PlimsollMark
            size={96}
            freeboard={mark.freeboard}
            state={mark.state}
            lowConfidence={mark.lowConfidence}
          />
        }
        sentence={<Words text={mark.sentence} />}
        facts={models.length > 0 ? <span>{summary(models)}</span> : undefined}
      />
      {models.length > 0 && <Totals overview={overview} />}
      {!isSettled && <FirstSteps steps={firstSteps} model={models[0]?.name} />}
      {models.length > 0 && <Models models={models} />}
    </>
  );
}

function Models({ models }: { models: ModelSummary[] }) {
  const usual = models.length > mostCards ? "list" : "cards";
  const { view = usual } = route.useSearch();
  const navigate = route.useNavigate();
  const oddPlacesOf = useOddTraffic();
  const worstFirst = [...models].sort((a, b) => rank(a) - rank(b) || a.name.localeCompare(b.name));
  return (
    <section aria-labelledby="models">
      <div className={classes.sectionHead}>
        <h2 id="models" className={classes.sectionTitle}>
          Is each model still safe?
        </h2>
        <SegmentedControl
          size="xs"
          aria-label="Show the models as"
          value={view}
          onChange={(value) =>
            void navigate({
              search: (previous) => ({
                ...previous,
                view: value === usual ? undefined : (value as "cards" | "list"),
              }),
            })
          }
          data={[
            {
              value: "cards",
              label: <IconLayoutGrid size={15} aria-label="Cards" style={{ display: "block" }} />,
            },
            { value: "list", label: <IconList size={15} aria-label="List" style={{ display: "block" }} /> },
          ]}
        />
      </div>
      {view === "list" ? (
        <Panel flush>
          <ModelTable models={worstFirst} />
        </Panel>
      ) : (
        <div className={classes.cards} data-single={models.length === 1 || undefined}>
          {worstFirst.map((model) => (
            <ModelCard
              key={model.name}
              model={model}
              isSingle={models.length === 1}
              odd={oddPlacesOf(model)}
            />
          ))}
        </div>
      )}
    </section>
  );
}

/** The least freeboard first; models of unknown state last, because nothing is known to be wrong with them. */
function rank(model: ModelSummary): number {
  return model.mark.freeboard ?? Number.POSITIVE_INFINITY;
}

function summary(models: ModelSummary[]): string {
  const words = [
    [models.filter((model) => model.mark.state === "overloaded").length, "overloaded"],
    [models.filter((model) => model.mark.state === "near").length, "near the line"],
    [models.filter((model) => model.mark.state === "safe").length, "safe"],
    [models.filter((model) => model.mark.state === "unknown").length, "unknown"],
  ] as const;
  return words
    .filter(([count]) => count > 0)
    .map(([count, word]) => `${count} ${word}`)
    .join(" · ");
}

function OverviewSkeleton() {
  return (
    <>
      <div style={{ display: "flex", gap: 20, marginBottom: 20 }}>
        <Skeleton circle height={96} width={96} />
        <div style={{ flex: 1, paddingTop: 16 }}>
          <Skeleton height={22} width="min(260px, 80%)" mb={10} />
          <Skeleton height={16} width="min(420px, 100%)" />
        </div>
      </div>
      <Skeleton height={84} radius={8} mb={20} />
      <div className={classes.cards}>
        {["first", "second", "third"].map((name) => (
          <Skeleton key={name} height={236} radius={8} />
        ))}
      </div>
    </>
  );
}
