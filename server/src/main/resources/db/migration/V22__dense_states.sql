-- States are packed when they are made: compressing them once more costs time with every batch and saves nothing.
ALTER TABLE performance_states ALTER COLUMN state SET STORAGE EXTERNAL;
