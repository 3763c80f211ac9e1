// The wire, as contract/openapi.yaml states it. Names are the contract's own; every screen imports its
// shapes from here, so that a change of the wire is one compile away from being seen.

export type Timestamp = string;

export interface Page<T> {
  items: T[];
  nextCursor: string | null;
}

export interface Items<T> {
  items: T[];
}

export type Role = "owner" | "admin" | "engineer" | "approver" | "auditor" | "viewer";

export interface Named {
  slug: string;
  name: string;
}

export interface Membership {
  organisation: Named;
  role: Role;
  projects: Named[];
}

export interface Session {
  user: { id: string; email: string; name: string };
  memberships: Membership[];
}

export interface Status {
  version: string;
  ready: boolean;
  roles: string[];
}

// --- Models -----------------------------------------------------------------------------------------

export type SignalKind = "drift" | "errors" | "latency";

export interface Signal {
  signal: SignalKind;
  subject: string | null;
  value: number;
  threshold: number;
  ratio: number;
  rows: number;
  lowConfidence: boolean;
}

export type MarkState = "safe" | "near" | "overloaded" | "unknown";

export interface Mark {
  freeboard: number | null;
  state: MarkState;
  lowConfidence: boolean;
  decidedBy: Signal | null;
  signals: Signal[];
  sentence: string;
}

export type ModelState = "live" | "building" | "failed" | "observed" | "empty";

export type Engine = "jvm" | "python";

export interface ModelSummary {
  name: string;
  kind: "served" | "observed";
  state: ModelState;
  productionVersion: number | null;
  framework: string | null;
  engine: Engine | null;
  endpoint: string | null;
  mark: Mark;
  traffic: {
    window: string;
    requests: number;
    errors: number;
    errorRate: number;
    requestsPerSecond: number;
    p95LatencyMs: number | null;
  };
  sparkline: { at: Timestamp; requests: number; errors: number }[];
  lastPredictionAt: Timestamp | null;
}

export interface Alias {
  name: string;
  version: number;
  movedAt: Timestamp;
  movedBy: string;
}

export interface ModelDetail extends ModelSummary {
  signature: Signature | null;
  gitUrl: string;
  versions: Version[];
  aliases: Alias[];
  feedbackCount: number;
  labelledShare: number;
}

export interface Tensor {
  name: string;
  datatype: string;
  shape: number[];
}

export interface Signature {
  inputs: Tensor[];
  outputs: Tensor[];
}

export interface Version {
  number: number;
  state: "building" | "ready" | "failed";
  framework: string | null;
  engine: Engine | null;
  createdAt: Timestamp;
  createdBy: string;
  commit: string;
  commitMessage: string;
  sizeBytes: number | null;
  digest: string | null;
  environmentDigest: string | null;
  python: string | null;
  signature: Signature | null;
  evidence: Evidence | null;
  baseline: { rows: number; columns: number; source: string } | null;
  aliases: string[];
  jobId: string | null;
}

export interface Evidence {
  steps: { name: string; durationMs: number; detail: string | null }[];
  testRows: number;
  loadMs: number | null;
  inferMsPerRow: number | null;
  outputsSample: unknown[];
}

export interface Overview {
  window: string;
  generatedAt: Timestamp;
  models: ModelSummary[];
  totals: {
    requests: number;
    errors: number;
    errorRate: number;
    firingAlerts: number;
    deadLetters: number;
    runningJobs: number;
  };
  mark: Mark;
  firstSteps: { gitUrl: string; hasModel: boolean; hasTraffic: boolean; hasFeedback: boolean };
}

export interface TrafficPoint {
  at: Timestamp;
  requests: number;
  errors: number;
  rows: number;
  p50: number | null;
  p95: number | null;
  p99: number | null;
}

export interface Marker {
  at: Timestamp;
  kind: "deploy" | "rollback" | "alert";
  label: string;
  ref: string;
}

export interface Traffic {
  from: Timestamp;
  to: Timestamp;
  step: string;
  points: TrafficPoint[];
  markers: Marker[];
}

// --- Drift ------------------------------------------------------------------------------------------

export type Verdict = "stable" | "drifted" | "too_few_rows" | "no_baseline";

export interface Bin {
  label: string;
  baseline: number;
  current: number;
  kind: "bin" | "missing" | "new";
}

export interface FeatureDrift {
  name: string;
  role: "feature" | "prediction";
  type: "numeric" | "categorical";
  psi: number | null;
  noise: number | null;
  threshold: number;
  verdict: Verdict;
  definition: string;
  baselineRows: number;
  currentRows: number;
  baselineMissing: number;
  currentMissing: number;
  baselineMean: number | null;
  currentMean: number | null;
  bins: Bin[];
}

export interface DriftReport {
  model: string;
  version: string | null;
  from: Timestamp;
  to: Timestamp;
  rows: number;
  minimumRows: number;
  threshold: number;
  baseline: { source: string; rows: number; createdAt: Timestamp } | null;
  reason: string | null;
  features: FeatureDrift[];
}

export interface DriftHistory {
  threshold: number;
  features: {
    name: string;
    role: "feature" | "prediction";
    points: { at: Timestamp; psi: number | null; noise: number | null; rows: number }[];
  }[];
}

// --- Predictions and the console --------------------------------------------------------------------

export type Scalar = string | number | boolean | null;
export type Row = Record<string, Scalar>;

export interface Prediction {
  id: string;
  occurredAt: Timestamp;
  version: string | null;
  features: Row;
  prediction: Row | null;
  latencyMs: number | null;
  error: { kind: string; message: string } | null;
  actual: Row | null;
}

