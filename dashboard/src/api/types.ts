import type { components } from "@/api/generated/openapi";

// The shapes of the contract under the names by which the pages speak of them. Nothing is written by hand here:
// where a schema has no name of its own that reads well, it is taken from the field that carries it.

type Wire<Name extends keyof components["schemas"]> = components["schemas"][Name];

export type Session = Wire<"Session">;
export type Named = Wire<"NamedSlug">;
export type Role = Wire<"MemberRole">;

export type Overview = Wire<"Overview">;
export type ModelSummary = Wire<"ModelSummary">;
export type ModelDetail = Wire<"ModelDetail">;
export type ModelState = Wire<"ModelState">;
export type Version = Wire<"Version">;
export type BaselineVersion = Wire<"BaselineVersion">;
export type BaselineMove = Wire<"BaselineMove">;
export type BaselineWish = Wire<"BaselineWish">;
export type BaselineComparison = Wire<"BaselineComparison">;
export type Preview = Wire<"Preview">;
export type Environments = Wire<"Environments">;
export type Environment = Wire<"Environment">;
export type EnvironmentState = Wire<"EnvironmentState">;
export type EnvironmentMove = Wire<"EnvironmentMove">;
export type ProjectPlan = Wire<"ProjectPlan">;
export type Landing = Wire<"Landing">;
export type Engine = Wire<"Engine">;
export type Evidence = Version["evidence"];
export type Signature = Wire<"VersionSignature">;
export type Mark = Wire<"Mark">;
export type MarkState = Wire<"MarkState">;
export type Signal = Wire<"Signal">;
export type SignalKind = Wire<"SignalKind">;
export type Traffic = Wire<"Traffic">;
export type TrafficPoint = Wire<"TrafficPoint">;

export type Split = Wire<"Split">;
export type SplitRequest = Wire<"SplitRequest">;
export type SplitChange = Wire<"SplitChange">;
export type Share = Wire<"Share">;
export type Sticky = Wire<"Sticky">;
export type Canary = Wire<"Canary">;
export type CanaryRequest = Wire<"CanaryRequest">;
export type CanaryMeasure = Wire<"CanaryMeasure">;
export type Bandit = Wire<"Bandit">;
export type BanditArm = Wire<"BanditArm">;
export type BanditRequest = Wire<"BanditRequest">;
export type Workers = Wire<"Workers">;
export type Shadow = Wire<"Shadow">;
export type ShadowRequest = Wire<"ShadowRequest">;
export type Disagreement = Wire<"Disagreement">;
export type DisagreementOutput = Wire<"DisagreementOutput">;
export type Outcomes = Wire<"Outcomes">;
export type OutcomeMetric = Wire<"OutcomeMetric">;
export type OutcomeArm = Wire<"OutcomeArm">;

export type Dataset = Wire<"Dataset">;
export type DatasetState = Wire<"DatasetState">;
export type DatasetColumn = Wire<"DatasetColumn">;
export type DatasetCheck = Wire<"DatasetCheck">;
export type Batch = Wire<"DatasetBatch">;
export type BatchDetail = Wire<"BatchDetail">;
export type SchemaChange = Wire<"SchemaChange">;
export type CheckMatrix = Wire<"CheckMatrix">;
export type MatrixCheck = Wire<"MatrixCheck">;
export type CheckOutcome = Wire<"CheckOutcome">;
export type CheckPoint = Wire<"CheckPoint">;
export type ColumnPoint = Wire<"ColumnPoint">;

export type LineageGraph = Wire<"LineageGraph">;
export type LineageNode = Wire<"LineageNode">;
export type LineageEdge = Wire<"LineageEdge">;
export type LineageHealth = Wire<"LineageHealth">;
export type LineageMatch = Wire<"LineageMatch">;
export type LineageJobDetail = Wire<"LineageJobDetail">;
export type LineageJobVersion = Wire<"LineageJobVersion">;
export type LineageRun = Wire<"LineageRun">;
export type LineageRunDetail = Wire<"LineageRunDetail">;
export type LineageUse = Wire<"LineageUse">;
export type LineageDatasetDetail = Wire<"LineageDatasetDetail">;
export type LineageColumn = Wire<"LineageColumn">;
export type LineageCheckRun = Wire<"LineageCheckRun">;
export type LineageCheck = Wire<"LineageCheck">;

export type SparkApplication = Wire<"SparkApplication">;
export type SparkApplicationSummary = Wire<"SparkApplicationSummary">;
export type SparkApplicationDetail = Wire<"SparkApplicationDetail">;
export type SparkAdvice = Wire<"SparkAdvice">;
export type SparkData = Wire<"SparkData">;
export type SparkPart = Wire<"SparkPart">;
export type SparkParts = Wire<"SparkParts">;
export type SparkRegression = Wire<"SparkRegression">;
export type SparkRun = Wire<"SparkRun">;
export type SparkSeverity = Wire<"SparkSeverity">;
export type SparkSpread = Wire<"SparkSpread">;
export type SparkState = Wire<"SparkState">;

