-- A dead letter that was mended and sent again stays, with who did that: an event that is refused once more makes a
-- letter of its own.

ALTER TABLE dead_letters ADD COLUMN replayed_at timestamptz, ADD COLUMN replayed_by text;
