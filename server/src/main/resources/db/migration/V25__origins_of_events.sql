-- Where a stage belongs, and which errors are cases of one.

ALTER TABLE stages ADD COLUMN parent_stage text, ADD COLUMN parent_run_id text;

ALTER TABLE errors ADD COLUMN fingerprint text;
