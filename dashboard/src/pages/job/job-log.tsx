import { Button, Switch } from "@mantine/core";
import { IconDownload } from "@tabler/icons-react";
import { useVirtualizer } from "@tanstack/react-virtual";
import { useEffect, useRef, useState } from "react";
import type { JobLog as JobLogData } from "@/api/types";
import classes from "@/pages/job/job.module.css";
import { plural } from "@/ui/format";
import { Panel } from "@/ui/panel";

/** The log as it is written. Only the lines in view are in the page, so that 100,000 of them stay fluid. */
export function JobLog({ log, textAddress }: { log: JobLogData; textAddress: string }) {
  const frame = useRef<HTMLDivElement>(null);
  const [isFollowing, setFollowing] = useState(!log.complete);
  const { lines } = log;
  const rows = useVirtualizer({
    count: lines.length,
    getScrollElement: () => frame.current,
    estimateSize: () => 20,
    overscan: 20,
    paddingStart: 8,
    paddingEnd: 8,
  });

  useEffect(() => {
    if (isFollowing && lines.length > 0) {
      rows.scrollToIndex(lines.length - 1, { align: "end" });
    }
  }, [isFollowing, lines.length, rows]);

  const stopFollowingAbove = () => {
    const element = frame.current;
    if (element !== null && element.scrollHeight - element.scrollTop - element.clientHeight > 60) {
      setFollowing(false);
    }
  };

  return (
    <Panel
      title="Log"
      note={
        log.complete ? `${plural(lines.length, "line")}, complete` : `${plural(lines.length, "line")} so far`
      }
      flush
      actions={
        <>
          {!log.complete && (
            <Switch
              size="xs"
              label="Follow"
              checked={isFollowing}
              onChange={(event) => setFollowing(event.currentTarget.checked)}
            />
          )}
          <Button
            variant="default"
            size="xs"
            leftSection={<IconDownload size={14} />}
            component="a"
            href={textAddress}
            download
          >
            Download
          </Button>
        </>
      }
    >
      <div
        ref={frame}
        className={classes.log}
        role="log"
        aria-label="Job log"
        aria-live={isFollowing ? "polite" : "off"}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard.
        tabIndex={0}
        onWheel={stopFollowingAbove}
      >
        <div className={classes.lines} style={{ height: rows.getTotalSize() }}>
          {rows.getVirtualItems().map((item) => {
            const line = lines[item.index];
            return line === undefined ? null : (
              <div
                key={item.key}
                ref={rows.measureElement}
                data-index={item.index}
                className={classes.line}
                style={{ transform: `translateY(${item.start}px)` }}
              >
                <span className={classes.number}>{line.n}</span>
                <span className={classes.from}>{line.step}</span>
                <span className={classes.text}>{line.text}</span>
              </div>
            );
          })}
        </div>
      </div>
    </Panel>
  );
}
