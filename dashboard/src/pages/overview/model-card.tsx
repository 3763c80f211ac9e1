import type { ModelSummary } from "@/api/types";
import classes from "@/pages/overview/overview.module.css";
import { ModelLink } from "@/parts/links";
import { modelOrigin, modelState } from "@/parts/model-words";
import { trafficFacts } from "@/parts/traffic-words";
import { plural } from "@/ui/format";
import { PlimsollMark } from "@/ui/plimsoll-mark";
import { Sparkline } from "@/ui/sparkline";
import { Status } from "@/ui/status";
import { TimeAgo } from "@/ui/time-ago";
import { Words } from "@/ui/words";

interface ModelCardProps {
  model: ModelSummary;
  /** Has the whole width for itself. */
  isSingle: boolean;
  /** The points at which its traffic was not as expected. */
  odd: number[];
}

export function ModelCard({ model, isSingle, odd }: ModelCardProps) {
  const { mark } = model;
  const facts = trafficFacts(model);
  const state = modelState(model.state);
  return (
    <article className={classes.card} data-state={mark.state}>
      <div className={classes.cardHead}>
        <PlimsollMark
          size={32}
          freeboard={mark.freeboard}
          state={mark.state}
          lowConfidence={mark.lowConfidence}
        />
        <div className={classes.cardName}>
          <h3>
            <ModelLink model={model.name} tab={mark.decidedBy?.signal === "drift" ? "drift" : undefined} />
          </h3>
          <p className={classes.origin}>{modelOrigin(model)}</p>
        </div>
        <Status tone={state.tone} pulse={model.state === "building"}>
          <span className={classes.origin}>{state.word}</span>
        </Status>
      </div>
      <p className={classes.sentence}>
        <Words text={mark.sentence} />
      </p>
      <div className={classes.course}>
        <Sparkline
          height={isSingle ? 152 : 40}
          values={model.sparkline.map((point) => point.requests)}
          problems={model.sparkline.map((point) => point.errors)}
          odd={odd}
          label={`${plural(model.traffic.requests, "request")}, ${plural(model.traffic.errors, "error")} in this range`}
        />
      </div>
      <dl className={classes.numbers}>
        <div>
          <dt>Requests</dt>
          <dd>{facts.requests}</dd>
        </div>
        <div>
          <dt>Errors</dt>
          <dd>{facts.errors}</dd>
        </div>
        <div>
          <dt>p95 latency</dt>
          <dd>{facts.p95}</dd>
        </div>
      </dl>
      <div className={classes.cardFoot}>
        <span>{facts.rate}</span>
        <span>
          Last prediction <TimeAgo at={model.lastPredictionAt} />
        </span>
      </div>
    </article>
  );
}
