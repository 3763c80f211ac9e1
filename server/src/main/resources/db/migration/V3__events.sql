-- What the pipeline writes: raw events by day, rollups, profiles, dead letters and the consumer's offsets, all in
-- one transaction per poll.
--
-- Feature vectors are json, not jsonb: parsing numbers into jsonb is the limit of COPY, and nothing queries inside.
-- The primary keys start with the project and the time, so that inserts go to the right edge of the index; the event
-- id in them is what makes a retried event count once.

CREATE TABLE predictions (
  project_id    uuid NOT NULL,
  occurred_at   timestamptz NOT NULL,
  id            uuid NOT NULL,
  received_at   timestamptz NOT NULL,
  model         text NOT NULL,
  version       text NOT NULL,
  entity        text,
  features      json NOT NULL,
  prediction    json NOT NULL,
  latency_ms    double precision,
  error_kind    text,
  error_message text,
  tags          json,
  PRIMARY KEY (project_id, occurred_at, id)
) PARTITION BY RANGE (occurred_at);
CALL own_by_project('predictions');

CREATE TABLE feedback (
  project_id    uuid NOT NULL,
  occurred_at   timestamptz NOT NULL,
  id            uuid NOT NULL,
  received_at   timestamptz NOT NULL,
  prediction_id uuid NOT NULL,
  model         text NOT NULL,
  actual        json NOT NULL,
  tags          json,
  PRIMARY KEY (project_id, occurred_at, id)
) PARTITION BY RANGE (occurred_at);
CREATE INDEX feedback_prediction ON feedback (project_id, prediction_id);
CALL own_by_project('feedback');

CREATE TABLE metrics (
  project_id  uuid NOT NULL,
  occurred_at timestamptz NOT NULL,
  id          uuid NOT NULL,
  received_at timestamptz NOT NULL,
  name        text NOT NULL,
  kind        text NOT NULL,
  value       double precision NOT NULL,
  tags        json,
  PRIMARY KEY (project_id, occurred_at, id)
) PARTITION BY RANGE (occurred_at);
CALL own_by_project('metrics');

CREATE TABLE stages (
  project_id    uuid NOT NULL,
  occurred_at   timestamptz NOT NULL,
  id            uuid NOT NULL,
  received_at   timestamptz NOT NULL,
  pipeline      text NOT NULL,
  stage         text NOT NULL,
  run_id        text NOT NULL,
  status        text NOT NULL,
  duration_ms   double precision NOT NULL,
  records_in    bigint,
  records_out   bigint,
  error_kind    text,
  error_message text,
  tags          json,
  PRIMARY KEY (project_id, occurred_at, id)
) PARTITION BY RANGE (occurred_at);
CALL own_by_project('stages');

CREATE TABLE errors (
  project_id  uuid NOT NULL,
  occurred_at timestamptz NOT NULL,
  id          uuid NOT NULL,
  received_at timestamptz NOT NULL,
  kind        text NOT NULL,
  message     text NOT NULL,
  stack       text,
  model       text,
  pipeline    text,
  tags        json,
  PRIMARY KEY (project_id, occurred_at, id)
) PARTITION BY RANGE (occurred_at);
CALL own_by_project('errors');

-- Days are made when the first event of a day arrives and dropped by retention. The server's role may do neither
-- by itself, and reaches a partition only through its parent, so that the parent's policy always holds.
CREATE FUNCTION gate_ensure_day(parent text, day date) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
DECLARE child text := parent || '_' || to_char(day, 'YYYYMMDD');
BEGIN
  IF parent NOT IN ('predictions', 'feedback', 'metrics', 'stages', 'errors') THEN
    RAISE EXCEPTION 'there is no event table %', parent;
  END IF;
  IF to_regclass(child) IS NULL THEN
    PERFORM pg_advisory_xact_lock(hashtext(child));
    EXECUTE format('CREATE TABLE IF NOT EXISTS %I PARTITION OF %I FOR VALUES FROM (%L) TO (%L)',
                   child, parent, day::timestamptz, (day + 1)::timestamptz);
  END IF;
END $$;

