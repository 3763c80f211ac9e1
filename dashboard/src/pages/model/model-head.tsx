import { Button } from "@mantine/core";
import { getRouteApi } from "@tanstack/react-router";
import type { Mark, ModelDetail, Signal } from "@/api/types";
import classes from "@/pages/model/model.module.css";
import { MoveProductionButton } from "@/pages/model/move-production";
import { Signals } from "@/pages/model/signals";
import { modelOrigin, modelState } from "@/parts/model-words";
import { CopyIcon } from "@/ui/copy-line";
import { formatShare, plural } from "@/ui/format";
import { PageHead } from "@/ui/page-head";
import { PlimsollMark } from "@/ui/plimsoll-mark";
import { Status } from "@/ui/status";
import { Words } from "@/ui/words";

const route = getRouteApi("/projects/$organisation/$project/models/$model");

export function ModelHead({ model }: { model: ModelDetail }) {
  const state = modelState(model.state);
  return (
    <>
      <PageHead
        title={model.name}
        mark={<ModelMark mark={model.mark} />}
        sentence={<Words text={model.mark.sentence} />}
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
      {model.mark.signals.length > 0 && <Signals model={model.name} signals={model.mark.signals} />}
    </>
  );
}

/** A click leads to the signal that decides it; while the state is unknown, none does. */
function ModelMark({ mark }: { mark: Mark }) {
  const navigate = route.useNavigate();
  const { decidedBy } = mark;
  const drawing = (
    <PlimsollMark
      size={96}
      freeboard={mark.freeboard}
      state={mark.state}
      lowConfidence={mark.lowConfidence}
    />
  );
  return decidedBy === null ? (
    drawing
  ) : (
    <button
      type="button"
      className={classes.markButton}
      onClick={() => void navigate({ search: (previous) => ({ ...previous, ...decidingView(decidedBy) }) })}
      title="Open the signal that decides the mark"
    >
      {drawing}
    </button>
  );
}

/** What to look at first when the mark is clicked. */
function decidingView(signal: Signal): { tab?: "drift"; feature?: string } {
  return signal.signal === "drift"
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
