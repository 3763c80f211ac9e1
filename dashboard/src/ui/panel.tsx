import { type ReactNode, useMemo, useState } from "react";
import classes from "@/ui/panel.module.css";
import { PanelContext } from "@/ui/panel-context";

interface PanelProps {
  /** For a chart, the question that it answers. */
  title?: ReactNode;
  note?: ReactNode;
  actions?: ReactNode;
  children: ReactNode;
  /** Tables and lists draw their own edges. */
  flush?: boolean;
  /** Columns of twelve on a wide screen; a narrow one always gives the full width. */
  span?: 3 | 4 | 6 | 8 | 12;
}

export function Panel({ title, note, actions, children, flush, span = 12 }: PanelProps) {
  const [corner, setCorner] = useState<HTMLElement | null>(null);
  const place = useMemo(
    () => ({ title: typeof title === "string" ? title : undefined, corner }),
    [title, corner],
  );
  return (
    <section className={classes.panel} data-span={span}>
      {(title !== undefined || actions !== undefined) && (
        <div className={classes.head}>
          <div className={classes.words}>
            <h2 className={classes.title}>{title}</h2>
            {note !== undefined && <p className={classes.note}>{note}</p>}
          </div>
          <div className={classes.actions}>
            {actions}
            <span ref={setCorner} className={classes.corner} />
          </div>
        </div>
      )}
      <div className={classes.body} data-flush={flush || undefined}>
        <PanelContext value={place}>{children}</PanelContext>
      </div>
    </section>
  );
}

interface PanelPartProps {
  title: ReactNode;
  note?: ReactNode;
  children: ReactNode;
}

/** A table or a list in a panel that has something above it, under a heading of its own. */
export function PanelPart({ title, note, children }: PanelPartProps) {
  return (
    <section className={classes.part}>
      <div className={classes.partHead}>
        <h3 className={classes.title}>{title}</h3>
        {note !== undefined && <p className={classes.note}>{note}</p>}
      </div>
      {children}
    </section>
  );
}

export function Grid({ children }: { children: ReactNode }) {
  return <div className={classes.grid}>{children}</div>;
}
