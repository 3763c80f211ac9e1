import * as alerts from "./alerts.ts";
import * as anomalies from "./anomalies.ts";
import * as baselines from "./baselines.ts";
import * as drift from "./drift.ts";
import * as environments from "./environments.ts";
import * as jobs from "./jobs.ts";
import * as lineage from "./lineage.ts";
import * as models from "./models.ts";
import { multivariate } from "./multivariate.ts";
import * as performance from "./performance.ts";
import * as pipelines from "./pipelines.ts";
import * as quality from "./quality.ts";
import * as rollout from "./rollout.ts";
import * as settings from "./settings.ts";
import * as driftSettings from "./settings-of-drift.ts";
import * as spark from "./spark.ts";
import * as storedData from "./stored-data.ts";
import { ago, type MockRange, rangeOf } from "./time.ts";
import * as traffic from "./traffic.ts";
import * as windows from "./windows.ts";
import { workers } from "./workers.ts";

export interface MockRequest {
  method: string;
  path: string[];
  query: URLSearchParams;
  body: Record<string, unknown>;
  isSignedIn: boolean;
}

interface MockAnswer {
  status: number;
  body?: unknown;
  cookie?: string;
}

export function answer(request: MockRequest): MockAnswer {
  const [first] = request.path;
  if (first === "status") {
    return ok({
      version: "0.1.0",
      ready: true,
      roles: ["api", "intake", "pipeline", "serve", "monitor", "build"],
    });
  }
  if (first === "session" || first === "invitations") {
    return session(request);
  }
  if (!request.isSignedIn) {
    return problem(401, "unauthenticated", "Sign in first.");
  }
  if (first === "drift") {
    return page(driftSettings.methods());
  }
  const [, , , project] = request.path;
  if (request.path[2] !== "projects" || project === undefined) {
    return organisation(request);
  }
  return inProject(request, request.path.slice(4), project === "quayside");
}

function session({ method, path, body, isSignedIn }: MockRequest): MockAnswer {
  if (path[1] === "password") {
    return body.currentPassword === "wrong"
      ? problem(403, "wrong_password", "The current password is not right.")
      : { status: 204 };
  }
  if (method === "POST") {
    if (body.password === "wrong") {
      return problem(401, "wrong_credentials", "The email or the password is not right.");
    }
    return { ...ok(settings.session()), cookie: "plimsoll_session=1; Path=/; HttpOnly; SameSite=Strict" };
  }
  if (method === "DELETE") {
    return { status: 204, cookie: "plimsoll_session=; Path=/; Max-Age=0" };
  }
  return isSignedIn ? ok(settings.session()) : problem(401, "unauthenticated", "Sign in first.");
}

function organisation({ method, path, body }: MockRequest): MockAnswer {
  const [, , room, third] = path;
  if (room === "members") {
    return method === "GET" ? ok({ items: settings.members() }) : ok(settings.invite(body));
  }
  if (room === "smtp" && third === "test") {
    return problem(
      502,
      "smtp_failed",
      "smtp.harbour.example:587 answered “535 5.7.8 authentication failed” to AUTH. Check the user name and the password.",
    );
  }
  if (room === "smtp") {
    return ok(path[1] === "harbour" ? settings.smtp() : { configured: false });
  }
  return method === "GET" ? ok({ items: settings.projects() }) : ok({ ...body, apiKey: settings.secret });
}

