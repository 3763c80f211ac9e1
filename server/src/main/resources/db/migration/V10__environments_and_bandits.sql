-- Environments beside production, and where pushes land.

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
ALTER TABLE jobs ALTER COLUMN target SET NOT NULL;

-- In which environment a version answered; null: production. Rows of others enter no rollup and no profile of production.
ALTER TABLE predictions ADD COLUMN environment text;

CREATE INDEX alias_moves_name ON alias_moves (model_id, name, moved_at DESC);
