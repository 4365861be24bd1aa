-- From conflict rules and rank lists to announced pairs.
SET ROLE evenly_owner;

-- Who cannot mentor whom. A rule names a role of the mentor, or a mentor, or a mentor and a resident. Public rules are
-- published and priced; private ones (a veto, a "not with") have tables of their own and are never named.
CREATE TABLE conflict_rule (
    institution_id uuid        NOT NULL,
    id             uuid        NOT NULL DEFAULT gen_random_uuid(),
    program_id     uuid        NOT NULL,
    kind           text        NOT NULL CHECK (kind IN ('director', 'associate_director', 'ccc', 'chief', 'supervisor', 'shared_resources', 'other')),
    role           text        CHECK (role IN ('director', 'associate_director', 'ccc', 'chief', 'coordinator', 'facilitator')), -- every mentor who is one
    mentor_id      uuid,
    resident_id    uuid,
    note           text        NOT NULL DEFAULT '' CHECK (length(note) <= 500),
    created_by     uuid        NOT NULL,
    created_at     timestamptz NOT NULL,
    removed_at     timestamptz, -- taken back; putting it back clears this
    PRIMARY KEY (institution_id, id),
    FOREIGN KEY (institution_id, program_id) REFERENCES program (institution_id, id),
    FOREIGN KEY (institution_id, program_id, mentor_id) REFERENCES mentor (institution_id, program_id, person_id),
    FOREIGN KEY (institution_id, program_id, resident_id) REFERENCES resident (institution_id, program_id, person_id),
    FOREIGN KEY (institution_id, created_by) REFERENCES person (institution_id, id),
    CONSTRAINT conflict_rule_names_someone CHECK ((role IS NULL) <> (mentor_id IS NULL) AND (resident_id IS NULL OR mentor_id IS NOT NULL))
);
CREATE UNIQUE INDEX conflict_rule_once ON conflict_rule (institution_id, program_id, kind, role, mentor_id, resident_id)
    NULLS NOT DISTINCT WHERE removed_at IS NULL;

-- A mentor's private "cannot mentor" list.
CREATE TABLE cannot_mentor (
    institution_id uuid NOT NULL,
    program_id     uuid NOT NULL,
    mentor_id      uuid NOT NULL,
    resident_id    uuid NOT NULL,
    PRIMARY KEY (institution_id, program_id, mentor_id, resident_id),
    FOREIGN KEY (institution_id, program_id, mentor_id) REFERENCES mentor (institution_id, program_id, person_id),
    FOREIGN KEY (institution_id, program_id, resident_id) REFERENCES resident (institution_id, program_id, person_id)
);

-- A resident's private "not with" list.
CREATE TABLE not_with (
    institution_id uuid NOT NULL,
    program_id     uuid NOT NULL,
    resident_id    uuid NOT NULL,
    mentor_id      uuid NOT NULL,
    PRIMARY KEY (institution_id, program_id, resident_id, mentor_id),
    FOREIGN KEY (institution_id, program_id, mentor_id) REFERENCES mentor (institution_id, program_id, person_id),
    FOREIGN KEY (institution_id, program_id, resident_id) REFERENCES resident (institution_id, program_id, person_id)
);

-- A resident's rank list in a cycle. version grows with each change, so that a stale page is noticed.
CREATE TABLE rank_list (
    institution_id uuid        NOT NULL,
    program_id     uuid        NOT NULL,
    cycle_id       uuid        NOT NULL,
    resident_id    uuid        NOT NULL,
    version        int         NOT NULL DEFAULT 1,
    saved_at       timestamptz NOT NULL,
    done_at        timestamptz,
    PRIMARY KEY (institution_id, program_id, cycle_id, resident_id),
    FOREIGN KEY (institution_id, cycle_id) REFERENCES cycle (institution_id, id),
    FOREIGN KEY (institution_id, program_id, resident_id) REFERENCES resident (institution_id, program_id, person_id)
);

CREATE TABLE ranked (
    institution_id uuid NOT NULL,
    program_id     uuid NOT NULL,
    cycle_id       uuid NOT NULL,
    resident_id    uuid NOT NULL,
    place          int  NOT NULL CHECK (place BETWEEN 1 AND 10),
    mentor_id      uuid NOT NULL,
    PRIMARY KEY (institution_id, program_id, cycle_id, resident_id, place),
    CONSTRAINT ranked_one_place_per_mentor UNIQUE (institution_id, program_id, cycle_id, resident_id, mentor_id),
    FOREIGN KEY (institution_id, program_id, cycle_id, resident_id)
        REFERENCES rank_list (institution_id, program_id, cycle_id, resident_id) ON DELETE CASCADE,
    FOREIGN KEY (institution_id, program_id, mentor_id) REFERENCES mentor (institution_id, program_id, person_id)
);

-- A pin or a ban set by hand, with one line of reason; taken back by removed_at, never deleted.
CREATE TABLE match_adjustment (
    institution_id uuid        NOT NULL,
    id             uuid        NOT NULL DEFAULT gen_random_uuid(),
    program_id     uuid        NOT NULL,
    cycle_id       uuid        NOT NULL,
    kind           text        NOT NULL CHECK (kind IN ('pin', 'forbid')),
    resident_id    uuid        NOT NULL,
    mentor_id      uuid        NOT NULL,
    reason         text        NOT NULL CHECK (length(reason) BETWEEN 1 AND 500),
    created_by     uuid        NOT NULL,
    created_at     timestamptz NOT NULL,
    removed_at     timestamptz,
    PRIMARY KEY (institution_id, id),
    FOREIGN KEY (institution_id, cycle_id) REFERENCES cycle (institution_id, id),
    FOREIGN KEY (institution_id, program_id, mentor_id) REFERENCES mentor (institution_id, program_id, person_id),
    FOREIGN KEY (institution_id, program_id, resident_id) REFERENCES resident (institution_id, program_id, person_id),
    FOREIGN KEY (institution_id, created_by) REFERENCES person (institution_id, id)
);

