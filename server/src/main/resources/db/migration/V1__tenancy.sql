-- Tenancy: organisation > project > everything else.
--
-- The server connects as plimsoll_app, which owns nothing and cannot bypass row-level security. Every transaction
-- states its scope with set_config('plimsoll.organisation' | 'plimsoll.project' | 'plimsoll.user', ..., true);
-- a statement that forgets sees no rows. The few questions that must be asked before a scope is known (who owns
-- this key? which projects are there to watch?) are the gate_* functions: SECURITY DEFINER, each with one purpose.

CREATE FUNCTION current_organisation() RETURNS uuid LANGUAGE sql STABLE PARALLEL SAFE
AS $$ SELECT nullif(current_setting('plimsoll.organisation', true), '')::uuid $$;

CREATE FUNCTION current_project() RETURNS uuid LANGUAGE sql STABLE PARALLEL SAFE
AS $$ SELECT nullif(current_setting('plimsoll.project', true), '')::uuid $$;

CREATE FUNCTION current_person() RETURNS uuid LANGUAGE sql STABLE PARALLEL SAFE
AS $$ SELECT nullif(current_setting('plimsoll.person', true), '')::uuid $$;

-- Makes a table tenant-owned: grants it to the server's role and lets that role see the current project's rows only.
-- The scalar sub-select is evaluated once per statement instead of once per row.
CREATE PROCEDURE own_by_project(target regclass) LANGUAGE plpgsql AS $$
BEGIN
  EXECUTE format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY', target);
  EXECUTE format('CREATE POLICY tenant ON %s USING (project_id = (SELECT current_project())) '
                 'WITH CHECK (project_id = (SELECT current_project()))', target);
  EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON %s TO plimsoll_app', target);
END $$;

CREATE TABLE organisations (
  id         uuid PRIMARY KEY DEFAULT uuidv7(),
  slug       text NOT NULL UNIQUE CHECK (slug ~ '^[a-z0-9][a-z0-9-]{0,62}$'),
  name       text NOT NULL CHECK (length(name) BETWEEN 1 AND 200),
  created_at timestamptz NOT NULL DEFAULT now()
);
ALTER TABLE organisations ENABLE ROW LEVEL SECURITY;
CREATE POLICY tenant ON organisations USING (id = (SELECT current_organisation()));
GRANT SELECT, UPDATE ON organisations TO plimsoll_app;

CREATE TABLE projects (
  id              uuid PRIMARY KEY DEFAULT uuidv7(),
  organisation_id uuid NOT NULL REFERENCES organisations ON DELETE CASCADE,
  slug            text NOT NULL CHECK (slug ~ '^[a-z0-9][a-z0-9-]{0,62}$'),
  name            text NOT NULL CHECK (length(name) BETWEEN 1 AND 200),
  created_at      timestamptz NOT NULL DEFAULT now(),
  UNIQUE (organisation_id, slug)
);
ALTER TABLE projects ENABLE ROW LEVEL SECURITY;
CREATE POLICY tenant ON projects USING (organisation_id = (SELECT current_organisation()));
GRANT SELECT, INSERT, UPDATE ON projects TO plimsoll_app;

