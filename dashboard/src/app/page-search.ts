import { oneOf, text } from "@/app/search";

// What the address of a page says that shows many things; the others say it where their route is.

const driftViews = ["time", "together", "compare", "checks", "settings"] as const;

/** What the drift page shows: what has moved now, or one of its views; each has its own part of the address. */
export interface DriftSearch {
  view?: (typeof driftViews)[number];
  span?: "P1D" | "P30D";
  /** The start of the bucket or window that is open. */
  bucket?: string;
  against?: "window" | "version" | "whole";
  /** The part of the rows that is looked at: those with a value of a segment. */
  segment?: string;
  value?: string;
  version?: string;
  since?: string;
  until?: string;
  otherVersion?: string;
  otherSince?: string;
  otherUntil?: string;
  as?: string;
  report?: string;
  /** An earlier report, to be shown beside the one that is open. */
  beside?: string;
  model?: string;
  only?: "drifted";
  of?: string;
  feature?: string;
}

export function driftSearch(search: Record<string, unknown>): DriftSearch {
  return {
    view: oneOf(search.view, driftViews),
    span: oneOf(search.span, ["P1D", "P30D"] as const),
    bucket: text(search.bucket),
    against: oneOf(search.against, ["window", "version", "whole"] as const),
    segment: text(search.segment),
    value: text(search.value),
    version: text(search.version),
    since: text(search.since),
    until: text(search.until),
    otherVersion: text(search.otherVersion),
    otherSince: text(search.otherSince),
    otherUntil: text(search.otherUntil),
    as: text(search.as),
    report: text(search.report),
    beside: text(search.beside),
    model: text(search.model),
    only: oneOf(search.only, ["drifted"] as const),
    of: text(search.of),
    feature: text(search.feature),
  };
}

const sparkTabs = ["stages", "data", "streams", "executors", "history"] as const;

/** What is open of an application: a tab, and within it a stage, an execution of SQL or a streaming query. */
export interface SparkApplicationSearch {
  tab?: (typeof sparkTabs)[number];
  stage?: string;
  execution?: string;
  stream?: string;
}

export function sparkApplicationSearch(search: Record<string, unknown>): SparkApplicationSearch {
  return {
    tab: oneOf(search.tab, sparkTabs),
    stage: text(search.stage),
    execution: text(search.execution),
    stream: text(search.stream),
  };
}
