import { Select, Switch, Tabs } from "@mantine/core";
import { useQueries, useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { Fragment, type ReactNode } from "react";
import { driftQuery, modelListQuery } from "@/api/models";
import type { DriftReport, ModelSummary } from "@/api/types";
import { ChecksView } from "@/pages/drift/checks-view";
import { CompareView } from "@/pages/drift/compare-view";
import classes from "@/pages/drift/drift-page.module.css";
import { SettingsView } from "@/pages/drift/settings-view";
import { TimeView } from "@/pages/drift/time-view";
import { TogetherView } from "@/pages/drift/together-view";
import { type DriftRow, DriftTable } from "@/parts/drift-table";
import { FeatureDriftDetail } from "@/parts/feature-drift-detail";
import { ModelLink } from "@/parts/links";
import { useProject } from "@/parts/use-project";
import { DetailDrawer } from "@/ui/detail-drawer";
import { EmptyState } from "@/ui/empty-state";
import { plural } from "@/ui/format";
import { Loaded } from "@/ui/loaded";
import { PageHead } from "@/ui/page-head";
import { Panel } from "@/ui/panel";
import { TabRow } from "@/ui/tab-row";
import { Words } from "@/ui/words";

const route = getRouteApi("/projects/$organisation/$project/drift");

export function DriftPage() {
  const { scope } = useProject();
  const models = useQuery(modelListQuery(scope));
  return (
    <Loaded query={models} what="The models" height={480}>
      {(data) => <AllDrift models={data.items} />}
    </Loaded>
  );
}

/** The views of one model, by what the address calls them. */
const views = {
  time: { tab: "Over time", sentence: "When each feature moved, and how far.", Content: TimeView },
  together: {
    tab: "All features at once",
    sentence: "Whether the rows still hang together as those of the baseline did.",
    Content: TogetherView,
  },
  compare: {
    tab: "Compare",
    sentence: "Any two windows or versions beside each other.",
    Content: CompareView,
  },
  checks: { tab: "Checks", sentence: "Comparisons on a schedule, and their reports.", Content: ChecksView },
  settings: {
    tab: "Settings",
    sentence: "How each feature is compared, and which are left out.",
    Content: SettingsView,
  },
} as const;

type View = keyof typeof views;
const viewNames = Object.keys(views) as View[];

function AllDrift({ models }: { models: ModelSummary[] }) {
  const { view = "now", model } = route.useSearch();
  const navigate = route.useNavigate();
  const chosen = model ?? models[0]?.name;
  const open = (next: string | null) =>
    void navigate({
      search: (previous) => ({
        model: next === "now" ? previous.model : (previous.model ?? chosen),
        view: viewNames.find((each) => each === next),
      }),
    });
  if (chosen === undefined) {
    return <DriftNow models={models} />;
  }
  return (
    <Tabs value={view} onChange={open} keepMounted={false}>
      <TabRow current={view}>
        <Tabs.Tab value="now">Now</Tabs.Tab>
        {viewNames.map((name) => (
          <Tabs.Tab key={name} value={name}>
            {views[name].tab}
          </Tabs.Tab>
        ))}
      </TabRow>
      <Tabs.Panel value="now" pt={16}>
        <DriftNow models={models} />
      </Tabs.Panel>
      {viewNames.map((name) => {
        const { sentence, Content } = views[name];
        return (
          <Tabs.Panel key={name} value={name} pt={16}>
            <OfModel models={models} model={chosen} sentence={sentence}>
              <Content key={chosen} model={chosen} />
            </OfModel>
          </Tabs.Panel>
        );
      })}
    </Tabs>
  );
}

interface OfModelProps {
  models: ModelSummary[];
  model: string;
  sentence: string;
  children: ReactNode;
}

/** What is shown of one model, with a way to another one. */
function OfModel({ models, model, sentence, children }: OfModelProps) {
  const navigate = route.useNavigate();
  return (
    <>
      <PageHead
        title={`Drift of ${model}`}
        sentence={sentence}
        actions={
          <Select
            aria-label="Model"
            size="xs"
            w={200}
            allowDeselect={false}
            value={model}
            data={models.map((each) => each.name)}
            onChange={(value) =>
              void navigate({
                search: (previous) => ({ view: previous.view, span: previous.span, model: value ?? model }),
              })
            }
          />
        }
      />
      <div className={classes.parts}>{children}</div>
    </>
  );
}

function DriftNow({ models }: { models: ModelSummary[] }) {
  const { scope } = useProject();
  const queries = useQueries({ queries: models.map((model) => driftQuery(scope, model.name)) });
  const reports = queries.flatMap((query) => (query.data === undefined ? [] : [query.data]));
  const failed = queries.find((query) => query.error !== null && query.data === undefined);
  const waiting = queries.some((query) => query.isPending);
  const rows = reports.flatMap(rowsOf).sort(furthestFirst);
  return (
    <>
      <PageHead title="Drift" sentence={waiting ? "Comparing…" : summary(rows)} />
      {failed !== undefined && (
        <Loaded query={failed} what="The drift of one model">
          {() => null}
        </Loaded>
      )}
      <Panel
        title="Which features no longer look like their baseline?"
        flush
        actions={<Filters models={models} />}
      >
        {waiting && rows.length === 0 ? (
          <Loaded
            query={{ data: undefined, error: null, refetch: () => undefined }}
            what="The drift"
            height={320}
          >
            {() => null}
          </Loaded>
        ) : (
          <FilteredTable rows={rows} reports={reports} />
        )}
      </Panel>
      <WithoutComparison reports={reports} />
    </>
  );
}

function Filters({ models }: { models: ModelSummary[] }) {
  const { model, only } = route.useSearch();
  const navigate = route.useNavigate();
  return (
    <>
      <Switch
        label="Only drifted"
        size="xs"
        checked={only === "drifted"}
        onChange={(event) => {
          const checked = event.currentTarget.checked;
          void navigate({ search: (previous) => ({ ...previous, only: checked ? "drifted" : undefined }) });
        }}
      />
      <Select
        aria-label="Model"
        size="xs"
        w={180}
        value={model ?? "all"}
        data={[{ value: "all", label: "All models" }, ...models.map((each) => each.name)]}
        onChange={(value) =>
          void navigate({
            search: (previous) => ({
              ...previous,
              model: value === null || value === "all" ? undefined : value,
            }),
          })
        }
      />
    </>
  );
}

function FilteredTable({ rows, reports }: { rows: DriftRow[]; reports: DriftReport[] }) {
  const { model, only, of, feature } = route.useSearch();
  const navigate = route.useNavigate();
  const shown = rows.filter(
    (row) =>
      (model === undefined || row.model === model) &&
      (only === undefined || row.feature.verdict === "drifted"),
  );
  const isSelected = (row: DriftRow) => row.model === of && row.feature.name === feature;
  const open = (row: DriftRow | undefined) =>
    void navigate({
      search: (previous) => ({ ...previous, of: row?.model, feature: row?.feature.name }),
      resetScroll: false,
    });
  const selected = rows.find(isSelected);
  const report = reports.find((each) => each.model === selected?.model);
  if (shown.length === 0) {
    return (
      <EmptyState title={rows.length === 0 ? "Nothing to compare yet" : "Nothing matches"} outline="chart">
        {rows.length === 0
          ? "Drift compares what arrives with the data that a model was trained on. Push a model with a baseline.csv, then send it traffic."
          : "No feature fits the filters above."}
      </EmptyState>
    );
  }
  return (
    <>
      <DriftTable
        rows={shown}
        threshold={shown[0]?.feature.threshold ?? 0.2}
        showsModel
        onOpen={open}
        isSelected={isSelected}
      />
      <DetailDrawer
        opened={selected !== undefined}
        onClose={() => open(undefined)}
        title={
          selected === undefined ? (
            ""
          ) : (
            <>
              <span className="mono">{selected.feature.name}</span> <span className="soft">of</span>{" "}
              <ModelLink model={selected.model} tab="drift" />
            </>
          )
        }
      >
        {selected !== undefined && report !== undefined && (
          <FeatureDriftDetail feature={selected.feature} report={report} />
        )}
      </DetailDrawer>
    </>
  );
}

/** From here on, one line for all models without a baseline says more than a line for each. */
const mostReasons = 3;

/** Models that have no number yet, each with its reason: silence would look like "all is well". */
function WithoutComparison({ reports }: { reports: DriftReport[] }) {
  const silent = reports.filter((report) => rowsOf(report).length === 0);
  const bare = silent.filter((report) => report.baseline === null);
  const isCrowded = bare.length > mostReasons;
  const explained = isCrowded ? silent.filter((report) => report.baseline !== null) : silent;
  if (silent.length === 0) {
    return null;
  }
  return (
    <div style={{ marginTop: 16 }}>
      <Panel title="Not compared yet">
        <ul style={{ margin: 0, paddingLeft: 18 }}>
          {explained.map((report) => (
            <li key={report.model}>
              <ModelLink model={report.model} tab="drift" />:{" "}
              <Words text={report.reason ?? "no rows in the window."} />
            </li>
          ))}
          {isCrowded && (
            <li>
              {plural(bare.length, "model")} without a baseline; it comes with a push of the model and its{" "}
              <span className="mono">baseline.csv</span>:{" "}
              {bare.map((report, place) => (
                <Fragment key={report.model}>
                  {place > 0 && ", "}
                  <ModelLink model={report.model} tab="drift" />
                </Fragment>
              ))}
            </li>
          )}
        </ul>
      </Panel>
    </div>
  );
}

/** Without a baseline there is a distribution to look at, on the page of the model, but no distance to list here. */
function rowsOf(report: DriftReport): DriftRow[] {
  return report.features
    .filter((feature) => feature.verdict !== "no_baseline")
    .map((feature) => ({ model: report.model, feature }));
}

function furthestFirst(a: DriftRow, b: DriftRow): number {
  const ratio = (row: DriftRow) => (row.feature.psi ?? -1) / row.feature.threshold;
  return ratio(b) - ratio(a);
}

function summary(rows: DriftRow[]): string {
  const drifted = rows.filter((row) => row.feature.verdict === "drifted");
  const models = new Set(drifted.map((row) => row.model)).size;
  if (rows.length === 0) {
    return "No model has both a baseline and enough rows yet.";
  }
  if (drifted.length === 0) {
    return `None of ${plural(rows.length, "feature")} of ${plural(new Set(rows.map((row) => row.model)).size, "model")} has drifted.`;
  }
  return `${plural(drifted.length, "feature")} of ${plural(models, "model")} ${drifted.length === 1 ? "has" : "have"} drifted, out of ${plural(rows.length, "feature")} compared.`;
}
