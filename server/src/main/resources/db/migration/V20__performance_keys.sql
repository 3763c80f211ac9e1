-- Labels and what was counted of them: found by their age, and kept apart by model.

-- Retention looks for what is old, of labels that wait by when they came.
CREATE INDEX labels_age ON labels (project_id, (coalesce(hour, feedback_at)));

-- Which version of a model answered last.
CREATE INDEX performance_states_whole ON performance_states (project_id, model, hour DESC, version DESC)
  WHERE segment = '';

-- A label that names another model is not about the same answer, and must not take the place of one that is.
ALTER TABLE labels DROP CONSTRAINT labels_pkey, ADD PRIMARY KEY (project_id, prediction_id, model);
