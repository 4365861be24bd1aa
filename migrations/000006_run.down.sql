DROP TABLE second_ask, change_ask;
ALTER TABLE proposal DROP COLUMN previous_mentor_id, DROP COLUMN asked_at, DROP COLUMN decided_by, DROP COLUMN kept,
    DROP COLUMN resident_answer, DROP COLUMN resident_answered_at;
DROP INDEX match_run_one_chosen;
ALTER TABLE match_run NO FORCE ROW LEVEL SECURITY; -- the owner would change no row otherwise, silently
UPDATE match_run SET state = 'dropped' WHERE state IN ('waiting', 'failed');
ALTER TABLE match_run FORCE ROW LEVEL SECURITY;
ALTER TABLE match_run DROP CONSTRAINT match_run_state_check,
    ADD CONSTRAINT match_run_state_check CHECK (state IN ('solved', 'infeasible', 'chosen', 'answering', 'announced', 'dropped')),
    DROP COLUMN task_id, DROP COLUMN purpose, DROP COLUMN kind, DROP COLUMN scenario;
