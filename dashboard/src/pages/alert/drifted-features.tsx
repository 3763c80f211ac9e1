import type { AlertDetail, AlertEvidence } from "@/api/types";
import { ModelLink } from "@/parts/links";
import { type Column, DataTable } from "@/ui/data-table";
import { formatIndex, formatNoise } from "@/ui/format";
import { MeasureBar, sharedScale } from "@/ui/measure-bar";
import { Panel } from "@/ui/panel";
import { Tag } from "@/ui/status";

type DriftedFeature = AlertEvidence["features"][number];

/** What drifted when the alert fired; the drift page shows what it is now. */
export function DriftedFeatures({ alert }: { alert: AlertDetail }) {
  const { features, threshold } = alert.evidence;
  const scale = sharedScale(
    features.map((feature) => feature.psi),
    threshold,
  );
  return (
    <Panel title="What drifted?" note="As it was when last judged. A name opens both distributions." flush>
      <DataTable
        label="Drifted features"
        columns={columns(alert.model, scale)}
        rows={features}
        rowKey={(feature) => `${feature.role} ${feature.name}`}
      />
    </Panel>
  );
}

/** What a value is of where it is no index. */
function measureWord(measure: string): string {
  return measure === "missing" ? "of missing rows" : measure;
}

function columns(model: string, scale: number): Column<DriftedFeature>[] {
  return [
    {
      header: "Feature",
      lead: true,
      cell: (feature) => (
        <span style={{ display: "inline-flex", gap: 8, flexWrap: "wrap" }}>
          <span className="mono">
            <ModelLink model={model} tab="drift" feature={feature.name}>
              {feature.name}
            </ModelLink>
          </span>
          {feature.role === "prediction" && <Tag tone="sea">prediction</Tag>}
        </span>
      ),
    },
    {
      header: "How far",
      width: "44%",
      bare: true,
      cell: (feature) => (
        <MeasureBar
          value={feature.psi}
          threshold={feature.threshold}
          noise={feature.noise}
          scale={scale}
          label={`PSI of ${feature.name}`}
        />
      ),
    },
    {
      header: "PSI",
      align: "right",
      cell: (feature) => (
        <>
          {formatIndex(feature.psi)}
          {feature.measure !== null && feature.measure !== "psi" && <> ({measureWord(feature.measure)})</>}
        </>
      ),
    },
    { header: "Threshold", align: "right", cell: (feature) => formatIndex(feature.threshold) },
    { header: "Noise", align: "right", cell: (feature) => formatNoise(feature.noise) },
  ];
}
