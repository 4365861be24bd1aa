-- Anonymous surveys. The rule behind every table here: nothing leads from an answer to a person, not even for somebody who
-- holds the whole database, its backups and its logs (internal/survey/urn says how).
--
-- While a wave is open, three tables hold what must not outlive it: who was given a token or a slip (no answers, no dates),
-- the ids of printed slips, and the sealed ballots. Each wave has partitions of its own of the three; when it closes they
-- are dropped whole, and only counts remain, written in one transaction.
SET ROLE evenly_owner;

CREATE TABLE wave (
    institution_id uuid        NOT NULL,
    id             uuid        NOT NULL DEFAULT gen_random_uuid(),
    program_id     uuid        NOT NULL,
    audience       text        NOT NULL CHECK (audience IN ('residents', 'mentors')),
    number         int         NOT NULL CHECK (number >= 0), -- 0 the baseline, then one every six months, for ever
    name           text        NOT NULL CHECK (length(name) BETWEEN 1 AND 80),
    state          text        NOT NULL DEFAULT 'draft' CHECK (state IN ('draft', 'open', 'closed')),
    questionnaire  jsonb       NOT NULL, -- fixed once the wave is open
    opens_on       date,                 -- when the clock opens it; NULL: by hand
    closes_on      date        NOT NULL, -- the last day, in the program's time zone
    reader_id      uuid        NOT NULL, -- the one person who reads comments before others do
    signing        bytea,                -- the public keys; the private ones are in files elsewhere
    sealing        bytea,
    fingerprint    text        NOT NULL DEFAULT '',
    invited        int         NOT NULL DEFAULT 0, -- people asked; final when the wave closes
    opened_at      timestamptz,
    closed_at      timestamptz,
    keys_gone      boolean     NOT NULL DEFAULT false, -- the private keys are destroyed
    comments_read  boolean     NOT NULL DEFAULT false, -- the reader confirmed that nothing identifies a person
    unlocked_at    timestamptz, -- the GME office let the next wave open although no reply was published
    unlocked_by    uuid,
    created_by     uuid,
    created_at     timestamptz NOT NULL,
    PRIMARY KEY (institution_id, id),
    FOREIGN KEY (institution_id, program_id) REFERENCES program (institution_id, id),
    FOREIGN KEY (institution_id, reader_id) REFERENCES person (institution_id, id),
    FOREIGN KEY (institution_id, unlocked_by) REFERENCES person (institution_id, id),
    FOREIGN KEY (institution_id, created_by) REFERENCES person (institution_id, id),
    CONSTRAINT wave_number_once UNIQUE (institution_id, program_id, audience, number),
    CONSTRAINT wave_open_has_keys CHECK (state = 'draft' OR (signing IS NOT NULL AND sealing IS NOT NULL))
);
-- One survey at a time for an audience: two open ones would be two places to answer.
CREATE UNIQUE INDEX wave_one_open ON wave (institution_id, program_id, audience) WHERE state = 'open';

-- Who has a token or a slip of an open wave. blinded is what was signed, so that the same may be signed again after a lost
-- reply; NULL for a printed slip. There is no date here and no order. The partition stands in for a foreign key to wave: a
-- real one would lock the table of waves whenever a partition is dropped.
CREATE TABLE token_issue (
    institution_id uuid  NOT NULL,
    wave_id        uuid  NOT NULL,
    person_id      uuid  NOT NULL,
    blinded        bytea CHECK (length(blinded) <= 1024),
    PRIMARY KEY (institution_id, wave_id, person_id)
) PARTITION BY LIST (wave_id);

-- The ids of printed slips. Nobody knows who drew which.
CREATE TABLE slip (
    institution_id uuid  NOT NULL,
    wave_id        uuid  NOT NULL,
    ballot_id      bytea NOT NULL CHECK (length(ballot_id) = 32),
    PRIMARY KEY (institution_id, wave_id, ballot_id)
) PARTITION BY LIST (wave_id);

