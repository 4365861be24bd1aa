SET ROLE evenly_owner;
ALTER TABLE program DROP COLUMN charter_at;
DROP TABLE fit_check;
ALTER TABLE step NO FORCE ROW LEVEL SECURITY; -- the owner would change no row otherwise, silently
DELETE FROM step WHERE kind = 'assign';
ALTER TABLE step FORCE ROW LEVEL SECURITY;
ALTER TABLE step DROP CONSTRAINT step_kind_check,
    ADD CONSTRAINT step_kind_check CHECK (kind IN ('nudge', 'ask_both', 'level_up', 'change', 'conversation', 'snooze'));
DELETE FROM link WHERE purpose IN ('fit', 'offer');
ALTER TABLE link DROP CONSTRAINT link_purpose_check,
    ADD CONSTRAINT link_purpose_check CHECK (purpose IN ('invite', 'signin', 'log', 'confirm', 'answer', 'change'));
RESET ROLE;
