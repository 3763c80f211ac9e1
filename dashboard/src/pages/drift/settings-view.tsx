import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { comparisonQuery, driftSettingsQuery, settingChangesQuery } from "@/api/drift";
import type { ColumnSetting, SettingChange, WindowComparison } from "@/api/types";
import { comparedTone, comparedWord } from "@/pages/drift/compared-words";
import { SegmentsPanel } from "@/pages/drift/segments-panel";
import { SettingForm } from "@/pages/drift/setting-form";
import { changeWords, howWords, type SettableColumn, settableColumns } from "@/pages/drift/setting-words";
import { actorName } from "@/parts/actor-words";
import { useProject } from "@/parts/use-project";
import { type Column, DataTable } from "@/ui/data-table";
import { EmptyState } from "@/ui/empty-state";
import { formatNumber } from "@/ui/format";
import { LoadMore } from "@/ui/load-more";
import { Loaded } from "@/ui/loaded";
import { Panel } from "@/ui/panel";
import { RowButton } from "@/ui/row-button";
import { Status, Tag, Tags } from "@/ui/status";
import { TimeAgo } from "@/ui/time-ago";

/** How each column of a model is compared, and who wanted it so. */
export function SettingsView({ model }: { model: string }) {
  const { scope } = useProject();
  const settings = useQuery(driftSettingsQuery(scope, model));
  const comparison = useQuery(comparisonQuery(scope, model, {}));
  return (
    <>
      <Panel
        title="How is each feature compared, and from when on does it matter?"
        note="Comparisons and checks go by this, and the monitor leaves out what is left out. The default goes by type and size."
        flush
      >
        <Loaded query={settings} what="The settings" height={320}>
          {(set) => (
            <Loaded query={comparison} what="The features" height={320}>
              {(compared) => <Columns model={model} settings={set.columns} comparison={compared} />}
            </Loaded>
          )}
        </Loaded>
      </Panel>
      <SegmentsPanel
        model={model}
        features={(comparison.data?.features ?? [])
          .filter((each) => each.role === "feature")
          .map((each) => each.name)}
      />
      <Changes model={model} />
    </>
  );
}

interface ColumnsProps {
  model: string;
  settings: ColumnSetting[];
  comparison: WindowComparison;
}

function Columns({ model, settings, comparison }: ColumnsProps) {
  const { may } = useProject();
  const [edited, setEdited] = useState<SettableColumn | undefined>();
  const rows = settableColumns(comparison, settings);
  if (rows.length === 0) {
    return (
      <EmptyState title="No feature is known yet" outline="list">
        {comparison.reason ?? "Features are known once the model has a baseline or was asked."}
      </EmptyState>
    );
  }
  return (
    <>
      <DataTable
        label="Settings of features"
        columns={columns(may("operate") ? setEdited : undefined)}
        rows={rows}
        rowKey={(row) => `${row.role}/${row.name}`}
        onOpen={may("operate") ? setEdited : undefined}
      />
      {edited !== undefined && (
        <SettingForm model={model} column={edited} onClose={() => setEdited(undefined)} />
      )}
    </>
  );
}

function columns(onEdit: ((row: SettableColumn) => void) | undefined): Column<SettableColumn>[] {
  return [
    {
      header: "Feature",
      lead: true,
      cell: (row) => (
        <Tags>
          {onEdit === undefined ? (
            <span>{row.name}</span>
          ) : (
            <RowButton onClick={() => onEdit(row)}>{row.name}</RowButton>
          )}
          {row.role === "prediction" && <Tag tone="sea">prediction</Tag>}
          {row.setting !== undefined && <Tag>set</Tag>}
        </Tags>
      ),
    },
    { header: "Values", wideOnly: true, cell: (row) => row.compared?.type ?? "–" },
    {
      header: "Compared",
      cell: (row) =>
        row.setting?.ignored === true ? (
          <span className="soft">not at all</span>
        ) : (
          <span>
            <span className="mono">{row.compared?.comparison?.method ?? row.setting?.method ?? "–"}</span>
            <span className="soft" style={{ display: "block", fontSize: 12 }}>
              {row.setting?.method == null ? howWords(row.setting) : "set for this feature"}
            </span>
          </span>
        ),
    },
    {
      header: "Matters from",
      align: "right",
      cell: (row) => {
        const effect = row.compared?.comparison?.effect;
        const own = row.setting?.threshold;
        return (
          <span title={effect == null ? undefined : `in the unit of ${effect.name}`}>
            {own == null ? formatNumber(effect?.relevant) : <b>{formatNumber(own)}</b>}
          </span>
        );
      },
    },
    {
      header: "Last day",
      cell: (row) =>
        row.compared === undefined ? (
          <span className="soft">no rows</span>
        ) : (
          <Status tone={comparedTone(row.compared.verdict)}>{comparedWord(row.compared.verdict)}</Status>
        ),
    },
    {
      header: "Set by",
      wideOnly: true,
      cell: (row) =>
        row.setting === undefined ? (
          <span className="soft">–</span>
        ) : (
          <>
            {actorName(row.setting.changedBy)}, <TimeAgo at={row.setting.changedAt} />
          </>
        ),
    },
  ];
}

const changeColumns: Column<SettingChange>[] = [
  { header: "Changed", lead: true, cell: (change) => <TimeAgo at={change.changedAt} /> },
  { header: "Of", cell: (change) => change.subject },
  { header: "From", cell: (change) => changeWords(change.before) },
  { header: "To", cell: (change) => changeWords(change.after) },
  { header: "By", cell: (change) => actorName(change.changedBy) },
];

function Changes({ model }: { model: string }) {
  const { scope } = useProject();
  const changes = useInfiniteQuery(settingChangesQuery(scope, model));
  const lines = changes.data?.pages.flatMap((page) => page.items);
  return (
    <Panel title="Who changed what?" flush>
      <Loaded query={{ ...changes, data: lines }} what="The changes" height={100}>
        {(items) =>
          items.length === 0 ? (
            <EmptyState title="Nothing was changed yet">Every feature is compared as by default.</EmptyState>
          ) : (
            <>
              <DataTable
                label="Changes of settings"
                columns={changeColumns}
                rows={items}
                rowKey={(change) => change.id}
              />
              <LoadMore query={changes} what="changes" />
            </>
          )
        }
      </Loaded>
    </Panel>
  );
}
