-- What is done about a reading: steps around a pair, decisions with their side effects, and the opportunities board, where
-- what some had is offered to all.
SET ROLE evenly_owner;

-- One step around a pair: a word to one of the two, a conversation, a pause. What is written here is seen by mentorship
-- leads; a nudge's text also by the person it goes to.
CREATE TABLE step (
    institution_id uuid        NOT NULL,
    id             uuid        NOT NULL DEFAULT gen_random_uuid(),
    program_id     uuid        NOT NULL,
    pairing_id     uuid        NOT NULL,
    kind           text        NOT NULL CHECK (kind IN ('nudge', 'ask_both', 'level_up', 'change', 'conversation', 'snooze')),
    person_id      uuid,       -- whom a nudge or a question goes to
    note           text        NOT NULL CHECK (length(note) <= 1000),
    owner_id       uuid,       -- who sees to what follows
    due_on         date,       -- by when; of a snooze: until when
    state          text        NOT NULL DEFAULT 'done' CHECK (state IN ('waiting', 'open', 'done', 'stopped')),
    created_by     uuid        NOT NULL,
    created_at     timestamptz NOT NULL,
    ended_at       timestamptz,
    PRIMARY KEY (institution_id, id),
    FOREIGN KEY (institution_id, program_id) REFERENCES program (institution_id, id),
    FOREIGN KEY (institution_id, pairing_id) REFERENCES pairing (institution_id, id),
    FOREIGN KEY (institution_id, person_id) REFERENCES person (institution_id, id),
    FOREIGN KEY (institution_id, owner_id) REFERENCES person (institution_id, id),
    FOREIGN KEY (institution_id, created_by) REFERENCES person (institution_id, id)
);
CREATE INDEX step_by_pairing ON step (institution_id, pairing_id, created_at);
CREATE INDEX step_by_program ON step (institution_id, program_id, state, due_on);

-- A decision of the program, with what it may cost and who loses by it, so that a ban is never the first thing tried.
CREATE TABLE decision (
    institution_id uuid        NOT NULL,
    id             uuid        NOT NULL DEFAULT gen_random_uuid(),
    program_id     uuid        NOT NULL,
    kind           text        NOT NULL CHECK (kind IN ('support', 'rule', 'restriction', 'other')),
    title          text        NOT NULL CHECK (length(title) BETWEEN 1 AND 200),
    reason         text        NOT NULL CHECK (length(reason) BETWEEN 1 AND 2000),
    alternatives   text        NOT NULL DEFAULT '' CHECK (length(alternatives) <= 2000),
    losers         text        NOT NULL DEFAULT '' CHECK (length(losers) <= 2000),
    side_effects   text        NOT NULL DEFAULT '' CHECK (length(side_effects) <= 2000),
    review_on      date,
    created_by     uuid        NOT NULL,
    created_at     timestamptz NOT NULL,
    PRIMARY KEY (institution_id, id),
    FOREIGN KEY (institution_id, program_id) REFERENCES program (institution_id, id),
    FOREIGN KEY (institution_id, created_by) REFERENCES person (institution_id, id),
    CONSTRAINT decision_restriction_weighed CHECK (kind <> 'restriction' OR (alternatives <> '' AND losers <> '' AND side_effects <> ''))
);
CREATE INDEX decision_by_program ON decision (institution_id, program_id, created_at);

-- An opportunity on the board, open to every resident. When more want it than there are places, a draw decides whose seed
-- was fixed (by its hash) before anybody could ask for it.
CREATE TABLE posting (
    institution_id uuid        NOT NULL,
    id             uuid        NOT NULL DEFAULT gen_random_uuid(),
    program_id     uuid        NOT NULL,
    mentor_id      uuid        NOT NULL,
    offer_id       uuid        NOT NULL,
    kind           text        NOT NULL CHECK (kind IN ('project', 'poster', 'introduction', 'study_session', 'other')),
    title          text        NOT NULL CHECK (length(title) BETWEEN 1 AND 200),
    details        text        NOT NULL DEFAULT '' CHECK (length(details) <= 2000),
    places         int         NOT NULL CHECK (places BETWEEN 1 AND 100),
    closes_on      date        NOT NULL, -- the last day to ask for it
    seed           text        NOT NULL, -- secret until the draw
    seed_hash      text        NOT NULL,
    state          text        NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'drawn', 'withdrawn')),
    created_by     uuid        NOT NULL,
    created_at     timestamptz NOT NULL,
    ended_at       timestamptz,
    PRIMARY KEY (institution_id, id),
    FOREIGN KEY (institution_id, program_id) REFERENCES program (institution_id, id),
    FOREIGN KEY (institution_id, program_id, mentor_id) REFERENCES mentor (institution_id, program_id, person_id),
    FOREIGN KEY (institution_id, offer_id) REFERENCES offer (institution_id, id),
    FOREIGN KEY (institution_id, created_by) REFERENCES person (institution_id, id)
);
CREATE INDEX posting_by_program ON posting (institution_id, program_id, closes_on);

-- A resident who would like it. place is the order of the draw; those up to the number of places have it.
CREATE TABLE interest (
    institution_id uuid        NOT NULL,
    program_id     uuid        NOT NULL,
    posting_id     uuid        NOT NULL,
    resident_id    uuid        NOT NULL,
    created_at     timestamptz NOT NULL,
    place          int,
    PRIMARY KEY (institution_id, posting_id, resident_id),
    FOREIGN KEY (institution_id, posting_id) REFERENCES posting (institution_id, id),
    FOREIGN KEY (institution_id, program_id, resident_id) REFERENCES resident (institution_id, program_id, person_id)
);

SELECT protect('step'), protect('decision'), protect('posting'), protect('interest');
GRANT SELECT, INSERT, UPDATE ON step, posting TO evenly_tenant;
GRANT SELECT, INSERT ON decision TO evenly_tenant;
GRANT SELECT, INSERT, UPDATE, DELETE ON interest TO evenly_tenant;

RESET ROLE;
