import { Button, Group } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { checksQuery, removeCheck, runCheck } from "@/api/drift";
import { keys } from "@/api/keys";
import type { CheckAnswer } from "@/api/types";
import { BudgetPanel } from "@/pages/drift/budget-panel";
import { CheckForm } from "@/pages/drift/check-form";
import {
  comparedWords,
  levelWords,
  outcomeTone,
  outcomeWord,
  scheduleWords,
} from "@/pages/drift/check-words";
import { ReportsPanel } from "@/pages/drift/reports-panel";
import { useProject } from "@/parts/use-project";
import { ConfirmDialog } from "@/ui/confirm-dialog";
import { type Column, DataTable } from "@/ui/data-table";
import { EmptyState } from "@/ui/empty-state";
import { Loaded } from "@/ui/loaded";
import { Panel } from "@/ui/panel";
import { ProblemNotice } from "@/ui/problem-notice";
import { RowButton } from "@/ui/row-button";
import { Status } from "@/ui/status";
import { TimeAgo } from "@/ui/time-ago";

/** The schedule of a model, what its runs found, and how many false alarms they may raise. */
export function ChecksView({ model }: { model: string }) {
  return (
    <>
      <Checks model={model} />
      <ReportsPanel model={model} />
      <BudgetPanel model={model} />
    </>
  );
}

function Checks({ model }: { model: string }) {
  const { scope, may } = useProject();
  const client = useQueryClient();
  const checks = useQuery(checksQuery(scope, model));
  const [edited, setEdited] = useState<CheckAnswer | "new" | undefined>();
  const [removed, setRemoved] = useState<CheckAnswer | undefined>();
  const refresh = () => client.invalidateQueries({ queryKey: keys.project(scope, "models", model) });
  const run = useMutation({
    mutationFn: (check: string) => runCheck(scope, model, check),
    onSuccess: async (report) => {
      await refresh();
      notifications.show({ message: report.line.summary });
    },
  });
  const remove = useMutation({
    mutationFn: (check: string) => removeCheck(scope, model, check),
    onSuccess: async () => {
      await refresh();
      setRemoved(undefined);
    },
  });
  const isLocked = !may("operate");
  return (
    <Panel
      title="When is the model checked for drift?"
      note="Each run compares a window that ends when it is due, and leaves a report. Beside them the monitor watches all the time."
      flush
      actions={
        <Button size="xs" disabled={isLocked} onClick={() => setEdited("new")}>
          Add a check
        </Button>
      }
    >
      {run.error !== null && <ProblemNotice title="The check was not run." error={run.error} />}
      <Loaded query={checks} what="The checks" height={120}>
        {(data) =>
          data.items.length === 0 ? (
            <EmptyState title="No checks yet" outline="list">
              A daily check compares the last day with the baseline, and raises an alert when a feature
              drifts.
            </EmptyState>
          ) : (
            <DataTable
              label="Checks"
              columns={checkColumns({
                isLocked,
                onRun: (answer) => run.mutate(answer.check.id),
                onEdit: setEdited,
                onRemove: setRemoved,
              })}
              rows={data.items}
              rowKey={(answer) => answer.check.id}
            />
          )
        }
      </Loaded>
      {edited !== undefined && (
        <CheckForm
          model={model}
          check={edited === "new" ? undefined : edited.check}
          onClose={() => setEdited(undefined)}
        />
      )}
      <ConfirmDialog
        opened={removed !== undefined}
        title={`Remove “${removed?.check.name ?? ""}”?`}
        action="Remove the check"
        danger
        pending={remove.isPending}
        error={remove.error}
        onConfirm={() => removed !== undefined && remove.mutate(removed.check.id)}
        onClose={() => setRemoved(undefined)}
      >
        Its reports are removed with it.
      </ConfirmDialog>
    </Panel>
  );
}

interface CheckActions {
  isLocked: boolean;
  onRun: (answer: CheckAnswer) => void;
  onEdit: (answer: CheckAnswer) => void;
  onRemove: (answer: CheckAnswer) => void;
}

function checkColumns({ isLocked, onRun, onEdit, onRemove }: CheckActions): Column<CheckAnswer>[] {
  return [
    { header: "Check", lead: true, cell: ({ check }) => check.name },
    { header: "Runs", cell: ({ check }) => (check.enabled ? scheduleWords(check.schedule) : "Switched off") },
    { header: "Compares", cell: ({ check }) => comparedWords(check) },
    { header: "Level", wideOnly: true, cell: ({ level }) => levelWords(level) },
    {
      header: "Last run",
      cell: ({ lastReport }) =>
        lastReport === null ? (
          <span className="soft">not yet</span>
        ) : (
          <Status tone={outcomeTone(lastReport.outcome)}>
            {outcomeWord(lastReport.outcome)} <TimeAgo at={lastReport.dueAt} />
          </Status>
        ),
    },
    {
      header: "Actions",
      cell: (answer) =>
        isLocked ? null : (
          <Group gap={16} wrap="nowrap">
            <RowButton onClick={() => onRun(answer)}>Run now</RowButton>
            <RowButton onClick={() => onEdit(answer)}>Change</RowButton>
            <RowButton danger onClick={() => onRemove(answer)}>
              Remove
            </RowButton>
          </Group>
        ),
    },
  ];
}
