DELETE FROM link WHERE purpose = 'change';
ALTER TABLE link
    DROP CONSTRAINT link_purpose_check,
    ADD CONSTRAINT link_purpose_check CHECK (purpose IN ('invite', 'signin', 'log', 'confirm', 'answer'));
ALTER TABLE match_run DROP COLUMN choice_reason;
ALTER TABLE cycle DROP COLUMN aims, DROP COLUMN objective;
