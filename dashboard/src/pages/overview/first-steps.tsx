import { IconCheck } from "@tabler/icons-react";
import type { ReactNode } from "react";
import type { Overview } from "@/api/types";
import classes from "@/pages/overview/overview.module.css";
import { SettingsLink } from "@/parts/links";
import { CopyLine } from "@/ui/copy-line";
import { Panel } from "@/ui/panel";

interface FirstStepsProps {
  steps: Overview["firstSteps"];
  model: string | undefined;
}

/** From nothing to a watched model in three lines; stays until each of them has happened once. */
export function FirstSteps({ steps, model = "my-model" }: FirstStepsProps) {
  const origin = window.location.origin;
  return (
    <div style={{ marginBottom: 20 }}>
      <Panel title="First steps" note="Each step ticks itself off when its first event arrives.">
        <ol className={classes.steps}>
          <Step number={1} title="Push a model" isDone={steps.hasModel}>
            <p className={classes.stepText}>
              A git repository with the model file, its <span className="mono">requirements.txt</span> and, if
              you like, <span className="mono">predict.py</span> and{" "}
              <span className="mono">test_data.json</span>. User name: anything; password: an{" "}
              <SettingsLink section="keys">API key</SettingsLink>.
            </p>
            <CopyLine text={`git push ${steps.gitUrl}/${model}.git HEAD:main`} what="the push command" />
          </Step>
          <Step number={2} title="Ask it something" isDone={steps.hasTraffic}>
            <p className={classes.stepText}>
              Every call is logged with its features, its answer and its latency. The model’s console writes
              this line with your own features.
            </p>
            <CopyLine
              text={`curl ${origin}/v2/models/${model}/predict -H "Authorization: Bearer $PLIMSOLL_API_KEY" \\\n  -H "Content-Type: application/json" -d '{"features": {"temperature": 21.5}}'`}
              what="the call"
            />
          </Step>
          <Step number={3} title="Tell it what really happened" isDone={steps.hasFeedback}>
            <p className={classes.stepText}>
              The id comes with every prediction. Feedback may be late by weeks.
            </p>
            <CopyLine
              text={`import plimsoll\nplimsoll.init()\nplimsoll.log_feedback(prediction_id, 1, model="${model}")`}
              what="the Python lines"
            />
          </Step>
        </ol>
      </Panel>
    </div>
  );
}

interface StepProps {
  number: number;
  title: string;
  isDone: boolean;
  children: ReactNode;
}

function Step({ number, title, isDone, children }: StepProps) {
  return (
    <li className={classes.step}>
      <span className={classes.stepNumber} data-done={isDone || undefined}>
        {isDone ? <IconCheck size={15} aria-label="Done" /> : number}
      </span>
      <div style={{ minWidth: 0 }}>
        <h3 className={classes.stepTitle}>{title}</h3>
        {!isDone && children}
      </div>
    </li>
  );
}
