-- What pickles may import beyond the list that holds for everybody, because an owner of the project answers for it.
-- A row is never deleted: who allowed what, and who took it back, can be read for as long as the project exists.

CREATE TABLE allowed_globals (
  id         uuid PRIMARY KEY,
  project_id uuid NOT NULL REFERENCES projects ON DELETE CASCADE,
  global     text NOT NULL CHECK (length(global) BETWEEN 3 AND 300),
  model      text CHECK (model ~ '^[a-z0-9][a-z0-9._-]{0,62}$'),
  reason     text NOT NULL CHECK (length(reason) BETWEEN 1 AND 500),
  allowed_by text NOT NULL,
  allowed_at timestamptz NOT NULL,
  revoked_by text,
  revoked_at timestamptz,
  CHECK ((revoked_by IS NULL) = (revoked_at IS NULL))
);
CREATE UNIQUE INDEX allowed_globals_in_force ON allowed_globals (project_id, global, model) NULLS NOT DISTINCT
  WHERE revoked_at IS NULL;
CALL own_by_project('allowed_globals');
REVOKE UPDATE, DELETE ON allowed_globals FROM plimsoll_app;
GRANT UPDATE (revoked_by, revoked_at) ON allowed_globals TO plimsoll_app;