-- One assignment run: an immutable snapshot of the instance and its result, each in the file format of the command line
-- with pseudonymous ids; ids maps them back. inputs_hash tells whether rankings, places or rules changed since.
CREATE TABLE match_run (
    institution_id uuid        NOT NULL,
    id             uuid        NOT NULL DEFAULT gen_random_uuid(),
    program_id     uuid        NOT NULL,
    cycle_id       uuid        NOT NULL,
    number         int         NOT NULL,
    name           text        NOT NULL DEFAULT '',
    preset         text        NOT NULL,
    instance       bytea       NOT NULL, -- JSON as solved, byte for byte: its hash is in the certificate
    result         bytea,
    ids            jsonb       NOT NULL, -- pseudonymous id -> person id
    inputs_hash    bytea       NOT NULL,
    state          text        NOT NULL DEFAULT 'solved' CHECK (state IN ('solved', 'infeasible', 'chosen', 'answering', 'announced', 'dropped')),
    parent_id      uuid,                 -- the run this one re-ran after a decline
    created_by     uuid,
    created_at     timestamptz NOT NULL,
    chosen_by      uuid,
    chosen_at      timestamptz,
    answers_until  timestamptz,
    hold_until     timestamptz,          -- the announcement can be stopped until then
    announced_at   timestamptz,
    PRIMARY KEY (institution_id, id),
    FOREIGN KEY (institution_id, program_id) REFERENCES program (institution_id, id),
    FOREIGN KEY (institution_id, cycle_id) REFERENCES cycle (institution_id, id),
    FOREIGN KEY (institution_id, parent_id) REFERENCES match_run (institution_id, id),
    FOREIGN KEY (institution_id, created_by) REFERENCES person (institution_id, id),
    FOREIGN KEY (institution_id, chosen_by) REFERENCES person (institution_id, id),
    CONSTRAINT match_run_number_once UNIQUE (institution_id, cycle_id, number)
);

-- A proposed pair of a run and the mentor's answer. rank NULL: off the list.
CREATE TABLE proposal (
    institution_id uuid        NOT NULL,
    program_id     uuid        NOT NULL,
    run_id         uuid        NOT NULL,
    resident_id    uuid        NOT NULL,
    mentor_id      uuid,
    rank           int,
    pinned         boolean     NOT NULL DEFAULT false,
    answer         text        NOT NULL DEFAULT 'waiting' CHECK (answer IN ('waiting', 'accepted', 'declined')),
    answered_at    timestamptz,
    PRIMARY KEY (institution_id, run_id, resident_id),
    FOREIGN KEY (institution_id, run_id) REFERENCES match_run (institution_id, id),
    FOREIGN KEY (institution_id, program_id, mentor_id) REFERENCES mentor (institution_id, program_id, person_id),
    FOREIGN KEY (institution_id, program_id, resident_id) REFERENCES resident (institution_id, program_id, person_id)
);

-- A mentoring relationship of two people ("pair" on every page).
CREATE TABLE pairing (
    institution_id uuid        NOT NULL,
    id             uuid        NOT NULL DEFAULT gen_random_uuid(),
    program_id     uuid        NOT NULL,
    cycle_id       uuid        NOT NULL,
    resident_id    uuid        NOT NULL,
    mentor_id      uuid        NOT NULL,
    kind           text        NOT NULL DEFAULT 'primary' CHECK (kind IN ('primary', 'career', 'research', 'peer', 'other')),
    run_id         uuid,
    starts_on      date        NOT NULL,
    ends_on        date,
    interval_days  int         CHECK (interval_days BETWEEN 7 AND 366), -- a cadence this pair agreed for itself
    created_at     timestamptz NOT NULL,
    PRIMARY KEY (institution_id, id),
    FOREIGN KEY (institution_id, program_id) REFERENCES program (institution_id, id),
    FOREIGN KEY (institution_id, cycle_id) REFERENCES cycle (institution_id, id),
    FOREIGN KEY (institution_id, run_id) REFERENCES match_run (institution_id, id),
    FOREIGN KEY (institution_id, program_id, mentor_id) REFERENCES mentor (institution_id, program_id, person_id),
    FOREIGN KEY (institution_id, program_id, resident_id) REFERENCES resident (institution_id, program_id, person_id),
    CONSTRAINT pairing_dates_in_order CHECK (starts_on <= ends_on)
);
CREATE UNIQUE INDEX pairing_one_primary_mentor ON pairing (institution_id, program_id, cycle_id, resident_id) WHERE kind = 'primary' AND ends_on IS NULL;
CREATE INDEX pairing_by_mentor ON pairing (institution_id, program_id, mentor_id);
CREATE INDEX pairing_by_cycle ON pairing (institution_id, program_id, cycle_id);

SELECT protect('conflict_rule'), protect('cannot_mentor'), protect('not_with'), protect('rank_list'), protect('ranked'),
       protect('match_adjustment'), protect('match_run'), protect('proposal'), protect('pairing');
GRANT SELECT, INSERT, UPDATE, DELETE ON conflict_rule, cannot_mentor, not_with, rank_list, ranked, match_adjustment, match_run, proposal, pairing TO evenly_tenant;

RESET ROLE;
