import type { QueryClient } from "@tanstack/react-query";
import {
  createRootRouteWithContext,
  createRoute,
  createRouter,
  lazyRouteComponent,
  notFound,
  redirect,
  retainSearchParams,
} from "@tanstack/react-router";
import { ProblemError } from "@/api/problem";
import { sessionQuery } from "@/api/session";
import { parseRangeSearch, type RangeSearch } from "@/api/time-range";
import type { JobState, Session, SparkState } from "@/api/types";
import { NotFound, RouteFailure } from "@/app/not-found";
import { driftSearch, sparkApplicationSearch } from "@/app/page-search";
import { oneOf, text, wholeNumber } from "@/app/search";
import { Shell } from "@/app/shell";

interface RouterContext {
  client: QueryClient;
}

declare module "@tanstack/react-router" {
  interface Register {
    router: ReturnType<typeof createAppRouter>;
  }
  interface StaticDataRouteOption {
    title?: string;
    /** The page follows the time range of the top bar. */
    isRanged?: boolean;
  }
}

const rootRoute = createRootRouteWithContext<RouterContext>()({
  notFoundComponent: NotFound,
  errorComponent: RouteFailure,
});

const signInRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/sign-in",
  validateSearch: (search: Record<string, unknown>): { next?: string } => ({ next: ownPath(search.next) }),
  component: lazyRouteComponent(() => import("@/pages/sign-in/sign-in-page"), "SignInPage"),
});

const acceptRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/invitation",
  validateSearch: (search: Record<string, unknown>): { token?: string } => ({ token: text(search.token) }),
  component: lazyRouteComponent(() => import("@/pages/accept-invitation/accept-page"), "AcceptPage"),
});

const homeRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/",
  beforeLoad: async ({ context }) => {
    const session = await requireSession(context.client, "/");
    const first = session.memberships.find((membership) => membership.projects.length > 0);
    const project = first?.projects[0];
    if (first !== undefined && project !== undefined) {
      throw redirect({
        to: "/projects/$organisation/$project/overview",
        params: { organisation: first.organisation.slug, project: project.slug },
        replace: true,
      });
    }
  },
  component: lazyRouteComponent(() => import("@/app/no-project"), "NoProject"),
});

const projectRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/projects/$organisation/$project",
  validateSearch: (search: Record<string, unknown>): RangeSearch => parseRangeSearch(search),
  search: { middlewares: [retainSearchParams(["range", "from", "to"])] },
  beforeLoad: async ({ context, location, params }) => {
    const session = await requireSession(context.client, location.href);
    const membership = session.memberships.find((each) => each.organisation.slug === params.organisation);
    if (membership?.projects.some((each) => each.slug === params.project) !== true) {
      throw notFound();
    }
  },
  component: Shell,
  notFoundComponent: NotFound,
});

const projectIndexRoute = createRoute({
  getParentRoute: () => projectRoute,
  path: "/",
  beforeLoad: ({ params }) => {
    throw redirect({ to: "/projects/$organisation/$project/overview", params, replace: true });
  },
});

const overviewRoute = createRoute({
  getParentRoute: () => projectRoute,
  path: "overview",
  staticData: { title: "Overview", isRanged: true },
  validateSearch: (search: Record<string, unknown>): { view?: "cards" | "list" } => ({
    view: oneOf(search.view, ["cards", "list"] as const),
  }),
  component: lazyRouteComponent(() => import("@/pages/overview/overview-page"), "OverviewPage"),
});

const modelsRoute = createRoute({
  getParentRoute: () => projectRoute,
  path: "models",
  staticData: { title: "Models" },
  validateSearch: (search: Record<string, unknown>): { q?: string } => ({ q: text(search.q) }),
  component: lazyRouteComponent(() => import("@/pages/models/models-page"), "ModelsPage"),
});

const modelTabs = ["traffic", "drift", "performance", "versions", "console", "predictions"] as const;

interface ModelSearch {
  tab?: (typeof modelTabs)[number];
  feature?: string;
  version?: number;
  prediction?: string;
  chunk?: "hour" | "week";
  metric?: string;
  /** The segment that is open, and its value. */
  segment?: string;
  value?: string;
}

