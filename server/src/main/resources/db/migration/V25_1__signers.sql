-- Keys sign what producers write straight into Kafka. A signer is named by a hash of the hash of its key's text, so that
-- a record says whose it is without saying anything that opens a door.

ALTER TABLE api_keys ADD COLUMN signer uuid GENERATED ALWAYS AS
  (encode(substring(sha256('plimsoll.signer.1'::bytea || secret_hash) FROM 1 FOR 16), 'hex')::uuid) STORED;
CREATE UNIQUE INDEX api_keys_signer ON api_keys (signer);

CREATE FUNCTION gate_signers(wanted uuid[])
RETURNS TABLE (signer uuid, project_id uuid, scopes text[], secret_hash bytea)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public AS $$
  SELECT k.signer, k.project_id, k.scopes, k.secret_hash FROM api_keys k
  WHERE k.signer = ANY (wanted) AND k.revoked_at IS NULL $$;
REVOKE EXECUTE ON FUNCTION gate_signers(uuid[]) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION gate_signers(uuid[]) TO plimsoll_app;
