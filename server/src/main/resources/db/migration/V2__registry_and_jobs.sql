-- Models, their immutable versions, the aliases that move over them, and the jobs that make versions.

CREATE TABLE models (
  id         uuid PRIMARY KEY DEFAULT uuidv7(),
  project_id uuid NOT NULL REFERENCES projects ON DELETE CASCADE,
  name       text NOT NULL CHECK (name ~ '^[a-z0-9][a-z0-9._-]{0,62}$'),
  created_at timestamptz NOT NULL DEFAULT now(),
  UNIQUE (project_id, name)
);
CALL own_by_project('models');

CREATE TABLE model_versions (
  id                  uuid PRIMARY KEY DEFAULT uuidv7(),
  project_id          uuid NOT NULL REFERENCES projects ON DELETE CASCADE,
  model_id            uuid NOT NULL REFERENCES models ON DELETE CASCADE,
  number              integer NOT NULL CHECK (number > 0),
  framework           text NOT NULL,
  engine              text NOT NULL CHECK (engine IN ('jvm', 'python')),
  digest              text NOT NULL,
  size_bytes          bigint NOT NULL,
  environment_digest  text,
  python              text,
  manifest            json NOT NULL,
  signature           json NOT NULL,
  evidence            json NOT NULL,
  example_rows        json NOT NULL,
  commit_id           text NOT NULL,
  commit_message      text NOT NULL,
  created_at          timestamptz NOT NULL DEFAULT now(),
  created_by          text NOT NULL,
  job_id              uuid NOT NULL,
  UNIQUE (model_id, number)
);
CALL own_by_project('model_versions');
-- A version never changes once it is written.
REVOKE UPDATE, DELETE ON model_versions FROM plimsoll_app;

CREATE TABLE aliases (
  project_id uuid NOT NULL REFERENCES projects ON DELETE CASCADE,
  model_id   uuid NOT NULL REFERENCES models ON DELETE CASCADE,
  name       text NOT NULL,
  version_id uuid NOT NULL REFERENCES model_versions,
  moved_at   timestamptz NOT NULL,
  moved_by   text NOT NULL,
  PRIMARY KEY (model_id, name)
);
CALL own_by_project('aliases');

CREATE TABLE alias_moves (
  id           uuid PRIMARY KEY DEFAULT uuidv7(),
  project_id   uuid NOT NULL REFERENCES projects ON DELETE CASCADE,
  model_id     uuid NOT NULL REFERENCES models ON DELETE CASCADE,
  name         text NOT NULL,
  from_version integer,
  to_version   integer NOT NULL,
  kind         text NOT NULL CHECK (kind IN ('deploy', 'promote', 'rollback')),
  moved_at     timestamptz NOT NULL,
  moved_by     text NOT NULL
);
CREATE INDEX alias_moves_model ON alias_moves (model_id, moved_at);
CALL own_by_project('alias_moves');
REVOKE UPDATE, DELETE ON alias_moves FROM plimsoll_app;

-- What production is compared with: one profile (a sketch, see the stats module) per feature and output.
CREATE TABLE baselines (
  project_id uuid NOT NULL REFERENCES projects ON DELETE CASCADE,
  version_id uuid NOT NULL REFERENCES model_versions ON DELETE CASCADE,
  role       text NOT NULL CHECK (role IN ('feature', 'prediction')),
  name       text NOT NULL,
  profile    bytea NOT NULL,
  source     text NOT NULL,
  row_count  bigint NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (version_id, role, name)
);
CALL own_by_project('baselines');

-- What each serving process says of each version that it was asked to serve.
CREATE TABLE replicas (
  project_id uuid NOT NULL REFERENCES projects ON DELETE CASCADE,
  version_id uuid NOT NULL REFERENCES model_versions ON DELETE CASCADE,
  server     text NOT NULL,
  state      text NOT NULL CHECK (state IN ('loading', 'ready', 'failed')),
  reason     text,
  updated_at timestamptz NOT NULL,
  PRIMARY KEY (version_id, server)
);
CALL own_by_project('replicas');

CREATE TABLE jobs (
  id               uuid PRIMARY KEY DEFAULT uuidv7(),
  project_id       uuid NOT NULL REFERENCES projects ON DELETE CASCADE,
  kind             text NOT NULL CHECK (kind IN ('deploy')),
  model            text NOT NULL,
  version          integer,
  state            text NOT NULL CHECK (state IN ('queued', 'running', 'succeeded', 'failed', 'cancelled')),
  branch           text NOT NULL,
  commit_id        text NOT NULL,
  commit_message   text NOT NULL,
  source_digest    text NOT NULL,
  created_by       text NOT NULL,
  created_at       timestamptz NOT NULL,
  started_at       timestamptz,
  finished_at      timestamptz,
  error            text,
  cancel_requested boolean NOT NULL DEFAULT false,
  -- Counts the starts: a job whose process died is started again while its push still waits.
  attempt          integer NOT NULL DEFAULT 0,
  -- The process that runs the job renews this; when it passes, that process is gone.
  leased_until     timestamptz,
  -- The push that waits for the job renews this; when it passes, nobody waits any more. Null: nobody ever did.
  awaited_until    timestamptz
);
CREATE INDEX jobs_recent ON jobs (project_id, id DESC);
CREATE INDEX jobs_open ON jobs (project_id, model, id) WHERE state IN ('queued', 'running');
CALL own_by_project('jobs');

CREATE TABLE job_steps (
  project_id  uuid NOT NULL REFERENCES projects ON DELETE CASCADE,
  job_id      uuid NOT NULL REFERENCES jobs ON DELETE CASCADE,
  ordinal     integer NOT NULL,
  name        text NOT NULL,
  state       text NOT NULL CHECK (state IN ('waiting', 'running', 'succeeded', 'failed', 'skipped')),
  started_at  timestamptz,
  finished_at timestamptz,
  detail      text,
  PRIMARY KEY (job_id, ordinal)
);
CALL own_by_project('job_steps');

CREATE TABLE job_log (
  project_id uuid NOT NULL REFERENCES projects ON DELETE CASCADE,
  job_id     uuid NOT NULL REFERENCES jobs ON DELETE CASCADE,
  n          integer NOT NULL,
  at         timestamptz NOT NULL,
  step       text NOT NULL,
  line       text NOT NULL,
  PRIMARY KEY (job_id, n)
);
CALL own_by_project('job_log');

-- db-scheduler's own table: task names and ids, nothing that belongs to a tenant.
CREATE TABLE scheduled_tasks (
  task_name            text NOT NULL,
  task_instance        text NOT NULL,
  task_data            bytea,
  execution_time       timestamptz NOT NULL,
  picked               boolean NOT NULL,
  picked_by            text,
  last_success         timestamptz,
  last_failure         timestamptz,
  consecutive_failures integer,
  last_heartbeat       timestamptz,
  version              bigint NOT NULL,
  priority             smallint,
  PRIMARY KEY (task_name, task_instance)
);
CREATE INDEX scheduled_tasks_execution_time ON scheduled_tasks (execution_time);
CREATE INDEX scheduled_tasks_last_heartbeat ON scheduled_tasks (last_heartbeat);
GRANT SELECT, INSERT, UPDATE, DELETE ON scheduled_tasks TO plimsoll_app;
