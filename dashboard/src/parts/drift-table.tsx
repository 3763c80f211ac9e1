import type { FeatureDrift } from "@/api/types";
import classes from "@/parts/drift-table.module.css";
import { verdictTone, verdictWord } from "@/parts/drift-words";
import { type Column, DataTable } from "@/ui/data-table";
import { formatCompact, formatIndex, formatNoise } from "@/ui/format";
import { MeasureBar, sharedScale } from "@/ui/measure-bar";
import { Status, Tag } from "@/ui/status";

export interface DriftRow {
  model: string;
  feature: FeatureDrift;
}

interface DriftTableProps {
  rows: DriftRow[];
  threshold: number;
  showsModel: boolean;
  onOpen: (row: DriftRow) => void;
  isSelected: (row: DriftRow) => boolean;
}

/** Features with their distance from the baseline, all bars on one scale, the furthest first. */
export function DriftTable({ rows, threshold, showsModel, onOpen, isSelected }: DriftTableProps) {
  const scale = sharedScale(
    rows.map((row) => row.feature.psi),
    threshold,
  );
  return (
    <>
      <DataTable
        label="Drift by feature"
        columns={columns(scale, showsModel, onOpen)}
        rows={rows}
        rowKey={(row) => `${row.model}/${row.feature.role}/${row.feature.name}`}
        onOpen={onOpen}
        isSelected={isSelected}
      />
      <p className={classes.key}>
        <span>
          <i className={classes.thresholdKey} aria-hidden="true" /> threshold {formatIndex(threshold)}
        </span>
        <span>
          <i className={classes.noiseKey} aria-hidden="true" /> what chance alone would show
        </span>
      </p>
    </>
  );
}

function columns(scale: number, showsModel: boolean, onOpen: (row: DriftRow) => void): Column<DriftRow>[] {
  const shown: Column<DriftRow>[] = [
    {
      header: "Feature",
      lead: true,
      cell: (row) => (
        <span className={classes.name}>
          <button type="button" className={classes.open} onClick={() => onOpen(row)}>
            {row.feature.name}
          </button>
          {row.feature.role === "prediction" && <Tag tone="sea">prediction</Tag>}
          {showsModel && <span className={classes.model}>{row.model}</span>}
        </span>
      ),
    },
    {
      header: "How far from the baseline",
      width: "36%",
      bare: true,
      cell: ({ feature }) => (
        <MeasureBar
          value={feature.psi}
          threshold={feature.threshold}
          noise={feature.noise}
          scale={scale}
          label={`PSI of ${feature.name}`}
        />
      ),
    },
    { header: "PSI", align: "right", cell: ({ feature }) => formatIndex(feature.psi) },
    { header: "Noise", align: "right", wideOnly: true, cell: ({ feature }) => formatNoise(feature.noise) },
    {
      header: "Rows",
      align: "right",
      wideOnly: true,
      cell: ({ feature }) => formatCompact(feature.currentRows),
    },
    {
      header: "Verdict",
      cell: ({ feature }) => (
        <Status tone={verdictTone(feature.verdict)}>{verdictWord(feature.verdict)}</Status>
      ),
    },
  ];
  return shown;
}