-- Sealed ballots, all of one size. The highest revision counts. print is the hash of what is sealed: it tells a ballot that
-- was sent twice from another one under the same revision, without opening either.
CREATE TABLE spool (
    institution_id uuid  NOT NULL,
    wave_id        uuid  NOT NULL,
    ballot_id      bytea NOT NULL CHECK (length(ballot_id) = 32),
    revision       int   NOT NULL CHECK (revision BETWEEN 0 AND 99),
    sealed         bytea NOT NULL CHECK (length(sealed) <= 262144),
    print          bytea NOT NULL CHECK (length(print) = 32),
    PRIMARY KEY (institution_id, wave_id, ballot_id, revision)
) PARTITION BY LIST (wave_id);

-- All that is kept of a wave: what may be shown, as counts. Never joint answers.
CREATE TABLE release (
    institution_id uuid  NOT NULL,
    wave_id        uuid  NOT NULL,
    program_id     uuid  NOT NULL,
    figures        jsonb NOT NULL,
    PRIMARY KEY (institution_id, wave_id),
    FOREIGN KEY (institution_id, wave_id) REFERENCES wave (institution_id, id),
    FOREIGN KEY (institution_id, program_id) REFERENCES program (institution_id, id)
);

-- Waves of fewer than five answers, added up until they are enough together. Never shown before, never updated after.
CREATE TABLE survey_pool (
    institution_id uuid  NOT NULL,
    program_id     uuid  NOT NULL,
    audience       text  NOT NULL,
    counts         jsonb NOT NULL,
    PRIMARY KEY (institution_id, program_id, audience),
    FOREIGN KEY (institution_id, program_id) REFERENCES program (institution_id, id)
);

-- Comments, beside nothing. Their ids are random, they are written in a shuffled order, and a redacted one replaces the
-- words that were there.
CREATE TABLE survey_comment (
    institution_id uuid    NOT NULL,
    id             uuid    NOT NULL DEFAULT gen_random_uuid(),
    wave_id        uuid    NOT NULL,
    program_id     uuid    NOT NULL,
    item           text    NOT NULL,
    body           text    NOT NULL,
    hidden         boolean NOT NULL DEFAULT false,
    PRIMARY KEY (institution_id, id),
    FOREIGN KEY (institution_id, wave_id) REFERENCES wave (institution_id, id),
    FOREIGN KEY (institution_id, program_id) REFERENCES program (institution_id, id)
);
CREATE INDEX survey_comment_by_wave ON survey_comment (institution_id, wave_id);

-- "You said, we did". The next wave stays locked until it is published.
CREATE TABLE survey_reply (
    institution_id uuid        NOT NULL,
    wave_id        uuid        NOT NULL,
    program_id     uuid        NOT NULL,
    said           text        NOT NULL DEFAULT '' CHECK (length(said) <= 4000),
    did            text        NOT NULL DEFAULT '' CHECK (length(did) <= 4000),
    wont           text        NOT NULL DEFAULT '' CHECK (length(wont) <= 4000),
    published_at   timestamptz,
    published_by   uuid,
    PRIMARY KEY (institution_id, wave_id),
    FOREIGN KEY (institution_id, wave_id) REFERENCES wave (institution_id, id),
    FOREIGN KEY (institution_id, program_id) REFERENCES program (institution_id, id),
    FOREIGN KEY (institution_id, published_by) REFERENCES person (institution_id, id)
);

