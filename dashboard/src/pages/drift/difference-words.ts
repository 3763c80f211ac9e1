import type { ColumnDifference, DriftChange, ReportDifference } from "@/api/types";
import { comparedWord, figure } from "@/pages/drift/compared-words";
import { csv } from "@/ui/download";
import { formatExact, formatNumber, plural } from "@/ui/format";
import type { Tone } from "@/ui/status";

const changes: Record<DriftChange, { word: string; tone: Tone }> = {
  began: { word: "Drift began", tone: "red" },
  ended: { word: "Drift ended", tone: "sea" },
  goes_on: { word: "Drift goes on", tone: "amber" },
  not_comparable: { word: "Not comparable", tone: "neutral" },
  none: { word: "No drift in either", tone: "neutral" },
};

export function changeWord(change: DriftChange): string {
  return changes[change].word;
}

export function changeTone(change: DriftChange): Tone {
  return changes[change].tone;
}

/** What has become of the drift since the earlier report, in one sentence. */
export function differenceSentence({ before, columns }: ReportDifference): string {
  if (before === null) {
    return "There is no earlier report of this check to compare with.";
  }
  const count = (change: DriftChange) => columns.filter((column) => column.change === change).length;
  const parts = [
    count("began") > 0 ? `began in ${plural(count("began"), "column")}` : "",
    count("ended") > 0 ? `ended in ${plural(count("ended"), "column")}` : "",
    count("goes_on") > 0 ? `goes on in ${plural(count("goes_on"), "column")}` : "",
  ].filter((part) => part !== "");
  const since = `Since the report of ${formatExact(before.dueAt)}`;
  return parts.length === 0 ? `${since} no drift has begun or ended.` : `${since} drift ${parts.join(", ")}.`;
}

type Side = ColumnDifference["before"];

/** "0.47, 4.2 × the line", or why there is nothing. */
export function sideFigure(side: Side): string {
  if (side === null) {
    return "not in the report";
  }
  const cost =
    side.verdict === "drifted"
      ? side.cost === null
        ? ", ∞ × the line"
        : `, ${formatNumber(side.cost)} × the line`
      : "";
  return side.value === null || side.value === undefined
    ? comparedWord(side.verdict)
    : `${figure(side.value)}${cost}`;
}

/** The columns of both reports as a file. */
export function differenceCsv(difference: ReportDifference): string {
  const side = (each: Side) => [
    each?.verdict,
    each?.definition,
    typeof each?.value === "number" || typeof each?.value === "string" ? each.value : null,
    each?.cost,
  ];
  const names = (prefix: string) =>
    ["verdict", "definition", "value", "cost"].map((name) => `${prefix}_${name}`);
  return csv(
    ["column", "role", "change", "is_same_definition", ...names("before"), ...names("now")],
    difference.columns.map((column) => [
      column.name,
      column.role,
      column.change,
      String(column.isSameDefinition),
      ...side(column.before),
      ...side(column.now),
    ]),
  );
}
