-- How much an API key may be used, of which models, and how much it was.

ALTER TABLE api_keys
  -- Empty: every model of the project.
  ADD COLUMN models              text[] NOT NULL DEFAULT '{}',
  -- Not set: what the project says; 0: without a limit.
  ADD COLUMN requests_per_second integer CHECK (requests_per_second >= 0),
  ADD COLUMN burst               integer CHECK (burst >= 1),
  ADD COLUMN requests_per_day    bigint CHECK (requests_per_day >= 0);

-- The limits of keys that have none of their own.
CREATE TABLE key_defaults (
  project_id          uuid PRIMARY KEY REFERENCES projects ON DELETE CASCADE,
  requests_per_second integer CHECK (requests_per_second >= 0),
  burst               integer CHECK (burst >= 1),
  requests_per_day    bigint CHECK (requests_per_day >= 0)
);
CALL own_by_project('key_defaults');

-- Days are those of UTC. Serving processes add to it every few seconds, so it lags behind by that.
CREATE TABLE key_use (
  key_id     uuid NOT NULL REFERENCES api_keys ON DELETE CASCADE,
  day        date NOT NULL,
  project_id uuid NOT NULL REFERENCES projects ON DELETE CASCADE,
  requests   bigint NOT NULL,
  refused    bigint NOT NULL,
  PRIMARY KEY (key_id, day)
);
CALL own_by_project('key_use');

DROP FUNCTION gate_api_key(bytea);
CREATE FUNCTION gate_api_key(wanted bytea, today date)
RETURNS TABLE (id uuid, name text, scopes text[], project_id uuid, project_slug text,
               organisation_id uuid, organisation_slug text, models text[],
               requests_per_second integer, burst integer, requests_per_day bigint, used_today bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public AS $$
  SELECT k.id, k.name, k.scopes, p.id, p.slug, o.id, o.slug, k.models,
         coalesce(k.requests_per_second, d.requests_per_second, 0),
         coalesce(CASE WHEN k.requests_per_second IS NULL THEN d.burst ELSE k.burst END, 0),
         coalesce(k.requests_per_day, d.requests_per_day, 0),
         coalesce(u.requests, 0)
  FROM api_keys k JOIN projects p ON p.id = k.project_id JOIN organisations o ON o.id = p.organisation_id
  LEFT JOIN key_defaults d ON d.project_id = k.project_id
  LEFT JOIN key_use u ON u.key_id = k.id AND u.day = today
  WHERE k.secret_hash = wanted AND k.revoked_at IS NULL $$;
GRANT EXECUTE ON FUNCTION gate_api_key(bytea, date) TO plimsoll_app;
