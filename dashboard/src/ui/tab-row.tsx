import { Tabs } from "@mantine/core";
import { type ReactNode, useEffect, useRef } from "react";
import classes from "@/ui/tab-row.module.css";

/** Tabs in one row. Where it is too short for them, it scrolls by itself to the one that is open. */
export function TabRow({ current, children }: { current: string; children: ReactNode }) {
  const row = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const active = row.current?.querySelector<HTMLElement>(`[role="tab"][id$="-tab-${CSS.escape(current)}"]`);
    active?.scrollIntoView({ block: "nearest", inline: "center" });
  }, [current]);
  return (
    <Tabs.List ref={row} className={classes.row}>
      {children}
    </Tabs.List>
  );
}
