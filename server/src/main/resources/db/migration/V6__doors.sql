-- The doors of a push: by which way a job came, what may start again later, and who took whose place.

ALTER TABLE jobs
  ADD COLUMN door            text NOT NULL DEFAULT 'git' CHECK (door IN ('git', 'upload', 'webhook')),
  -- A caller's own name for their request: asking again with it finds the job that it made.
  ADD COLUMN idempotency_key text,
  -- The job whose source this one tries again.
  ADD COLUMN retry_of        uuid,
  -- The preview that the version is for; null: production.
  ADD COLUMN preview         text,
  -- How often the job was put off, because what failed may pass, and until when it is.
  ADD COLUMN put_offs        integer NOT NULL DEFAULT 0,
  ADD COLUMN not_before      timestamptz,
  -- Files that were uploaded need not come from a repository.
  ALTER COLUMN branch DROP NOT NULL,
  ALTER COLUMN commit_id DROP NOT NULL,
  -- What a webhook announces is fetched by the job itself.
  ALTER COLUMN source_digest DROP NOT NULL,
  DROP CONSTRAINT jobs_state_check,
  ADD CONSTRAINT jobs_state_check
    CHECK (state IN ('queued', 'running', 'succeeded', 'failed', 'cancelled', 'superseded'));
CREATE UNIQUE INDEX jobs_idempotency ON jobs (project_id, idempotency_key) WHERE idempotency_key IS NOT NULL;

ALTER TABLE model_versions ALTER COLUMN commit_id DROP NOT NULL;

-- Repositories at GitHub and GitLab whose pushes deploy a model; secret and access token are sealed (platform.crypto).
CREATE TABLE connected_repositories (
  id            uuid PRIMARY KEY,
  project_id    uuid NOT NULL REFERENCES projects ON DELETE CASCADE,
  model         text NOT NULL CHECK (model ~ '^[a-z0-9][a-z0-9._-]{0,62}$'),
  provider      text NOT NULL CHECK (provider IN ('github', 'gitlab')),
  url           text NOT NULL,
  branch        text NOT NULL,
  sealed_secret bytea NOT NULL,
  sealed_token  bytea,
  created_at    timestamptz NOT NULL,
  created_by    text NOT NULL,
  UNIQUE (project_id, model)
);
CALL own_by_project('connected_repositories');

-- What providers have told, so that each delivery counts once, and what became of it.
CREATE TABLE webhook_deliveries (
  project_id    uuid NOT NULL REFERENCES projects ON DELETE CASCADE,
  repository_id uuid NOT NULL REFERENCES connected_repositories ON DELETE CASCADE,
  delivery      text NOT NULL,
  content_hash  bytea NOT NULL,
  event         text NOT NULL,
  outcome       text NOT NULL,
  job_id        uuid,
  received_at   timestamptz NOT NULL,
  PRIMARY KEY (repository_id, delivery)
);
CREATE INDEX webhook_deliveries_content ON webhook_deliveries (repository_id, content_hash);
CALL own_by_project('webhook_deliveries');

-- Commits that are told how their job goes: what they were told last, and when the next attempt is due.
CREATE TABLE commit_statuses (
  job_id          uuid PRIMARY KEY REFERENCES jobs ON DELETE CASCADE,
  project_id      uuid NOT NULL REFERENCES projects ON DELETE CASCADE,
  repository_id   uuid NOT NULL REFERENCES connected_repositories ON DELETE CASCADE,
  commit_id       text NOT NULL,
  told            text CHECK (told IN ('PENDING', 'LIVE', 'FAILED', 'GIVEN_UP')),
  attempts        integer NOT NULL DEFAULT 0,
  next_attempt_at timestamptz NOT NULL,
  trouble         text,
  closed_at       timestamptz
);
CREATE INDEX commit_statuses_open ON commit_statuses (project_id, next_attempt_at) WHERE closed_at IS NULL;
CALL own_by_project('commit_statuses');

-- Asked when a webhook is called: whose is it? The secret is checked before anything else is done.
CREATE FUNCTION gate_connected_repository(wanted uuid)
RETURNS TABLE (project_id uuid, project_slug text, organisation_id uuid, organisation_slug text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public AS $$
  SELECT p.id, p.slug, o.id, o.slug
  FROM connected_repositories r JOIN projects p ON p.id = r.project_id JOIN organisations o ON o.id = p.organisation_id
  WHERE r.id = wanted $$;
REVOKE EXECUTE ON FUNCTION gate_connected_repository(uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION gate_connected_repository(uuid) TO plimsoll_app;

-- Versions that answer by the name of their branch, beside production.
CREATE TABLE previews (
  project_id uuid NOT NULL REFERENCES projects ON DELETE CASCADE,
  model_id   uuid NOT NULL REFERENCES models ON DELETE CASCADE,
  name       text NOT NULL,
  branch     text NOT NULL,
  version_id uuid NOT NULL REFERENCES model_versions,
  moved_at   timestamptz NOT NULL,
  moved_by   text NOT NULL,
  PRIMARY KEY (model_id, name)
);
CALL own_by_project('previews');
