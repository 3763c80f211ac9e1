import { Button, Group } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { keys } from "@/api/keys";
import { environmentsQuery, promote } from "@/api/models";
import type { EnvironmentMove, EnvironmentState, ModelDetail } from "@/api/types";
import { EnvironmentForm } from "@/pages/model/environment-form";
import { actorName } from "@/parts/actor-words";
import { environmentWord } from "@/parts/model-words";
import { useProject } from "@/parts/use-project";
import { ConfirmDialog } from "@/ui/confirm-dialog";
import { CopyIcon } from "@/ui/copy-line";
import { type Column, DataTable } from "@/ui/data-table";
import { formatCount } from "@/ui/format";
import { Loaded } from "@/ui/loaded";
import { Panel, PanelPart } from "@/ui/panel";
import { RowButton } from "@/ui/row-button";
import { TimeAgo } from "@/ui/time-ago";

const order = ["dev", "staging", "production"] as const;
const shownMoves = 10;

interface Promotion {
  from: EnvironmentState;
  to: EnvironmentState;
}

/** Which version is in dev, staging and production, and the way from one to the next. */
export function EnvironmentsPanel({ model: detail }: { model: ModelDetail }) {
  const model = detail.name;
  const { scope, may } = useProject();
  const client = useQueryClient();
  const environments = useQuery(environmentsQuery(scope, model));
  const [isMoving, moving] = useDisclosure(false);
  const [promotion, setPromotion] = useState<Promotion | null>(null);
  const move = useMutation({
    mutationFn: ({ from, to }: Promotion) =>
      promote(scope, model, to.environment, { from: from.environment, version: from.version }),
    onSuccess: async () => {
      setPromotion(null);
      await client.invalidateQueries({ queryKey: keys.project(scope, "models", model) });
    },
  });
  return (
    <>
      <Panel
        title="Which version is where?"
        note="A promotion moves the very same version; nothing is built again. Calls to dev and staging stay out of production's traffic, drift and alerts."
        flush
        actions={
          may("operate") && (
            <Button variant="default" size="xs" onClick={moving.open}>
              Move an environment
            </Button>
          )
        }
      >
        <Loaded query={environments} what="The environments" height={180}>
          {(data) => (
            <>
              <DataTable
                label="Environments"
                columns={columns(data.environments, may("operate"), setPromotion)}
                rows={data.environments}
                rowKey={(state) => state.environment}
              />
              {data.moves.length > 0 && (
                <PanelPart title="What has moved?">
                  <DataTable
                    label="Moves"
                    columns={moveColumns}
                    rows={data.moves.slice(0, shownMoves)}
                    rowKey={(each) => `${each.environment} ${each.movedAt}`}
                  />
                </PanelPart>
              )}
            </>
          )}
        </Loaded>
      </Panel>
      {isMoving && (
        <EnvironmentForm
          model={model}
          versions={detail.versions.filter((each) => each.state === "ready").map((each) => each.number)}
          onClose={moving.close}
        />
      )}
      <ConfirmDialog
        opened={promotion !== null}
        title={promotion === null ? "" : `Promote v${promotion.from.version} to ${promotion.to.environment}?`}
        action={promotion === null ? "Promote" : `Promote to ${promotion.to.environment}`}
        pending={move.isPending}
        error={move.error}
        onConfirm={() => promotion !== null && move.mutate(promotion)}
        onClose={() => {
          setPromotion(null);
          move.reset();
        }}
      >
        {promotion?.to.environment === "production"
          ? "All calls to production go to it once it is loaded, and a split of them ends. You can move it back at any time."
          : "Calls to that environment go to it once it is loaded. You can move it back at any time."}
      </ConfirmDialog>
    </>
  );
}

function columns(
  states: EnvironmentState[],
  mayPromote: boolean,
  onPromote: (promotion: Promotion) => void,
): Column<EnvironmentState>[] {
  return [
    {
      header: "Environment",
      lead: true,
      cell: (state) => <b style={{ fontWeight: 500 }}>{environmentWord(state.environment)}</b>,
    },
    {
      header: "Version",
      align: "right",
      cell: (state) => (state.version === null ? <span className="soft">none</span> : `v${state.version}`),
    },
    {
      header: "Since",
      cell: (state) =>
        state.movedAt === null ? (
          <span className="soft">–</span>
        ) : (
          <span>
            <TimeAgo at={state.movedAt} /> <span className="soft">by {actorName(state.movedBy ?? "")}</span>
          </span>
        ),
    },
    {
      header: "Rows in 24 h",
      align: "right",
      cell: (state) =>
        state.errors > 0
          ? `${formatCount(state.rows)}, ${formatCount(state.errors)} failed`
          : formatCount(state.rows),
    },
    {
      header: "Answers at",
      wideOnly: true,
      cell: (state) => (
        <span style={{ display: "inline-flex", alignItems: "center", gap: 4 }}>
          <span className="mono">{state.endpoint}</span>
          <CopyIcon text={state.endpoint} what={`the address of ${state.environment}`} />
        </span>
      ),
    },
    {
      header: "",
      align: "right",
      cell: (state) =>
        mayPromote && (
          <Group gap="4px 20px" justify="flex-end">
            {targets(states, state).map((to) => (
              <RowButton key={to.environment} onClick={() => onPromote({ from: state, to })}>
                Promote to {to.environment}
              </RowButton>
            ))}
          </Group>
        ),
    },
  ];
}

/** The environments after this one that hold another version. */
function targets(states: EnvironmentState[], from: EnvironmentState): EnvironmentState[] {
  return states.filter(
    (to) =>
      from.version !== null &&
      to.version !== from.version &&
      order.indexOf(to.environment) > order.indexOf(from.environment),
  );
}

const kinds: Record<string, string> = { deploy: "deployed", promote: "promoted", rollback: "rolled back" };

const moveColumns: Column<EnvironmentMove>[] = [
  { header: "Environment", lead: true, cell: (move) => environmentWord(move.environment) },
  {
    header: "Version",
    align: "right",
    cell: (move) => (move.from === null ? `v${move.to}` : `v${move.from} → v${move.to}`),
  },
  { header: "How", cell: (move) => kinds[move.kind] ?? move.kind },
  { header: "By", wideOnly: true, cell: (move) => actorName(move.movedBy) },
  { header: "When", align: "right", cell: (move) => <TimeAgo at={move.movedAt} /> },
];
