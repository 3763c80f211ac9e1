import { Button, Group, Modal, PasswordInput, Select, TextInput } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { keys } from "@/api/keys";
import {
  connectRepository,
  deliveriesQuery,
  disconnectRepository,
  renewWebhookSecret,
  repositoriesQuery,
} from "@/api/repositories";
import type { ConnectedRepository, Delivery, Provider } from "@/api/types";
import { LandingPanel } from "@/pages/settings/landing";
import { AccessNotice } from "@/parts/access-notice";
import { actorName } from "@/parts/actor-words";
import { JobLink } from "@/parts/links";
import { useProject } from "@/parts/use-project";
import { ConfirmDialog } from "@/ui/confirm-dialog";
import { CopyLine } from "@/ui/copy-line";
import { type Column, DataTable } from "@/ui/data-table";
import { EmptyState } from "@/ui/empty-state";
import { Loaded } from "@/ui/loaded";
import { Grid, Panel } from "@/ui/panel";
import { ProblemNotice } from "@/ui/problem-notice";
import { RowButton } from "@/ui/row-button";
import { TimeAgo } from "@/ui/time-ago";

export function RepositoriesSection() {
  const { scope, may } = useProject();
  const client = useQueryClient();
  const mayChange = may("administer");
  const repositories = useQuery({ ...repositoriesQuery(scope), enabled: mayChange });
  const [shown, setShown] = useState<string | null>(null);
  const [ending, setEnding] = useState<ConnectedRepository | null>(null);
  const [secret, setSecret] = useState<ConnectedRepository | null>(null);
  const refresh = () => client.invalidateQueries({ queryKey: keys.project(scope, "repositories") });
  const disconnect = useMutation({
    mutationFn: (repository: ConnectedRepository) => disconnectRepository(scope, repository.model),
    onSuccess: async () => {
      setEnding(null);
      setShown(null);
      await refresh();
    },
  });
  const renew = useMutation({
    mutationFn: (repository: ConnectedRepository) => renewWebhookSecret(scope, repository.model),
    onSuccess: setSecret,
  });
  if (!mayChange) {
    return (
      <Panel title="Which repositories deploy?">
        <AccessNotice permission="administer" what="Seeing or connecting a repository" />
      </Panel>
    );
  }
  return (
    <Grid>
      <LandingPanel />
      <Panel
        title="Which repositories deploy?"
        note="A push to the branch of a repository at GitHub or GitLab deploys its model, and the commit is told how that went."
        flush
        actions={<ConnectButton onConnected={refresh} />}
      >
        <Loaded query={repositories} what="The repositories" height={240}>
          {(data) =>
            data.items.length === 0 ? (
              <EmptyState title="No repository is connected">
                Connect one, and set the webhook at the provider that you are shown then.
              </EmptyState>
            ) : (
              <DataTable
                label="Connected repositories"
                columns={columns(renew.mutate, setEnding)}
                rows={data.items}
                rowKey={(repository) => repository.model}
                onOpen={(repository) => setShown(repository.model)}
                isSelected={(repository) => repository.model === shown}
              />
            )
          }
        </Loaded>
        {renew.error !== null && <ProblemNotice title="The secret was not renewed." error={renew.error} />}
      </Panel>
      {shown !== null && <Deliveries model={shown} />}
      <Modal opened={secret !== null} onClose={() => setSecret(null)} title="A new secret">
        {secret !== null && <WebhookLines repository={secret} onDone={() => setSecret(null)} />}
      </Modal>
      <ConfirmDialog
        opened={ending !== null}
        title={`Disconnect ${ending?.url}?`}
        action="Disconnect"
        danger
        pending={disconnect.isPending}
        error={disconnect.error}
        onConfirm={() => ending !== null && disconnect.mutate(ending)}
        onClose={() => {
          setEnding(null);
          disconnect.reset();
        }}
      >
        Its pushes deploy nothing from now on; the versions of {ending?.model} stay. Secret and access token
        are forgotten.
      </ConfirmDialog>
    </Grid>
  );
}

function columns(
  onRenew: (repository: ConnectedRepository) => void,
  onEnd: (repository: ConnectedRepository) => void,
): Column<ConnectedRepository>[] {
  return [
    { header: "Model", lead: true, cell: (each) => <b style={{ fontWeight: 500 }}>{each.model}</b> },
    { header: "Repository", cell: (each) => <span className="mono">{each.url}</span> },
    { header: "Branch", cell: (each) => each.branch },
    {
      header: "Access token",
      wideOnly: true,
      cell: (each) => (each.hasAccessToken ? "stored" : "none: public, and not told"),
    },
    {
      header: "Connected",
      wideOnly: true,
      cell: (each) => (
        <span>
          <TimeAgo at={each.createdAt} /> <span className="soft">by {actorName(each.createdBy)}</span>
        </span>
      ),
    },
    {
      header: "",
      align: "right",
      cell: (each) => (
        <Group gap={20} justify="flex-end" wrap="nowrap">
          <RowButton onClick={() => onRenew(each)}>New secret</RowButton>
          <RowButton danger onClick={() => onEnd(each)}>
            Disconnect
          </RowButton>
        </Group>
      ),
    },
  ];
}

