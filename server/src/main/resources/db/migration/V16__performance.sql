-- How good the answers of models turn out to be: what is known of the truth, joined with the answers by the pipeline.

-- What a model's owner says of its labels; what plimsoll.yaml says holds where there is nothing here.
CREATE TABLE performance_settings (
  project_id uuid NOT NULL REFERENCES projects ON DELETE CASCADE,
  model      text NOT NULL,
  settings   json NOT NULL,
  changed_at timestamptz NOT NULL,
  changed_by text NOT NULL,
  PRIMARY KEY (project_id, model)
);
CALL own_by_project('performance_settings');

-- The label that holds for a prediction, with the answer that it was compared with: what a correction takes back is
-- found here, whatever has become of the raw rows. Of a label that came before its prediction there is no answer yet.
CREATE TABLE labels (
  project_id    uuid NOT NULL REFERENCES projects ON DELETE CASCADE,
  prediction_id uuid NOT NULL,
  model         text NOT NULL,
  feedback_at   timestamptz NOT NULL,
  feedback_id   uuid NOT NULL,
  actual        json NOT NULL,
  state         text NOT NULL CHECK (state IN ('waiting', 'joined', 'beside')),
  version       text,
  hour          timestamptz,
  answer        json,
  segments      json,
  PRIMARY KEY (project_id, prediction_id)
) WITH (fillfactor = 90);
CREATE INDEX labels_waiting ON labels (project_id, model) WHERE state = 'waiting';
CREATE INDEX labels_hours ON labels (project_id, model, hour);
CALL own_by_project('labels');

-- Counts and sums by version, hour of the prediction and segment; the segment '' has all rows.
CREATE TABLE performance_states (
  project_id  uuid NOT NULL REFERENCES projects ON DELETE CASCADE,
  model       text NOT NULL,
  version     text NOT NULL,
  hour        timestamptz NOT NULL,
  segment     text NOT NULL,
  value       text NOT NULL,
  predictions bigint NOT NULL,
  labelled    bigint NOT NULL,
  state       bytea NOT NULL,
  PRIMARY KEY (project_id, model, version, hour, segment, value)
) WITH (fillfactor = 70);
CALL own_by_project('performance_states');

-- A sample of each hour's rows, from which the loss of a regression is learned and estimated: those whose ids have the
-- least hashes, so that the same rows are drawn however often and in whichever order they come.
CREATE TABLE performance_samples (
  project_id    uuid NOT NULL REFERENCES projects ON DELETE CASCADE,
  model         text NOT NULL,
  version       text NOT NULL,
  hour          timestamptz NOT NULL,
  hash          bigint NOT NULL,
  prediction_id uuid NOT NULL,
  features      json NOT NULL,
  answer        json NOT NULL,
  PRIMARY KEY (project_id, model, version, hour, hash, prediction_id)
);
CALL own_by_project('performance_samples');

-- Models whose states are to be made anew from the raw rows, from which hour on.
CREATE TABLE performance_recounts (
  project_id uuid NOT NULL REFERENCES projects ON DELETE CASCADE,
  model      text NOT NULL,
  next_hour  timestamptz NOT NULL,
  PRIMARY KEY (project_id, model)
);
CALL own_by_project('performance_recounts');

-- Labels from before are counted by a recount, which the server does in the background.
INSERT INTO performance_recounts (project_id, model, next_hour)
SELECT f.project_id, f.model,
       date_bin('1 hour', (SELECT min(p.occurred_at) FROM predictions p WHERE p.project_id = f.project_id),
                TIMESTAMPTZ '1970-01-01 00:00:00+00')
FROM (SELECT DISTINCT project_id, model FROM feedback) f
JOIN projects ON projects.id = f.project_id
WHERE EXISTS (SELECT FROM predictions p WHERE p.project_id = f.project_id);

-- An id that is made here or by the SDK begins with the time of its prediction, which leads to the row. Others are found
-- by this index, which takes in nothing else and costs nothing where there are none.
CREATE INDEX predictions_untimed ON predictions (project_id, id)
  WHERE ((uuid_extract_timestamp(id) - occurred_at)
         BETWEEN INTERVAL '-20 milliseconds' AND INTERVAL '20 milliseconds') IS NOT TRUE;
