import { ActionIcon, CopyButton, Tooltip } from "@mantine/core";
import { IconCheck, IconCopy } from "@tabler/icons-react";
import classes from "@/ui/copy-line.module.css";

interface CopyLineProps {
  text: string;
  /** What is copied, for the button's name: "Copy the push command". */
  what?: string;
  wrap?: boolean;
}

/** Lines that a person takes to a terminal, with a button that takes them along. */
export function CopyLine({ text, what = "this text", wrap = false }: CopyLineProps) {
  return (
    <div className={classes.frame} data-wrap={wrap || undefined}>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard. */}
      <pre className={classes.text} tabIndex={0}>
        {text}
      </pre>
      <div className={classes.button}>
        <CopyIcon text={text} what={what} />
      </div>
    </div>
  );
}

export function CopyIcon({ text, what = "this text" }: { text: string; what?: string }) {
  return (
    <CopyButton value={text} timeout={1600}>
      {({ copied, copy }) => (
        <Tooltip label={copied ? "Copied" : `Copy ${what}`}>
          <ActionIcon
            variant="subtle"
            color={copied ? "sea" : "gray"}
            onClick={(event) => {
              event.stopPropagation();
              copy();
            }}
            aria-label={copied ? "Copied" : `Copy ${what}`}
            size={28}
          >
            {copied ? <IconCheck size={16} /> : <IconCopy size={16} />}
          </ActionIcon>
        </Tooltip>
      )}
    </CopyButton>
  );
}
