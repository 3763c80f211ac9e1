const dash = "–";

const locale = "en-GB";
const whole = new Intl.NumberFormat(locale, { maximumFractionDigits: 0 });
const oneDecimal = new Intl.NumberFormat(locale, { minimumFractionDigits: 1, maximumFractionDigits: 1 });
const compactNumber = new Intl.NumberFormat("en-US", { notation: "compact", maximumFractionDigits: 1 });

/** 12,345 */
export function formatCount(value: number): string {
  return whole.format(value);
}

/** 12.3K from ten thousand on; below, the exact number. */
export function formatCompact(value: number): string {
  return Math.abs(value) < 10_000 ? whole.format(value) : compactNumber.format(value);
}

/** One way of writing for all labels of an axis: 5K beside 10K, or 5,000 beside 7,500. */
export function countsUpTo(top: number): (value: number) => string {
  return (value) => (top < 10_000 ? whole : compactNumber).format(value);
}

/** Three significant figures, without an exponent where a person would not write one. */
export function formatNumber(value: number | null | undefined): string {
  if (value === null || value === undefined) {
    return dash;
  }
  if (value === 0) {
    return "0";
  }
  const size = Math.abs(value);
  if (size >= 999.5) {
    return whole.format(value);
  }
  if (size < 0.001) {
    return value.toExponential(1);
  }
  return String(Number(value.toPrecision(3)));
}

/** What was measured: always three significant figures, so that those of a column or a sentence compare. */
export function formatMeasured(value: number | null | undefined): string {
  const size = Math.abs(value ?? 0);
  return value === null || value === undefined || size < 0.001 || size >= 999.5
    ? formatNumber(value)
    : value.toPrecision(3);
}

/** 14.8, as in "14.8 times the line": the server's sentences have one decimal too. */
export function formatMultiple(value: number): string {
  return oneDecimal.format(value);
}

/** A distance such as PSI: always two decimals, so that a column of them lines up. */
export function formatIndex(value: number | null | undefined): string {
  return value === null || value === undefined ? dash : value.toFixed(2);
}

/** A noise level: what chance explains is never nothing. */
export function formatNoise(value: number | null | undefined): string {
  return value !== null && value !== undefined && value < 0.005 ? "< 0.01" : formatIndex(value);
}

/** 0.0312 → "3.1 %". Small shares keep a digit, so that "0 %" means none. */
export function formatShare(value: number | null | undefined): string {
  if (value === null || value === undefined) {
    return dash;
  }
  const percent = value * 100;
  if (percent === 0) {
    return "0 %";
  }
  if (Math.abs(percent) < 0.01) {
    return "< 0.01 %";
  }
  const digits = Math.abs(percent) < 1 ? 2 : Math.abs(percent) < 99.95 ? 1 : 0;
  return `${percent.toFixed(digits)} %`;
}

/** 0.4 → "40 %": the lines of an axis stand at round shares, which need no decimals to be told apart. */
export function formatRoundShare(share: number): string {
  return `${Number((share * 100).toPrecision(3))} %`;
}

/** Milliseconds as a person says them: 0.84 ms, 12 ms, 1.4 s, 2 min 05 s. */
export function formatMillis(value: number | null | undefined): string {
  if (value === null || value === undefined) {
    return dash;
  }
  if (value < 1000) {
    return `${value < 10 ? Number(value.toPrecision(2)) : Math.round(value)} ms`;
  }
  if (value < 60_000) {
    return `${Number((value / 1000).toPrecision(value < 10_000 ? 2 : 3))} s`;
  }
  const seconds = Math.round(value / 1000);
  if (seconds < 3600) {
    return `${Math.floor(seconds / 60)} min ${String(seconds % 60).padStart(2, "0")} s`;
  }
  return `${Math.floor(seconds / 3600)} h ${String(Math.floor((seconds % 3600) / 60)).padStart(2, "0")} min`;
}

export function formatBytes(value: number | null | undefined): string {
  if (value === null || value === undefined) {
    return dash;
  }
  const units = ["B", "KiB", "MiB", "GiB", "TiB", "PiB"];
  let size = value;
  let unit = 0;
  while (size >= 1024 && unit < units.length - 1) {
    size /= 1024;
    unit += 1;
  }
  return `${unit === 0 ? size : Number(size.toPrecision(3))} ${units[unit]}`;
}

/** Requests per second; below one a minute is the unit that people can picture. */
export function formatRate(perSecond: number): string {
  if (perSecond === 0) {
    return "0 /s";
  }
  return perSecond >= 1
    ? `${formatNumber(perSecond)} /s`
    : `${formatNumber(Number((perSecond * 60).toPrecision(2)))} /min`;
}

const exactTime = new Intl.DateTimeFormat(locale, {
  day: "numeric",
  month: "short",
  year: "numeric",
  hour: "2-digit",
  minute: "2-digit",
  second: "2-digit",
  timeZoneName: "short",
});

/** 21 Nov 2025, 14:03:12 CET */
export function formatExact(at: string | number): string {
  return exactTime.format(new Date(at));
}

const zoneName = new Intl.DateTimeFormat(locale, { timeZoneName: "short" });

/** The reader's own zone at that time: CET in winter, CEST in summer. */
export function formatZone(at: number): string {
  return zoneName.formatToParts(at).find((part) => part.type === "timeZoneName")?.value ?? "local time";
}

/** "4 min ago". A little into the future is "just now": two computers' clocks differ. */
export function formatAgo(at: string | number, now: number): string {
  const seconds = Math.round((now - new Date(at).getTime()) / 1000);
  if (seconds < 5) {
    return "just now";
  }
  if (seconds < 60) {
    return `${seconds} s ago`;
  }
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) {
    return `${minutes} min ago`;
  }
  const hours = Math.floor(minutes / 60);
  if (hours < 24) {
    return `${hours} h ago`;
  }
  const days = Math.floor(hours / 24);
  return days < 60 ? `${days} ${days === 1 ? "day" : "days"} ago` : `${Math.floor(days / 30)} months ago`;
}

/** "3 kB → 5 kB"; where nothing is known of either, no arrow either. */
export function formatFlow(from: string, to: string): string {
  return from === "–" && to === "–" ? "–" : `${from} → ${to}`;
}

/** "1 model", "3 models". */
export function plural(count: number, one: string, many = `${one}s`): string {
  return `${formatCount(count)} ${count === 1 ? one : many}`;
}

export function shortDigest(digest: string | null | undefined, length = 12): string {
  return digest ? digest.replace(/^sha256:/, "").slice(0, length) : dash;
}
