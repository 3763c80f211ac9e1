import { Button, Group, NumberInput } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { type FormEvent, useState } from "react";
import {
  checksQuery,
  driftSettingsQuery,
  removeCheck,
  reportsQuery,
  runCheck,
  saveFalseAlarms,
} from "@/api/drift";
import { keys } from "@/api/keys";
import type { CheckAnswer, DriftSettings, ReportLine } from "@/api/types";
import { CheckForm } from "@/pages/drift/check-form";
import {
  comparedWords,
  levelWords,
  outcomeTone,
  outcomeWord,
  scheduleWords,
} from "@/pages/drift/check-words";
import { ReportDrawer } from "@/pages/drift/report-drawer";
import { useProject } from "@/parts/use-project";
import { ConfirmDialog } from "@/ui/confirm-dialog";
import { type Column, DataTable } from "@/ui/data-table";
import { EmptyState } from "@/ui/empty-state";
import { formatCompact } from "@/ui/format";
import { LoadMore } from "@/ui/load-more";
import { Loaded } from "@/ui/loaded";
import { Panel } from "@/ui/panel";
import { ProblemNotice } from "@/ui/problem-notice";
import { RowButton } from "@/ui/row-button";
import { Status } from "@/ui/status";
import { TimeAgo } from "@/ui/time-ago";

const route = getRouteApi("/projects/$organisation/$project/drift");

/** The schedule of a model, what its runs found, and how many false alarms they may raise. */
export function ChecksView({ model }: { model: string }) {
  return (
    <>
      <Checks model={model} />
      <Reports model={model} />
      <Budget model={model} />
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

function Reports({ model }: { model: string }) {
  const { scope } = useProject();
  const { report } = route.useSearch();
  const navigate = route.useNavigate();
  const reports = useInfiniteQuery(reportsQuery(scope, model));
  const open = (id: string | undefined) =>
    void navigate({
      search: (previous) => ({ ...previous, report: id, feature: undefined }),
      resetScroll: false,
    });
  return (
    <Panel title="What did the checks find?" flush>
      <Loaded
        query={{ ...reports, data: reports.data?.pages.flatMap((page) => page.items) }}
        what="The reports"
        height={200}
      >
        {(lines) =>
          lines.length === 0 ? (
            <EmptyState title="No reports yet" outline="list">
              The first run of a check leaves the first report.
            </EmptyState>
          ) : (
            <>
              <DataTable
                label="Reports"
                columns={reportColumns(open)}
                rows={lines}
                rowKey={(line) => line.id}
                onOpen={(line) => open(line.id)}
                isSelected={(line) => line.id === report}
              />
              <LoadMore query={reports} what="reports" />
            </>
          )
        }
      </Loaded>
      <ReportDrawer model={model} report={report} onClose={() => open(undefined)} />
    </Panel>
  );
}

function reportColumns(open: (id: string) => void): Column<ReportLine>[] {
  return [
    {
      header: "Due",
      lead: true,
      cell: (line) => (
        <RowButton onClick={() => open(line.id)}>
          <TimeAgo at={line.dueAt} />
        </RowButton>
      ),
    },
    { header: "Check", cell: (line) => line.checkName },
    {
      header: "Outcome",
      cell: (line) => <Status tone={outcomeTone(line.outcome)}>{outcomeWord(line.outcome)}</Status>,
    },
    { header: "Found", cell: (line) => line.summary },
    { header: "Rows", align: "right", wideOnly: true, cell: (line) => formatCompact(line.rows) },
  ];
}

function Budget({ model }: { model: string }) {
  const { scope } = useProject();
  const settings = useQuery(driftSettingsQuery(scope, model));
  return (
    <Panel
      title="How many false alarms are accepted?"
      note="Chance alone makes some features look drifted. The number sets how sure a check has to be: level = false alarms a week ÷ runs a week, held over all features of a run."
    >
      <Loaded query={settings} what="The settings" height={60}>
        {(data) => <BudgetForm key={String(data.falseAlarms.perWeek)} model={model} settings={data} />}
      </Loaded>
    </Panel>
  );
}

function BudgetForm({ model, settings }: { model: string; settings: DriftSettings }) {
  const { scope, may } = useProject();
  const client = useQueryClient();
  const [perWeek, setPerWeek] = useState<number | string>(settings.falseAlarms.perWeek ?? "");
  const save = useMutation({
    mutationFn: () => saveFalseAlarms(scope, model, perWeek === "" ? null : Number(perWeek)),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: keys.project(scope, "models", model) });
      notifications.show({ message: "The budget counts from the next run." });
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    save.mutate();
  };
  return (
    <form onSubmit={submit}>
      <Group align="flex-end" gap={12}>
        <NumberInput
          label="At most"
          description={
            settings.falseAlarms.setFor === "project"
              ? "Set for the whole project."
              : "Left empty: no budget."
          }
          suffix=" a week"
          w={220}
          min={0.001}
          max={1000}
          disabled={!may("operate")}
          value={perWeek}
          onChange={setPerWeek}
        />
        <Button type="submit" variant="default" loading={save.isPending} disabled={!may("operate")}>
          Save
        </Button>
      </Group>
      {save.error !== null && <ProblemNotice title="The budget was not saved." error={save.error} />}
    </form>
  );
}
