import { useId } from "react";
import { freeboardText, markGeometry, stateWord, type WaterState } from "@/ui/mark-geometry";
import classes from "@/ui/plimsoll-mark.module.css";

interface PlimsollMarkProps {
  size: 16 | 32 | 96;
  freeboard: number | null;
  state: WaterState;
  lowConfidence?: boolean;
  /** Set where words beside the mark already say its state. */
  decorative?: boolean;
}

/** A ring crossed by one line; water rises in it. Above the line means that a signal is over its threshold. */
export function PlimsollMark({
  size,
  freeboard,
  state,
  lowConfidence = false,
  decorative,
}: PlimsollMarkProps) {
  const id = useId();
  const { centre, radius, ring, surface, lineFrom, lineTo, dashes } = markGeometry(size, freeboard);
  const label = `${stateWord(state)}, ${freeboardText(freeboard)}${lowConfidence ? ", low confidence" : ""}`;
  const isUnknown = state === "unknown" || surface === null;
  return (
    <svg
      className={classes.mark}
      data-state={state}
      width={size}
      height={size}
      viewBox={`0 0 ${size} ${size}`}
      role="img"
      aria-label={label}
      aria-hidden={decorative}
    >
      <defs>
        <clipPath id={`${id}-ring`}>
          <circle cx={centre} cy={centre} r={radius} />
        </clipPath>
        <pattern
          id={`${id}-hatch`}
          width={Math.max(3, size / 12)}
          height={Math.max(3, size / 12)}
          patternUnits="userSpaceOnUse"
          patternTransform="rotate(45)"
        >
          <path className={classes.hatch} d={`M0 0V${size}`} strokeWidth={Math.max(1, size / 40)} />
        </pattern>
      </defs>
      <circle
        cx={centre}
        cy={centre}
        r={radius}
        style={{ fill: isUnknown ? `url(#${id}-hatch)` : "var(--raised)" }}
      />
      {!isUnknown && (
        <g clipPath={`url(#${id}-ring)`}>
          <g className={classes.water} style={{ transform: `translateY(${surface}px)` }}>
            <path d={size >= 96 ? wave(size) : `M0 0H${size}V${size * 2}H0Z`} />
          </g>
        </g>
      )}
      <circle className={classes.ring} cx={centre} cy={centre} r={radius} strokeWidth={ring} />
      <path
        className={classes.line}
        d={`M${lineFrom} ${centre}H${lineTo}`}
        strokeWidth={ring}
        strokeDasharray={lowConfidence ? dashes.join(" ") : undefined}
      />
    </svg>
  );
}

/** A barely moving surface, two waves wider than the ring, so that it can drift by one wave and start over. */
function wave(size: number): string {
  const length = size / 4;
  const height = size / 48;
  let path = `M${-length} 0`;
  for (let x = -length; x < size + length; x += length) {
    path += `q${length / 4} ${-height} ${length / 2} 0t${length / 2} 0`;
  }
  return `${path}V${size * 2}H${-length}Z`;
}
