import { Button, NumberInput, SegmentedControl } from "@mantine/core";
import { useMediaQuery } from "@mantine/hooks";
import { IconLayoutGrid, IconList, IconSitemap } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { graphQuery } from "@/api/lineage";
import type { LineageGraph } from "@/api/types";
import { GraphView } from "@/pages/lineage/graph-view";
import classes from "@/pages/lineage/lineage.module.css";
import { graphSentence } from "@/pages/lineage/lineage-words";
import { NodeDrawer } from "@/pages/lineage/node-drawer";
import { NodeSearch } from "@/pages/lineage/node-search";
import { NodeTable } from "@/pages/lineage/node-table";
import { useProject } from "@/parts/use-project";
import { EmptyState } from "@/ui/empty-state";
import { formatCount } from "@/ui/format";
import { Loaded } from "@/ui/loaded";
import { PageHead } from "@/ui/page-head";
import { Panel } from "@/ui/panel";

const route = getRouteApi("/projects/$organisation/$project/lineage");

const usualDepth = 6;

export function LineagePage() {
  const { scope } = useProject();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const graph = useQuery(
    graphQuery(scope, search.node, search.node === undefined ? undefined : search.depth),
  );
  const isNarrow = useMediaQuery("(max-width: 760px)") ?? false;
  const isEmpty = graph.data?.nodes.length === 0 && search.node === undefined;
  const enter = (node: string | undefined) =>
    void navigate({ search: (previous) => ({ ...previous, node, open: node, run: undefined }) });
  const open = (node: string | undefined) =>
    void navigate({ search: (previous) => ({ ...previous, open: node, run: undefined }) });
  return (
    <>
      <PageHead
        title="Lineage"
        sentence={graph.data === undefined ? "Looking…" : graphSentence(graph.data)}
        actions={isEmpty ? undefined : <NodeSearch onChoose={enter} />}
      />
      <Panel
        title={question(graph.data)}
        note={
          graph.data?.truncated === true
            ? "There is more than is shown: enter the graph further on."
            : undefined
        }
        actions={
          isEmpty ? undefined : (
            <div className={classes.controls}>
              {search.node !== undefined && (
                <>
                  <NumberInput
                    aria-label="Steps away from it"
                    size="xs"
                    w={92}
                    min={1}
                    max={20}
                    clampBehavior="strict"
                    suffix=" steps"
                    value={search.depth ?? usualDepth}
                    onChange={(depth) =>
                      void navigate({
                        search: (previous) => ({
                          ...previous,
                          depth: typeof depth === "number" && depth !== usualDepth ? depth : undefined,
                        }),
                        replace: true,
                      })
                    }
                  />
                  <Button
                    size="xs"
                    variant="default"
                    leftSection={<IconSitemap size={14} aria-hidden="true" />}
                    onClick={() => enter(undefined)}
                  >
                    The whole project
                  </Button>
                </>
              )}
              <SegmentedControl
                size="xs"
                aria-label="Show the nodes as"
                value={search.view ?? "graph"}
                onChange={(view) =>
                  void navigate({
                    search: (previous) => ({ ...previous, view: view === "list" ? "list" : undefined }),
                    replace: true,
                  })
                }
                data={[
                  {
                    value: "graph",
                    label: (
                      <>
                        <IconLayoutGrid size={14} aria-hidden="true" /> Graph
                      </>
                    ),
                  },
                  {
                    value: "list",
                    label: (
                      <>
                        <IconList size={14} aria-hidden="true" /> List
                      </>
                    ),
                  },
                ]}
              />
            </div>
          )
        }
        flush
      >
        <Loaded query={graph} what="The graph" height={420}>
          {(data) => {
            if (isEmpty) {
              return <Nothing />;
            }
            return search.view === "list" ? (
              <NodeTable graph={data} onOpen={open} />
            ) : (
              <GraphView graph={data} direction={isNarrow ? "TB" : "LR"} opened={search.open} onOpen={open} />
            );
          }}
        </Loaded>
      </Panel>
      <NodeDrawer
        node={search.open}
        known={graph.data?.nodes.find((node) => node.id === search.open)}
        run={search.run}
        isCentre={search.open !== undefined && search.open === graph.data?.node}
        onEnter={enter}
        onOpen={open}
        onRun={(run) => void navigate({ search: (previous) => ({ ...previous, run }) })}
      />
    </>
  );
}

function question(graph: LineageGraph | undefined): string {
  if (graph === undefined || graph.node === null) {
    return "What flows into what?";
  }
  const centre = graph.nodes.find((node) => node.id === graph.node);
  return `What comes before ${centre?.name ?? "it"}, and what after?`;
}

function Nothing() {
  const lines = `export OPENLINEAGE_URL=${window.location.origin}\nexport OPENLINEAGE_API_KEY=plm_…`;
  return (
    <EmptyState
      title="Nothing has told of its lineage yet"
      outline="list"
      line={lines}
      lineName="the settings"
    >
      Airflow, dbt, Spark, Flink, Dagster and all that speaks OpenLineage sends it with these two settings and
      a key that may send events. Batches of datasets that the SDK sends appear by themselves, up to{" "}
      {formatCount(100)} jobs at a time.
    </EmptyState>
  );
}
