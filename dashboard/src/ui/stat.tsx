import type { ReactNode } from "react";
import classes from "@/ui/stat.module.css";

interface StatProps {
  label: string;
  value: ReactNode;
  /** What the number is compared with. */
  against?: ReactNode;
  tone?: "red" | "amber";
}

export function Stat({ label, value, against, tone }: StatProps) {
  return (
    <div className={classes.stat}>
      <dt className={classes.label}>{label}</dt>
      <dd className={classes.value} data-tone={tone}>
        {value}
      </dd>
      {against !== undefined && <dd className={classes.against}>{against}</dd>}
    </div>
  );
}

export function StatStrip({ children, label }: { children: ReactNode; label: string }) {
  return (
    <dl className={classes.strip} aria-label={label}>
      {children}
    </dl>
  );
}

/** Names and values under each other, for details. */
export function Facts({ items }: { items: [name: string, value: ReactNode][] }) {
  return (
    <dl className={classes.facts}>
      {items.map(([name, value]) => (
        <div key={name} className={classes.fact}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}
