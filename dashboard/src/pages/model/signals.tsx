import { useState } from "react";
import type { Signal } from "@/api/types";
import classes from "@/pages/model/model.module.css";
import { ModelLink } from "@/parts/links";
import { signalName, signalValue } from "@/parts/model-words";
import { formatCount } from "@/ui/format";
import { waterState } from "@/ui/mark-geometry";
import { PlimsollMark } from "@/ui/plimsoll-mark";

/** As many as fit beside each other without hiding what follows under them. */
const shownAtFirst = 5;

interface SignalsProps {
  model: string;
  signals: Signal[];
}

/** Each signal with the line that it must not cross, the worst first. */
export function Signals({ model, signals }: SignalsProps) {
  const [isOpen, setOpen] = useState(false);
  const worstFirst = [...signals].sort((a, b) => badness(b) - badness(a));
  // One chip is no longer than the button that would hide it.
  const hidden = signals.length > shownAtFirst + 1 ? signals.length - shownAtFirst : 0;
  const shown = isOpen || hidden === 0 ? worstFirst : worstFirst.slice(0, shownAtFirst);
  return (
    <ul className={classes.signals} aria-label="Signals">
      {shown.map((signal) => (
        <li key={`${signal.signal} ${signal.subject ?? ""}`} className={classes.signal}>
          <SignalMark signal={signal} />
          <SignalName model={model} signal={signal} />
          <SignalFigure signal={signal} />
        </li>
      ))}
      {hidden > 0 && (
        <li>
          <button
            type="button"
            className={classes.more}
            aria-expanded={isOpen}
            onClick={() => setOpen(!isOpen)}
          >
            {isOpen ? "Show the worst only" : `${formatCount(hidden)} more`}
          </button>
        </li>
      )}
    </ul>
  );
}

/** Too few rows cannot call a signal bad, only safe so far: the server judges the whole model by the same rule. */
function isUnknown(signal: Signal) {
  return signal.lowConfidence && waterState(1 - signal.ratio) !== "safe";
}

function badness(signal: Signal) {
  return isUnknown(signal) ? -1 : signal.ratio;
}

function SignalMark({ signal }: { signal: Signal }) {
  const freeboard = 1 - signal.ratio;
  return (
    <PlimsollMark
      size={16}
      freeboard={isUnknown(signal) ? null : freeboard}
      state={isUnknown(signal) ? "unknown" : waterState(freeboard)}
      lowConfidence={signal.lowConfidence}
    />
  );
}

/** What few rows come to by chance is no number to show in bold. */
function SignalFigure({ signal }: { signal: Signal }) {
  if (isUnknown(signal)) {
    return <span className="soft">too few rows: {formatCount(signal.rows)}</span>;
  }
  return (
    <>
      <b>{signalValue(signal.signal, signal.value)}</b>
      <span className="soft">of {signalValue(signal.signal, signal.threshold)}</span>
    </>
  );
}

/** Leads to where the number comes from. */
function SignalName({ model, signal }: { model: string; signal: Signal }) {
  const name = signalName(signal.signal);
  if (signal.signal !== "drift" || signal.subject === null) {
    return <ModelLink model={model}>{name}</ModelLink>;
  }
  return (
    <span>
      {name}
      {" of "}
      <span className="mono">
        <ModelLink model={model} tab="drift" feature={signal.subject}>
          {signal.subject}
        </ModelLink>
      </span>
    </span>
  );
}
