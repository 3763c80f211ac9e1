import { IconCheck, IconX } from "@tabler/icons-react";
import type { Step } from "@/api/types";
import classes from "@/pages/job/job.module.css";
import { stepWord } from "@/parts/job-words";
import { formatMillis } from "@/ui/format";
import { Words } from "@/ui/words";

/** The steps in their order: what each took, and what it found. */
export function StepTimeline({ steps }: { steps: Step[] }) {
  return (
    <ol className={classes.timeline}>
      {steps.map((step) => (
        <li
          key={step.name}
          className={classes.step}
          data-state={step.state}
          aria-current={step.state === "running" ? "step" : undefined}
        >
          <span className={classes.icon} aria-hidden="true">
            {step.state === "succeeded" && <IconCheck size={12} stroke={3} />}
            {step.state === "failed" && <IconX size={12} stroke={3} />}
          </span>
          <span className={classes.name}>{step.name}</span>
          <span className={classes.took}>
            {step.durationMs === null ? stepWord(step.state) : formatMillis(step.durationMs)}
          </span>
          {step.detail !== null && step.detail !== "" && (
            <span className={classes.detail}>
              <Words text={step.detail} />
            </span>
          )}
        </li>
      ))}
    </ol>
  );
}
