import { describe, it } from "vitest";
import type { components } from "@/api/generated/openapi";
import type * as ours from "@/api/types";

type Wire = components["schemas"];

/**
 * The places where a shape of ours disagrees with the contract, as paths; never if there is none. Whether a field
 * may be null is ours to know: the contract calls every field optional, although the server always sends it.
 * Where one side lists the values of a field and the other does not, the list has to fit the other side.
 */
type Mismatch<Ours, Theirs, Path extends string = ""> = Compare<NonNullable<Ours>, NonNullable<Theirs>, Path>;

type Compare<Ours, Theirs, Path extends string> = unknown extends Theirs
  ? never
  : [Ours] extends [readonly (infer Item)[]]
    ? [Theirs] extends [readonly (infer WireItem)[]]
      ? Mismatch<Item, WireItem, `${Path}[]`>
      : Path
    : [Ours] extends [object]
      ? [Theirs] extends [object]
        ? {
            [Name in keyof Ours & string]: Name extends keyof Theirs
              ? Mismatch<Ours[Name], Theirs[Name], `${Path}.${Name}`>
              : `${Path}.${Name}`;
          }[keyof Ours & string]
        : Path
      : [Ours] extends [Theirs]
        ? never
        : [Theirs] extends [Ours]
          ? never
          : Path;

/**
 * Checked by `tsc`: a call without arguments compiles only if the two agree. If they do not, the message of the
 * compiler names the paths that it wants as an argument.
 */
function agrees<Ours, Theirs>(
  ..._: [Mismatch<Ours, Theirs>] extends [never] ? [] : [disagreement: Mismatch<Ours, Theirs>]
): void {
  // There is nothing to run.
}

describe("what the dashboard reads is what the contract says", () => {
  it("about who is signed in", () => {
    agrees<ours.Session, Wire["Session"]>();
    agrees<ours.Status, Wire["Status"]>();
    agrees<ours.Member, Wire["Member"]>();
    agrees<ours.Invitation, Wire["InvitedMember"]>();
    agrees<ours.ApiKey, Wire["Key"]>();
    agrees<ours.CreatedApiKey, Wire["CreatedKey"]>();
    agrees<ours.CreatedProject, Wire["CreatedProject"]>();
    agrees<Extract<ours.SmtpSettings, { configured: true }>, Wire["SmtpSettings"]>();
    agrees<ours.SmtpUpdate, Wire["SmtpRequest"]>();
  });

  it("about models", () => {
    agrees<ours.Overview, Wire["Overview"]>();
    agrees<ours.Page<ours.ModelSummary>, Wire["PageModelSummary"]>();
    agrees<ours.ModelDetail, Wire["ModelDetail"]>();
    agrees<ours.Traffic, Wire["Traffic"]>();
    agrees<ours.DriftReport, Wire["DriftReport"]>();
    agrees<ours.DriftHistory, Wire["DriftHistory"]>();
    agrees<ours.Page<ours.Prediction>, Wire["PagePrediction"]>();
    agrees<ours.ConsoleExample, Wire["Console"]>();
    agrees<ours.PredictResponse, Wire["PredictResponse"]>();
    agrees<ours.Alias, Wire["AliasMove"]>();
  });

  it("about jobs", () => {
    agrees<Omit<ours.Job, "id">, Wire["Job"]>();
    agrees<ours.JobLog, Wire["JobLog"]>();
  });

  it("about alerts", () => {
    agrees<ours.Page<ours.Alert>, Wire["PageAlert"]>();
    agrees<ours.AlertDetail, Wire["AlertDetail"]>();
    agrees<ours.AlertRule, Wire["AlertRule"]>();
    agrees<ours.Page<ours.Notification>, Wire["PageNotification"]>();
  });

  it("about pipelines", () => {
    agrees<ours.Items<ours.Pipeline>, Wire["PagePipeline"]>();
    agrees<ours.Items<ours.Metric>, Wire["PageMetric"]>();
    agrees<ours.MetricPoint, Wire["Point"]>();
    agrees<ours.Page<ours.ErrorEvent>, Wire["PageReportedError"]>();
    agrees<ours.Page<ours.DeadLetter>, Wire["PageDeadLetter"]>();
  });
});
