-- Jobs that try another one again: each round of commit statuses looks for those whose commit is to be told.
CREATE INDEX jobs_retries ON jobs (project_id, created_at) WHERE retry_of IS NOT NULL;
