-- Metrics that were counted before they were sent: in buckets, or added up since their sender began to count.
ALTER TABLE metrics ADD COLUMN buckets json, ADD COLUMN running json;

-- Where the running total of each stream stands. A sender that starts anew is a new row, so that two processes that
-- look alike to us are told apart by when they began.
CREATE TABLE running_totals (
  project_id uuid NOT NULL REFERENCES projects ON DELETE CASCADE,
  stream     uuid NOT NULL,
  since      timestamptz NOT NULL,
  reporter   uuid NOT NULL,
  name       text NOT NULL,
  first_at   timestamptz NOT NULL,
  at         timestamptz NOT NULL,
  value      double precision NOT NULL,
  buckets    json,
  PRIMARY KEY (project_id, stream, since)
) WITH (fillfactor = 70);
CREATE INDEX running_totals_reporter ON running_totals (project_id, reporter, name);
CALL own_by_project('running_totals');
