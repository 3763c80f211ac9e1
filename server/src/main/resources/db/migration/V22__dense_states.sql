-- States are packed when they are made: compressing them once more costs time with every batch and saves nothing.
ALTER TABLE performance_states ALTER COLUMN state SET STORAGE EXTERNAL;
-- A window reads some thousand sums of some four kilobytes: beside their keys they come several times as fast as from
-- the pieces that a table of its own would hold them in.
ALTER TABLE profile_sums SET (toast_tuple_target = 8160);
