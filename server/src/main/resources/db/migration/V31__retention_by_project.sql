-- Retention by project and type of event, without ever deleting a row of raw events: a project that keeps a type for
-- another time than the rest has partitions of its own inside the days that are made from then on. The rest shares one,
-- and a day of which nobody wants anything special is one plain partition, as before.

CREATE TABLE retention_settings (
  project_id  uuid NOT NULL REFERENCES projects ON DELETE CASCADE,
  event_table text NOT NULL CHECK (event_table IN ('predictions', 'feedback', 'metrics', 'stages', 'errors')),
  days        integer NOT NULL CHECK (days BETWEEN 1 AND 3650),
  set_by      text NOT NULL,
  set_at      timestamptz NOT NULL,
  PRIMARY KEY (project_id, event_table)
);
CALL own_by_project('retention_settings');

-- What each project has of each day, counted in the transaction that stores it. The bytes are those that were sent.
CREATE TABLE stored_days (
  project_id  uuid NOT NULL,
  event_table text NOT NULL,
  day         date NOT NULL,
  events      bigint NOT NULL,
  bytes       bigint NOT NULL,
  PRIMARY KEY (project_id, event_table, day)
);
CALL own_by_project('stored_days');

-- How long events took from the time at which they happened until they were stored, by the minute of the latter.
CREATE TABLE event_delays (
  project_id uuid NOT NULL,
  minute     timestamptz NOT NULL,
  events     bigint NOT NULL,
  in_time    bigint NOT NULL,
  sketch     bytea NOT NULL,
  PRIMARY KEY (project_id, minute)
) WITH (fillfactor = 70);
ALTER TABLE event_delays ALTER COLUMN sketch SET STORAGE EXTERNAL;
CALL own_by_project('event_delays');

-- The first day that may still have rows: of a project with a time of its own, or of the rest. A day before it was
-- dropped and must not come back, because the ids in it are forgotten and an event would count again.
CREATE TABLE first_days (
  event_table text NOT NULL,
  project_id  uuid,
  day         date NOT NULL,
  UNIQUE NULLS NOT DISTINCT (event_table, project_id)
);

CREATE FUNCTION first_day(wanted_table text, project uuid) RETURNS date
LANGUAGE sql STABLE SET search_path = public AS $$
  SELECT coalesce(
    (SELECT f.day FROM first_days f WHERE f.event_table = wanted_table AND f.project_id = project),
    (SELECT f.day FROM first_days f WHERE f.event_table = wanted_table AND f.project_id IS NULL),
    '-infinity') $$;

DROP FUNCTION gate_ensure_day(text, date);
DROP FUNCTION gate_drop_days_before(date);

-- Makes a day if it is not there; says whether it may have rows of the project. Not when it was dropped.
CREATE FUNCTION gate_ensure_day(parent text, day date, project uuid) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
DECLARE
  child text := parent || '_' || to_char(day, 'YYYYMMDD');
  own   uuid;
BEGIN
  IF parent NOT IN ('predictions', 'feedback', 'metrics', 'stages', 'errors') THEN
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

-- Whether a day was dropped: asked after its rows were written, when the locks of that keep anybody from dropping it.
CREATE FUNCTION gate_is_dropped(parent text, day date, project uuid) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public AS $$
  SELECT day < first_day(parent, project) $$;

-- The partitions that hold rows, each with the project that it is of, or none where several share it.
CREATE VIEW day_partitions AS
  SELECT p.relname::text AS event_table, d.relname::text AS day_table,
         to_date(substr(d.relname, length(p.relname) + 2, 8), 'YYYYMMDD') AS day,
         coalesce(l.relname, d.relname)::text AS partition,
         substring(l.relname FROM '_p([0-9a-f]{32})$')::uuid AS project_id
  FROM pg_inherits i
  JOIN pg_class d ON d.oid = i.inhrelid
  JOIN pg_class p ON p.oid = i.inhparent AND p.relnamespace = 'public'::regnamespace
  LEFT JOIN pg_inherits below ON below.inhparent = d.oid
  LEFT JOIN pg_class l ON l.oid = below.inhrelid
  WHERE p.relname IN ('predictions', 'feedback', 'metrics', 'stages', 'errors');
REVOKE ALL ON day_partitions FROM PUBLIC;

-- What is too old today, oldest first.
CREATE FUNCTION gate_expired_days(today date, usual_days integer)
RETURNS TABLE (event_table text, day date, project_id uuid)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public AS $$
  SELECT d.event_table, d.day, d.project_id FROM day_partitions d
  LEFT JOIN retention_settings s ON s.project_id = d.project_id AND s.event_table = d.event_table
  WHERE d.day < today - coalesce(s.days, usual_days)
  ORDER BY d.day, d.event_table, d.project_id $$;

-- Drops what a project has of a day in a partition of its own, or what the rest has. The pipeline waits behind the lock
-- that this takes, so whoever reads the table for long is not waited for: the next round comes.
CREATE FUNCTION gate_drop_day(parent text, dropped date, project uuid) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public SET lock_timeout = '5s' AS $$
DECLARE doomed day_partitions;
BEGIN
  PERFORM pg_advisory_xact_lock(hashtext(parent));
  SELECT * INTO doomed FROM day_partitions d
  WHERE d.event_table = parent AND d.day = dropped AND d.project_id IS NOT DISTINCT FROM project;
  IF NOT FOUND THEN
    RETURN false;
  END IF;
  INSERT INTO first_days (event_table, project_id, day) VALUES (parent, project, dropped + 1)
  ON CONFLICT (event_table, project_id) DO UPDATE SET day = greatest(first_days.day, excluded.day);
  IF project IS NULL THEN
    -- A project that got its own time after this day was made had its rows among the rest.
    INSERT INTO first_days (event_table, project_id, day)
    SELECT parent, s.project_id, dropped + 1 FROM retention_settings s
    WHERE s.event_table = parent
      AND NOT EXISTS (SELECT FROM day_partitions d
                      WHERE d.event_table = parent AND d.day = dropped AND d.project_id = s.project_id)
    ON CONFLICT (event_table, project_id) DO UPDATE SET day = greatest(first_days.day, excluded.day);
    DELETE FROM stored_days t
    WHERE t.event_table = parent AND t.day = dropped
      AND NOT EXISTS (SELECT FROM day_partitions d
                      WHERE d.event_table = parent AND d.day = dropped AND d.project_id = t.project_id);
  ELSE
    DELETE FROM stored_days t WHERE t.event_table = parent AND t.day = dropped AND t.project_id = project;
  END IF;
  EXECUTE format('DROP TABLE %I', doomed.partition);
  IF doomed.partition <> doomed.day_table
     AND NOT EXISTS (SELECT FROM pg_inherits i WHERE i.inhparent = doomed.day_table::regclass) THEN
    EXECUTE format('DROP TABLE %I', doomed.day_table);
  END IF;
  RETURN true;
END $$;

REVOKE EXECUTE ON FUNCTION gate_ensure_day(text, date, uuid), gate_is_dropped(text, date, uuid), gate_expired_days(date, integer),
  gate_drop_day(text, date, uuid), first_day(text, uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION gate_ensure_day(text, date, uuid), gate_is_dropped(text, date, uuid), gate_expired_days(date, integer),
  gate_drop_day(text, date, uuid) TO plimsoll_app;
