-- Every baseline that a model version ever had. A row never changes and is never deleted: what drift was once
-- measured against can be read for as long as the version exists. `baselines` holds a copy of the current one, so
-- that whoever reads it need not know of the others.

CREATE TABLE baseline_versions (
  project_id  uuid NOT NULL REFERENCES projects ON DELETE CASCADE,
  version_id  uuid NOT NULL REFERENCES model_versions ON DELETE CASCADE,
  number      integer NOT NULL CHECK (number > 0),
  source      text NOT NULL CHECK (source IN ('push', 'file', 'predictions', 'traffic', 'version')),
  detail      text NOT NULL CHECK (length(detail) BETWEEN 1 AND 300),
  window_from timestamptz,
  window_to   timestamptz,
  row_count   bigint NOT NULL CHECK (row_count >= 0),
  made_by     text NOT NULL,
  made_at     timestamptz NOT NULL,
  reason      text NOT NULL CHECK (length(reason) <= 500),
  -- Some of the rows themselves, for comparisons that need several columns at once.
  sample      bytea,
  sample_rows integer NOT NULL DEFAULT 0,
  PRIMARY KEY (version_id, number)
);
CALL own_by_project('baseline_versions');
REVOKE UPDATE, DELETE ON baseline_versions FROM plimsoll_app;

CREATE TABLE baseline_columns (
  project_id uuid NOT NULL REFERENCES projects ON DELETE CASCADE,
  version_id uuid NOT NULL,
  number     integer NOT NULL,
  role       text NOT NULL CHECK (role IN ('feature', 'prediction')),
  name       text NOT NULL,
  profile    bytea NOT NULL,
  row_count  bigint NOT NULL,
  PRIMARY KEY (version_id, number, role, name),
  FOREIGN KEY (version_id, number) REFERENCES baseline_versions ON DELETE CASCADE
);
CALL own_by_project('baseline_columns');
REVOKE UPDATE, DELETE ON baseline_columns FROM plimsoll_app;

-- Which of them was current from when on, and who answers for it; the last move says which is current.
CREATE TABLE baseline_moves (
  project_id  uuid NOT NULL REFERENCES projects ON DELETE CASCADE,
  version_id  uuid NOT NULL,
  move        integer NOT NULL CHECK (move > 0),
  from_number integer,
  to_number   integer NOT NULL,
  moved_by    text NOT NULL,
  moved_at    timestamptz NOT NULL,
  reason      text NOT NULL CHECK (length(reason) <= 500),
  PRIMARY KEY (version_id, move),
  FOREIGN KEY (version_id, to_number) REFERENCES baseline_versions ON DELETE CASCADE
);
CALL own_by_project('baseline_moves');
REVOKE UPDATE, DELETE ON baseline_moves FROM plimsoll_app;

-- What pushes have brought so far is the first of each.
INSERT INTO baseline_versions (project_id, version_id, number, source, detail, row_count, made_by, made_at, reason)
SELECT b.project_id, b.version_id, 1, 'push', min(b.source), max(b.row_count), min(v.created_by), min(b.created_at), ''
FROM baselines b JOIN model_versions v ON v.id = b.version_id GROUP BY b.project_id, b.version_id;

INSERT INTO baseline_columns (project_id, version_id, number, role, name, profile, row_count)
SELECT project_id, version_id, 1, role, name, profile, row_count FROM baselines;

INSERT INTO baseline_moves (project_id, version_id, move, to_number, moved_by, moved_at, reason)
SELECT project_id, version_id, 1, 1, made_by, made_at, '' FROM baseline_versions;
