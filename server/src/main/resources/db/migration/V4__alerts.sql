-- What the monitor judges and tells.

CREATE TABLE alert_rules (
  id             uuid PRIMARY KEY DEFAULT uuidv7(),
  project_id     uuid NOT NULL REFERENCES projects ON DELETE CASCADE,
  kind           text NOT NULL CHECK (kind IN ('drift', 'errors', 'latency')),
  enabled        boolean NOT NULL DEFAULT true,
  threshold      double precision NOT NULL CHECK (threshold > 0),
  minimum_rows   integer NOT NULL CHECK (minimum_rows > 0),
  window_seconds integer NOT NULL CHECK (window_seconds BETWEEN 60 AND 86400),
  UNIQUE (project_id, kind)
);
CALL own_by_project('alert_rules');

CREATE TABLE alerts (
  id              uuid PRIMARY KEY DEFAULT uuidv7(),
  project_id      uuid NOT NULL REFERENCES projects ON DELETE CASCADE,
  rule            text NOT NULL,
  model           text NOT NULL,
  version         text,
  state           text NOT NULL CHECK (state IN ('firing', 'resolved')),
  severity        text NOT NULL CHECK (severity IN ('warning', 'critical')),
  title           text NOT NULL,
  summary         text NOT NULL,
  advice          json NOT NULL,
  evidence        json NOT NULL,
  fired_at        timestamptz NOT NULL,
  last_seen_at    timestamptz NOT NULL,
  resolved_at     timestamptz,
  acknowledged_at timestamptz,
  acknowledged_by text
);
-- A rule fires once for a model, however many monitors evaluate it.
CREATE UNIQUE INDEX alerts_firing ON alerts (project_id, rule, model) WHERE state = 'firing';
CREATE INDEX alerts_recent ON alerts (project_id, id DESC);
CALL own_by_project('alerts');

CREATE TABLE alert_history (
  id         uuid PRIMARY KEY DEFAULT uuidv7(),
  project_id uuid NOT NULL REFERENCES projects ON DELETE CASCADE,
  alert_id   uuid NOT NULL REFERENCES alerts ON DELETE CASCADE,
  at         timestamptz NOT NULL,
  kind       text NOT NULL,
  by         text,
  text       text NOT NULL
);
CREATE INDEX alert_history_alert ON alert_history (alert_id, id);
CALL own_by_project('alert_history');

CREATE TABLE alert_recipients (
  project_id uuid NOT NULL REFERENCES projects ON DELETE CASCADE,
  email      text NOT NULL,
  PRIMARY KEY (project_id, email)
);
CALL own_by_project('alert_recipients');

CREATE TABLE notifications (
  id              uuid PRIMARY KEY DEFAULT uuidv7(),
  project_id      uuid NOT NULL REFERENCES projects ON DELETE CASCADE,
  alert_id        uuid NOT NULL REFERENCES alerts ON DELETE CASCADE,
  channel         text NOT NULL CHECK (channel IN ('email')),
  recipient       text NOT NULL,
  subject         text NOT NULL,
  body            text NOT NULL,
  state           text NOT NULL CHECK (state IN ('pending', 'sent', 'failed', 'held')),
  reason          text,
  attempts        integer NOT NULL DEFAULT 0,
  next_attempt_at timestamptz NOT NULL,
  created_at      timestamptz NOT NULL,
  sent_at         timestamptz
);
CREATE INDEX notifications_due ON notifications (project_id, next_attempt_at) WHERE state IN ('pending', 'held');
CREATE INDEX notifications_recent ON notifications (project_id, id DESC);
CALL own_by_project('notifications');

CREATE TABLE drift_results (
  project_id   uuid NOT NULL REFERENCES projects ON DELETE CASCADE,
  model        text NOT NULL,
  version      text NOT NULL,
  role         text NOT NULL,
  name         text NOT NULL,
  minute       timestamptz NOT NULL,
  psi          double precision NOT NULL,
  noise        double precision NOT NULL,
  row_count    bigint NOT NULL,
  verdict      text NOT NULL,
  PRIMARY KEY (project_id, model, minute, version, role, name)
);
CALL own_by_project('drift_results');

-- The latest judgement of each model: what its Plimsoll mark is drawn from.
CREATE TABLE judgements (
  project_id   uuid NOT NULL REFERENCES projects ON DELETE CASCADE,
  model        text NOT NULL,
  version      text NOT NULL,
  signals      json NOT NULL,
  judged_at    timestamptz NOT NULL,
  PRIMARY KEY (project_id, model)
);
CALL own_by_project('judgements');

-- The latency that a version showed in its first successful requests: what "twice as slow" is measured against.
CREATE TABLE latency_baselines (
  project_id uuid NOT NULL REFERENCES projects ON DELETE CASCADE,
  model      text NOT NULL,
  version    text NOT NULL,
  p95_ms     double precision NOT NULL,
  row_count  bigint NOT NULL,
  learned_at timestamptz NOT NULL,
  PRIMARY KEY (project_id, model, version)
);
CALL own_by_project('latency_baselines');

CREATE TABLE smtp_settings (
  organisation_id uuid PRIMARY KEY REFERENCES organisations ON DELETE CASCADE,
  host            text NOT NULL,
  port            integer NOT NULL CHECK (port BETWEEN 1 AND 65535),
  security        text NOT NULL CHECK (security IN ('none', 'starttls', 'tls')),
  username        text,
  sealed_password bytea,
  sender          text NOT NULL,
  updated_at      timestamptz NOT NULL
);
ALTER TABLE smtp_settings ENABLE ROW LEVEL SECURITY;
CREATE POLICY tenant ON smtp_settings USING (organisation_id = (SELECT current_organisation()));
GRANT SELECT, INSERT, UPDATE, DELETE ON smtp_settings TO plimsoll_app;