export interface ConsoleExample {
  endpoint: string | null;
  exampleRows: Row[];
  signature: Signature | null;
}

export interface PredictResponse {
  model: string;
  version: string;
  predictions: { id: string; outputs: Row }[];
}

// --- Jobs -------------------------------------------------------------------------------------------

export type JobState = "queued" | "running" | "succeeded" | "failed" | "cancelled";
export type StepState = "waiting" | "running" | "succeeded" | "failed" | "skipped";

export interface Step {
  name: string;
  state: StepState;
  startedAt: Timestamp | null;
  finishedAt: Timestamp | null;
  durationMs: number | null;
  detail: string | null;
}

export interface Job {
  id: string;
  kind: "deploy";
  model: string;
  version: number | null;
  state: JobState;
  steps: Step[];
  branch: string | null;
  commit: string | null;
  commitMessage: string | null;
  createdBy: string;
  createdAt: Timestamp;
  startedAt: Timestamp | null;
  finishedAt: Timestamp | null;
  error: string | null;
}

export interface LogLine {
  n: number;
  at: Timestamp;
  step: string | null;
  text: string;
}

export interface JobLog {
  lines: LogLine[];
  complete: boolean;
}

// --- Alerts -----------------------------------------------------------------------------------------

export interface AlertEvidence {
  value: number;
  threshold: number;
  rows: number;
  window: { from: Timestamp; to: Timestamp };
  against: string;
  features: {
    name: string;
    role: "feature" | "prediction";
    psi: number | null;
    noise: number | null;
    threshold: number;
  }[];
}

export interface Alert {
  id: string;
  rule: SignalKind;
  model: string;
  version: string | null;
  state: "firing" | "resolved";
  acknowledgedAt: Timestamp | null;
  acknowledgedBy: string | null;
  severity: "warning" | "critical";
  title: string;
  summary: string;
  advice: string[];
  evidence: AlertEvidence;
  firedAt: Timestamp;
  lastSeenAt: Timestamp;
  resolvedAt: Timestamp | null;
}

export interface AlertHistoryEntry {
  at: Timestamp;
  kind:
    | "fired"
    | "updated"
    | "acknowledged"
    | "resolved"
    | "notified"
    | "notification_failed"
    | "notification_held";
  by: string | null;
  text: string;
}

export interface AlertDetail extends Alert {
  history: AlertHistoryEntry[];
  notifications: Notification[];
}

export interface AlertRule {
  id: string;
  kind: SignalKind;
  enabled: boolean;
  threshold: number;
  minimumRows: number;
  windowSeconds: number;
  description: string;
}

export type NotificationState = "pending" | "sent" | "failed" | "held";

export interface Notification {
  id: string;
  alertId: string;
  channel: "email";
  recipient: string;
  subject: string;
  body: string;
  state: NotificationState;
  reason: string | null;
  attempts: number;
  createdAt: Timestamp;
  sentAt: Timestamp | null;
}

// --- Pipelines, metrics, errors ---------------------------------------------------------------------

export interface PipelineStage {
  stage: string;
  runs: number;
  failures: number;
  errorRate: number;
  p50Ms: number | null;
  p95Ms: number | null;
  recordsIn: number | null;
  recordsOut: number | null;
  lastAt: Timestamp | null;
}

export interface Pipeline {
  pipeline: string;
  stages: PipelineStage[];
}

export interface Metric {
  seriesId: number;
  name: string;
  tags: Record<string, string>;
  kind: "counter" | "gauge" | "distribution";
  count: number;
  mean: number | null;
  min: number | null;
  max: number | null;
  last: number | null;
  sparkline: { at: Timestamp; value: number | null }[];
}

export interface MetricPoint {
  at: Timestamp;
  count: number;
  mean: number | null;
  min: number | null;
  max: number | null;
  p50: number | null;
  p95: number | null;
  p99: number | null;
}

export interface ErrorEvent {
  id: string;
  occurredAt: Timestamp;
  kind: string;
  message: string;
  stack: string | null;
  model: string | null;
  pipeline: string | null;
  tags: Record<string, string>;
}

export interface DeadLetter {
  id: string;
  receivedAt: Timestamp;
  code: string;
  reason: string;
  topic: string;
  partition: number;
  offset: number;
  payload: string;
  truncated: boolean;
}

// --- Settings ---------------------------------------------------------------------------------------

export type Scope = "predict" | "events" | "deploy" | "read";

export interface ApiKey {
  id: string;
  name: string;
  prefix: string;
  scopes: Scope[];
  createdAt: Timestamp;
  createdBy: string;
  lastUsedAt: Timestamp | null;
  revokedAt: Timestamp | null;
}

export interface CreatedApiKey extends ApiKey {
  secret: string;
}

export interface CreatedProject extends Named {
  apiKey: string;
}

export interface Member {
  userId: string;
  email: string;
  name: string;
  role: Role;
  state: "active" | "invited";
  invitedAt: Timestamp | null;
}

export interface Invitation {
  member: Member;
  invitationUrl: string;
}

export type SmtpSecurity = "none" | "starttls" | "tls";

export type SmtpSettings =
  | { configured: false }
  | {
      configured: true;
      host: string;
      port: number;
      security: SmtpSecurity;
      username: string | null;
      hasPassword: boolean;
      from: string;
    };

export interface SmtpUpdate {
  host: string;
  port: number;
  security: SmtpSecurity;
  username: string | null;
  password?: string;
  from: string;
}

/** What the server says over the live connection. */
export type LiveMessage =
  | { type: "hello"; at: Timestamp }
  | { type: "ping"; at: Timestamp }
  | { type: "changed"; topics: string[]; at: Timestamp };
