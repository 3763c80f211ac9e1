-- Of a dead letter the table shows what anybody may see; the record as it came is sealed with the key of the home. The
-- database does not have that key, so the monitor seals and masks what was buried before: `sealed` is null until then.

ALTER TABLE dead_letters ADD COLUMN sealed bytea;
-- What is sealed cannot be compressed.
ALTER TABLE dead_letters ALTER COLUMN sealed SET STORAGE EXTERNAL;
CREATE INDEX dead_letters_plain ON dead_letters (project_id, id) WHERE sealed IS NULL;

DROP FUNCTION gate_bury(text, integer, bigint, timestamptz, text, text, text, boolean);
CREATE FUNCTION gate_bury(topic text, kafka_partition integer, kafka_offset bigint, received_at timestamptz,
                          code text, reason text, payload text, truncated boolean, sealed bytea) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = public AS $$
  INSERT INTO dead_letters (topic, kafka_partition, kafka_offset, received_at, code, reason, payload, truncated, sealed)
  VALUES (topic, kafka_partition, kafka_offset, received_at, code, reason, payload, truncated, sealed)
  ON CONFLICT DO NOTHING $$;

-- Asked before a scope is known: whose letters are not sealed yet? Those without a tenant are nobody's: a null.
CREATE FUNCTION gate_owners_of_plain_letters() RETURNS SETOF uuid
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public AS $$
  SELECT DISTINCT project_id FROM dead_letters WHERE sealed IS NULL $$;

-- Dead letters without a tenant are out of the server's sight; they have to be sealed all the same.
CREATE FUNCTION gate_plain_unowned_letters(most integer) RETURNS SETOF dead_letters
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public AS $$
  SELECT * FROM dead_letters WHERE project_id IS NULL AND sealed IS NULL ORDER BY id LIMIT most $$;

CREATE FUNCTION gate_seal_unowned_letter(its_topic text, its_partition integer, its_offset bigint, seal bytea,
                                         masked_reason text, masked_payload text) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = public AS $$
  UPDATE dead_letters SET sealed = seal, reason = masked_reason, payload = masked_payload
  WHERE topic = its_topic AND kafka_partition = its_partition AND kafka_offset = its_offset
    AND project_id IS NULL AND sealed IS NULL $$;

GRANT EXECUTE ON FUNCTION gate_bury(text, integer, bigint, timestamptz, text, text, text, boolean, bytea),
  gate_owners_of_plain_letters(), gate_plain_unowned_letters(integer),
  gate_seal_unowned_letter(text, integer, bigint, bytea, text, text) TO plimsoll_app;
