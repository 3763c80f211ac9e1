-- Every type of raw events goes by days: batches of datasets, events of OpenLineage and reports of Spark were in plain
-- tables, of which retention deleted rows. An event of OpenLineage is of the day on which it arrived, because it may tell
-- of long ago; all others are of the day on which they happened.

-- The bounds of a day are those of UTC, whatever the zone of the process that migrates.
SET LOCAL TimeZone = 'UTC';

CREATE FUNCTION is_event_table(name text) RETURNS boolean LANGUAGE sql IMMUTABLE AS $$
  SELECT name IN ('predictions', 'feedback', 'metrics', 'stages', 'errors', 'dataset_batches', 'lineage_events',
                  'spark_reports') $$;
-- Whoever writes a setting has its check made.
GRANT EXECUTE ON FUNCTION is_event_table(text) TO plimsoll_app;

ALTER TABLE retention_settings DROP CONSTRAINT retention_settings_event_table_check;
ALTER TABLE retention_settings ADD CONSTRAINT retention_settings_event_table_check CHECK (is_event_table(event_table));

CREATE OR REPLACE FUNCTION gate_ensure_day(parent text, day date, project uuid) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
DECLARE
  child text := parent || '_' || to_char(day, 'YYYYMMDD');
  own   uuid;
BEGIN
  IF NOT is_event_table(parent) THEN
    RAISE EXCEPTION 'there is no event table %', parent;
  END IF;
  IF day < first_day(parent, project) THEN
    RETURN false;
  END IF;
  IF to_regclass(child) IS NOT NULL THEN
    RETURN true;
  END IF;
  PERFORM pg_advisory_xact_lock(hashtext(parent));
  -- Who waited for the lock looks again: the day may have been dropped or made in the meantime.
  IF day < first_day(parent, project) THEN
    RETURN false;
  END IF;
  IF to_regclass(child) IS NOT NULL THEN
    RETURN true;
  END IF;
  IF NOT EXISTS (SELECT FROM retention_settings s WHERE s.event_table = parent) THEN
    EXECUTE format('CREATE TABLE %I PARTITION OF %I FOR VALUES FROM (%L) TO (%L)',
                   child, parent, day::timestamptz, (day + 1)::timestamptz);
    RETURN true;
  END IF;
  EXECUTE format('CREATE TABLE %I PARTITION OF %I FOR VALUES FROM (%L) TO (%L) PARTITION BY LIST (project_id)',
                 child, parent, day::timestamptz, (day + 1)::timestamptz);
  EXECUTE format('CREATE TABLE %I PARTITION OF %I DEFAULT', child || '_rest', child);
  FOR own IN SELECT s.project_id FROM retention_settings s WHERE s.event_table = parent LOOP
    EXECUTE format('CREATE TABLE %I PARTITION OF %I FOR VALUES IN (%L)',
                   child || '_p' || replace(own::text, '-', ''), child, own);
  END LOOP;
  RETURN true;
END $$;

CREATE OR REPLACE VIEW day_partitions AS
  SELECT p.relname::text AS event_table, d.relname::text AS day_table,
         to_date(substr(d.relname, length(p.relname) + 2, 8), 'YYYYMMDD') AS day,
         coalesce(l.relname, d.relname)::text AS partition,
         substring(l.relname FROM '_p([0-9a-f]{32})$')::uuid AS project_id
  FROM pg_inherits i
  JOIN pg_class d ON d.oid = i.inhrelid
  JOIN pg_class p ON p.oid = i.inhparent AND p.relnamespace = 'public'::regnamespace
  LEFT JOIN pg_inherits below ON below.inhparent = d.oid
  LEFT JOIN pg_class l ON l.oid = below.inhrelid
  WHERE is_event_table(p.relname::text);

-- Puts the rows of a plain table, which was put aside, into days, and counts them. What was sent for them is not known
-- any more; the length of a row as text comes near.
CREATE PROCEDURE move_into_days(parent text, aside text, by_column text) LANGUAGE plpgsql AS $$
DECLARE found record;
BEGIN
  FOR found IN EXECUTE format('SELECT DISTINCT %I::date AS day, project_id FROM %I ORDER BY 1, 2', by_column, aside) LOOP
    PERFORM gate_ensure_day(parent, found.day, found.project_id);
  END LOOP;
  EXECUTE format('INSERT INTO %I SELECT * FROM %I', parent, aside);
  EXECUTE format('INSERT INTO stored_days (project_id, event_table, day, events, bytes) '
                 'SELECT project_id, %L, %I::date, count(*), sum(octet_length(a::text)) FROM %I a GROUP BY 1, 3',
                 parent, by_column, aside);
  EXECUTE format('DROP TABLE %I', aside);
END $$;

ALTER TABLE dataset_batches DROP CONSTRAINT dataset_batches_pkey;
DROP INDEX dataset_batches_of, dataset_batches_id;
ALTER TABLE dataset_batches RENAME TO dataset_batches_aside;
CREATE TABLE dataset_batches (
  LIKE dataset_batches_aside,
  PRIMARY KEY (project_id, occurred_at, id)
) PARTITION BY RANGE (occurred_at);
CREATE INDEX dataset_batches_of ON dataset_batches (project_id, dataset, occurred_at DESC, id DESC);
CREATE INDEX dataset_batches_id ON dataset_batches (project_id, id);
CALL own_by_project('dataset_batches');
CALL move_into_days('dataset_batches', 'dataset_batches_aside', 'occurred_at');

-- An event that is sent again arrives at another time: who stores looks for its id in all days.
ALTER TABLE lineage_events DROP CONSTRAINT lineage_events_pkey;
DROP INDEX lineage_events_run, lineage_events_received;
ALTER TABLE lineage_events RENAME TO lineage_events_aside;
CREATE TABLE lineage_events (
  LIKE lineage_events_aside,
  PRIMARY KEY (project_id, id, received_at)
) PARTITION BY RANGE (received_at);
CREATE INDEX lineage_events_run ON lineage_events (project_id, run_id, occurred_at);
CALL own_by_project('lineage_events');
CALL move_into_days('lineage_events', 'lineage_events_aside', 'received_at');

ALTER TABLE spark_reports DROP CONSTRAINT spark_reports_pkey;
DROP INDEX spark_reports_of, spark_reports_latest;
ALTER TABLE spark_reports RENAME TO spark_reports_aside;
CREATE TABLE spark_reports (
  LIKE spark_reports_aside,
  PRIMARY KEY (project_id, occurred_at, id)
) PARTITION BY RANGE (occurred_at);
CREATE INDEX spark_reports_of ON spark_reports (project_id, application_id, attempt, part, key, occurred_at DESC);
CREATE INDEX spark_reports_latest ON spark_reports (project_id, application_id, attempt, part, occurred_at DESC);
CALL own_by_project('spark_reports');
CALL move_into_days('spark_reports', 'spark_reports_aside', 'occurred_at');

DROP PROCEDURE move_into_days(text, text, text);
