-- What jobs say of themselves in OpenLineage. Every event is kept as it was sent; what it says is merged into the tables
-- behind it, so that events of one run may arrive in any order and more than once. A value that an event may leave out
-- has a time beside it, that of the event that said it last: the later one wins, whenever it arrives.
--
-- Jobs and datasets are named by an id that follows from namespace and name, which are longer than an index takes. What
-- was not seen for as long as events are kept goes by seen_at, the time of arrival: an event may tell of long ago.
CREATE TABLE lineage_events (
  project_id  uuid NOT NULL REFERENCES projects ON DELETE CASCADE,
  id          uuid NOT NULL,
  occurred_at timestamptz NOT NULL,
  received_at timestamptz NOT NULL,
  run_id      uuid,
  event       json NOT NULL,
  PRIMARY KEY (project_id, id)
);
CREATE INDEX lineage_events_run ON lineage_events (project_id, run_id, occurred_at);
CREATE INDEX lineage_events_received ON lineage_events (project_id, received_at);
CALL own_by_project('lineage_events');

CREATE TABLE lineage_jobs (
  project_id  uuid NOT NULL REFERENCES projects ON DELETE CASCADE,
  id          uuid NOT NULL,
  namespace   text NOT NULL,
  name        text NOT NULL,
  processing  text,
  integration text,
  type        text,
  typed_at    timestamptz,
  first_at    timestamptz NOT NULL,
  seen_at     timestamptz NOT NULL,
  PRIMARY KEY (project_id, id)
);
CALL own_by_project('lineage_jobs');

-- A run is what its last final event says, or, before one came, its last event.
CREATE TABLE lineage_runs (
  project_id     uuid NOT NULL REFERENCES projects ON DELETE CASCADE,
  id             uuid NOT NULL,
  job_id         uuid NOT NULL,
  state          text NOT NULL CHECK (state IN ('unknown', 'running', 'completed', 'aborted', 'failed')),
  state_rank     smallint NOT NULL,
  state_at       timestamptz NOT NULL,
  started_at     timestamptz NOT NULL,
  last_at        timestamptz NOT NULL,
  nominal_start  timestamptz,
  nominal_end    timestamptz,
  nominal_at     timestamptz,
  parent_run     uuid,
  parent_at      timestamptz,
  error_message  text,
  error_language text,
  error_stack    text,
  error_at       timestamptz,
  engine         text,
  engine_at      timestamptz,
  source_version text,
  source_at      timestamptz,
  events         bigint NOT NULL,
  seen_at        timestamptz NOT NULL,
  PRIMARY KEY (project_id, id)
) WITH (fillfactor = 80);
CREATE INDEX lineage_runs_of ON lineage_runs (project_id, job_id, started_at DESC, id DESC);
CREATE INDEX lineage_runs_recent ON lineage_runs (project_id, started_at DESC, id DESC);
CREATE INDEX lineage_runs_parts ON lineage_runs (project_id, parent_run) WHERE parent_run IS NOT NULL;
CALL own_by_project('lineage_runs');

CREATE TABLE lineage_datasets (
  project_id   uuid NOT NULL REFERENCES projects ON DELETE CASCADE,
  id           uuid NOT NULL,
  namespace    text NOT NULL,
  name         text NOT NULL,
  lifecycle    text,
  lifecycle_at timestamptz,
  first_at     timestamptz NOT NULL,
  seen_at      timestamptz NOT NULL,
  PRIMARY KEY (project_id, id)
);
CALL own_by_project('lineage_datasets');

-- A version of a dataset is a set of columns; it is the current one while nobody has told of another.
CREATE TABLE lineage_dataset_versions (
  project_id uuid NOT NULL REFERENCES projects ON DELETE CASCADE,
  dataset_id uuid NOT NULL,
  id         uuid NOT NULL,
  fields     json NOT NULL,
  version    text,
  first_at   timestamptz NOT NULL,
  last_at    timestamptz NOT NULL,
  seen_at    timestamptz NOT NULL,
  PRIMARY KEY (project_id, dataset_id, id)
);
CALL own_by_project('lineage_dataset_versions');

CREATE TABLE lineage_symlinks (
  project_id uuid NOT NULL REFERENCES projects ON DELETE CASCADE,
  dataset_id uuid NOT NULL,
  other_id   uuid NOT NULL,
  namespace  text NOT NULL,
  name       text NOT NULL,
  type       text NOT NULL,
  seen_at    timestamptz NOT NULL,
  PRIMARY KEY (project_id, dataset_id, other_id)
);
CREATE INDEX lineage_symlinks_other ON lineage_symlinks (project_id, other_id);
CALL own_by_project('lineage_symlinks');

