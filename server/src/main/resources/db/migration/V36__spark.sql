-- What a listener within Apache Spark reports of applications: one row for each report, kept once by its id, and one for
-- each run of an application, which holds what was reported of it last. A part (a stage, an executor) may be reported
-- again; whoever reads takes the report that happened last. There are few of them beside predictions, so that the table
-- needs no days.
CREATE TABLE spark_reports (
  project_id     uuid NOT NULL REFERENCES projects ON DELETE CASCADE,
  occurred_at    timestamptz NOT NULL,
  id             uuid NOT NULL,
  received_at    timestamptz NOT NULL,
  application    text NOT NULL,
  application_id text NOT NULL,
  attempt        text NOT NULL,
  part           text NOT NULL,
  key            text NOT NULL,
  status         text NOT NULL,
  started_at     timestamptz,
  ended_at       timestamptz,
  error_kind     text,
  error_message  text,
  measures       json NOT NULL,
  details        json NOT NULL,
  spreads        json NOT NULL,
  inputs         json NOT NULL,
  outputs        json NOT NULL,
  tags           json,
  PRIMARY KEY (project_id, occurred_at, id)
);
CREATE INDEX spark_reports_of ON spark_reports (project_id, application_id, attempt, part, key, occurred_at DESC);
CREATE INDEX spark_reports_latest ON spark_reports (project_id, application_id, attempt, part, occurred_at DESC);
CALL own_by_project('spark_reports');

CREATE TABLE spark_applications (
  project_id     uuid NOT NULL REFERENCES projects ON DELETE CASCADE,
  application_id text NOT NULL,
  attempt        text NOT NULL,
  id             uuid NOT NULL DEFAULT uuidv7(),
  name           text NOT NULL,
  status         text NOT NULL CHECK (status IN ('running', 'succeeded', 'failed', 'killed')),
  status_at      timestamptz NOT NULL,
  first_at       timestamptz NOT NULL,
  last_at        timestamptz NOT NULL,
  started_at     timestamptz,
  ended_at       timestamptz,
  error_kind     text,
  error_message  text,
  measures       json NOT NULL,
  details        json NOT NULL,
  PRIMARY KEY (project_id, application_id, attempt),
  UNIQUE (project_id, id)
);
-- Newest first, all of them or the runs of one name.
CREATE INDEX spark_applications_newest ON spark_applications (project_id, first_at DESC, id DESC);
CREATE INDEX spark_applications_of ON spark_applications (project_id, name, first_at DESC, id DESC);
CALL own_by_project('spark_applications');