const modelRoute = createRoute({
  getParentRoute: () => projectRoute,
  path: "models/$model",
  staticData: { title: "Model", isRanged: true },
  validateSearch: (search: Record<string, unknown>): ModelSearch => ({
    tab: oneOf(search.tab, modelTabs),
    feature: text(search.feature),
    version: wholeNumber(search.version),
    prediction: text(search.prediction),
    chunk: oneOf(search.chunk, ["hour", "week"] as const),
    metric: text(search.metric),
    segment: text(search.segment),
    value: text(search.value),
  }),
  component: lazyRouteComponent(() => import("@/pages/model/model-page"), "ModelPage"),
});

const driftRoute = createRoute({
  getParentRoute: () => projectRoute,
  path: "drift",
  staticData: { title: "Drift" },
  validateSearch: driftSearch,
  component: lazyRouteComponent(() => import("@/pages/drift/drift-page"), "DriftPage"),
});

const performanceRoute = createRoute({
  getParentRoute: () => projectRoute,
  path: "performance",
  staticData: { title: "Performance" },
  component: lazyRouteComponent(() => import("@/pages/performance/performance-page"), "PerformancePage"),
});

const pipelinesRoute = createRoute({
  getParentRoute: () => projectRoute,
  path: "pipelines",
  staticData: { title: "Pipelines", isRanged: true },
  validateSearch: (
    search: Record<string, unknown>,
  ): { tab?: "metrics" | "errors"; series?: number; error?: string; pipeline?: string; stage?: string } => ({
    tab: oneOf(search.tab, ["metrics", "errors"] as const),
    series: wholeNumber(search.series),
    error: text(search.error),
    pipeline: text(search.pipeline),
    stage: text(search.stage),
  }),
  component: lazyRouteComponent(() => import("@/pages/pipelines/pipelines-page"), "PipelinesPage"),
});

const sparkStates = ["running", "succeeded", "failed", "killed", "lost"] as const satisfies SparkState[];

const sparkRoute = createRoute({
  getParentRoute: () => projectRoute,
  path: "spark",
  staticData: { title: "Spark" },
  validateSearch: (search: Record<string, unknown>): { q?: string; name?: string; status?: SparkState } => ({
    q: text(search.q),
    name: text(search.name),
    status: oneOf(search.status, sparkStates),
  }),
  component: lazyRouteComponent(() => import("@/pages/spark/spark-page"), "SparkPage"),
});

const sparkApplicationRoute = createRoute({
  getParentRoute: () => projectRoute,
  path: "spark/$application",
  staticData: { title: "Spark application" },
  validateSearch: sparkApplicationSearch,
  component: lazyRouteComponent(
    () => import("@/pages/spark-application/application-page"),
    "ApplicationPage",
  ),
});

const qualityRoute = createRoute({
  getParentRoute: () => projectRoute,
  path: "quality",
  staticData: { title: "Data quality" },
  component: lazyRouteComponent(() => import("@/pages/quality/quality-page"), "QualityPage"),
});

const datasetRoute = createRoute({
  getParentRoute: () => projectRoute,
  path: "quality/$dataset",
  staticData: { title: "Dataset" },
  validateSearch: (search: Record<string, unknown>): { check?: string; column?: string; batch?: string } => ({
    check: text(search.check),
    column: text(search.column),
    batch: text(search.batch),
  }),
  component: lazyRouteComponent(() => import("@/pages/dataset/dataset-page"), "DatasetPage"),
});

const lineageRoute = createRoute({
  getParentRoute: () => projectRoute,
  path: "lineage",
  staticData: { title: "Lineage" },
  validateSearch: (
    search: Record<string, unknown>,
  ): { node?: string; depth?: number; view?: "list"; open?: string; run?: string } => ({
    node: text(search.node),
    depth: wholeNumber(search.depth),
    view: oneOf(search.view, ["list"] as const),
    open: text(search.open),
    run: text(search.run),
  }),
  component: lazyRouteComponent(() => import("@/pages/lineage/lineage-page"), "LineagePage"),
});

const jobStates = ["queued", "running", "succeeded", "failed", "cancelled"] as const satisfies JobState[];

const jobsRoute = createRoute({
  getParentRoute: () => projectRoute,
  path: "jobs",
  staticData: { title: "Jobs" },
  validateSearch: (search: Record<string, unknown>): { model?: string; state?: JobState } => ({
    model: text(search.model),
    state: oneOf(search.state, jobStates),
  }),
  component: lazyRouteComponent(() => import("@/pages/jobs/jobs-page"), "JobsPage"),
});

