-- An alert may be about an application of Spark, by its name: one of a rule for each at most.
ALTER TABLE alerts ADD COLUMN application text;
DROP INDEX alerts_firing;
CREATE UNIQUE INDEX alerts_firing ON alerts (project_id, rule, model, coalesce(dataset, ''), coalesce(application, ''))
  WHERE state = 'firing';

-- What a project has set of the rules on Spark; a rule without a row is as it came.
CREATE TABLE spark_alert_rules (
  project_id   uuid NOT NULL REFERENCES projects ON DELETE CASCADE,
  kind         text NOT NULL CHECK (kind IN ('spark_failed', 'spark_lost', 'stream_behind', 'stream_stuck')),
  enabled      boolean NOT NULL,
  severity     text NOT NULL CHECK (severity IN ('warning', 'critical')),
  threshold    double precision NOT NULL CHECK (threshold > 0),
  applications text[] NOT NULL,
  PRIMARY KEY (project_id, kind)
);
CALL own_by_project('spark_alert_rules');

-- Asked every few seconds: which runs run or did not succeed, and did a later one of that name?
CREATE INDEX spark_applications_open ON spark_applications (project_id, last_at DESC) WHERE status <> 'succeeded';
CREATE INDEX spark_applications_succeeded ON spark_applications (project_id, name, last_at DESC)
  WHERE status = 'succeeded';
