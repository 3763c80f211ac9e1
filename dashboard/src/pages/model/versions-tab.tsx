import { getRouteApi } from "@tanstack/react-router";
import type { ModelDetail, Version } from "@/api/types";
import { BanditPanel } from "@/pages/model/bandit-panel";
import { CanaryPanel } from "@/pages/model/canary-panel";
import { EnvironmentsPanel } from "@/pages/model/environments-panel";
import classes from "@/pages/model/model.module.css";
import { MoveProductionButton } from "@/pages/model/move-production";
import { OutcomesPanel } from "@/pages/model/outcomes-panel";
import { PreviewsPanel } from "@/pages/model/previews-panel";
import { ShadowPanel } from "@/pages/model/shadow-panel";
import { SplitPanel } from "@/pages/model/split-panel";
import { VersionDetail } from "@/pages/model/version-detail";
import { WorkersPanel } from "@/pages/model/workers-panel";
import { engineWord } from "@/parts/model-words";
import { type Column, DataTable } from "@/ui/data-table";
import { DetailDrawer } from "@/ui/detail-drawer";
import { EmptyState } from "@/ui/empty-state";
import { formatMillis, shortDigest } from "@/ui/format";
import { Grid, Panel } from "@/ui/panel";
import { Status, Tag, type Tone } from "@/ui/status";
import { TimeAgo } from "@/ui/time-ago";

const route = getRouteApi("/projects/$organisation/$project/models/$model");

const states: Record<Version["state"], { word: string; tone: Tone }> = {
  building: { word: "Building", tone: "amber" },
  ready: { word: "Ready", tone: "sea" },
  failed: { word: "Failed", tone: "red" },
};

export function VersionsTab({ model }: { model: ModelDetail }) {
  const { version: opened } = route.useSearch();
  const navigate = route.useNavigate();
  const open = (version: number | undefined) =>
    void navigate({ search: (previous) => ({ ...previous, version }), resetScroll: false });
  const selected = model.versions.find((version) => version.number === opened);
  return (
    <Grid>
      <SplitPanel model={model} />
      <CanaryPanel model={model} />
      <BanditPanel model={model} />
      <OutcomesPanel model={model} />
      <ShadowPanel model={model} />
      {model.versions.length > 0 && <EnvironmentsPanel model={model} />}
      <Panel
        title="What can answer?"
        note="Every push makes a version that never changes. Production is a name that moves between them."
        flush
      >
        {model.versions.length === 0 ? (
          <EmptyState
            title="No version yet"
            outline="list"
            line={`git push ${model.gitUrl} HEAD:main`}
            lineName="the push command"
          />
        ) : (
          <DataTable
            label="Versions"
            columns={columns(model, open)}
            rows={model.versions}
            rowKey={(version) => String(version.number)}
            onOpen={(version) => open(version.number)}
            isSelected={(version) => version.number === opened}
          />
        )}
      </Panel>
      <WorkersPanel model={model.name} />
      <PreviewsPanel model={model.name} />
      <DetailDrawer
        opened={selected !== undefined}
        onClose={() => open(undefined)}
        title={`${model.name} v${selected?.number ?? ""}`}
      >
        {selected !== undefined && <VersionDetail model={model} version={selected} />}
      </DetailDrawer>
    </Grid>
  );
}

function columns(model: ModelDetail, open: (version: number) => void): Column<Version>[] {
  return [
    {
      header: "Version",
      lead: true,
      cell: (version) => (
        <span style={{ display: "inline-flex", gap: 8, alignItems: "center" }}>
          <button type="button" className={classes.open} onClick={() => open(version.number)}>
            <b>v{version.number}</b>
          </button>
          {version.aliases.map((alias) => (
            <Tag key={alias} tone="sea">
              {alias}
            </Tag>
          ))}
        </span>
      ),
    },
    {
      header: "State",
      cell: (version) => <Status tone={states[version.state].tone}>{states[version.state].word}</Status>,
    },
    {
      header: "Commit",
      cell: (version) => (
        <span>
          <span className={classes.commit} title={version.commitMessage}>
            {version.commitMessage}
          </span>
          {version.commit !== null && <span className="mono soft">{shortDigest(version.commit, 8)}</span>}
        </span>
      ),
    },
    {
      header: "Runs as",
      wideOnly: true,
      cell: (version) => [version.framework, engineWord(version.engine)].filter(Boolean).join(" · ") || "–",
    },
    {
      header: "Inference",
      align: "right",
      wideOnly: true,
      cell: (version) => `${formatMillis(version.evidence?.inferMsPerRow)} / row`,
    },
    { header: "Pushed", align: "right", cell: (version) => <TimeAgo at={version.createdAt} /> },
    {
      header: "",
      align: "right",
      cell: (version) =>
        version.state === "ready" && version.number !== model.productionVersion ? (
          <MoveProductionButton
            model={model.name}
            current={model.productionVersion}
            target={version.number}
            size="xs"
          />
        ) : null,
    },
  ];
}
