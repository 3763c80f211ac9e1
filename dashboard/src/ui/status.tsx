import type { ReactNode } from "react";
import classes from "@/ui/status.module.css";

export type Tone = "neutral" | "sea" | "amber" | "red" | "green";

/** A word with a dot; the word carries the meaning, the colour only helps the eye. */
export function Status({ tone, children, pulse }: { tone: Tone; children: ReactNode; pulse?: boolean }) {
  return (
    <span className={classes.status} data-tone={tone}>
      <span className={classes.dot} data-pulse={pulse || undefined} aria-hidden="true" />
      {children}
    </span>
  );
}

/** Tags beside each other, at the edge at which the text of their cell stands. */
export function Tags({ children }: { children: ReactNode }) {
  return <span className={classes.tags}>{children}</span>;
}

export function Tag({ tone = "neutral", children }: { tone?: Tone; children: ReactNode }) {
  return (
    <span className={classes.tag} data-tone={tone}>
      {children}
    </span>
  );
}
