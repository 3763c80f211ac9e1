import type { DriftReport, FeatureDrift } from "@/api/types";
import { DistributionChart } from "@/charts/distribution-chart";
import {
  definitionSentence,
  missingWords,
  verdictSentence,
  verdictTone,
  verdictWord,
} from "@/parts/drift-words";
import { formatCount, formatIndex, formatNoise, formatNumber } from "@/ui/format";
import { Panel } from "@/ui/panel";
import { Facts } from "@/ui/stat";
import { Status } from "@/ui/status";
import { TimeAgo } from "@/ui/time-ago";
import { Words } from "@/ui/words";

/** Everything that is known about the drift of one feature: the picture, the number, and what it rests on. */
export function FeatureDriftDetail({ feature, report }: { feature: FeatureDrift; report: DriftReport }) {
  return (
    <>
      <div>
        <Status tone={verdictTone(feature.verdict)}>{verdictWord(feature.verdict)}</Status>
        <p style={{ marginTop: 6 }}>
          <Words text={verdictSentence(feature, report)} />
        </p>
      </div>
      <Panel
        title="Where did the values go?"
        note={`Share of rows in each ${feature.type === "numeric" ? "bin of the baseline" : "category"}.`}
      >
        {feature.bins.length === 0 ? (
          <p className="soft">There is nothing to draw until both sides have rows.</p>
        ) : (
          <DistributionChart
            bins={feature.bins}
            label={`Distribution of ${feature.name}: baseline against current`}
            name={`${report.model}-${feature.name}-distribution`}
          />
        )}
      </Panel>
      <Panel title="The number and what it rests on">
        <Facts items={facts(feature, report)} />
      </Panel>
      <Panel title="How it is computed">
        <p style={{ fontSize: 13 }}>{definitionSentence(feature)}</p>
        <p className="soft" style={{ fontSize: 12, marginTop: 8 }}>
          Its exact definition: <span className="mono">{feature.definition}</span>
        </p>
      </Panel>
    </>
  );
}

function facts(feature: FeatureDrift, report: DriftReport): [string, React.ReactNode][] {
  return [
    ["PSI", <b key="psi">{formatIndex(feature.psi)}</b>],
    ["Threshold", formatIndex(feature.threshold)],
    [
      "Noise level",
      feature.noise === null
        ? "–"
        : `${formatNoise(feature.noise)} — what chance alone would show with this many rows`,
    ],
    ["Baseline rows (n)", formatCount(feature.baselineRows)],
    ["Current rows (m)", formatCount(feature.currentRows)],
    [
      "Missing",
      `${missingWords(feature.baselineMissing, feature.baselineRows)} → ${missingWords(feature.currentMissing, feature.currentRows)}`,
    ],
    ...(feature.type === "numeric"
      ? ([["Mean", `${formatNumber(feature.baselineMean)} → ${formatNumber(feature.currentMean)}`]] as [
          string,
          string,
        ][])
      : []),
    [
      "Window",
      <span key="window">
        <TimeAgo at={report.from} /> to <TimeAgo at={report.to} />
      </span>,
    ],
    ["Baseline", report.baseline?.source ?? "–"],
  ];
}
