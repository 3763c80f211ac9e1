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

-- The latest judgement of each model: what its Plimsoll mark is drawn from. The standings (over, between, back or
-- unknown, by rule) are what the next evaluation needs to know that a signal was over its line twice in a row.
CREATE TABLE judgements (
  project_id   uuid NOT NULL REFERENCES projects ON DELETE CASCADE,
  model        text NOT NULL,
  version      text NOT NULL,
  signals      json NOT NULL,
  standings    json NOT NULL,
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

-- Asked every second, before a scope is known: which projects have mail that is due?
CREATE FUNCTION gate_projects_with_mail(at timestamptz) RETURNS TABLE (id uuid, organisation_id uuid)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public AS $$
  SELECT p.id, p.organisation_id FROM projects p
  WHERE EXISTS (SELECT FROM notifications n
                WHERE n.project_id = p.id AND n.state IN ('pending', 'held') AND n.next_attempt_at <= at) $$;

-- Dead letters without a tenant are out of the server's sight; retention must reach them all the same.
CREATE FUNCTION gate_purge_unowned_dead_letters(before timestamptz) RETURNS bigint
LANGUAGE sql SECURITY DEFINER SET search_path = public AS $$
  WITH gone AS (DELETE FROM dead_letters WHERE project_id IS NULL AND received_at < before RETURNING 1)
  SELECT count(*) FROM gone $$;

GRANT EXECUTE ON FUNCTION gate_projects_with_mail(timestamptz), gate_purge_unowned_dead_letters(timestamptz)
  TO plimsoll_app;
