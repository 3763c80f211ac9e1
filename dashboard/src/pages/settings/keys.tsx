import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { keys } from "@/api/keys";
import { apiKeysQuery, revokeApiKey } from "@/api/settings";
import type { ApiKey } from "@/api/types";
import { CreateKeyButton } from "@/pages/settings/create-key";
import { KeyDefaults, LimitDialog } from "@/pages/settings/key-limits";
import { limitWords, usedWords } from "@/pages/settings/limit-words";
import { PlanPanel } from "@/pages/settings/plan";
import { AccessNotice } from "@/parts/access-notice";
import { actorName } from "@/parts/actor-words";
import { useProject } from "@/parts/use-project";
import { ConfirmDialog } from "@/ui/confirm-dialog";
import { type Column, DataTable } from "@/ui/data-table";
import { EmptyState } from "@/ui/empty-state";
import { Loaded } from "@/ui/loaded";
import { Grid, Panel } from "@/ui/panel";
import { RowButton } from "@/ui/row-button";
import { Status, Tag, Tags } from "@/ui/status";
import { TimeAgo } from "@/ui/time-ago";

export function KeysSection() {
  const { scope, may } = useProject();
  const client = useQueryClient();
  const mayChange = may("administer");
  const apiKeys = useQuery({ ...apiKeysQuery(scope), enabled: mayChange });
  const [ending, setEnding] = useState<ApiKey | null>(null);
  const [limited, setLimited] = useState<ApiKey | null>(null);
  const refresh = () => client.invalidateQueries({ queryKey: keys.project(scope, "keys") });
  const revoke = useMutation({
    mutationFn: (key: ApiKey) => revokeApiKey(scope, key.id),
    onSuccess: async () => {
      setEnding(null);
      await refresh();
    },
  });
  if (!mayChange) {
    return (
      <Panel title="What may call Plimsoll?">
        <AccessNotice permission="administer" what="Seeing, making or revoking a key" />
      </Panel>
    );
  }
  return (
    <Grid>
      <PlanPanel />
      <Panel
        title="What may call Plimsoll?"
        note="A key belongs to this project. Only its hash is stored: a lost key cannot be shown again, only replaced."
        flush
        actions={<CreateKeyButton onCreated={refresh} />}
      >
        <Loaded query={apiKeys} what="The keys" height={240}>
          {(data) =>
            data.items.length === 0 ? (
              <EmptyState title="No key yet">Create one for each program that talks to Plimsoll.</EmptyState>
            ) : (
              <DataTable
                label="API keys"
                columns={columns(setLimited, setEnding)}
                rows={data.items}
                rowKey={(key) => key.id}
              />
            )
          }
        </Loaded>
      </Panel>
      <KeyDefaults />
      {limited !== null && <LimitDialog apiKey={limited} onClose={() => setLimited(null)} />}
      <ConfirmDialog
        opened={ending !== null}
        title={`Revoke “${ending?.name}”?`}
        action="Revoke the key"
        danger
        pending={revoke.isPending}
        error={revoke.error}
        onConfirm={() => ending !== null && revoke.mutate(ending)}
        onClose={() => {
          setEnding(null);
          revoke.reset();
        }}
      >
        Whatever uses <span className="mono">{ending?.prefix}…</span> is refused from now on. This cannot be
        undone.
      </ConfirmDialog>
    </Grid>
  );
}

function columns(onLimit: (key: ApiKey) => void, onRevoke: (key: ApiKey) => void): Column<ApiKey>[] {
  return [
    { header: "Name", lead: true, cell: (key) => <b style={{ fontWeight: 500 }}>{key.name}</b> },
    { header: "Key", cell: (key) => <span className="mono soft">{key.prefix}…</span> },
    {
      header: "May",
      cell: (key) => (
        <Tags>
          {key.scopes.map((scope) => (
            <Tag key={scope}>{scope}</Tag>
          ))}
          {key.models.map((model) => (
            <Tag key={`model ${model}`}>{model}</Tag>
          ))}
        </Tags>
      ),
    },
    {
      header: "Limits",
      cell: (key) =>
        key.revokedAt !== null ? (
          <span className="soft">–</span>
        ) : (
          <RowButton onClick={() => onLimit(key)}>{limitWords(key.limits, "as the project")}</RowButton>
        ),
    },
    { header: "Today", align: "right", cell: usedWords },
    {
      header: "Created",
      wideOnly: true,
      cell: (key) => (
        <span>
          <TimeAgo at={key.createdAt} /> <span className="soft">by {actorName(key.createdBy)}</span>
        </span>
      ),
    },
    { header: "Last used", align: "right", cell: (key) => <TimeAgo at={key.lastUsedAt} /> },
    {
      header: "",
      align: "right",
      cell: (key) =>
        key.revokedAt !== null ? (
          <Status tone="neutral">Revoked</Status>
        ) : (
          <RowButton danger onClick={() => onRevoke(key)}>
            Revoke
          </RowButton>
        ),
    },
  ];
}
