import type { EventDelays, Retention, RetentionOfType } from "../../src/api/types.ts";
import { ago } from "./time.ts";

export function retention(isEmpty: boolean): Retention {
  const day = (days: number) => ago(days * 86_400_000).slice(0, 10);
  const type = (
    name: RetentionOfType["type"],
    events: number,
    bytes: number,
    days = 30,
    setBy: string | null = null,
  ): RetentionOfType => ({
    type: name,
    days,
    events: isEmpty ? 0 : events,
    bytes: isEmpty ? 0 : bytes,
    firstDay: isEmpty ? null : day(Math.min(days, 24)),
    lastDay: isEmpty ? null : day(0),
    setBy,
    setAt: setBy === null ? null : ago(5 * 86_400_000),
  });
  return {
    usualDays: 30,
    types: [
      type("predictions", 4_812_300, 2_611_004_211),
      type("feedback", 391_240, 61_220_104),
      type("metrics", 9_120_441, 1_482_110_090, 90, "ada@harbour.example"),
      type("stages", 81_220, 22_100_412),
      type("errors", 1_204, 2_411_900, 7, "ada@harbour.example"),
      type("dataset_batches", 8_640, 31_204_118),
      type("lineage_events", 42_118, 311_240_907),
      type("spark_reports", 96_400, 88_120_544),
    ],
  };
}

export function delays(isEmpty: boolean): EventDelays {
  const delay = (minutes: number, p50: number, p99: number) => ({
    at: ago(minutes * 60_000),
    events: 6_120,
    inTime: 6_112,
    p50,
    p99,
  });
  return isEmpty
    ? { promise: 30, all: null, points: [] }
    : {
        promise: 30,
        all: { ...delay(60, 0.41, 1.24), events: 367_200, inTime: 366_910 },
        points: Array.from({ length: 60 }, (_, index) => delay(60 - index, 0.4, 1.2)),
      };
}
