-- What each label was counted as. A correction takes exactly that back, whatever the settings say by then. Of labels
-- from before there is none: what they were counted as is computed from the settings, as it was until now.
ALTER TABLE labels ADD COLUMN counted json;
