import type { EChartsType } from "echarts/core";
import { useEffect, useRef, useState } from "react";

interface Selection {
  from: number;
  to: number;
}

interface PointerEventLike {
  offsetX: number;
  offsetY: number;
}

/** Below this many pixels a drag was a click. */
const leastDrag = 8;

/** Dragging over the plot selects a time range. Returns the stretch that is being dragged, in pixels. */
export function useDragSelect(
  chart: EChartsType | null,
  onSelect: ((from: number, to: number) => void) | undefined,
): Selection | null {
  const [selection, setSelection] = useState<Selection | null>(null);
  const select = useRef(onSelect);
  select.current = onSelect;
  const isEnabled = onSelect !== undefined;

  useEffect(() => {
    if (chart === null || !isEnabled) {
      return;
    }
    const surface = chart.getZr();
    let start: number | null = null;
    const down = (event: PointerEventLike) => {
      start = chart.containPixel("grid", [event.offsetX, event.offsetY]) ? event.offsetX : null;
    };
    const move = (event: PointerEventLike) => {
      if (start !== null && Math.abs(event.offsetX - start) >= leastDrag) {
        setSelection({ from: start, to: event.offsetX });
      }
    };
    const up = (event: PointerEventLike) => {
      if (start !== null && Math.abs(event.offsetX - start) >= leastDrag) {
        const times = [start, event.offsetX].map((x) => Number(chart.convertFromPixel({ xAxisIndex: 0 }, x)));
        const [from = 0, to = 0] = times.sort((a, b) => a - b);
        select.current?.(from, to);
      }
      start = null;
      setSelection(null);
    };
    const leave = () => {
      start = null;
      setSelection(null);
    };
    surface.on("mousedown", down);
    surface.on("mousemove", move);
    surface.on("mouseup", up);
    surface.on("globalout", leave);
    return () => {
      if (!chart.isDisposed()) {
        surface.off("mousedown", down);
        surface.off("mousemove", move);
        surface.off("mouseup", up);
        surface.off("globalout", leave);
      }
    };
  }, [chart, isEnabled]);

  return selection;
}
