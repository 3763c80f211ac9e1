import type { ChartOption } from "@/charts/option";
import type { Palette } from "@/charts/palette";
import type { Scale } from "@/charts/scale";

// What every chart looks like around its lines and bars: type, margins, axes and the words under the pointer.

export interface TooltipItem {
  seriesName?: string;
  dataIndex?: number;
  axisValue?: unknown;
  value?: unknown;
  color?: unknown;
}

interface FrameParts {
  palette: Palette;
  /** Bars are pointed at as a whole, lines at an instant. */
  pointer: "line" | "shadow";
  /** What is said under the pointer, as HTML: names in it have to be escaped. */
  tooltip: (items: TooltipItem[]) => string;
}

export function frameOption({ palette, pointer, tooltip }: FrameParts): ChartOption {
  return {
    animation: false,
    textStyle: { fontFamily: '"Inter Variable", sans-serif' },
    grid: { left: 4, right: 12, top: 14, bottom: 4, containLabel: true },
    tooltip: {
      trigger: "axis",
      confine: true,
      transitionDuration: 0,
      backgroundColor: palette.raised,
      borderColor: palette.line,
      padding: [8, 10],
      textStyle: { color: palette.ink, fontSize: 12 },
      axisPointer:
        pointer === "line"
          ? { type: "line", lineStyle: { color: palette.inkSoft, type: "solid", width: 1 } }
          : { type: "shadow", shadowStyle: { color: palette.line, opacity: 0.4 } },
      formatter: (parameters) =>
        tooltip((Array.isArray(parameters) ? parameters : [parameters]) as TooltipItem[]),
    },
  };
}

export function timeAxis({ from, to }: { from: number; to: number }, palette: Palette) {
  return {
    type: "time" as const,
    min: from,
    max: to,
    splitNumber: 5,
    axisLine: { lineStyle: { color: palette.line } },
    axisTick: { show: false },
    axisLabel: { color: palette.inkSoft, fontSize: 11, hideOverlap: true, formatter: axisTime(to - from) },
    splitLine: { show: false },
  };
}

export function valueAxis(scale: Scale, format: (value: number) => string, palette: Palette) {
  return {
    type: "value" as const,
    min: scale.bottom,
    max: scale.top,
    interval: scale.step,
    axisLabel: { color: palette.inkSoft, fontSize: 11, formatter: format },
    splitLine: { lineStyle: { color: palette.line, width: 1 } },
  };
}

const minute = 60_000;
const hour = 60 * minute;

/** Seconds for minutes, hours for a day, weekdays with hours for a few, dates for more: no label has room for all of it. */
function axisTime(length: number): (at: number) => string {
  const format = new Intl.DateTimeFormat("en-GB", shown(length));
  return (at) => format.format(new Date(at)).replace(",", "");
}

function shown(length: number): Intl.DateTimeFormatOptions {
  const time = { hour: "2-digit", minute: "2-digit" } as const;
  if (length > 96 * hour) {
    return { day: "numeric", month: "short" };
  }
  if (length > 36 * hour) {
    return { weekday: "short", ...time };
  }
  return length > 10 * minute ? time : { ...time, second: "2-digit" };
}

export interface TooltipRow {
  name: string;
  colour: string;
  value: string;
  /** What the value lies between. */
  aside?: string;
}

interface TooltipWords {
  head: string;
  rows: TooltipRow[];
  /** Said under the rows, more softly. */
  soft?: string;
  notes?: string[];
}

/** A head, a line for each series with its colour, and what happened there. */
export function tooltipHtml({ head, rows, soft, notes = [] }: TooltipWords): string {
  const lines = rows.map(
    (row) =>
      `<div style="display:flex;gap:16px;justify-content:space-between"><span><i style="display:inline-block;width:8px;height:8px;border-radius:2px;margin-right:6px;background:${row.colour}"></i>${escapeHtml(row.name)}</span><span><b style="font-weight:600">${escapeHtml(row.value)}</b>${row.aside === undefined ? "" : ` <span style="opacity:.75">${escapeHtml(row.aside)}</span>`}</span></div>`,
  );
  const under = soft === undefined ? "" : `<div style="margin-top:4px;opacity:.75">${escapeHtml(soft)}</div>`;
  const said = notes.map((note) => `<div style="margin-top:4px">${escapeHtml(note)}</div>`);
  return `<div style="margin-bottom:4px;opacity:.75">${escapeHtml(head)}</div>${lines.join("")}${under}${said.join("")}`;
}

/** Names come from users, and the tooltip is HTML. */
export function escapeHtml(text: string): string {
  return text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;");
}
