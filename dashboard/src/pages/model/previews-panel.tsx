import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { keys } from "@/api/keys";
import { previewsQuery, removePreview } from "@/api/models";
import type { Preview } from "@/api/types";
import { actorName } from "@/parts/actor-words";
import { useProject } from "@/parts/use-project";
import { ConfirmDialog } from "@/ui/confirm-dialog";
import { CopyIcon } from "@/ui/copy-line";
import { type Column, DataTable } from "@/ui/data-table";
import { Panel } from "@/ui/panel";
import { RowButton } from "@/ui/row-button";
import { TimeAgo } from "@/ui/time-ago";

/** The branches beside production, each with the address at which it answers. */
export function PreviewsPanel({ model }: { model: string }) {
  const { scope, may } = useProject();
  const client = useQueryClient();
  const previews = useQuery(previewsQuery(scope, model));
  const [ending, setEnding] = useState<Preview | null>(null);
  const remove = useMutation({
    mutationFn: (preview: Preview) => removePreview(scope, model, preview.name),
    onSuccess: async () => {
      setEnding(null);
      await client.invalidateQueries({ queryKey: keys.project(scope, "models", model) });
    },
  });
  const items = previews.data?.items ?? [];
  if (items.length === 0) {
    return null;
  }
  const columns: Column<Preview>[] = [
    { header: "Branch", lead: true, cell: (preview) => <b style={{ fontWeight: 500 }}>{preview.branch}</b> },
    { header: "Version", align: "right", cell: (preview) => `v${preview.version}` },
    {
      header: "Answers at",
      cell: (preview) => (
        <span style={{ display: "inline-flex", alignItems: "center", gap: 4 }}>
          <span className="mono">{preview.endpoint}</span>
          <CopyIcon text={preview.endpoint} what={`the address of ${preview.branch}`} />
        </span>
      ),
    },
    {
      header: "Pushed",
      align: "right",
      wideOnly: true,
      cell: (preview) => (
        <span>
          <TimeAgo at={preview.movedAt} /> <span className="soft">by {actorName(preview.movedBy)}</span>
        </span>
      ),
    },
    {
      header: "",
      align: "right",
      cell: (preview) =>
        may("operate") && (
          <RowButton danger onClick={() => setEnding(preview)}>
            Remove
          </RowButton>
        ),
    },
  ];
  return (
    <>
      <Panel
        title="What can be looked at beside production?"
        note="A branch that is pushed gets a preview: no traffic but what asks for it. It goes with its branch, or 14 days after the last push."
        flush
      >
        <DataTable label="Previews" columns={columns} rows={items} rowKey={(preview) => preview.name} />
      </Panel>
      <ConfirmDialog
        opened={ending !== null}
        title={`Remove the preview of ${ending?.branch}?`}
        action="Remove the preview"
        danger
        pending={remove.isPending}
        error={remove.error}
        onConfirm={() => ending !== null && remove.mutate(ending)}
        onClose={() => {
          setEnding(null);
          remove.reset();
        }}
      >
        Its address answers 404 from now on. The version and the branch stay.
      </ConfirmDialog>
    </>
  );
}
