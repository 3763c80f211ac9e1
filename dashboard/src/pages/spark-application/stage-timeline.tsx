import { type KeyboardEvent, useRef, useState } from "react";
import type { SparkAdvice } from "@/api/types";
import { Legend } from "@/charts/legend";
import { stageLabel, stageShort } from "@/pages/spark-application/stage-words";
import classes from "@/pages/spark-application/timeline.module.css";
import {
  elapsedWords,
  placeOf,
  type Timeline,
  type TimelineBar,
  ticksOf,
} from "@/pages/spark-application/timeline-layout";
import { timelineLegend } from "@/pages/spark-application/timeline-picture";

interface StageTimelineProps {
  timeline: Timeline;
  advice: SparkAdvice[];
  /** The stage that is open. */
  opened: string | undefined;
  onOpen: (stage: string) => void;
}

/**
 * Stages by time. One bar at a time can be reached by the Tab key; the arrows go from one to the next in the order in
 * which they began.
 */
export function StageTimeline({ timeline, advice, opened, onOpen }: StageTimelineProps) {
  const frame = useRef<HTMLDivElement>(null);
  const [at, setAt] = useState(0);
  const last = timeline.bars.length - 1;
  const current = Math.min(at, last);
  const move = (event: KeyboardEvent) => {
    const targets: Record<string, number> = {
      ArrowLeft: current - 1,
      ArrowUp: current - 1,
      ArrowRight: current + 1,
      ArrowDown: current + 1,
      Home: 0,
      End: last,
    };
    const target = targets[event.key];
    if (target !== undefined) {
      event.preventDefault();
      const place = Math.min(Math.max(target, 0), last);
      setAt(place);
      frame.current?.querySelector<HTMLButtonElement>(`[data-place="${place}"]`)?.focus();
    }
  };
  const whole = timeline.to - timeline.from;
  return (
    <>
      <div className={classes.frame}>
        <div className={classes.sheet}>
          <div className={classes.axis} aria-hidden="true">
            {ticksOf(whole).map((tick) => (
              <span
                key={tick}
                className={classes.tick}
                data-at-end={tick / whole > 0.9 || undefined}
                style={{ left: `${(100 * tick) / whole}%` }}
              >
                <span>{elapsedWords(tick)}</span>
              </span>
            ))}
          </div>
          {/* biome-ignore lint/a11y/noStaticElementInteractions: the keys belong to the buttons in it. */}
          <div ref={frame} className={classes.lanes} style={{ height: timeline.lanes * 26 }} onKeyDown={move}>
            {timeline.bars.map((bar, place) => (
              <Bar
                key={bar.stage.key}
                bar={bar}
                timeline={timeline}
                place={place}
                advice={advice.filter((each) => each.part === bar.stage.key).length}
                isReachable={place === current}
                isOpen={bar.stage.key === opened}
                onOpen={() => {
                  setAt(place);
                  onOpen(bar.stage.key);
                }}
              />
            ))}
          </div>
        </div>
      </div>
      <div className={classes.legend}>
        <Legend items={timelineLegend(timeline)} />
      </div>
    </>
  );
}

interface BarProps {
  bar: TimelineBar;
  timeline: Timeline;
  place: number;
  /** How many pieces of advice there are about it. */
  advice: number;
  isReachable: boolean;
  isOpen: boolean;
  onOpen: () => void;
}

function Bar({ bar, timeline, place, advice, isReachable, isOpen, onOpen }: BarProps) {
  const { left, width } = placeOf(timeline, bar);
  const words = stageLabel(bar.stage, timeline.from, advice);
  return (
    <button
      type="button"
      className={classes.bar}
      data-place={place}
      data-status={bar.stage.status}
      data-open={isOpen || undefined}
      style={{ left: `${100 * left}%`, width: `${100 * width}%`, top: bar.lane * 26 }}
      tabIndex={isReachable ? 0 : -1}
      aria-label={words}
      title={words}
      onClick={onOpen}
    >
      <span className={classes.short} aria-hidden="true">
        {advice > 0 && "▲ "}
        {stageShort(bar.stage)}
      </span>
    </button>
  );
}
