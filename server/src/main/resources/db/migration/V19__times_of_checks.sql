-- How often a week a check runs, counted when it is written: the level of every check rests on the sum. NULL for checks
-- by cron that are older than this column, until the server has counted them, which it does before it first sums.
ALTER TABLE drift_checks ADD COLUMN times_per_week double precision CHECK (times_per_week > 0);
UPDATE drift_checks SET times_per_week = CASE schedule ->> 'kind' WHEN 'hourly' THEN 168 WHEN 'daily' THEN 7 END;
