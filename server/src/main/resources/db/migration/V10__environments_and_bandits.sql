-- Environments beside production and where pushes land; bandits.

-- A branch of '' stands for the deploy branch, whatever a repository calls it.
CREATE TABLE landings (
  project_id  uuid NOT NULL REFERENCES projects ON DELETE CASCADE,
  branch      text NOT NULL,
  environment text NOT NULL CHECK (environment IN ('dev', 'staging', 'production')),
  changed_at  timestamptz NOT NULL,
  changed_by  text NOT NULL,
  PRIMARY KEY (project_id, branch)
);
CALL own_by_project('landings');

-- What the version is for: an environment, or a preview by its name.
ALTER TABLE jobs RENAME COLUMN preview TO target;
UPDATE jobs SET target = 'production' WHERE target IS NULL;
ALTER TABLE jobs ALTER COLUMN target SET DEFAULT 'production', ALTER COLUMN target SET NOT NULL;

-- In which environment a version answered; null: production. Rows of others enter no rollup and no profile of production.
ALTER TABLE predictions ADD COLUMN environment text;

CREATE INDEX alias_moves_name ON alias_moves (model_id, name, moved_at DESC);

-- What part of the calls to a split of two versions the other one is asked as well, so that their answers can be compared.
ALTER TABLE splits ADD COLUMN mirror_per_mille integer NOT NULL DEFAULT 0 CHECK (mirror_per_mille BETWEEN 0 AND 1000);

-- Versions that share production's calls by what came of their answers. Plan and arms are the records of the package
-- bandit as JSON.
CREATE TABLE bandits (
  id         uuid PRIMARY KEY DEFAULT uuidv7(),
  project_id uuid NOT NULL REFERENCES projects ON DELETE CASCADE,
  model_id   uuid NOT NULL REFERENCES models ON DELETE CASCADE,
  state      text NOT NULL CHECK (state IN ('running', 'promoted', 'stopped', 'superseded')),
  plan       json NOT NULL,
  arms       json NOT NULL,
  is_cut     boolean NOT NULL,
  looked_at  timestamptz,
  started_at timestamptz NOT NULL,
  started_by text NOT NULL,
  ended_at   timestamptz,
  ended_by   text,
  reason     text NOT NULL
);
CREATE UNIQUE INDEX bandits_running ON bandits (model_id) WHERE state = 'running';
CREATE INDEX bandits_recent ON bandits (model_id, id DESC);
CALL own_by_project('bandits');

CREATE TABLE bandit_weights (
  id         uuid PRIMARY KEY DEFAULT uuidv7(),
  project_id uuid NOT NULL REFERENCES projects ON DELETE CASCADE,
  bandit_id  uuid NOT NULL REFERENCES bandits ON DELETE CASCADE,
  at         timestamptz NOT NULL,
  arms       json NOT NULL
);
CREATE INDEX bandit_weights_bandit ON bandit_weights (bandit_id, id);
CALL own_by_project('bandit_weights');
REVOKE UPDATE, DELETE ON bandit_weights FROM plimsoll_app;
