-- How production's calls are divided over the versions of a model, and what was changed of it.

-- The split is in force while production points at version_id, where it pointed when the split was made: a deployment
-- on trial suspends it, and one that is taken back finds it again. An alias that has moved for good removes it.
CREATE TABLE splits (
  model_id     uuid PRIMARY KEY REFERENCES models ON DELETE CASCADE,
  project_id   uuid NOT NULL REFERENCES projects ON DELETE CASCADE,
  version_id   uuid NOT NULL REFERENCES model_versions,
  sticky_by    text NOT NULL CHECK (sticky_by IN ('none', 'header', 'entity')),
  sticky_field text CHECK (sticky_field IS NULL OR sticky_by = 'entity'),
  changed_at   timestamptz NOT NULL,
  changed_by   text NOT NULL
);
CALL own_by_project('splits');

CREATE TABLE split_shares (
  project_id uuid NOT NULL REFERENCES projects ON DELETE CASCADE,
  model_id   uuid NOT NULL REFERENCES splits ON DELETE CASCADE,
  version_id uuid NOT NULL REFERENCES model_versions,
  per_mille  integer NOT NULL CHECK (per_mille BETWEEN 1 AND 999),
  PRIMARY KEY (model_id, version_id)
);
CALL own_by_project('split_shares');

-- The shares before and after, as [{"version": 2, "perMille": 950}, ...].
CREATE TABLE split_changes (
  id         uuid PRIMARY KEY DEFAULT uuidv7(),
  project_id uuid NOT NULL REFERENCES projects ON DELETE CASCADE,
  model_id   uuid NOT NULL REFERENCES models ON DELETE CASCADE,
  kind       text NOT NULL CHECK (kind IN ('set', 'ended')),
  before     json NOT NULL,
  after      json NOT NULL,
  reason     text NOT NULL,
  changed_at timestamptz NOT NULL,
  changed_by text NOT NULL
);
CREATE INDEX split_changes_model ON split_changes (model_id, id DESC);
CALL own_by_project('split_changes');
REVOKE UPDATE, DELETE ON split_changes FROM plimsoll_app;

-- A candidate that takes production's calls in steps and is promoted or rolled back by what is seen of it. The plan
-- and the measures are the records of the package canary as JSON.
CREATE TABLE canaries (
  id           uuid PRIMARY KEY DEFAULT uuidv7(),
  project_id   uuid NOT NULL REFERENCES projects ON DELETE CASCADE,
  model_id     uuid NOT NULL REFERENCES models ON DELETE CASCADE,
  baseline     integer NOT NULL,
  candidate    integer NOT NULL,
  state        text NOT NULL CHECK (state IN ('running', 'promoted', 'rolled_back', 'aborted', 'superseded')),
  plan         json NOT NULL,
  step         integer NOT NULL,
  step_since   timestamptz NOT NULL,
  -- What the candidate had answered when the step began.
  step_rows    bigint NOT NULL,
  -- A whole minute, because rollups are by the minute.
  counted_from timestamptz NOT NULL,
  -- Slower than this is slow: learned of the baseline once, so that both sides are measured by one line.
  slow_ms      double precision,
  measures     json NOT NULL,
  started_at   timestamptz NOT NULL,
  started_by   text NOT NULL,
  ended_at     timestamptz,
  ended_by     text,
  reason       text NOT NULL
);
CREATE UNIQUE INDEX canaries_running ON canaries (model_id) WHERE state = 'running';
CREATE INDEX canaries_recent ON canaries (model_id, id DESC);
CALL own_by_project('canaries');

CREATE TABLE canary_history (
  id         uuid PRIMARY KEY DEFAULT uuidv7(),
  project_id uuid NOT NULL REFERENCES projects ON DELETE CASCADE,
  canary_id  uuid NOT NULL REFERENCES canaries ON DELETE CASCADE,
  at         timestamptz NOT NULL,
  by         text NOT NULL,
  text       text NOT NULL
);
CREATE INDEX canary_history_canary ON canary_history (canary_id, id);
CALL own_by_project('canary_history');
REVOKE UPDATE, DELETE ON canary_history FROM plimsoll_app;

-- A version that receives a copy of the calls to production and answers nobody.
CREATE TABLE shadows (
  model_id   uuid PRIMARY KEY REFERENCES models ON DELETE CASCADE,
  project_id uuid NOT NULL REFERENCES projects ON DELETE CASCADE,
  version_id uuid NOT NULL REFERENCES model_versions,
  per_mille  integer NOT NULL CHECK (per_mille BETWEEN 1 AND 1000),
  changed_at timestamptz NOT NULL,
  changed_by text NOT NULL
);
CALL own_by_project('shadows');

-- The prediction whose row a shadow was asked about as well. Such a row is nobody's answer: it enters no rollup and no
-- profile, and every question about a model's predictions leaves it out.
ALTER TABLE predictions ADD COLUMN shadow_of uuid;
CREATE INDEX predictions_shadow ON predictions (project_id, model, occurred_at) WHERE shadow_of IS NOT NULL;
