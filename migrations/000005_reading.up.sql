-- The weekly reading of a program and what it flagged. Both are written once and never changed: any past flag can be
-- recomputed from its inputs, and pages say what changed since the week before.
SET ROLE evenly_owner;

-- One row per program and week (its Monday). The figures stand in columns for trends; program and pairs hold what the
-- engine said, for the page of the week and the comparison with the week before.
CREATE TABLE reading (
    institution_id uuid             NOT NULL,
    program_id     uuid             NOT NULL,
    cycle_id       uuid             NOT NULL,
    week           date             NOT NULL,
    as_of          date             NOT NULL,
    in_range       int              NOT NULL,
    missed         int              NOT NULL, -- pairs that broke their promise, once or twice in a row
    live_pairs     int              NOT NULL,
    silence_days   int              NOT NULL, -- the longest time without contact
    top_fifth      double precision NOT NULL, -- share of the minutes held by the fifth of pairs with most
    offers_all     int              NOT NULL, -- offers so far that were open to everyone
    offers_named   int              NOT NULL, -- and those made to one or a few
    program        jsonb            NOT NULL,
    pairs          jsonb            NOT NULL,
    created_at     timestamptz      NOT NULL,
    PRIMARY KEY (institution_id, program_id, cycle_id, week),
    FOREIGN KEY (institution_id, program_id) REFERENCES program (institution_id, id),
    FOREIGN KEY (institution_id, cycle_id) REFERENCES cycle (institution_id, id)
);

-- What a weekly reading flagged: rule, its version, the days judged, the value beyond the cut, and the rule's inputs.
CREATE TABLE flag (
    institution_id uuid             NOT NULL,
    id             uuid             NOT NULL DEFAULT gen_random_uuid(),
    program_id     uuid             NOT NULL,
    cycle_id       uuid             NOT NULL,
    pairing_id     uuid,            -- NULL: the program as a whole
    week           date             NOT NULL,
    rule           text             NOT NULL CHECK (rule IN ('promise', 'peer', 'dispersion')),
    version        int              NOT NULL,
    window_from    date             NOT NULL,
    window_to      date             NOT NULL,
    value          double precision NOT NULL,
    cut            double precision NOT NULL,
    state          text             NOT NULL,
    inputs         jsonb            NOT NULL,
    created_at     timestamptz      NOT NULL,
    PRIMARY KEY (institution_id, id),
    FOREIGN KEY (institution_id, program_id) REFERENCES program (institution_id, id),
    FOREIGN KEY (institution_id, cycle_id) REFERENCES cycle (institution_id, id),
    FOREIGN KEY (institution_id, pairing_id) REFERENCES pairing (institution_id, id),
    CONSTRAINT flag_once_a_week UNIQUE NULLS NOT DISTINCT (institution_id, program_id, cycle_id, week, rule, pairing_id)
);
CREATE INDEX flag_by_pairing ON flag (institution_id, pairing_id, week);

SELECT protect('reading'), protect('flag');
GRANT SELECT, INSERT ON reading, flag TO evenly_tenant;

RESET ROLE;