-- What the early warning said when a wave closed, as work with an owner and a date. Closing it takes two people.
CREATE TABLE survey_alarm (
    institution_id uuid        NOT NULL,
    id             uuid        NOT NULL DEFAULT gen_random_uuid(),
    wave_id        uuid        NOT NULL,
    program_id     uuid        NOT NULL,
    item           text        NOT NULL,
    unhappy        int         NOT NULL,
    answered       int         NOT NULL,
    past_unhappy   int         NOT NULL,
    past_answered  int         NOT NULL,
    owner_id       uuid,
    due_on         date        NOT NULL,
    note           text        NOT NULL DEFAULT '' CHECK (length(note) <= 2000),
    signed_by      uuid,
    signed_role    text        NOT NULL DEFAULT '',
    signed_at      timestamptz,
    closed_by      uuid,
    closed_at      timestamptz,
    PRIMARY KEY (institution_id, id),
    FOREIGN KEY (institution_id, wave_id) REFERENCES wave (institution_id, id),
    FOREIGN KEY (institution_id, program_id) REFERENCES program (institution_id, id),
    FOREIGN KEY (institution_id, owner_id) REFERENCES person (institution_id, id),
    FOREIGN KEY (institution_id, signed_by) REFERENCES person (institution_id, id),
    FOREIGN KEY (institution_id, closed_by) REFERENCES person (institution_id, id),
    CONSTRAINT survey_alarm_once UNIQUE (institution_id, wave_id, item),
    CONSTRAINT survey_alarm_two_people CHECK (closed_by IS NULL OR closed_by <> signed_by)
);

-- Somebody's word that the program may use the text of a published instrument.
CREATE TABLE attestation (
    institution_id uuid        NOT NULL,
    id             uuid        NOT NULL DEFAULT gen_random_uuid(),
    program_id     uuid        NOT NULL,
    instrument     text        NOT NULL,
    person_id      uuid        NOT NULL,
    on_day         date        NOT NULL,
    basis          text        NOT NULL CHECK (length(basis) BETWEEN 10 AND 1000),
    PRIMARY KEY (institution_id, id),
    FOREIGN KEY (institution_id, program_id) REFERENCES program (institution_id, id),
    FOREIGN KEY (institution_id, person_id) REFERENCES person (institution_id, id),
    CONSTRAINT attestation_once UNIQUE (institution_id, program_id, instrument, person_id)
);

-- A benchmark across programs as it was first shown; it is never updated.
CREATE TABLE survey_benchmark (
    institution_id uuid NOT NULL REFERENCES institution (id),
    number         int  NOT NULL,
    audience       text NOT NULL,
    item           text NOT NULL,
    percent        int  NOT NULL,
    programs       int  NOT NULL,
    PRIMARY KEY (institution_id, audience, number, item)
);

-- Confidential check-ins: one person asks another by name, and only these two read the answer. They are no survey and share
-- nothing with one.
CREATE TABLE check_in (
    institution_id uuid        NOT NULL,
    id             uuid        NOT NULL DEFAULT gen_random_uuid(),
    program_id     uuid        NOT NULL,
    asked_by       uuid        NOT NULL,
    person_id      uuid        NOT NULL,
    question       text        NOT NULL CHECK (length(question) BETWEEN 1 AND 500),
    answer         text        NOT NULL DEFAULT '' CHECK (length(answer) <= 2000),
    asked_at       timestamptz NOT NULL,
    answered_at    timestamptz,
    PRIMARY KEY (institution_id, id),
    FOREIGN KEY (institution_id, program_id) REFERENCES program (institution_id, id),
    FOREIGN KEY (institution_id, asked_by) REFERENCES person (institution_id, id),
    FOREIGN KEY (institution_id, person_id) REFERENCES person (institution_id, id)
);
CREATE INDEX check_in_by_person ON check_in (institution_id, person_id);

SELECT protect('wave'), protect('token_issue'), protect('slip'), protect('spool'), protect('release'), protect('survey_pool'),
       protect('survey_comment'), protect('survey_reply'), protect('survey_alarm'), protect('attestation'), protect('survey_benchmark'), protect('check_in');

