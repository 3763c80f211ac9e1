-- What the worker processes of a Python version are doing in a serving process, which says so every few seconds.

ALTER TABLE replicas ADD COLUMN workers jsonb, ADD COLUMN workers_at timestamptz;