-- People belong to no tenant; a transaction sees its own person and the members of its organisation.
CREATE TABLE people (
  id            uuid PRIMARY KEY DEFAULT uuidv7(),
  email         text NOT NULL UNIQUE CHECK (email = lower(email)),
  name          text NOT NULL,
  password_hash text,
  created_at    timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE memberships (
  organisation_id uuid NOT NULL REFERENCES organisations ON DELETE CASCADE,
  person_id       uuid NOT NULL REFERENCES people ON DELETE CASCADE,
  role            text NOT NULL CHECK (role IN ('owner', 'admin', 'engineer', 'approver', 'auditor', 'viewer')),
  created_at      timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (organisation_id, person_id)
);
ALTER TABLE memberships ENABLE ROW LEVEL SECURITY;
CREATE POLICY tenant ON memberships USING (organisation_id = (SELECT current_organisation()));
GRANT SELECT, INSERT, UPDATE, DELETE ON memberships TO plimsoll_app;

ALTER TABLE people ENABLE ROW LEVEL SECURITY;
CREATE POLICY tenant ON people USING (
  id = (SELECT current_person())
  OR EXISTS (SELECT FROM memberships m WHERE m.person_id = people.id));
GRANT SELECT, UPDATE ON people TO plimsoll_app;

-- An invitation is how a person without a password becomes one: the link carries the token, the table its hash.
CREATE TABLE invitations (
  token_hash      bytea PRIMARY KEY,
  organisation_id uuid NOT NULL REFERENCES organisations ON DELETE CASCADE,
  person_id       uuid NOT NULL REFERENCES people ON DELETE CASCADE,
  created_at      timestamptz NOT NULL DEFAULT now(),
  expires_at      timestamptz NOT NULL,
  accepted_at     timestamptz
);
ALTER TABLE invitations ENABLE ROW LEVEL SECURITY;
CREATE POLICY tenant ON invitations USING (organisation_id = (SELECT current_organisation()));
GRANT SELECT, INSERT, DELETE ON invitations TO plimsoll_app;

CREATE TABLE sessions (
  token_hash bytea PRIMARY KEY,
  person_id  uuid NOT NULL REFERENCES people ON DELETE CASCADE,
  created_at timestamptz NOT NULL DEFAULT now(),
  expires_at timestamptz NOT NULL
);
CREATE INDEX sessions_expires_at ON sessions (expires_at);
ALTER TABLE sessions ENABLE ROW LEVEL SECURITY;
CREATE POLICY tenant ON sessions USING (person_id = (SELECT current_person()));
GRANT SELECT, INSERT, DELETE ON sessions TO plimsoll_app;

-- Only the SHA-256 of a key is stored: a key is 256 random bits, so a slow hash would add nothing.
CREATE TABLE api_keys (
  id           uuid PRIMARY KEY DEFAULT uuidv7(),
  project_id   uuid NOT NULL REFERENCES projects ON DELETE CASCADE,
  name         text NOT NULL CHECK (length(name) BETWEEN 1 AND 100),
  prefix       text NOT NULL,
  secret_hash  bytea NOT NULL UNIQUE,
  scopes       text[] NOT NULL CHECK (scopes <@ ARRAY['predict', 'events', 'deploy', 'read']),
  created_at   timestamptz NOT NULL DEFAULT now(),
  created_by   text NOT NULL,
  last_used_at timestamptz,
  revoked_at   timestamptz
);
CALL own_by_project('api_keys');

-- Asked before a scope is known: who is this, and what may they enter?
CREATE FUNCTION gate_person_by_email(wanted text)
RETURNS TABLE (id uuid, email text, name text, password_hash text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public AS $$
  SELECT p.id, p.email, p.name, p.password_hash FROM people p WHERE p.email = lower(wanted) $$;

CREATE FUNCTION gate_person_by_session(wanted bytea, at timestamptz)
RETURNS TABLE (id uuid, email text, name text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public AS $$
  SELECT p.id, p.email, p.name FROM sessions s JOIN people p ON p.id = s.person_id
  WHERE s.token_hash = wanted AND s.expires_at > at $$;

CREATE FUNCTION gate_memberships(person uuid)
RETURNS TABLE (organisation_id uuid, organisation_slug text, organisation_name text, role text,
               project_id uuid, project_slug text, project_name text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public AS $$
  SELECT o.id, o.slug, o.name, m.role, p.id, p.slug, p.name
  FROM memberships m JOIN organisations o ON o.id = m.organisation_id
  LEFT JOIN projects p ON p.organisation_id = o.id
  WHERE m.person_id = person ORDER BY o.slug, p.slug $$;

CREATE FUNCTION gate_api_key(wanted bytea)
RETURNS TABLE (id uuid, name text, scopes text[], project_id uuid, project_slug text,
               organisation_id uuid, organisation_slug text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public AS $$
  SELECT k.id, k.name, k.scopes, p.id, p.slug, o.id, o.slug
  FROM api_keys k JOIN projects p ON p.id = k.project_id JOIN organisations o ON o.id = p.organisation_id
  WHERE k.secret_hash = wanted AND k.revoked_at IS NULL $$;

CREATE FUNCTION gate_projects()
RETURNS TABLE (id uuid, slug text, organisation_id uuid, organisation_slug text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public AS $$
  SELECT p.id, p.slug, o.id, o.slug FROM projects p JOIN organisations o ON o.id = p.organisation_id
  ORDER BY p.id $$;

CREATE FUNCTION gate_invitation(wanted bytea, at timestamptz)
RETURNS TABLE (organisation_id uuid, person_id uuid, email text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public AS $$
  SELECT i.organisation_id, i.person_id, p.email FROM invitations i JOIN people p ON p.id = i.person_id
  WHERE i.token_hash = wanted AND i.accepted_at IS NULL AND i.expires_at > at $$;

CREATE FUNCTION gate_accept_invitation(wanted bytea, at timestamptz, new_name text, new_hash text) RETURNS uuid
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
DECLARE person uuid;
BEGIN
  UPDATE invitations SET accepted_at = at
  WHERE token_hash = wanted AND accepted_at IS NULL AND expires_at > at RETURNING person_id INTO person;
  -- Somebody who already has a password keeps it: an invitation must not take an account over.
  UPDATE people SET name = new_name, password_hash = new_hash WHERE id = person AND password_hash IS NULL;
  RETURN person;
END $$;

-- Inviting may meet a person who is known to another organisation; nothing of them is shown to the inviter.
CREATE FUNCTION gate_person_for_invitation(wanted text) RETURNS uuid
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
DECLARE person uuid;
BEGIN
  INSERT INTO people (email, name) VALUES (lower(wanted), lower(wanted)) ON CONFLICT (email) DO NOTHING;
  SELECT id INTO person FROM people WHERE email = lower(wanted);
  RETURN person;
END $$;

CREATE FUNCTION gate_purge_sessions(at timestamptz) RETURNS bigint
LANGUAGE sql SECURITY DEFINER SET search_path = public AS $$
  WITH gone AS (DELETE FROM sessions WHERE expires_at <= at RETURNING 1) SELECT count(*) FROM gone $$;

REVOKE EXECUTE ON ALL FUNCTIONS IN SCHEMA public FROM PUBLIC;
GRANT EXECUTE ON FUNCTION current_organisation(), current_project(), current_person(),
  gate_person_by_email(text), gate_person_by_session(bytea, timestamptz), gate_memberships(uuid),
  gate_api_key(bytea), gate_projects(), gate_invitation(bytea, timestamptz),
  gate_accept_invitation(bytea, timestamptz, text, text), gate_person_for_invitation(text),
  gate_purge_sessions(timestamptz) TO plimsoll_app;
ALTER DEFAULT PRIVILEGES REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC;
