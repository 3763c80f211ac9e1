import { Button, Tooltip } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { keys } from "@/api/keys";
import { endSplit, splitHistoryQuery, splitQuery } from "@/api/rollout";
import { requiredRole } from "@/api/session";
import type { ModelDetail, Share, Split, SplitChange } from "@/api/types";
import { ShareBar } from "@/pages/model/share-bar";
import { SplitForm } from "@/pages/model/split-form";
import { actorName } from "@/parts/actor-words";
import { formatPerMille, stickyWords } from "@/parts/share-words";
import { useProject } from "@/parts/use-project";
import { ConfirmDialog } from "@/ui/confirm-dialog";
import { type Column, DataTable } from "@/ui/data-table";
import { DetailDrawer } from "@/ui/detail-drawer";
import { EmptyState } from "@/ui/empty-state";
import { Loaded } from "@/ui/loaded";
import { Panel } from "@/ui/panel";
import { Status } from "@/ui/status";
import { TimeAgo } from "@/ui/time-ago";
import { Words } from "@/ui/words";

/** Which versions answer now, and how that came to be. */
export function SplitPanel({ model }: { model: ModelDetail }) {
  const { scope } = useProject();
  const split = useQuery(splitQuery(scope, model.name));
  return (
    <Loaded query={split} what="How the calls are divided" height={150}>
      {(data) => <SplitOf model={model} split={data} />}
    </Loaded>
  );
}

function SplitOf({ model, split }: { model: ModelDetail; split: Split }) {
  const { may } = useProject();
  const [isEditing, editing] = useDisclosure(false);
  const [isEnding, ending] = useDisclosure(false);
  const [isTold, history] = useDisclosure(false);
  const isAllowed = may("operate");
  const isSplit = split.shares.length > 1;
  if (split.production === null || split.production === undefined) {
    return null;
  }
  return (
    <Panel
      title="Who answers now?"
      note={<SplitNote split={split} />}
      actions={
        <>
          <Button variant="subtle" size="xs" onClick={history.open}>
            History
          </Button>
          {isSplit && isAllowed && (
            <Button variant="default" size="xs" onClick={ending.open}>
              Send all to v{split.production}
            </Button>
          )}
          <Tooltip label={`Needs ${requiredRole("operate")}.`} disabled={isAllowed}>
            <Button
              variant="default"
              size="xs"
              data-disabled={!isAllowed || undefined}
              aria-disabled={!isAllowed}
              onClick={isAllowed ? editing.open : undefined}
            >
              {isSplit ? "Change the weights" : "Divide the calls"}
            </Button>
          </Tooltip>
        </>
      }
    >
      <ShareBar split={split} />
      {split.unserved.map((each) => (
        <p key={each.version} style={{ margin: "12px 0 0" }}>
          <Status tone={each.reason === null ? "amber" : "red"} pulse={each.reason === null}>
            {each.reason === null ? "Loading" : "Not loaded"}
          </Status>{" "}
          v{each.version}
          {each.reason === null ? "" : `: ${each.reason}`}. Until it is loaded, calls go as before.
        </p>
      ))}
      {isEditing && <SplitForm model={model} split={split} onClose={editing.close} />}
      <EndSplit model={model.name} production={split.production} opened={isEnding} onClose={ending.close} />
      <DetailDrawer opened={isTold} onClose={history.close} title={`${model.name}: changes of the weights`}>
        <SplitHistory model={model.name} />
      </DetailDrawer>
    </Panel>
  );
}

function SplitNote({ split }: { split: Split }) {
  if (split.shares.length < 2 || split.changedAt === null || split.changedAt === undefined) {
    return <>Production points at v{split.production}, and it answers every call.</>;
  }
  return (
    <>
      Set <TimeAgo at={split.changedAt} /> by {actorName(split.changedBy ?? "")}.{" "}
      <Words text={stickyWords(split.sticky)} />
    </>
  );
}

interface EndSplitProps {
  model: string;
  production: number;
  opened: boolean;
  onClose: () => void;
}

function EndSplit({ model, production, opened, onClose }: EndSplitProps) {
  const { scope } = useProject();
  const client = useQueryClient();
  const end = useMutation({
    mutationFn: () => endSplit(scope, model),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: keys.project(scope, "models", model) });
      onClose();
    },
  });
  return (
    <ConfirmDialog
      opened={opened}
      title={`Send all calls to v${production}?`}
      action={`Send all to v${production}`}
      pending={end.isPending}
      error={end.error}
      onConfirm={() => end.mutate()}
      onClose={onClose}
    >
      <p>
        The split ends: from the next call on <span className="mono">{model}</span> answers with v{production}{" "}
        alone. A canary that is running ends with it.
      </p>
    </ConfirmDialog>
  );
}

const columns: Column<SplitChange>[] = [
  { header: "When", lead: true, cell: (change) => <TimeAgo at={change.at} /> },
  { header: "Who", cell: (change) => actorName(change.by) },
  {
    header: "What",
    cell: (change) => (
      <span>
        {sharesWords(change.before)} → <b>{sharesWords(change.after)}</b>
        <br />
        <span className="soft">{change.reason}</span>
      </span>
    ),
  },
];

function SplitHistory({ model }: { model: string }) {
  const { scope } = useProject();
  const history = useQuery(splitHistoryQuery(scope, model));
  return (
    <Loaded query={history} what="The history" height={240}>
      {(data) =>
        data.items.length === 0 ? (
          <EmptyState
            title="The calls were never divided"
            outline="list"
            line={`plimsoll split ${model} 1=90 2=10`}
            lineName="the command"
          />
        ) : (
          <DataTable
            label="Changes of the weights"
            columns={columns}
            rows={data.items}
            rowKey={(change) => `${change.at} ${change.kind}`}
          />
        )
      }
    </Loaded>
  );
}

function sharesWords(shares: Share[]): string {
  return (
    shares.map((share) => `v${share.version} ${formatPerMille(share.perMille)}`).join(" · ") || "nothing"
  );
}
