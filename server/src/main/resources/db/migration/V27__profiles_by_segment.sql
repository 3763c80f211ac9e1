-- Profiles of a part of a model's rows: those that share a value of a segment. They are kept by the hour, beside the
-- profiles of all rows, whose part is 0.

-- By which values profiles are kept apart; none where nobody has named any.
CREATE TABLE profile_segments (
  project_id uuid NOT NULL REFERENCES projects ON DELETE CASCADE,
  model      text NOT NULL,
  name       text NOT NULL,
  place      smallint NOT NULL,
  source     text NOT NULL CHECK (source IN ('feature', 'tag')),
  edges      json NOT NULL,
  -- Whether its values were named, so that no others are kept apart.
  closed     boolean NOT NULL,
  changed_by text NOT NULL,
  changed_at timestamptz NOT NULL,
  PRIMARY KEY (project_id, model, name)
);
CALL own_by_project('profile_segments');

-- The values that are, or once were, kept apart. A number stands for them in the profiles, because their texts would
-- make a key of profiles longer than an index takes.
CREATE TABLE profile_parts (
  id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  project_id uuid NOT NULL REFERENCES projects ON DELETE CASCADE,
  model      text NOT NULL,
  segment    text NOT NULL,
  value      text NOT NULL,
  kept       boolean NOT NULL,
  UNIQUE (project_id, model, segment, value)
);
CALL own_by_project('profile_parts');

ALTER TABLE profiles ADD COLUMN part bigint NOT NULL DEFAULT 0;
ALTER TABLE profiles DROP CONSTRAINT profiles_pkey,
  ADD PRIMARY KEY (project_id, model, version, minute, part, role, name);

ALTER TABLE profile_sums ADD COLUMN part bigint NOT NULL DEFAULT 0;
ALTER TABLE profile_sums DROP CONSTRAINT profile_sums_pkey,
  ADD PRIMARY KEY (project_id, model, version, start, hours, part, role, name);
