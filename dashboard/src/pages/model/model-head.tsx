import { Button } from "@mantine/core";
import { getRouteApi } from "@tanstack/react-router";
import type { ModelDetail, Signal } from "@/api/types";
import classes from "@/pages/model/model.module.css";
import { MoveProductionButton } from "@/pages/model/move-production";
import { modelOrigin, modelState, signalName, signalValue } from "@/parts/model-words";
import { CopyIcon } from "@/ui/copy-line";
import { formatShare, plural } from "@/ui/format";
import { PageHead } from "@/ui/page-head";
import { PlimsollMark } from "@/ui/plimsoll-mark";
import { Status } from "@/ui/status";

const route = getRouteApi("/projects/$organisation/$project/models/$model");

export function ModelHead({ model }: { model: ModelDetail }) {
  const state = modelState(model.state);
  const navigate = route.useNavigate();
  const openDeciding = () =>
    void navigate({ search: (previous) => ({ ...previous, ...decidingView(model.mark.decidedBy) }) });
  return (
    <>
      <PageHead
        title={model.name}
        mark={
          <button
            type="button"
            className={classes.markButton}
            onClick={openDeciding}
            title="Open the signal that decides the mark"
          >
            <PlimsollMark
              size={96}
              freeboard={model.mark.freeboard}
              state={model.mark.state}
              lowConfidence={model.mark.lowConfidence}
            />
          </button>
        }
        sentence={model.mark.sentence}
        facts={
          <>
            <Status tone={state.tone}>{state.word}</Status>
            <span>{modelOrigin(model)}</span>
            {model.feedbackCount > 0 && (
              <span>
                {plural(model.feedbackCount, "label")}, {formatShare(model.labelledShare)} of predictions
              </span>
            )}
            {model.endpoint !== null && (
              <span className={classes.endpoint}>
                <span className="mono">{model.endpoint}</span>
                <CopyIcon text={model.endpoint} what="the endpoint" />
              </span>
            )}
          </>
        }
        actions={<MainAction model={model} />}
      />
      {model.mark.signals.length > 0 && <Signals signals={model.mark.signals} />}
    </>
  );
}

/** What to look at first when the mark is clicked. */
function decidingView(signal: Signal | null): { tab?: "drift"; feature?: string } {
  return signal?.signal === "drift"
    ? { tab: "drift", feature: signal.subject ?? undefined }
    : { tab: undefined };
}

function MainAction({ model }: { model: ModelDetail }) {
  const navigate = route.useNavigate();
  if (model.kind === "observed") {
    return null;
  }
  const previous = model.versions.find(
    (version) => version.state === "ready" && version.number < (model.productionVersion ?? 0),
  );
  return (
    <>
      {previous !== undefined && (
        <MoveProductionButton model={model.name} current={model.productionVersion} target={previous.number} />
      )}
      <Button onClick={() => void navigate({ search: (search) => ({ ...search, tab: "console" }) })}>
        Try the endpoint
      </Button>
    </>
  );
}

/** Each signal with the line that it must not cross. */
function Signals({ signals }: { signals: Signal[] }) {
  return (
    <ul className={classes.signals} aria-label="Signals">
      {signals.map((signal) => (
        <li key={`${signal.signal} ${signal.subject ?? ""}`} className={classes.signal}>
          <PlimsollMark
            size={16}
            freeboard={1 - signal.ratio}
            state={signal.ratio > 1 ? "overloaded" : signal.ratio > 0.8 ? "near" : "safe"}
            lowConfidence={signal.lowConfidence}
          />
          <span>
            {signalName(signal.signal)}
            {signal.subject !== null && (
              <>
                {" of "}
                <span className="mono">{signal.subject}</span>
              </>
            )}
          </span>
          <b>{signalValue(signal.signal, signal.value)}</b>
          <span className="soft">line at {signalValue(signal.signal, signal.threshold)}</span>
        </li>
      ))}
    </ul>
  );
}