function inProject(request: MockRequest, rest: string[], isEmpty: boolean): MockAnswer {
  const [room, name, detail, more] = rest;
  const range = rangeOf(request.query);
  switch (room) {
    case "overview":
      return ok(models.overview(isEmpty));
    case "models":
      return name === undefined
        ? ok({ items: isEmpty ? [] : models.summaries() })
        : model(request, name, detail, more, range);
    case "jobs":
      return job(request, name, detail, isEmpty);
    case "alerts":
      return name === undefined
        ? page(isEmpty ? [] : alerts.list(request.query.get("state") ?? "firing"))
        : found(alerts.detail(name));
    case "anomalies":
      return name === undefined
        ? page(
            isEmpty
              ? []
              : anomalies
                  .list()
                  .filter(
                    ({ series }) =>
                      (request.query.get("subject") ?? series.subject) === series.subject &&
                      (request.query.get("measure") ?? series.measure) === series.measure,
                  ),
          )
        : request.method === "GET"
          ? found(anomalies.one(name))
          : ok(anomalies.list()[0]);
    case "anomaly-series":
      return request.method === "GET" ? page(isEmpty ? [] : anomalies.watched()) : ok(anomalies.watched()[0]);
    case "anomaly-courses":
      return page(isEmpty ? [] : anomalies.courses(request.query, range));
    case "anomaly-backtests":
      return ok(anomalies.backtest(request.body));
    case "notifications":
      return page(isEmpty ? [] : alerts.notifications());
    case "alert-rules":
      return ok({ items: alerts.rules() });
    case "alert-recipients":
      return ok({ emails: isEmpty ? [] : ["ops@harbour.example", "ada@harbour.example"] });
    case "pipelines":
      return ok({ items: isEmpty ? [] : pipelines.pipelines() });
    case "metrics":
      return name === undefined
        ? ok({ items: isEmpty ? [] : pipelines.metrics() })
        : ok({ points: pipelines.points(range) });
    case "errors":
      return page(isEmpty ? [] : pipelines.errors());
    case "dead-letters":
      return deadLetters(request, name, isEmpty);
    case "allowed-globals":
      return ok({ items: isEmpty ? [] : settings.allowedGlobals() });
    case "quality":
      return ofQuality(request, name, detail, more, isEmpty);
    case "lineage":
      return ofLineage(request, name, detail, isEmpty);
    case "spark":
      return name === "alert-rules"
        ? ok({ items: alerts.sparkRules() })
        : found(spark.answer(request.query, detail, isEmpty));
    case "retention":
      return ok(storedData.retention(isEmpty));
    case "delays":
      return ok(storedData.delays(isEmpty));
    case "plan":
      return ok(settings.plan());
    case "landing":
      return ok(settings.landing());
    case "repositories":
      return ok({ items: isEmpty ? [] : settings.repositories() });
    case "keys":
      if (name === "limits") {
        return ok(request.method === "GET" ? settings.keyDefaults() : {});
      }
      return request.method === "POST"
        ? ok({ ...settings.keys()[0], name: request.body.name, secret: settings.secret })
        : ok({ items: settings.keys() });
    default:
      return problem(404, "not_found", `There is nothing at ${request.path.join("/")}.`);
  }
}

function deadLetters(request: MockRequest, name: string | undefined, isEmpty: boolean): MockAnswer {
  if (name === "replay") {
    return ok({ replayed: 2, refused: [], nextCursor: null });
  }
  const letters = isEmpty ? [] : pipelines.deadLetters(request.query.get("code"));
  return name === undefined
    ? page(request.query.get("state") === "replayed" ? [] : letters)
    : found(letters.find((each) => each.id === name));
}

function model(
  request: MockRequest,
  name: string,
  detail: string | undefined,
  more: string | undefined,
  range: MockRange,
): MockAnswer {
  if (name === "broken") {
    return problem(503, "database_unavailable", "The database did not answer within 2 s. Try again shortly.");
  }
  switch (detail) {
    case undefined:
      return found(models.detail(name));
    case "traffic":
      return ok(traffic.traffic(name, range));
    case "drift":
      return driftOf(request, name, more, range);
    case "performance":
      return ok(
        more === "segments"
          ? request.path.at(-1) === "course"
            ? performance.segmentCourse(name, request.query)
            : performance.segments(name)
          : more === "causes"
            ? performance.causes(name)
            : performance.report(name),
      );
    case "predictions":
      return page(traffic.predictions(name));
    case "repository":
      return ok({ items: settings.deliveries() });
    case "versions":
      return versionBaselines(request, name);
    case "previews":
      return ok({ items: environments.previews(name) });
    case "environments":
      return ok(environments.environments(name));
    case "workers":
      return ok({ items: workers(name), nextCursor: null });
    case "console":
      return ok(traffic.consoleExample(name));
    case "predict":
      return traffic.predict(name, request.body);
    case "split":
      if (more === "outcomes") {
        return ok(rollout.outcomes(name));
      }
      return ok(
        more === "history" ? { items: rollout.history(name), nextCursor: null } : rollout.split(name),
      );
    case "shadow":
      return ok(more === "disagreement" ? rollout.disagreement(name) : rollout.shadow(name));
    case "bandits":
      return page(rollout.bandits(name));
    case "canaries":
      return request.method === "GET"
        ? page(rollout.canaries(name))
        : problem(409, "conflict", `A canary of ${name} is running already; abort it first.`);
    case "aliases":
      return ok({
        name: "production",
        version: request.body.version,
        movedAt: ago(0),
        movedBy: "Ada",
      });
    default:
      return problem(404, "not_found", `A model has no ${detail}.`);
  }
}

