-- What leads ask of a pair, each of the two alone: how the contact is for them. The answer is read by the one person it was
-- promised to, never by the other of the pair, and is wiped on its day.
SET ROLE evenly_owner;

CREATE TABLE fit_check (
    institution_id uuid        NOT NULL,
    id             uuid        NOT NULL DEFAULT gen_random_uuid(),
    program_id     uuid        NOT NULL,
    step_id        uuid        NOT NULL,
    person_id      uuid        NOT NULL, -- who is asked
    reader_id      uuid        NOT NULL, -- who reads the answer
    feeling        text        NOT NULL DEFAULT '' CHECK (feeling IN ('', 'good', 'more', 'hard', 'other')),
    answer         text        NOT NULL DEFAULT '' CHECK (length(answer) <= 2000),
    forget_on      date        NOT NULL, -- the answer is wiped on this day
    created_at     timestamptz NOT NULL,
    answered_at    timestamptz,
    forgotten_at   timestamptz,
    PRIMARY KEY (institution_id, id),
    FOREIGN KEY (institution_id, program_id) REFERENCES program (institution_id, id),
    FOREIGN KEY (institution_id, step_id) REFERENCES step (institution_id, id),
    FOREIGN KEY (institution_id, person_id) REFERENCES person (institution_id, id),
    FOREIGN KEY (institution_id, reader_id) REFERENCES person (institution_id, id),
    CONSTRAINT fit_check_asked_once UNIQUE (institution_id, step_id, person_id),
    CONSTRAINT fit_check_never_read_by_the_pair CHECK (reader_id <> person_id),
    CONSTRAINT fit_check_forgotten_is_empty CHECK (forgotten_at IS NULL OR (feeling = '' AND answer = ''))
);
CREATE INDEX fit_check_by_person ON fit_check (institution_id, person_id, created_at);

SELECT protect('fit_check');
GRANT SELECT, INSERT, UPDATE ON fit_check TO evenly_tenant;

-- A step can also hand a pair to a lead, without anything done yet.
ALTER TABLE step DROP CONSTRAINT step_kind_check,
    ADD CONSTRAINT step_kind_check CHECK (kind IN ('nudge', 'ask_both', 'level_up', 'change', 'conversation', 'snooze', 'assign'));

-- Links that answer such a question, and that ask for a change of pairing.
ALTER TABLE link DROP CONSTRAINT link_purpose_check,
    ADD CONSTRAINT link_purpose_check CHECK (purpose IN ('invite', 'signin', 'log', 'confirm', 'answer', 'change', 'fit', 'offer'));

-- When the program said what every pair is promised; NULL: never, and the usual is assumed.
ALTER TABLE program ADD COLUMN charter_at timestamptz;

RESET ROLE;
