import { Button, Group, Modal, TextInput } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import {
  baselineComparisonQuery,
  baselinesKey,
  makeBaselineCurrent,
  type VersionScope,
} from "@/api/baselines";
import { keys } from "@/api/keys";
import type { BaselineComparison, BaselineVersion } from "@/api/types";
import { type Column, DataTable } from "@/ui/data-table";
import { formatIndex, formatNoise, formatNumber } from "@/ui/format";
import { Loaded } from "@/ui/loaded";
import { ProblemNotice } from "@/ui/problem-notice";
import { Status, type Tone } from "@/ui/status";

type ComparedColumn = BaselineComparison["columns"][number];

const findings: Record<ComparedColumn["finding"], { word: string; tone: Tone }> = {
  alike: { word: "Alike", tone: "sea" },
  different: { word: "Different", tone: "amber" },
  too_few_rows: { word: "Too few rows", tone: "neutral" },
  only_in_reference: { word: "Only in this one", tone: "amber" },
  only_in_current: { word: "Only in the current", tone: "amber" },
  other_type: { word: "Another type", tone: "amber" },
};

interface ChooseBaselineProps {
  of: VersionScope;
  chosen: BaselineVersion;
  current: number | null;
  onClose: () => void;
}

/** Shows what would change, asks why, and makes a baseline the current one. */
export function ChooseBaseline({ of, chosen, current, onClose }: ChooseBaselineProps) {
  const client = useQueryClient();
  const [reason, setReason] = useState("");
  const comparison = useQuery({
    ...baselineComparisonQuery(of, chosen.number),
    enabled: current !== null,
  });
  const choose = useMutation({
    mutationFn: () => makeBaselineCurrent(of, { baseline: chosen.number, instead: current, reason }),
    onSuccess: async () => {
      await Promise.all([
        client.invalidateQueries({ queryKey: baselinesKey(of) }),
        client.invalidateQueries({ queryKey: keys.project(of, "models", of.model) }),
      ]);
      notifications.show({
        message: `Drift of ${of.model} v${of.version} is measured against baseline ${chosen.number}.`,
      });
      onClose();
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    choose.mutate();
  };
  return (
    <Modal opened onClose={onClose} size="lg" title={`Measure drift against baseline ${chosen.number}?`}>
      <form onSubmit={submit}>
        {current !== null && (
          <>
            <p className="soft" style={{ marginTop: 0 }}>
              How far it is from baseline {current}, which is current:
            </p>
            <Loaded query={comparison} what="The comparison">
              {(known) => (
                <DataTable
                  label="Both baselines by column"
                  columns={columns}
                  rows={known.columns}
                  rowKey={(column) => `${column.role} ${column.name}`}
                />
              )}
            </Loaded>
          </>
        )}
        <TextInput
          mt={16}
          label="Why"
          description="Kept with the change, for those who look at it later."
          required
          maxLength={500}
          value={reason}
          onChange={(event) => setReason(event.currentTarget.value)}
          data-autofocus
        />
        {choose.error !== null && (
          <div style={{ marginTop: 16 }}>
            <ProblemNotice title="The baseline was not changed." error={choose.error} />
          </div>
        )}
        <Group justify="flex-end" mt={24} gap={8}>
          <Button variant="default" onClick={onClose}>
            Keep as it is
          </Button>
          <Button type="submit" loading={choose.isPending} disabled={reason.trim() === ""}>
            Make baseline {chosen.number} current
          </Button>
        </Group>
      </form>
    </Modal>
  );
}

const columns: Column<ComparedColumn>[] = [
  { header: "Column", lead: true, cell: (column) => <b style={{ fontWeight: 500 }}>{column.name}</b> },
  {
    header: "Finding",
    cell: (column) => <Status tone={findings[column.finding].tone}>{findings[column.finding].word}</Status>,
  },
  {
    header: "PSI",
    align: "right",
    cell: (column) => (
      <span>
        {formatIndex(column.psi)}{" "}
        <span className="soft">{column.noise === null ? "" : `noise ${formatNoise(column.noise)}`}</span>
      </span>
    ),
  },
  {
    header: "Mean here, and now",
    align: "right",
    cell: (column) =>
      column.referenceMean === null && column.currentMean === null
        ? "–"
        : `${formatNumber(column.referenceMean)}, ${formatNumber(column.currentMean)}`,
  },
];