export type DriftReport = Wire<"DriftReport">;
export type DriftHistory = Wire<"DriftHistory">;
export type FeatureDrift = Wire<"FeatureDrift">;
export type Verdict = Wire<"DriftVerdict">;
export type Bin = Wire<"DistributionBar">;

export type PerformanceReport = Wire<"PerformanceReport">;
export type PerformanceFigure = Wire<"PerformanceFigure">;
export type PerformanceMetric = Wire<"PerformanceMetric">;
export type PerformanceChunk = Wire<"PerformanceChunk">;
export type SegmentReport = Wire<"SegmentReport">;
export type PerformanceSegment = Wire<"PerformanceSegment">;
export type SegmentCourse = Wire<"SegmentCourse">;
export type CauseReport = Wire<"CauseReport">;
export type PerformanceCause = Wire<"PerformanceCause">;
export type HeatMap = Wire<"DriftHeatMap">;
export type HeatRow = Wire<"DriftHeatRow">;
export type HeatCell = Wire<"DriftHeatCell">;
export type WindowComparison = Wire<"WindowComparison">;
export type WindowVerdict = Wire<"WindowVerdict">;
export type ComparedColumn = Wire<"ComparedColumn">;
export type ComparedSide = Wire<"ComparedSide">;
export type Check = Wire<"DriftCheck">;
export type CheckAnswer = Wire<"DriftCheckAnswer">;
export type CheckRequest = Wire<"DriftCheckRequest">;
export type CheckSchedule = Wire<"CheckSchedule">;
export type DriftCheckOutcome = Wire<"DriftCheckOutcome">;
export type CheckLevel = Wire<"CheckLevel">;
export type ReportLine = Wire<"DriftReportLine">;
export type Report = Wire<"DriftReportDetail">;
export type ReportDifference = Wire<"DriftReportDifference">;
export type DriftSettings = Wire<"DriftSettings">;
export type ColumnSetting = Wire<"DriftColumnSetting">;
export type ColumnSettingRequest = Wire<"DriftColumnSettingRequest">;
export type DriftSegments = Wire<"DriftSegments">;
export type DriftSegment = Wire<"DriftSegment">;
export type DriftSegmentRequest = Wire<"DriftSegmentRequest">;
export type SettingChange = Wire<"DriftSettingChange">;
export type DriftMethod = Wire<"DriftMethod">;
export type DriftParameter = Wire<"DriftParameter">;
export type ColumnDifference = Wire<"DriftColumnDifference">;
export type DriftChange = Wire<"DriftChange">;
export type MultivariateReport = Wire<"MultivariateReport">;
export type MultivariateResult = Wire<"MultivariateResult">;

export type Prediction = Wire<"LoggedPrediction">;
export type Row = Prediction["features"];
export type ConsoleExample = Wire<"Console">;
export type PredictResponse = Wire<"PredictResponse">;

export type Job = Wire<"Job">;
export type JobState = Wire<"JobState">;
export type Door = Wire<"Door">;
export type AllowedGlobal = Wire<"AllowedGlobal">;

export type ConnectedRepository = Wire<"ConnectedRepository">;
export type Provider = Wire<"Provider">;
export type Delivery = Wire<"Delivery">;
export type Step = Job["steps"][number];
export type StepState = Wire<"StepState">;
export type JobLog = Wire<"JobLog">;
export type LogLine = Wire<"LogLine">;

export type Alert = Wire<"Alert">;
export type AlertDetail = Wire<"AlertDetail">;
export type AlertEvidence = Alert["evidence"];
export type AlertKind = Wire<"AlertKind">;
export type AlertRule = Wire<"AlertRule">;
export type Notification = Wire<"Notification">;
export type NotificationState = Wire<"NotificationState">;

export type Anomaly = Wire<"Anomaly">;
export type AnomalyCourse = Wire<"AnomalyCourse">;
export type AnomalyMeasure = Wire<"AnomalyMeasure">;
export type AnomalySettings = Wire<"AnomalySettings">;
export type AnomalyVerdict = Wire<"AnomalyVerdict">;
export type Backtest = Wire<"Backtest">;
export type JudgedPoint = Wire<"JudgedPoint">;
export type JudgingPlan = Wire<"JudgingPlan">;
export type SeriesName = Wire<"AnomalySeriesName">;
export type WatchedSeries = Wire<"WatchedSeries">;

export type Pipeline = Wire<"Pipeline">;
export type PipelineStage = Wire<"PipelineStage">;
export type Metric = Wire<"Metric">;
export type MetricPoint = Wire<"MetricPoint">;
export type ErrorEvent = Wire<"ReportedError">;
export type DeadLetter = Wire<"DeadLetter">;
export type Retention = Wire<"Retention">;
export type RetentionOfType = Wire<"RetentionOfType">;
export type EventDelays = Wire<"EventDelays">;

export type ApiKey = Wire<"Key">;
export type KeyLimits = ApiKey["limits"];
export type Scope = Wire<"KeyScope">;
export type Member = Wire<"Member">;
export type MemberState = Wire<"MemberState">;
export type Invitation = Wire<"InvitedMember">;
export type SmtpSettings = Wire<"SmtpSettings">;
export type SmtpSecurity = Wire<"Security">;