-- Which job reads and writes what; run_id is the run that did so last, if it was one and not the job's description.
CREATE TABLE lineage_edges (
  project_id uuid NOT NULL REFERENCES projects ON DELETE CASCADE,
  job_id     uuid NOT NULL,
  dataset_id uuid NOT NULL,
  direction  text NOT NULL CHECK (direction IN ('input', 'output')),
  run_id     uuid,
  at         timestamptz NOT NULL,
  seen_at    timestamptz NOT NULL,
  PRIMARY KEY (project_id, job_id, dataset_id, direction)
);
CREATE INDEX lineage_edges_dataset ON lineage_edges (project_id, dataset_id);
CALL own_by_project('lineage_edges');

CREATE TABLE lineage_run_datasets (
  project_id uuid NOT NULL REFERENCES projects ON DELETE CASCADE,
  run_id     uuid NOT NULL,
  dataset_id uuid NOT NULL,
  direction  text NOT NULL CHECK (direction IN ('input', 'output')),
  version_id uuid,
  version_at timestamptz,
  row_count  bigint,
  size_bytes bigint,
  file_count bigint,
  counted_at timestamptz,
  at         timestamptz NOT NULL,
  seen_at    timestamptz NOT NULL,
  PRIMARY KEY (project_id, run_id, dataset_id, direction)
);
CREATE INDEX lineage_run_datasets_of ON lineage_run_datasets (project_id, dataset_id, at DESC);
CALL own_by_project('lineage_run_datasets');

-- Where the columns of a dataset come from, as one job says, or nobody in particular (the nil id): replaced as a whole.
CREATE TABLE lineage_column_sets (
  project_id uuid NOT NULL REFERENCES projects ON DELETE CASCADE,
  dataset_id uuid NOT NULL,
  job_id     uuid NOT NULL,
  digest     uuid NOT NULL,
  at         timestamptz NOT NULL,
  seen_at    timestamptz NOT NULL,
  PRIMARY KEY (project_id, dataset_id, job_id)
);
CALL own_by_project('lineage_column_sets');

CREATE TABLE lineage_columns (
  project_id      uuid NOT NULL,
  dataset_id      uuid NOT NULL,
  job_id          uuid NOT NULL,
  field           text,
  input_id        uuid NOT NULL,
  input_field     text NOT NULL,
  transformations json NOT NULL,
  FOREIGN KEY (project_id, dataset_id, job_id) REFERENCES lineage_column_sets ON DELETE CASCADE
);
CREATE INDEX lineage_columns_of ON lineage_columns (project_id, dataset_id, job_id);
CREATE INDEX lineage_columns_input ON lineage_columns (project_id, input_id);
CALL own_by_project('lineage_columns');

-- What a run found when it looked at a dataset. What is of no run, or of no dataset, has the nil id in its place.
CREATE TABLE lineage_checks (
  project_id uuid NOT NULL REFERENCES projects ON DELETE CASCADE,
  dataset_id uuid NOT NULL,
  run_id     uuid NOT NULL,
  passed     bigint NOT NULL,
  failed     bigint NOT NULL,
  warned     bigint NOT NULL,
  results    json NOT NULL,
  at         timestamptz NOT NULL,
  seen_at    timestamptz NOT NULL,
  PRIMARY KEY (project_id, dataset_id, run_id)
);
CREATE INDEX lineage_checks_of ON lineage_checks (project_id, dataset_id, at DESC);
CALL own_by_project('lineage_checks');

CREATE TABLE lineage_quality (
  project_id uuid NOT NULL REFERENCES projects ON DELETE CASCADE,
  dataset_id uuid NOT NULL,
  run_id     uuid NOT NULL,
  row_count  bigint,
  size_bytes bigint,
  file_count bigint,
  columns    json,
  at         timestamptz NOT NULL,
  seen_at    timestamptz NOT NULL,
  PRIMARY KEY (project_id, dataset_id, run_id)
);
CREATE INDEX lineage_quality_of ON lineage_quality (project_id, dataset_id, at DESC);
CALL own_by_project('lineage_quality');

-- Facets of jobs and datasets as they were sent, whether they are understood here or not; null if it was deleted. Those
-- of runs are read from their events.
CREATE TABLE lineage_facets (
  project_id uuid NOT NULL REFERENCES projects ON DELETE CASCADE,
  owner_id   uuid NOT NULL,
  owner_kind text NOT NULL CHECK (owner_kind IN ('job', 'dataset')),
  name       text NOT NULL,
  facet      json,
  at         timestamptz NOT NULL,
  seen_at    timestamptz NOT NULL,
  PRIMARY KEY (project_id, owner_id, owner_kind, name)
);
CALL own_by_project('lineage_facets');