function Deliveries({ model }: { model: string }) {
  const { scope } = useProject();
  const deliveries = useQuery(deliveriesQuery(scope, model));
  const rows: Column<Delivery>[] = [
    { header: "What came of it", lead: true, cell: (each) => each.outcome },
    { header: "Event", cell: (each) => each.event },
    {
      header: "Job",
      cell: (each) => (each.jobId === null ? "–" : <JobLink job={each.jobId}>Open the job</JobLink>),
    },
    { header: "Received", align: "right", cell: (each) => <TimeAgo at={each.receivedAt} /> },
  ];
  return (
    <Panel title={`What did the provider tell of ${model}?`} flush>
      <Loaded query={deliveries} what="The deliveries" height={160}>
        {(data) =>
          data.items.length === 0 ? (
            <EmptyState title="Nothing yet">
              The provider sends a test when the webhook is made; if it does not arrive, its page of recent
              deliveries says why.
            </EmptyState>
          ) : (
            <DataTable label="Deliveries" columns={rows} rows={data.items} rowKey={(each) => each.id} />
          )
        }
      </Loaded>
    </Panel>
  );
}

function ConnectButton({ onConnected }: { onConnected: () => unknown }) {
  const { scope } = useProject();
  const [isOpen, { open, close }] = useDisclosure(false);
  const [model, setModel] = useState("");
  const [provider, setProvider] = useState<Provider>("github");
  const [url, setUrl] = useState("");
  const [branch, setBranch] = useState("main");
  const [token, setToken] = useState("");
  const connect = useMutation({
    mutationFn: () =>
      connectRepository(scope, model.trim(), {
        provider,
        url: url.trim(),
        branch: branch.trim(),
        ...(token === "" ? {} : { accessToken: token }),
      }),
    onSuccess: () => {
      setToken("");
      return onConnected();
    },
  });
  const leave = () => {
    close();
    connect.reset();
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    connect.mutate();
  };
  return (
    <>
      <Button size="xs" onClick={open}>
        Connect a repository
      </Button>
      <Modal
        opened={isOpen}
        onClose={leave}
        title={connect.data === undefined ? "Connect a repository" : "Connected"}
      >
        {connect.data !== undefined ? (
          <WebhookLines repository={connect.data} onDone={leave} />
        ) : (
          <form onSubmit={submit} style={{ display: "grid", gap: 12 }}>
            <TextInput
              label="Model"
              description="The name under which it is deployed; it need not exist yet."
              required
              withAsterisk={false}
              value={model}
              onChange={(event) => setModel(event.currentTarget.value)}
              data-autofocus
            />
            <Select
              label="Provider"
              data={[
                { value: "github", label: "GitHub" },
                { value: "gitlab", label: "GitLab" },
              ]}
              value={provider}
              onChange={(value) => value !== null && setProvider(value as Provider)}
            />
            <TextInput
              label="Address"
              placeholder="https://github.com/acme/flight-delays"
              required
              withAsterisk={false}
              value={url}
              onChange={(event) => setUrl(event.currentTarget.value)}
            />
            <TextInput
              label="Branch"
              required
              withAsterisk={false}
              value={branch}
              onChange={(event) => setBranch(event.currentTarget.value)}
            />
            <PasswordInput
              label="Access token"
              description="To fetch a private repository and to tell commits how their deployment went: contents read, commit statuses write. Stored sealed, never shown."
              autoComplete="new-password"
              value={token}
              onChange={(event) => setToken(event.currentTarget.value)}
            />
            {connect.error !== null && (
              <ProblemNotice title="The repository was not connected." error={connect.error} />
            )}
            <Group justify="flex-end" gap={8}>
              <Button variant="default" onClick={leave}>
                Not now
              </Button>
              <Button type="submit" loading={connect.isPending}>
                Connect
              </Button>
            </Group>
          </form>
        )}
      </Modal>
    </>
  );
}

/** What goes into the provider's form for a webhook. The secret is shown this once. */
function WebhookLines({ repository, onDone }: { repository: ConnectedRepository; onDone: () => void }) {
  const isNew = repository.secret !== null;
  return (
    <div style={{ display: "grid", gap: 12 }}>
      <p>
        {repository.provider === "github"
          ? "At GitHub: Settings → Webhooks → Add webhook. Content type application/json, just the push event."
          : "At GitLab: Settings → Webhooks → Add new webhook. Trigger: push events."}
      </p>
      <div>
        {repository.provider === "github" ? "Payload URL" : "URL"}
        <CopyLine text={repository.webhookUrl} what="the address of the webhook" wrap />
      </div>
      {isNew && (
        <div>
          {repository.provider === "github" ? "Secret" : "Secret token"}, shown this once
          <CopyLine text={repository.secret ?? ""} what="the secret" wrap />
        </div>
      )}
      <Group justify="flex-end">
        <Button onClick={onDone}>{isNew ? "I have copied them" : "Done"}</Button>
      </Group>
    </div>
  );
}
