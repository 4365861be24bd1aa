ALTER TABLE match_run DROP COLUMN choice_reason;
ALTER TABLE cycle DROP COLUMN aims, DROP COLUMN objective;
