import { Button } from "@mantine/core";
import type { ReactNode } from "react";

interface RowButtonProps {
  onClick: () => void;
  /** What cannot be taken back. */
  danger?: boolean;
  children: ReactNode;
}

/** What can be done with a row. Its word stands at the edge of the cell, as text would. */
export function RowButton({ onClick, danger, children }: RowButtonProps) {
  return (
    <Button
      variant="subtle"
      size="compact-sm"
      mx={-8}
      color={danger ? "red" : undefined}
      c={danger ? "var(--red-ink)" : "var(--sea-ink)"}
      onClick={onClick}
    >
      {children}
    </Button>
  );
}
