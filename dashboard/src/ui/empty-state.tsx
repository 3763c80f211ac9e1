import type { ReactNode } from "react";
import { CopyLine } from "@/ui/copy-line";
import classes from "@/ui/empty-state.module.css";

interface EmptyStateProps {
  title: string;
  children?: ReactNode;
  /** The line that would fill this place. */
  line?: string;
  lineName?: string;
  /** The outline of what will be here. */
  outline?: "chart" | "list" | "none";
}

export function EmptyState({ title, children, line, lineName, outline = "none" }: EmptyStateProps) {
  return (
    <div className={classes.empty}>
      {outline !== "none" && <Outline kind={outline} />}
      <p className={classes.title}>{title}</p>
      {children !== undefined && <p className={classes.text}>{children}</p>}
      {line !== undefined && (
        <div className={classes.line}>
          <CopyLine text={line} what={lineName} />
        </div>
      )}
    </div>
  );
}

function Outline({ kind }: { kind: "chart" | "list" }) {
  return (
    <svg className={classes.outline} width="220" height="64" viewBox="0 0 220 64" aria-hidden="true">
      {kind === "chart" ? (
        <>
          <path d="M8 4V56H212" />
          <path d="M10 44C40 40 52 20 78 24S118 46 146 38 190 12 210 16" strokeDasharray="4 5" />
          <path d="M10 14H210" strokeDasharray="2 6" />
        </>
      ) : (
        <path d="M8 10H22M34 10H150M8 32H22M34 32H190M8 54H22M34 54H120" strokeDasharray="4 5" />
      )}
    </svg>
  );
}
