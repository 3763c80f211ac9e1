import type { ReactNode } from "react";
import classes from "@/ui/door.module.css";
import { PlimsollMark } from "@/ui/plimsoll-mark";

/** The frame of the pages before one is signed in. */
export function Door({ title, children, foot }: { title: string; children: ReactNode; foot?: ReactNode }) {
  return (
    <main className={classes.door}>
      <div className={classes.card}>
        <div className={classes.brand}>
          <PlimsollMark size={96} freeboard={0.42} state="safe" decorative />
          <p className={classes.name}>Plimsoll</p>
        </div>
        <h1 className={classes.title}>{title}</h1>
        {children}
      </div>
      {foot !== undefined && <p className={classes.foot}>{foot}</p>}
    </main>
  );
}
