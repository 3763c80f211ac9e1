/** The tokens once more, as values: a canvas does not read CSS variables. */
export interface Palette {
  ink: string;
  inkSoft: string;
  line: string;
  raised: string;
  sea: string;
  /** p50, p95, p99: one hue, three strengths, the faintest still readable. */
  percentiles: [string, string, string];
  amber: string;
  red: string;
  violet: string;
  baseline: string;
  /** For several series of equal rank, told apart without relying on red and green. */
  series: string[];
}

const light: Palette = {
  ink: "#10202d",
  inkSoft: "#4b5d6c",
  line: "#dfe6ec",
  raised: "#ffffff",
  sea: "#1f7ab8",
  percentiles: ["#0f4870", "#1f7ab8", "#6aabd6"],
  amber: "#b7791f",
  red: "#c43d3d",
  violet: "#7c4dbd",
  baseline: "#93a3b0",
  series: ["#1f7ab8", "#7c4dbd", "#b7791f", "#2f7d6b", "#a8487f", "#5b6f7e"],
};

const dark: Palette = {
  ink: "#e4edf4",
  inkSoft: "#a5b5c2",
  line: "#22303b",
  raised: "#121c25",
  sea: "#4aa8e0",
  percentiles: ["#a9dcf8", "#4aa8e0", "#2f7aa8"],
  amber: "#e0a548",
  red: "#ef6b6b",
  violet: "#b08ae6",
  baseline: "#6d7f8d",
  series: ["#4aa8e0", "#b08ae6", "#e0a548", "#4fb09a", "#d983b4", "#8c9dab"],
};

export function paletteFor(scheme: "light" | "dark"): Palette {
  return scheme === "dark" ? dark : light;
}
