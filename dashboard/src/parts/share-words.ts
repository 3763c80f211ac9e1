import type { Sticky } from "@/api/types";

/** Thousandths as people read them: 45 is "4.5 %". */
export function formatPerMille(perMille: number): string {
  return `${perMille / 10} %`;
}

/** A difference of shares in percentage points, signed: "+1.2 points". */
export function formatPoints(difference: number): string {
  const points = difference * 100;
  const digits = Math.abs(points) < 10 ? 2 : 1;
  const text = Math.abs(points)
    .toFixed(digits)
    .replace(/\.?0+$/, "");
  const sign = points < 0 && text !== "0" ? "−" : "+";
  return text === "0" ? "0 points" : `${sign}${text} points`;
}

export function stickyWords(sticky: Sticky): string {
  switch (sticky.by) {
    case "none":
      return "Every call is drawn by itself.";
    case "header":
      return "Callers stay with a version by the header `Plimsoll-Route-Key`.";
    case "entity":
      return sticky.field === null || sticky.field === undefined
        ? "Entities stay with a version: what the call names as its `entity`."
        : `Entities stay with a version: the feature \`${sticky.field}\` of the first row.`;
  }
}
