-- Days that were dropped, or are about to be, as files.

CREATE TABLE archives (
  project_id  uuid NOT NULL REFERENCES projects ON DELETE CASCADE,
  event_table text NOT NULL,
  day         date NOT NULL,
  events      bigint NOT NULL,
  bytes       bigint NOT NULL,
  location    text NOT NULL,
  sha256      text NOT NULL,
  archived_at timestamptz NOT NULL,
  PRIMARY KEY (project_id, event_table, day)
);
CALL own_by_project('archives');

-- Who has rows in a partition, and how many: asked before it is dropped, when no scope is known.
CREATE FUNCTION gate_stored_projects(parent text, wanted date, project uuid)
RETURNS TABLE (id uuid, organisation_id uuid, organisation_slug text, slug text, events bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public AS $$
  SELECT p.id, p.organisation_id, o.slug, p.slug, t.events
  FROM stored_days t
  JOIN projects p ON p.id = t.project_id
  JOIN organisations o ON o.id = p.organisation_id
  WHERE t.event_table = parent AND t.day = wanted
    AND CASE WHEN project IS NOT NULL THEN t.project_id = project
             ELSE NOT EXISTS (SELECT FROM day_partitions d
                              WHERE d.event_table = parent AND d.day = wanted AND d.project_id = t.project_id) END $$;

-- As gate_drop_day, if every project has an archive with all that it has stored of the day.
CREATE FUNCTION gate_drop_archived_day(parent text, dropped date, project uuid) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public SET lock_timeout = '5s' AS $$
BEGIN
  -- Whoever stores holds a lock that this one waits for, so that nothing comes between looking and dropping.
  EXECUTE format('LOCK TABLE %I IN ACCESS EXCLUSIVE MODE', parent);
  IF EXISTS (SELECT FROM gate_stored_projects(parent, dropped, project) t
             LEFT JOIN archives a ON a.project_id = t.id AND a.event_table = parent AND a.day = dropped
             WHERE a.events IS DISTINCT FROM t.events) THEN
    RETURN false;
  END IF;
  RETURN gate_drop_day(parent, dropped, project);
END $$;

REVOKE EXECUTE ON FUNCTION gate_stored_projects(text, date, uuid), gate_drop_archived_day(text, date, uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION gate_stored_projects(text, date, uuid), gate_drop_archived_day(text, date, uuid)
  TO plimsoll_app;
