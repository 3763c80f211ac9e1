import { useInfiniteQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { errorsQuery } from "@/api/pipelines";
import type { ErrorEvent } from "@/api/types";
import classes from "@/pages/pipelines/pipelines.module.css";
import { ModelLink } from "@/parts/links";
import { useProject } from "@/parts/use-project";
import { CopyLine } from "@/ui/copy-line";
import { type Column, DataTable } from "@/ui/data-table";
import { DetailDrawer } from "@/ui/detail-drawer";
import { EmptyState } from "@/ui/empty-state";
import { formatExact } from "@/ui/format";
import { LoadMore } from "@/ui/load-more";
import { Loaded } from "@/ui/loaded";
import { Panel } from "@/ui/panel";
import { Facts } from "@/ui/stat";
import { TimeAgo } from "@/ui/time-ago";

const route = getRouteApi("/projects/$organisation/$project/pipelines");

export function ErrorsTab() {
  const { scope } = useProject();
  const { error: opened } = route.useSearch();
  const navigate = route.useNavigate();
  const errors = useInfiniteQuery(errorsQuery(scope));
  const items = errors.data?.pages.flatMap((page) => page.items) ?? [];
  const selected = items.find((each) => each.id === opened);
  const open = (id: string | undefined) =>
    void navigate({ search: (previous) => ({ ...previous, error: id }), resetScroll: false });
  return (
    <>
      <Panel title="What went wrong in your code?" note="Newest first, whatever the time range." flush>
        <Loaded query={errors} what="The errors" height={280}>
          {() =>
            items.length === 0 ? (
              <EmptyState
                title="No error has been reported"
                outline="list"
                line={'except ValueError as error:\n    plimsoll.log_error(error, pipeline="nightly")'}
                lineName="the Python lines"
              >
                What your code catches and reports shows here, with its stack trace.
              </EmptyState>
            ) : (
              <>
                <DataTable
                  label="Errors"
                  columns={columns(open)}
                  rows={items}
                  rowKey={(each) => each.id}
                  onOpen={(each) => open(each.id)}
                  isSelected={(each) => each.id === opened}
                />
                <LoadMore query={errors} what="errors" />
              </>
            )
          }
        </Loaded>
      </Panel>
      <DetailDrawer opened={selected !== undefined} onClose={() => open(undefined)} title={selected?.kind}>
        {selected !== undefined && <ErrorDetail error={selected} />}
      </DetailDrawer>
    </>
  );
}

function columns(open: (id: string) => void): Column<ErrorEvent>[] {
  return [
    {
      header: "Error",
      lead: true,
      cell: (each) => (
        <span>
          <button type="button" className={classes.open} onClick={() => open(each.id)}>
            {each.kind}
          </button>
          <span className={classes.message}>{each.message}</span>
        </span>
      ),
    },
    {
      header: "Where",
      cell: (each) => (each.model !== null ? <ModelLink model={each.model} /> : (each.pipeline ?? "–")),
    },
    { header: "When", align: "right", cell: (each) => <TimeAgo at={each.occurredAt} /> },
  ];
}

function ErrorDetail({ error }: { error: ErrorEvent }) {
  return (
    <>
      <Panel title="What failed">
        <Facts
          items={[
            ["Message", error.message],
            ["When", formatExact(error.occurredAt)],
            ["Model", error.model ?? "–"],
            ["Pipeline", error.pipeline ?? "–"],
            ["Fingerprint", error.fingerprint ?? "–"],
            ...Object.entries(error.tags),
          ]}
        />
      </Panel>
      {error.stack !== null && (
        <Panel title="Where in the code">
          <CopyLine text={error.stack} what="the stack trace" />
        </Panel>
      )}
    </>
  );
}