CREATE FUNCTION gate_drop_days_before(day date) RETURNS SETOF text
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
DECLARE child text;
BEGIN
  FOR child IN
    SELECT c.relname FROM pg_inherits i
    JOIN pg_class c ON c.oid = i.inhrelid JOIN pg_class p ON p.oid = i.inhparent
    WHERE p.relname IN ('predictions', 'feedback', 'metrics', 'stages', 'errors')
      AND to_date(right(c.relname, 8), 'YYYYMMDD') < day
  LOOP
    EXECUTE format('DROP TABLE %I', child);
    RETURN NEXT child;
  END LOOP;
END $$;

-- A series is a name with its tags; rollups hold its minutes.
CREATE TABLE series (
  id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  project_id uuid NOT NULL REFERENCES projects ON DELETE CASCADE,
  name       text NOT NULL,
  kind       text NOT NULL,
  tags       jsonb NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now()
);
-- The tags themselves may be longer than an index takes.
CREATE UNIQUE INDEX series_identity ON series (project_id, name, md5(tags::text));
CALL own_by_project('series');

CREATE TABLE rollups (
  project_id uuid NOT NULL,
  series_id  bigint NOT NULL REFERENCES series ON DELETE CASCADE,
  minute     timestamptz NOT NULL,
  count      bigint NOT NULL,
  sum        double precision NOT NULL,
  min        double precision NOT NULL,
  max        double precision NOT NULL,
  sketch     bytea NOT NULL,
  PRIMARY KEY (series_id, minute)
) WITH (fillfactor = 70);
CALL own_by_project('rollups');

CREATE TABLE profiles (
  project_id uuid NOT NULL REFERENCES projects ON DELETE CASCADE,
  model      text NOT NULL,
  version    text NOT NULL,
  role       text NOT NULL CHECK (role IN ('feature', 'prediction')),
  name       text NOT NULL,
  minute     timestamptz NOT NULL,
  row_count  bigint NOT NULL,
  profile    bytea NOT NULL,
  PRIMARY KEY (project_id, model, version, minute, role, name)
) WITH (fillfactor = 70);
-- Sketches are small and dense: compressing them costs time on every merge and saves nothing.
ALTER TABLE profiles ALTER COLUMN profile SET STORAGE EXTERNAL;
ALTER TABLE rollups ALTER COLUMN sketch SET STORAGE EXTERNAL;
CALL own_by_project('profiles');

-- A dead letter whose tenant cannot be told has no project and is seen by nobody but the operator of the database.
CREATE TABLE dead_letters (
  id              uuid PRIMARY KEY DEFAULT uuidv7(),
  project_id      uuid,
  received_at     timestamptz NOT NULL,
  code            text NOT NULL,
  reason          text NOT NULL,
  topic           text NOT NULL,
  kafka_partition integer NOT NULL,
  kafka_offset    bigint NOT NULL,
  payload         text NOT NULL,
  truncated       boolean NOT NULL,
  UNIQUE (topic, kafka_partition, kafka_offset)
);
CREATE INDEX dead_letters_recent ON dead_letters (project_id, id DESC);
CALL own_by_project('dead_letters');

CREATE FUNCTION gate_bury(topic text, kafka_partition integer, kafka_offset bigint, received_at timestamptz,
                          code text, reason text, payload text, truncated boolean) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = public AS $$
  INSERT INTO dead_letters (topic, kafka_partition, kafka_offset, received_at, code, reason, payload, truncated)
  VALUES (topic, kafka_partition, kafka_offset, received_at, code, reason, payload, truncated)
  ON CONFLICT DO NOTHING $$;

-- The pipeline's place in each partition, moved in the same transaction as the rows that it read there.
CREATE TABLE consumer_offsets (
  consumer        text NOT NULL,
  topic           text NOT NULL,
  kafka_partition integer NOT NULL,
  next_offset     bigint NOT NULL,
  PRIMARY KEY (consumer, topic, kafka_partition)
);
GRANT SELECT, INSERT, UPDATE ON consumer_offsets TO plimsoll_app;

GRANT EXECUTE ON FUNCTION gate_ensure_day(text, date), gate_drop_days_before(date),
  gate_bury(text, integer, bigint, timestamptz, text, text, text, boolean) TO plimsoll_app;
