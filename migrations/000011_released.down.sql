SET ROLE evenly_owner;

TRUNCATE survey_pool; -- sealed: nothing older can read it
ALTER TABLE survey_pool DROP COLUMN sealed, DROP COLUMN id, ADD COLUMN counts jsonb NOT NULL;
ALTER TABLE wave DROP COLUMN pool_id, DROP COLUMN asked;

RESET ROLE;
