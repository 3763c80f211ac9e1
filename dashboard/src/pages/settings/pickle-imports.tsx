import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { allowedGlobalsQuery, revokeGlobal } from "@/api/allowed-globals";
import { keys } from "@/api/keys";
import type { AllowedGlobal } from "@/api/types";
import { AllowImportButton } from "@/pages/settings/allow-import";
import { AccessNotice } from "@/parts/access-notice";
import { actorName } from "@/parts/actor-words";
import { useProject } from "@/parts/use-project";
import { ConfirmDialog } from "@/ui/confirm-dialog";
import { type Column, DataTable } from "@/ui/data-table";
import { EmptyState } from "@/ui/empty-state";
import { Loaded } from "@/ui/loaded";
import { Grid, Panel } from "@/ui/panel";
import { RowButton } from "@/ui/row-button";
import { Status } from "@/ui/status";
import { TimeAgo } from "@/ui/time-ago";

export function PickleImportsSection() {
  const { scope, may } = useProject();
  const client = useQueryClient();
  const mayAllow = may("answer-for");
  const allowed = useQuery(allowedGlobalsQuery(scope));
  const [ending, setEnding] = useState<AllowedGlobal | null>(null);
  const refresh = () => client.invalidateQueries({ queryKey: keys.project(scope, "allowed-globals") });
  const revoke = useMutation({
    mutationFn: (allowed: AllowedGlobal) => revokeGlobal(scope, allowed.id),
    onSuccess: async () => {
      setEnding(null);
      await refresh();
    },
  });
  return (
    <Grid>
      <Panel
        title="What may pickles import beyond the usual?"
        note="A push is refused if a pickle would import what no known model needs. An owner can allow one name at a time. The import then runs whatever it does, in the model's sandbox, without network and with nothing of the server's in sight; the answers of the model are in its hands."
        flush
        actions={mayAllow && <AllowImportButton onAllowed={refresh} />}
      >
        <Loaded query={allowed} what="The allowed imports" height={200}>
          {(data) =>
            data.items.length === 0 ? (
              <EmptyState title="Nothing is allowed by exception">
                A refused push names the import that it was refused for.
              </EmptyState>
            ) : (
              <DataTable
                label="Allowed imports"
                columns={columns(mayAllow, setEnding)}
                rows={data.items}
                rowKey={(allowed) => allowed.id}
              />
            )
          }
        </Loaded>
      </Panel>
      <AccessNotice permission="answer-for" what="Allowing an import" />
      <ConfirmDialog
        opened={ending !== null}
        title={`Revoke ${ending?.global}?`}
        action="Revoke"
        danger
        pending={revoke.isPending}
        error={revoke.error}
        onConfirm={() => ending !== null && revoke.mutate(ending)}
        onClose={() => {
          setEnding(null);
          revoke.reset();
        }}
      >
        Pushes that need it are refused from now on. Versions that were made with it stay, and go on
        answering.
      </ConfirmDialog>
    </Grid>
  );
}

function columns(mayRevoke: boolean, onEnd: (allowed: AllowedGlobal) => void): Column<AllowedGlobal>[] {
  return [
    { header: "Import", lead: true, cell: (each) => <span className="mono">{each.global}</span> },
    { header: "For", width: "140px", cell: (each) => each.model ?? "every model" },
    { header: "Because", cell: (each) => each.reason },
    {
      header: "Allowed",
      cell: (each) => (
        <span>
          <TimeAgo at={each.allowedAt} /> <span className="soft">by {actorName(each.allowedBy)}</span>
        </span>
      ),
    },
    {
      header: "State",
      cell: (each) =>
        each.revokedAt !== null && each.revokedBy !== null ? (
          <span>
            <Status tone="neutral">Revoked</Status> <TimeAgo at={each.revokedAt} />{" "}
            <span className="soft">by {actorName(each.revokedBy)}</span>
          </span>
        ) : (
          <Status tone="sea">In force</Status>
        ),
    },
    {
      header: "",
      align: "right",
      cell: (each) =>
        mayRevoke && each.revokedAt === null ? (
          <RowButton danger onClick={() => onEnd(each)}>
            Revoke
          </RowButton>
        ) : null,
    },
  ];
}
