-- The doors of a push: by which way a job came, what may start again later, and who took whose place.

ALTER TABLE jobs
  ADD COLUMN door            text NOT NULL DEFAULT 'git' CHECK (door IN ('git', 'upload')),
  -- A caller's own name for their request: asking again with it finds the job that it made.
  ADD COLUMN idempotency_key text,
  -- The job whose source this one tries again.
  ADD COLUMN retry_of        uuid,
  -- How often the job was put off, because what failed may pass, and until when it is.
  ADD COLUMN put_offs        integer NOT NULL DEFAULT 0,
  ADD COLUMN not_before      timestamptz,
  -- Files that were uploaded need not come from a repository.
  ALTER COLUMN branch DROP NOT NULL,
  ALTER COLUMN commit_id DROP NOT NULL,
  DROP CONSTRAINT jobs_state_check,
  ADD CONSTRAINT jobs_state_check
    CHECK (state IN ('queued', 'running', 'succeeded', 'failed', 'cancelled', 'superseded'));
CREATE UNIQUE INDEX jobs_idempotency ON jobs (project_id, idempotency_key) WHERE idempotency_key IS NOT NULL;

ALTER TABLE model_versions ALTER COLUMN commit_id DROP NOT NULL;
