-- What is unusual in a series over time. A judged point holds the value as it was judged, with what was expected of
-- it: the history that the next ones are judged by, and the band that charts draw. There is no other state, so a
-- round that is repeated comes to the same.

CREATE TABLE watched_series (
  id           uuid PRIMARY KEY DEFAULT uuidv7(),
  project_id   uuid NOT NULL REFERENCES projects ON DELETE CASCADE,
  measure      text NOT NULL,
  subject      text NOT NULL,
  part         text NOT NULL,
  is_default   boolean NOT NULL,
  enabled      boolean NOT NULL,
  alerts       boolean NOT NULL,
  step_seconds integer NOT NULL CHECK (step_seconds IN (300, 900, 3600, 86400)),
  settings     json NOT NULL,
  -- Everything before has been judged, and may be judged again while late events come.
  judged_until timestamptz,
  plan         json,
  changed_at   timestamptz NOT NULL,
  changed_by   text,
  UNIQUE (project_id, measure, subject, part)
);
CALL own_by_project('watched_series');

CREATE TABLE judged_points (
  project_id uuid NOT NULL,
  series_id  uuid NOT NULL REFERENCES watched_series ON DELETE CASCADE,
  at         timestamptz NOT NULL,
  value      double precision,
  weight     double precision NOT NULL,
  expected   double precision,
  lower      double precision,
  upper      double precision,
  score      double precision NOT NULL,
  side       smallint NOT NULL,
  method     text,
  PRIMARY KEY (series_id, at)
);
CALL own_by_project('judged_points');

-- Points that are off on the same side, one after the other, are one anomaly.
CREATE TABLE anomalies (
  id         uuid PRIMARY KEY DEFAULT uuidv7(),
  project_id uuid NOT NULL REFERENCES projects ON DELETE CASCADE,
  series_id  uuid NOT NULL REFERENCES watched_series ON DELETE CASCADE,
  started_at timestamptz NOT NULL,
  ended_at   timestamptz NOT NULL,
  side       smallint NOT NULL,
  points     integer NOT NULL,
  worst_at   timestamptz NOT NULL,
  value      double precision NOT NULL,
  expected   double precision NOT NULL,
  lower      double precision NOT NULL,
  upper      double precision NOT NULL,
  score      double precision NOT NULL,
  method     text NOT NULL,
  verdict    text NOT NULL DEFAULT 'open' CHECK (verdict IN ('open', 'confirmed', 'expected')),
  comment    text,
  told_by    text,
  told_at    timestamptz,
  UNIQUE (series_id, started_at)
);
CREATE INDEX anomalies_recent ON anomalies (project_id, started_at DESC, id DESC);
CALL own_by_project('anomalies');
