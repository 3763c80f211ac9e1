-- Some rows of each version in each hour, as they are: what profiles of single columns cannot tell, whether columns
-- still go together as they did, is asked of these. A key that looks like chance and is always the same decides which
-- rows are kept (those below `threshold`, an unsigned number in a signed column), so that a replay keeps the same ones.
CREATE TABLE row_samples (
  project_id uuid NOT NULL REFERENCES projects ON DELETE CASCADE,
  model      text NOT NULL,
  version    text NOT NULL,
  hour       timestamptz NOT NULL,
  seen       bigint NOT NULL,
  threshold  bigint NOT NULL,
  sample     bytea NOT NULL,
  PRIMARY KEY (project_id, model, version, hour)
);
CALL own_by_project('row_samples');
