-- Whether the figures of a model hold the lines that its reference has taught: judged by performance, told of by the monitor.

-- How a model is watched, where it is not as by default.
CREATE TABLE performance_watches (
  project_id       uuid NOT NULL REFERENCES projects ON DELETE CASCADE,
  model            text NOT NULL,
  enabled          boolean NOT NULL,
  chunk            text NOT NULL CHECK (chunk IN ('hour', 'day', 'week')),
  -- Empty for those that go with what the model does.
  metrics          text[] NOT NULL,
  reference_chunks integer NOT NULL CHECK (reference_chunks BETWEEN 2 AND 100),
  changed_at       timestamptz NOT NULL,
  changed_by       text NOT NULL,
  PRIMARY KEY (project_id, model)
);
CALL own_by_project('performance_watches');

-- What was last found of a model.
CREATE TABLE performance_judgements (
  project_id uuid NOT NULL REFERENCES projects ON DELETE CASCADE,
  model      text NOT NULL,
  version    text NOT NULL,
  -- Chunks of the reference that there are so far.
  learned    integer NOT NULL,
  -- What the states were when they were judged: as long as it is the same, there is nothing new to find.
  seen       text NOT NULL,
  -- What went with a decay, in words, the closest first.
  causes     json NOT NULL,
  judged_at  timestamptz NOT NULL,
  PRIMARY KEY (project_id, model)
);
CALL own_by_project('performance_judgements');

CREATE TABLE performance_findings (
  project_id     uuid NOT NULL,
  model          text NOT NULL,
  metric         text NOT NULL,
  basis          text NOT NULL CHECK (basis IN ('realised', 'estimated')),
  decayed        boolean NOT NULL,
  since          timestamptz NOT NULL,
  until          timestamptz NOT NULL,
  row_count      bigint NOT NULL,
  value          double precision NOT NULL,
  standard_error double precision NOT NULL,
  mean           double precision NOT NULL,
  line           double precision NOT NULL,
  -- How many times the distance from the mean that is allowed.
  beyond         double precision NOT NULL,
  decayed_since  timestamptz NOT NULL,
  chunks         integer NOT NULL,
  PRIMARY KEY (project_id, model, metric, basis),
  FOREIGN KEY (project_id, model) REFERENCES performance_judgements ON DELETE CASCADE
);
CALL own_by_project('performance_findings');