GRANT SELECT, INSERT, UPDATE, DELETE ON wave, survey_pool, survey_reply TO evenly_tenant;
GRANT SELECT, INSERT ON release, attestation, survey_benchmark TO evenly_tenant;
GRANT SELECT, INSERT, UPDATE ON survey_comment, survey_alarm, check_in TO evenly_tenant;
-- Column by column, so that even this role cannot ask for xmin or ctid, which tell in what order rows came.
GRANT SELECT (institution_id, wave_id, person_id, blinded), INSERT ON token_issue TO evenly_tenant;
GRANT SELECT (institution_id, wave_id, ballot_id), INSERT ON slip TO evenly_tenant;
GRANT SELECT (institution_id, wave_id, ballot_id, revision, sealed) ON spool TO evenly_tenant;

-- Whoever answers is nobody. That role puts ballots in and reads none: of the spool it sees only whether exactly this
-- ballot is there already; of a wave and its program, what the page of the survey shows to everybody.
CREATE POLICY nobody ON wave FOR SELECT TO evenly_anonymous USING (institution_id = current_setting('app.institution')::uuid AND state <> 'draft');
CREATE POLICY nobody ON program FOR SELECT TO evenly_anonymous USING (institution_id = current_setting('app.institution')::uuid);
CREATE POLICY nobody ON slip FOR SELECT TO evenly_anonymous USING (institution_id = current_setting('app.institution')::uuid);
CREATE POLICY nobody_puts ON spool FOR INSERT TO evenly_anonymous WITH CHECK (institution_id = current_setting('app.institution')::uuid);
CREATE POLICY nobody_checks ON spool FOR SELECT TO evenly_anonymous USING (institution_id = current_setting('app.institution')::uuid);
GRANT SELECT (institution_id, id, program_id, audience, name, state, questionnaire, closes_on, reader_id, signing, sealing, fingerprint) ON wave TO evenly_anonymous;
GRANT SELECT (institution_id, id, slug, name, time_zone, ombudsperson_contact, dio_contact, outside_contact) ON program TO evenly_anonymous;
GRANT SELECT (institution_id, wave_id, ballot_id) ON slip TO evenly_anonymous;
GRANT SELECT (institution_id, wave_id, ballot_id, revision, print), INSERT ON spool TO evenly_anonymous;

-- ballot_box makes the partitions of an open wave, locks them, or drops those of a closed one. The program's own roles own
-- nothing and can truncate nothing, so this one function runs as the owner; it knows only waves of the caller's scope.
CREATE POLICY box ON wave FOR SELECT TO evenly_owner
    USING (institution_id = current_setting('app.institution')::uuid AND program_id = ANY (current_setting('app.programs')::uuid[]));

CREATE FUNCTION ballot_box(which uuid, act text) RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    t    text;
    part text;
BEGIN
    IF NOT EXISTS (SELECT FROM wave WHERE id = which AND state = CASE act WHEN 'drop' THEN 'closed' ELSE 'open' END) THEN
        RAISE EXCEPTION 'ballot_box: no such wave to %', act;
    END IF;
    IF act = 'shut' THEN
        -- The parents first, as a ballot on its way in locks them: then nobody waits for somebody who waits for us.
        LOCK TABLE ONLY token_issue, ONLY slip, ONLY spool IN ACCESS EXCLUSIVE MODE;
    END IF;
    FOREACH t IN ARRAY ARRAY['token_issue', 'slip', 'spool'] LOOP
        part := format('public.%I', t || '_' || replace(which::text, '-', '_'));
        CASE act
        WHEN 'open' THEN
            EXECUTE format('CREATE TABLE %s PARTITION OF public.%I FOR VALUES IN (%L)', part, t, which);
            PERFORM protect(part::regclass);
        WHEN 'shut' THEN
            EXECUTE format('LOCK TABLE %s IN ACCESS EXCLUSIVE MODE', part);
        WHEN 'drop' THEN
            EXECUTE format('DROP TABLE %s', part);
        END CASE;
    END LOOP;
END $$;
REVOKE ALL ON FUNCTION ballot_box(uuid, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION ballot_box(uuid, text) TO evenly_tenant;

RESET ROLE;
