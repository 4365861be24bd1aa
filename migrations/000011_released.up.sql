-- What later surveys are checked against, and a pool that nobody can read.
--
-- asked is who was asked, from the opening to the close: with it, the number of people who joined or left between two
-- waves is known when the later one is counted. It says nothing about who answered.
--
-- The pool of small waves lay open: after a wave that one person answered, it was that person's answers. Now it is sealed
-- to keys of its own, which lie where the waves' keys lie, outside the database, and are destroyed when the pool is shown.
SET ROLE evenly_owner;

ALTER TABLE wave ADD COLUMN asked uuid[] NOT NULL DEFAULT '{}',
                 ADD COLUMN pool_id uuid; -- the pool that was shown with this wave: its keys are destroyed with the wave's

TRUNCATE survey_pool; -- of waves before the first release
ALTER TABLE survey_pool DROP COLUMN counts,
                        ADD COLUMN id uuid NOT NULL,
                        ADD COLUMN sealed bytea NOT NULL;

RESET ROLE;
