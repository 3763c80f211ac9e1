import { Button, Group, Modal, NumberInput } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { keys } from "@/api/keys";
import { delaysQuery, retentionQuery, saveRetention } from "@/api/retention";
import type { RetentionOfType } from "@/api/types";
import { useProject } from "@/parts/use-project";
import { type Column, DataTable } from "@/ui/data-table";
import { formatBytes, formatCount, formatMillis, formatShare, plural } from "@/ui/format";
import { Loaded } from "@/ui/loaded";
import { Panel } from "@/ui/panel";
import { ProblemNotice } from "@/ui/problem-notice";
import { Stat, StatStrip } from "@/ui/stat";

/** How soon events are stored, how much of them there is, and for how long. */
export function StoredDataSection() {
  return (
    <div style={{ display: "grid", gap: 16 }}>
      <DelaysPanel />
      <RetentionPanel />
    </div>
  );
}

function DelaysPanel() {
  const { scope } = useProject();
  const delays = useQuery(delaysQuery(scope));
  return (
    <Panel
      title="How soon is an event on the screen?"
      note="Every event of the last hour, from the time at which it happened until it was stored."
    >
      <Loaded query={delays} what="The delays" height={80}>
        {({ all, promise }) =>
          all === null ? (
            <p style={{ margin: 0 }}>No event was stored in the last hour.</p>
          ) : (
            <StatStrip label="Delays of the last hour">
              <Stat
                label="Half of them within"
                value={formatMillis(all.p50 * 1_000)}
                against={`${promise} s are promised`}
              />
              <Stat
                label="99 % within"
                value={formatMillis(all.p99 * 1_000)}
                against={`${promise} s are promised`}
                {...(all.p99 > promise ? { tone: "amber" as const } : {})}
              />
              <Stat
                label="In time"
                value={formatShare(all.inTime / all.events)}
                against={`of ${plural(all.events, "event")}`}
              />
            </StatStrip>
          )
        }
      </Loaded>
    </Panel>
  );
}

function RetentionPanel() {
  const { scope, may } = useProject();
  const retention = useQuery(retentionQuery(scope));
  const [changing, setChanging] = useState<RetentionOfType>();
  return (
    <Panel
      title="What is stored, and for how long?"
      note="Days go as a whole. A new number of days holds for days that begin after it was set. Sizes are those that were sent."
      flush
    >
      <Loaded query={retention} what="What is stored" height={240}>
        {(data) => (
          <>
            <DataTable
              label="Stored events"
              columns={columns(may("administer") ? setChanging : undefined)}
              rows={data.types}
              rowKey={(each) => each.type}
            />
            {changing !== undefined && (
              <DaysForm of={changing} usualDays={data.usualDays} onDone={() => setChanging(undefined)} />
            )}
          </>
        )}
      </Loaded>
    </Panel>
  );
}

function columns(change: ((type: RetentionOfType) => void) | undefined): Column<RetentionOfType>[] {
  return [
    { header: "Type", lead: true, cell: (each) => words(each.type) },
    { header: "Events", align: "right", cell: (each) => formatCount(each.events) },
    { header: "Size", align: "right", cell: (each) => formatBytes(each.bytes) },
    {
      header: "Days",
      wideOnly: true,
      cell: (each) => (each.firstDay === null ? "–" : `${each.firstDay} to ${each.lastDay}`),
    },
    {
      header: "Kept",
      cell: (each) => (
        <Group gap={8}>
          {plural(each.days, "day")}
          {each.setBy !== null && <span className="soft">{each.setBy}</span>}
          {change !== undefined && (
            <Button
              size="compact-xs"
              variant="default"
              aria-label={`Change how long ${words(each.type)} are kept`}
              onClick={() => change(each)}
            >
              Change
            </Button>
          )}
        </Group>
      ),
    },
  ];
}

/** A type as it is read: "lineage events". */
function words(type: RetentionOfType["type"]): string {
  return type.replace("_", " ");
}

interface DaysFormProps {
  of: RetentionOfType;
  usualDays: number;
  onDone: () => void;
}

function DaysForm({ of, usualDays, onDone }: DaysFormProps) {
  const { scope } = useProject();
  const client = useQueryClient();
  const [days, setDays] = useState<number | string>(of.days);
  const save = useMutation({
    mutationFn: (wish: number | null) => saveRetention(scope, of.type, wish),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: keys.project(scope, "retention") });
      onDone();
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    save.mutate(Number(days));
  };
  return (
    <Modal
      opened
      onClose={onDone}
      title={`How long are ${words(of.type)} kept?`}
      closeButtonProps={{ "aria-label": "Close" }}
    >
      <form onSubmit={submit} style={{ display: "grid", gap: 12 }}>
        <NumberInput
          label="Days"
          description="Days that there are already go when those of everybody else do."
          min={1}
          max={3650}
          allowDecimal={false}
          value={days}
          onChange={setDays}
          data-autofocus
        />
        {save.error !== null && <ProblemNotice title="It was not saved." error={save.error} />}
        <Group justify="flex-end" gap={8}>
          {of.setBy !== null && (
            <Button variant="default" loading={save.isPending} onClick={() => save.mutate(null)}>
              As everybody: {usualDays}
            </Button>
          )}
          <Button type="submit" loading={save.isPending} disabled={days === ""}>
            Save
          </Button>
        </Group>
      </form>
    </Modal>
  );
}
