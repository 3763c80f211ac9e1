import { formatMultiple } from "@/ui/format";

export type WaterState = "safe" | "near" | "overloaded" | "unknown";

export interface MarkGeometry {
  centre: number;
  radius: number;
  ring: number;
  /** Distance of the water's surface from the top of the drawing; null where there is nothing to show. */
  surface: number | null;
  lineFrom: number;
  lineTo: number;
  /** The line where it is drawn with low confidence: a whole dash at either end. */
  dashes: [dash: number, gap: number];
}

/**
 * The Plimsoll mark in a square of `size`: water rises from the bottom of the ring (freeboard 1) to the line
 * (freeboard 0), and above it. At twice the threshold the ring is nearly full; more would look the same.
 */
export function markGeometry(size: number, freeboard: number | null): MarkGeometry {
  const ring = Math.max(1.5, size / 24);
  const centre = size / 2;
  const radius = size * 0.36;
  const inner = radius - ring / 2;
  const length = size - ring;
  const dash = ring * 2;
  const count = Math.round((length + dash) / (dash * 2));
  return {
    centre,
    radius,
    ring,
    surface: freeboard === null ? null : centre + inner * clamp(freeboard, -0.82, 1),
    lineFrom: ring / 2,
    lineTo: size - ring / 2,
    dashes: [dash, (length - count * dash) / (count - 1)],
  };
}

function clamp(value: number, low: number, high: number): number {
  return Math.min(high, Math.max(low, value));
}

/** Within 20 % of the threshold the water turns amber, above it red. */
export function waterState(freeboard: number | null): WaterState {
  if (freeboard === null) {
    return "unknown";
  }
  if (freeboard < 0) {
    return "overloaded";
  }
  return freeboard < 0.2 ? "near" : "safe";
}

const stateWords: Record<WaterState, string> = {
  safe: "Safe",
  near: "Near the line",
  overloaded: "Overloaded",
  unknown: "Unknown",
};

export function stateWord(state: WaterState): string {
  return stateWords[state];
}

/** "62 %", "18 % above the line", or "14.7 times the line" where a percentage would be hard to grasp. */
export function freeboardNumber(freeboard: number | null): string {
  if (freeboard === null) {
    return "–";
  }
  if (freeboard <= -1) {
    return `${formatMultiple(1 - freeboard)} times the line`;
  }
  const percent = Math.round(Math.abs(freeboard) * 100);
  return freeboard < 0 ? `${percent} % above the line` : `${percent} %`;
}

/** The same as a part of a sentence, for a screen reader. */
export function freeboardText(freeboard: number | null): string {
  if (freeboard === null) {
    return "no freeboard yet";
  }
  return freeboard < 0 ? freeboardNumber(freeboard) : `freeboard ${freeboardNumber(freeboard)}`;
}

const favicon = {
  safe: "#1f7ab8",
  near: "#b7791f",
  overloaded: "#c43d3d",
  unknown: "none",
} as const satisfies Record<WaterState, string>;

/** The mark as a stand-alone SVG for the browser's tab, where no style sheet reaches. */
export function faviconSvg(freeboard: number | null, state: WaterState): string {
  const { centre, radius, ring, surface, lineFrom, lineTo } = markGeometry(16, freeboard);
  const water =
    surface === null
      ? ""
      : `<clipPath id="c"><circle cx="${centre}" cy="${centre}" r="${radius}"/></clipPath><rect x="0" y="${surface}" width="16" height="16" fill="${favicon[state]}" clip-path="url(#c)"/>`;
  const hatch =
    state === "unknown"
      ? '<pattern id="h" width="3" height="3" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><path d="M0 0V3" stroke="#647685" stroke-width="1.2"/></pattern>'
      : "";
  const fill = state === "unknown" ? "url(#h)" : "#ffffff";
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16"><defs>${hatch}</defs><circle cx="${centre}" cy="${centre}" r="${radius}" fill="${fill}"/>${water}<circle cx="${centre}" cy="${centre}" r="${radius}" fill="none" stroke="#5b6f7e" stroke-width="${ring}"/><path d="M${lineFrom} ${centre}H${lineTo}" stroke="#5b6f7e" stroke-width="${ring}" stroke-linecap="round"/></svg>`;
}
