import { Button } from "@mantine/core";
import { IconAlertTriangle, IconRefresh } from "@tabler/icons-react";
import classes from "@/ui/problem-notice.module.css";
import { Words } from "@/ui/words";

interface ProblemNoticeProps {
  /** What the person wanted: "The model could not be loaded". */
  title: string;
  error: unknown;
  onRetry?: () => void;
}

/** Says what failed, in the server's words, with the id under which the server's log has it. */
export function ProblemNotice({ title, error, onRetry }: ProblemNoticeProps) {
  const { message, requestId } = wordsOf(error);
  return (
    <div className={classes.notice} role="alert">
      <IconAlertTriangle size={18} className={classes.icon} aria-hidden="true" />
      <div className={classes.words}>
        <p className={classes.title}>{title}</p>
        <p className={classes.detail}>
          <Words text={message} />
        </p>
        {requestId !== null && (
          <p className={classes.request}>
            Request <span className="mono">{requestId}</span>
          </p>
        )}
      </div>
      {onRetry !== undefined && (
        <Button variant="default" size="xs" leftSection={<IconRefresh size={14} />} onClick={onRetry}>
          Retry
        </Button>
      )}
    </div>
  );
}

function wordsOf(error: unknown): { message: string; requestId: string | null } {
  if (error instanceof Error) {
    const requestId = (error as { requestId?: unknown }).requestId;
    return { message: error.message, requestId: typeof requestId === "string" ? requestId : null };
  }
  return { message: String(error), requestId: null };
}
