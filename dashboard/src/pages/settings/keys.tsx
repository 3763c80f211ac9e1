import { Button, Checkbox, Group, Modal, TextInput } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { keys } from "@/api/keys";
import { apiKeysQuery, createApiKey, revokeApiKey } from "@/api/settings";
import type { ApiKey, Scope } from "@/api/types";
import { AccessNotice } from "@/parts/access-notice";
import { actorName } from "@/parts/actor-words";
import { ShownOnce } from "@/parts/shown-once";
import { useProject } from "@/parts/use-project";
import { ConfirmDialog } from "@/ui/confirm-dialog";
import { type Column, DataTable } from "@/ui/data-table";
import { EmptyState } from "@/ui/empty-state";
import { Loaded } from "@/ui/loaded";
import { Grid, Panel } from "@/ui/panel";
import { ProblemNotice } from "@/ui/problem-notice";
import { Status, Tag } from "@/ui/status";
import { TimeAgo } from "@/ui/time-ago";

const scopes: { value: Scope; label: string; description: string }[] = [
  { value: "predict", label: "predict", description: "Call the endpoints of models." },
  {
    value: "events",
    label: "events",
    description: "Send predictions, feedback, metrics, stages and errors.",
  },
  { value: "deploy", label: "deploy", description: "Push models with git, move production." },
  { value: "read", label: "read", description: "Read everything of this project over the API." },
];

export function KeysSection() {
  const { scope, may } = useProject();
  const client = useQueryClient();
  const mayChange = may("administer");
  const apiKeys = useQuery({ ...apiKeysQuery(scope), enabled: mayChange });
  const [ending, setEnding] = useState<ApiKey | null>(null);
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
                columns={columns(setEnding)}
                rows={data.items}
                rowKey={(key) => key.id}
              />
            )
          }
        </Loaded>
      </Panel>
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

function columns(onRevoke: (key: ApiKey) => void): Column<ApiKey>[] {
  return [
    { header: "Name", lead: true, cell: (key) => <b style={{ fontWeight: 500 }}>{key.name}</b> },
    { header: "Key", cell: (key) => <span className="mono soft">{key.prefix}…</span> },
    {
      header: "May",
      cell: (key) => (
        <span style={{ display: "inline-flex", gap: 4, flexWrap: "wrap", justifyContent: "flex-end" }}>
          {key.scopes.map((scope) => (
            <Tag key={scope}>{scope}</Tag>
          ))}
        </span>
      ),
    },
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
          <Button
            variant="subtle"
            color="red"
            c="var(--red-ink)"
            size="compact-sm"
            mr={-8}
            onClick={() => onRevoke(key)}
          >
            Revoke
          </Button>
        ),
    },
  ];
}

function CreateKeyButton({ onCreated }: { onCreated: () => unknown }) {
  const { scope } = useProject();
  const [isOpen, { open, close }] = useDisclosure(false);
  const [name, setName] = useState("");
  const [chosen, setChosen] = useState<string[]>(["predict", "events"]);
  const create = useMutation({
    mutationFn: () =>
      createApiKey(scope, {
        name: name.trim(),
        scopes: scopes.map((each) => each.value).filter((each) => chosen.includes(each)),
      }),
    onSuccess: () => onCreated(),
  });
  const leave = () => {
    close();
    setName("");
    create.reset();
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    create.mutate();
  };
  return (
    <>
      <Button size="xs" onClick={open}>
        Create a key
      </Button>
      <Modal
        opened={isOpen}
        onClose={leave}
        title={create.data === undefined ? "Create a key" : "The key is made"}
      >
        {create.data !== undefined ? (
          <ShownOnce secret={create.data.secret} what={`the key “${create.data.name}”`} onDone={leave} />
        ) : (
          <form onSubmit={submit}>
            <TextInput
              label="Name"
              description="What will use it, for example “scoring service, production”."
              required
              withAsterisk={false}
              value={name}
              onChange={(event) => setName(event.currentTarget.value)}
              data-autofocus
            />
            <Checkbox.Group label="May" value={chosen} onChange={setChosen} mt={16}>
              {scopes.map((each) => (
                <Checkbox key={each.value} {...each} mt={8} size="sm" />
              ))}
            </Checkbox.Group>
            {create.error !== null && (
              <div style={{ marginTop: 16 }}>
                <ProblemNotice title="The key was not made." error={create.error} />
              </div>
            )}
            <Group justify="flex-end" mt={24} gap={8}>
              <Button variant="default" onClick={leave}>
                Not now
              </Button>
              <Button type="submit" loading={create.isPending} disabled={chosen.length === 0}>
                Create
              </Button>
            </Group>
          </form>
        )}
      </Modal>
    </>
  );
}