const jobRoute = createRoute({
  getParentRoute: () => projectRoute,
  path: "jobs/$job",
  staticData: { title: "Job" },
  component: lazyRouteComponent(() => import("@/pages/job/job-page"), "JobPage"),
});

const alertsRoute = createRoute({
  getParentRoute: () => projectRoute,
  path: "alerts",
  staticData: { title: "Alerts" },
  validateSearch: (search: Record<string, unknown>): { state?: "resolved" | "all"; model?: string } => ({
    state: oneOf(search.state, ["resolved", "all"] as const),
    model: text(search.model),
  }),
  component: lazyRouteComponent(() => import("@/pages/alerts/alerts-page"), "AlertsPage"),
});

const alertRoute = createRoute({
  getParentRoute: () => projectRoute,
  path: "alerts/$alert",
  staticData: { title: "Alert" },
  component: lazyRouteComponent(() => import("@/pages/alert/alert-page"), "AlertPage"),
});

const outboxRoute = createRoute({
  getParentRoute: () => projectRoute,
  path: "outbox",
  staticData: { title: "Outbox" },
  validateSearch: (
    search: Record<string, unknown>,
  ): { state?: "pending" | "sent" | "failed" | "held"; mail?: string } => ({
    state: oneOf(search.state, ["pending", "sent", "failed", "held"] as const),
    mail: text(search.mail),
  }),
  component: lazyRouteComponent(() => import("@/pages/outbox/outbox-page"), "OutboxPage"),
});

const anomaliesRoute = createRoute({
  getParentRoute: () => projectRoute,
  path: "anomalies",
  staticData: { title: "Anomalies", isRanged: true },
  validateSearch: (
    search: Record<string, unknown>,
  ): { verdict?: "open" | "confirmed" | "expected"; anomaly?: string; series?: string } => ({
    verdict: oneOf(search.verdict, ["open", "confirmed", "expected"] as const),
    anomaly: text(search.anomaly),
    series: text(search.series),
  }),
  component: lazyRouteComponent(() => import("@/pages/anomalies/anomalies-page"), "AnomaliesPage"),
});

const deadLettersRoute = createRoute({
  getParentRoute: () => projectRoute,
  path: "dead-letters",
  staticData: { title: "Dead letters" },
  validateSearch: (
    search: Record<string, unknown>,
  ): { code?: string; letter?: string; state?: "replayed" | "all" } => ({
    code: text(search.code),
    letter: text(search.letter),
    state: oneOf(search.state, ["replayed", "all"] as const),
  }),
  component: lazyRouteComponent(() => import("@/pages/dead-letters/dead-letters-page"), "DeadLettersPage"),
});

const settingsRoute = createRoute({
  getParentRoute: () => projectRoute,
  path: "settings/$section",
  staticData: { title: "Settings" },
  component: lazyRouteComponent(() => import("@/pages/settings/settings-page"), "SettingsPage"),
});

const routeTree = rootRoute.addChildren([
  homeRoute,
  signInRoute,
  acceptRoute,
  projectRoute.addChildren([
    projectIndexRoute,
    overviewRoute,
    modelsRoute,
    modelRoute,
    driftRoute,
    performanceRoute,
    pipelinesRoute,
    sparkRoute,
    sparkApplicationRoute,
    qualityRoute,
    datasetRoute,
    lineageRoute,
    jobsRoute,
    jobRoute,
    alertsRoute,
    alertRoute,
    anomaliesRoute,
    outboxRoute,
    deadLettersRoute,
    settingsRoute,
  ]),
]);

export function createAppRouter(client: QueryClient) {
  return createRouter({
    routeTree,
    context: { client },
    defaultPreload: "intent",
    scrollRestoration: true,
  });
}

async function requireSession(client: QueryClient, next: string): Promise<Session> {
  try {
    return await client.ensureQueryData(sessionQuery());
  } catch (error) {
    if (error instanceof ProblemError && error.status === 401) {
      throw redirect({ to: "/sign-in", search: next === "/" ? {} : { next } });
    }
    throw error;
  }
}

/** A `next` that leads to another site would make the sign-in page a tool for phishing. */
function ownPath(value: unknown): string | undefined {
  return typeof value === "string" && /^\/(?![/\\])/.test(value) ? value : undefined;
}
