-- Batches of datasets: what was profiled of each, and what became of what was expected of it. A batch is one event, so
-- there are few of them, and their table needs no days; its primary key is that of the events, so that one that is sent
-- twice counts once. The columns and the results are read one batch at a time, or one of them over the latest batches.
CREATE TABLE dataset_batches (
  project_id      uuid NOT NULL REFERENCES projects ON DELETE CASCADE,
  occurred_at     timestamptz NOT NULL,
  id              uuid NOT NULL,
  received_at     timestamptz NOT NULL,
  dataset         text NOT NULL,
  row_count       bigint NOT NULL,
  duplicates      bigint,
  suite           text,
  suite_version   bigint,
  every_seconds   bigint,
  model           text,
  pipeline        text,
  run_id          text,
  checks          bigint NOT NULL,
  failed_critical bigint NOT NULL,
  failed_warning  bigint NOT NULL,
  failed_info     bigint NOT NULL,
  columns         json NOT NULL,
  results         json NOT NULL,
  tags            json,
  PRIMARY KEY (project_id, occurred_at, id)
);
CREATE INDEX dataset_batches_of ON dataset_batches (project_id, dataset, occurred_at DESC, id DESC);
CREATE INDEX dataset_batches_id ON dataset_batches (project_id, id);
CALL own_by_project('dataset_batches');

-- A dataset is what batches were sent of. The latest batch is the one that happened last, whenever it arrived.
CREATE TABLE datasets (
  project_id     uuid NOT NULL REFERENCES projects ON DELETE CASCADE,
  name           text NOT NULL,
  first_batch_at timestamptz NOT NULL,
  last_batch_at  timestamptz NOT NULL,
  last_batch     uuid NOT NULL,
  every_seconds  bigint,
  PRIMARY KEY (project_id, name)
);
CALL own_by_project('datasets');

-- What datasets are expected to hold. A version is never changed or deleted: who expected what, and since when, can be
-- read for as long as the project exists.
CREATE TABLE suites (
  project_id uuid NOT NULL REFERENCES projects ON DELETE CASCADE,
  name       text NOT NULL CHECK (name ~ '^[a-z0-9][a-z0-9._-]{0,99}$'),
  version    integer NOT NULL CHECK (version > 0),
  document   jsonb NOT NULL,
  created_by text NOT NULL,
  created_at timestamptz NOT NULL,
  PRIMARY KEY (project_id, name, version)
);
CALL own_by_project('suites');
REVOKE UPDATE, DELETE ON suites FROM plimsoll_app;

-- A dataset that fails is told of like a model that drifts: one alert of a rule for each at most.
ALTER TABLE alerts ADD COLUMN dataset text;
DROP INDEX alerts_firing;
CREATE UNIQUE INDEX alerts_firing ON alerts (project_id, rule, model, coalesce(dataset, '')) WHERE state = 'firing';
