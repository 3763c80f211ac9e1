-- A canary's step begins at the very moment at which its weights were set: by that moment they are told
-- from equal weights that somebody else sets. Before, the two were read from the clock one after the other.
UPDATE canaries c SET step_since = s.changed_at
FROM splits s
WHERE s.model_id = c.model_id AND c.state = 'running'
  AND s.changed_at BETWEEN c.step_since - INTERVAL '10 seconds' AND c.step_since;
