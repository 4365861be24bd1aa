-- Runs worked in the background, scenarios beside one another, answers of both sides, changes in mid-year and second mentors.
SET ROLE evenly_owner;

-- A run is snapshot when it is asked for (waiting), and solved by a task. purpose: the year's match, a change of pairs in
-- mid-year, or further mentors of one kind. scenario is what it does differently from the program as it stands.
ALTER TABLE match_run
    ADD COLUMN task_id  uuid,
    ADD COLUMN purpose  text  NOT NULL DEFAULT 'year' CHECK (purpose IN ('year', 'change', 'second')),
    ADD COLUMN kind     text  NOT NULL DEFAULT 'primary' CHECK (kind IN ('primary', 'career', 'research', 'peer', 'other')),
    ADD COLUMN scenario jsonb NOT NULL DEFAULT '{}',
    DROP CONSTRAINT match_run_state_check,
    ADD CONSTRAINT match_run_state_check CHECK (state IN ('waiting', 'solved', 'infeasible', 'failed', 'chosen', 'answering', 'announced', 'dropped')),
    ADD FOREIGN KEY (institution_id, task_id) REFERENCES task (institution_id, id);
CREATE INDEX match_run_by_task ON match_run (institution_id, task_id);

-- At most one run of a purpose and kind is chosen at a time.
CREATE UNIQUE INDEX match_run_one_chosen ON match_run (institution_id, cycle_id, purpose, kind) WHERE state IN ('chosen', 'answering');

-- In mid-year the resident is asked, too; previous_mentor_id is whom they leave. decided_by: a lead noted the answer by hand.
-- kept: the pair goes on as it is and nobody is asked.
ALTER TABLE proposal
    ADD COLUMN previous_mentor_id   uuid,
    ADD COLUMN asked_at             timestamptz,
    ADD COLUMN decided_by           uuid,
    ADD COLUMN kept                 boolean NOT NULL DEFAULT false,
    ADD COLUMN resident_answer      text    NOT NULL DEFAULT 'unasked' CHECK (resident_answer IN ('unasked', 'waiting', 'accepted', 'declined')),
    ADD COLUMN resident_answered_at timestamptz,
    ADD FOREIGN KEY (institution_id, program_id, previous_mentor_id) REFERENCES mentor (institution_id, program_id, person_id),
    ADD FOREIGN KEY (institution_id, decided_by) REFERENCES person (institution_id, id);

-- A pair that somebody asked to change. No reason is asked, and the other of the pair is not told who asked.
CREATE TABLE change_ask (
    institution_id uuid        NOT NULL,
    id             uuid        NOT NULL DEFAULT gen_random_uuid(),
    program_id     uuid        NOT NULL,
    pairing_id     uuid        NOT NULL,
    asked_by       uuid        NOT NULL,
    asked_at       timestamptz NOT NULL,
    state          text        NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'settled', 'withdrawn')),
    settled_at     timestamptz,
    PRIMARY KEY (institution_id, id),
    FOREIGN KEY (institution_id, program_id) REFERENCES program (institution_id, id),
    FOREIGN KEY (institution_id, pairing_id) REFERENCES pairing (institution_id, id),
    FOREIGN KEY (institution_id, asked_by) REFERENCES person (institution_id, id)
);
CREATE UNIQUE INDEX change_ask_once ON change_ask (institution_id, pairing_id, asked_by) WHERE state = 'open';

-- A resident's wish for a further mentor of one kind, best first.
CREATE TABLE second_ask (
    institution_id uuid        NOT NULL,
    program_id     uuid        NOT NULL,
    cycle_id       uuid        NOT NULL,
    resident_id    uuid        NOT NULL,
    kind           text        NOT NULL CHECK (kind IN ('career', 'research', 'peer', 'other')),
    mentors        uuid[]      NOT NULL,
    asked_at       timestamptz NOT NULL,
    PRIMARY KEY (institution_id, program_id, cycle_id, resident_id, kind),
    FOREIGN KEY (institution_id, cycle_id) REFERENCES cycle (institution_id, id),
    FOREIGN KEY (institution_id, program_id, resident_id) REFERENCES resident (institution_id, program_id, person_id)
);

SELECT protect('change_ask'), protect('second_ask');
GRANT SELECT, INSERT, UPDATE, DELETE ON change_ask, second_ask TO evenly_tenant;

RESET ROLE;