function ofQuality(
  request: MockRequest,
  list: string | undefined,
  name: string | undefined,
  part: string | undefined,
  isEmpty: boolean,
): MockAnswer {
  if (list === "batches") {
    return found(quality.batchDetail(name ?? ""));
  }
  if (name === undefined) {
    return page(isEmpty ? [] : quality.datasets());
  }
  switch (part) {
    case undefined:
      return found(quality.dataset(name));
    case "matrix":
      return ok(quality.matrix(name));
    case "batches":
      return page(quality.batches());
    case "checks":
      return page(quality.checkHistory(request.query.get("name")));
    case "columns":
      return page(quality.columnHistory(request.query.get("name")));
    default:
      return problem(404, "not_found", `A dataset has no ${part}.`);
  }
}

function ofLineage(
  request: MockRequest,
  list: string | undefined,
  name: string | undefined,
  isEmpty: boolean,
): MockAnswer {
  switch (list) {
    case undefined:
      return ok(lineage.graph(request.query.get("node"), isEmpty));
    case "search":
      return page(isEmpty ? [] : lineage.search(request.query.get("text") ?? ""));
    case "jobs":
      return ok(lineage.job(name ?? ""));
    case "datasets":
      return ok(lineage.dataset(name ?? ""));
    default:
      return ok(lineage.runDetail(name ?? ""));
  }
}

function driftOf(request: MockRequest, name: string, more: string | undefined, range: MockRange): MockAnswer {
  const [part, detail] = request.path.slice(8);
  switch (more) {
    case "history":
      return ok(drift.history(name, range));
    case "comparison":
      if (part === "heat-map") {
        return ok(windows.heatMap(name, request.query));
      }
      return part === "versions" ? page(["3", "2", "1"]) : ok(windows.comparison(name, request.query));
    case "checks":
      return request.method === "GET"
        ? page(windows.checks(name))
        : detail === "run"
          ? found(windows.report(name, "report-0"))
          : ok(windows.checks(name)[0]);
    case "reports":
      if (part === undefined) {
        return page(windows.lines());
      }
      return found(
        detail === "difference"
          ? windows.difference(part, request.query.get("since"))
          : windows.report(name, part),
      );
    case "segments":
      return ok(windows.segments(name));
    case "settings":
      return part === "changes" ? page(driftSettings.changes()) : ok(driftSettings.settings());
    default:
      return ok(drift.report(name));
  }
}

/** What is below …/versions/{version}/baselines. */
function versionBaselines(request: MockRequest, model: string): MockAnswer {
  const last = request.path.at(-1);
  if (last === "multivariate-drift") {
    return ok(multivariate(model, request.query));
  }
  if (last === "files") {
    return problem(400, "invalid_request", 'may.csv line 3: `temp` expects number, got "warm".');
  }
  if (last === "current") {
    return ok(baselines.move(Number(request.body.baseline)));
  }
  if (last === "comparison") {
    return ok(baselines.comparison(model));
  }
  return request.method === "POST" ? ok(baselines.list(model)[0]) : page(baselines.list(model));
}

function job(request: MockRequest, id: string | undefined, detail: string | undefined, isEmpty: boolean) {
  if (id === undefined) {
    return page(isEmpty ? [] : jobs.list(request.query.get("state")));
  }
  if (detail === "retry") {
    return found(jobs.one("job-running"));
  }
  return detail === "log" ? ok(jobs.log(id, Number(request.query.get("after") ?? 0))) : found(jobs.one(id));
}

function ok(body: unknown): MockAnswer {
  return { status: 200, body };
}

function page(items: unknown[]): MockAnswer {
  return ok({ items, nextCursor: null });
}

function found(body: unknown): MockAnswer {
  return body === undefined ? problem(404, "not_found", "There is nothing with this name.") : ok(body);
}

export function problem(status: number, code: string, detail: string): MockAnswer {
  return {
    status,
    body: {
      type: `urn:plimsoll:problem:${code}`,
      title: code,
      status,
      detail,
      code,
      requestId: "01997c1e-5a40-7d1b-9f5e-0c2f6f0a11b2",
    },
  };
}
