-- Sums of profiles over longer stretches, so that a window of a month reads a few hundred sketches and not 36,000.
-- A span stands for all profiles of its stretch, also where there are none. Whoever adds to a profile of the stretch
-- takes the span back in the same transaction, and the next round sums it again.
CREATE TABLE profile_spans (
  project_id uuid NOT NULL REFERENCES projects ON DELETE CASCADE,
  model      text NOT NULL,
  version    text NOT NULL,
  start      timestamptz NOT NULL,
  hours      smallint NOT NULL CHECK (hours IN (1, 6, 24, 168)),
  PRIMARY KEY (project_id, model, version, start, hours)
);
CALL own_by_project('profile_spans');

CREATE TABLE profile_sums (
  project_id uuid NOT NULL,
  model      text NOT NULL,
  version    text NOT NULL,
  start      timestamptz NOT NULL,
  hours      smallint NOT NULL,
  role       text NOT NULL CHECK (role IN ('feature', 'prediction')),
  name       text NOT NULL,
  profile    bytea NOT NULL,
  PRIMARY KEY (project_id, model, version, start, hours, role, name),
  FOREIGN KEY (project_id, model, version, start, hours) REFERENCES profile_spans ON DELETE CASCADE
);
ALTER TABLE profile_sums ALTER COLUMN profile SET STORAGE EXTERNAL;
CALL own_by_project('profile_sums');

-- How one column of a model's traffic is to be compared, where the default is not what people want.
CREATE TABLE drift_settings (
  project_id uuid NOT NULL REFERENCES projects ON DELETE CASCADE,
  model      text NOT NULL,
  role       text NOT NULL CHECK (role IN ('feature', 'prediction')),
  name       text NOT NULL,
  method     text,
  compute_as text,
  parameters json NOT NULL,
  threshold  double precision CHECK (threshold >= 0),
  ignored    boolean NOT NULL,
  changed_by text NOT NULL,
  changed_at timestamptz NOT NULL,
  PRIMARY KEY (project_id, model, role, name)
);
CALL own_by_project('drift_settings');

-- How many false alarms a week are accepted; the empty model stands for all of the project that have none of their own.
CREATE TABLE drift_budgets (
  project_id      uuid NOT NULL REFERENCES projects ON DELETE CASCADE,
  model           text NOT NULL,
  alarms_per_week double precision NOT NULL CHECK (alarms_per_week > 0),
  changed_by      text NOT NULL,
  changed_at      timestamptz NOT NULL,
  PRIMARY KEY (project_id, model)
);
CALL own_by_project('drift_budgets');

-- Who changed what of the two tables above; never changed itself.
CREATE TABLE drift_setting_changes (
  id         uuid PRIMARY KEY DEFAULT uuidv7(),
  project_id uuid NOT NULL REFERENCES projects ON DELETE CASCADE,
  model      text NOT NULL,
  subject    text NOT NULL,
  before     json,
  after      json,
  changed_by text NOT NULL,
  changed_at timestamptz NOT NULL
);
CREATE INDEX drift_setting_changes_recent ON drift_setting_changes (project_id, model, id DESC);
CALL own_by_project('drift_setting_changes');

CREATE TABLE drift_checks (
  id             uuid PRIMARY KEY DEFAULT uuidv7(),
  project_id     uuid NOT NULL REFERENCES projects ON DELETE CASCADE,
  model          text NOT NULL,
  name           text NOT NULL,
  schedule       json NOT NULL,
  reference      text NOT NULL CHECK (reference IN ('baseline', 'previous', 'version')),
  reference_version text,
  version        text,
  window_seconds integer NOT NULL CHECK (window_seconds BETWEEN 3600 AND 2678400),
  enabled        boolean NOT NULL,
  next_due       timestamptz NOT NULL,
  created_by     text NOT NULL,
  created_at     timestamptz NOT NULL,
  changed_by     text NOT NULL,
  changed_at     timestamptz NOT NULL,
  UNIQUE (project_id, model, name)
);
CREATE INDEX drift_checks_due ON drift_checks (next_due) WHERE enabled;
CALL own_by_project('drift_checks');

CREATE TABLE drift_reports (
  id         uuid PRIMARY KEY DEFAULT uuidv7(),
  project_id uuid NOT NULL REFERENCES projects ON DELETE CASCADE,
  check_id   uuid NOT NULL REFERENCES drift_checks ON DELETE CASCADE,
  model      text NOT NULL,
  due_at     timestamptz NOT NULL,
  made_at    timestamptz NOT NULL,
  outcome    text NOT NULL CHECK (outcome IN ('drifted', 'no_drift', 'no_data', 'failed')),
  drifted    integer NOT NULL,
  compared   integer NOT NULL,
  cost       double precision NOT NULL,
  row_count  bigint NOT NULL,
  since      timestamptz NOT NULL,
  until      timestamptz NOT NULL,
  summary    text NOT NULL,
  body       json NOT NULL,
  -- A check runs once for the time at which it was due, however many processes share the schedule.
  UNIQUE (check_id, due_at)
);
CREATE INDEX drift_reports_recent ON drift_reports (project_id, model, id DESC);
CALL own_by_project('drift_reports');
