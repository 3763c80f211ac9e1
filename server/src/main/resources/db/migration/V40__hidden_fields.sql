-- The fields that a project hides: what any version of any of its models masks or hashes in the log of its calls. Of the
-- project in whose scope it is asked.
CREATE FUNCTION hidden_fields() RETURNS SETOF text LANGUAGE sql STABLE SET search_path = public AS $$
  SELECT DISTINCT field
  FROM model_versions v
  CROSS JOIN LATERAL (VALUES (v.manifest -> 'log' -> 'mask'), (v.manifest -> 'log' -> 'hash')) AS log (names)
  CROSS JOIN LATERAL json_array_elements_text(
    CASE WHEN json_typeof(log.names) = 'array' THEN log.names ELSE '[]' END) AS field $$;
GRANT EXECUTE ON FUNCTION hidden_fields() TO plimsoll_app;
