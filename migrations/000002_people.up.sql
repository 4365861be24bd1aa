-- Programs, their years, the people in them and what each does there; time away; what was done by whom.
SET ROLE evenly_owner;

CREATE TABLE program (
    institution_id       uuid        NOT NULL REFERENCES institution (id),
    id                   uuid        NOT NULL DEFAULT gen_random_uuid(),
    slug                 text        NOT NULL CHECK (slug ~ '^[a-z0-9][a-z0-9-]{0,39}$'),
    name                 text        NOT NULL CHECK (length(name) BETWEEN 1 AND 200),
    time_zone            text        NOT NULL DEFAULT 'America/New_York', -- IANA name; days and windows are cut in it
    -- The charter's first form: what every pair is promised.
    interval_days        int         NOT NULL DEFAULT 91 CONSTRAINT program_interval_in_reason CHECK (interval_days BETWEEN 7 AND 366),
    grace_days           int         NOT NULL DEFAULT 21 CHECK (grace_days BETWEEN 0 AND 90),
    meeting_minutes      int         NOT NULL DEFAULT 30 CHECK (meeting_minutes BETWEEN 5 AND 240),
    meeting_settings     text[]      NOT NULL DEFAULT '{on_site,virtual,phone}', -- where meetings are expected
    settings_open_to_all text[]      NOT NULL DEFAULT '{off_site,home,dinner}',  -- elsewhere, if offered to all alike
    first_contact_days   int         NOT NULL DEFAULT 42 CHECK (first_contact_days BETWEEN 7 AND 180),
    -- What mentors are asked.
    domains              text[]      NOT NULL DEFAULT '{Career,Research,Clinical,Life in training,Wellbeing,Teaching}',
    default_places       int         NOT NULL DEFAULT 2 CHECK (default_places BETWEEN 0 AND 50),
    allow_min_places     boolean     NOT NULL DEFAULT false,
    -- Outside contacts, shown as text in every footer.
    ombudsperson_contact text        NOT NULL DEFAULT '',
    dio_contact          text        NOT NULL DEFAULT '',
    outside_contact      text        NOT NULL DEFAULT 'ACGME Office of the Ombudsperson and Office of Complaints, acgme.org',
    column_mapping       jsonb       NOT NULL DEFAULT '{}', -- remembered from the last roster import
    created_at           timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (institution_id, id),
    CONSTRAINT program_slug_once UNIQUE (institution_id, slug)
);

-- A person as an institution knows them. The account with the same e-mail is theirs.
CREATE TABLE person (
    institution_id uuid        NOT NULL REFERENCES institution (id),
    id             uuid        NOT NULL DEFAULT gen_random_uuid(),
    email          text        NOT NULL CHECK (email = lower(email) AND length(email) <= 254),
    title          text        NOT NULL DEFAULT '',  -- "Dr." before the names of faculty
    given_name     text        NOT NULL CHECK (length(given_name) <= 100),
    family_name    text        NOT NULL CHECK (length(family_name) BETWEEN 1 AND 100),
    weekly_mail    boolean     NOT NULL DEFAULT true,
    created_at     timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (institution_id, id),
    CONSTRAINT person_email_once UNIQUE (institution_id, email)
);

-- A role held in a program (or, without a program, in the institution). Ended roles stay for the record.
CREATE TABLE membership (
    institution_id uuid        NOT NULL,
    id             uuid        NOT NULL DEFAULT gen_random_uuid(),
    program_id     uuid,
    person_id      uuid        NOT NULL,
    role           text        NOT NULL CHECK (role IN ('resident', 'mentor', 'chief', 'coordinator', 'director',
                                                        'associate_director', 'facilitator', 'ombudsperson', 'dio', 'admin')),
    ccc            boolean     NOT NULL DEFAULT false, -- sits on the clinical competency committee
    invited_at     timestamptz,
    ended_at       timestamptz,
    created_at     timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (institution_id, id),
    FOREIGN KEY (institution_id, program_id) REFERENCES program (institution_id, id),
    FOREIGN KEY (institution_id, person_id) REFERENCES person (institution_id, id),
    CONSTRAINT membership_role_once UNIQUE NULLS NOT DISTINCT (institution_id, program_id, person_id, role),
    CONSTRAINT membership_role_fits CHECK ((program_id IS NULL) = (role IN ('ombudsperson', 'dio', 'admin')))
);
CREATE INDEX membership_by_person ON membership (institution_id, person_id);

-- A mentorship year. list_length is how many mentors a resident ranks.
CREATE TABLE cycle (
    institution_id    uuid        NOT NULL,
    id                uuid        NOT NULL DEFAULT gen_random_uuid(),
    program_id        uuid        NOT NULL,
    name              text        NOT NULL CHECK (length(name) BETWEEN 1 AND 60),
    starts_on         date        NOT NULL,
    ends_on           date        NOT NULL,
    state             text        NOT NULL DEFAULT 'draft' CHECK (state IN ('draft', 'profiles', 'ranking', 'matching', 'running', 'closed')),
    ranking_opens_at  timestamptz,
    ranking_closes_at timestamptz,
    announce_on       date,
    answer_days       int         NOT NULL DEFAULT 5 CHECK (answer_days BETWEEN 1 AND 30), -- mentors accept or decline within
    list_length       int         NOT NULL DEFAULT 3 CHECK (list_length BETWEEN 1 AND 10),
    seed              text        NOT NULL,            -- secret until lists close
    seed_hash         text        NOT NULL,            -- published before
    key               text        NOT NULL DEFAULT '', -- makes the pseudonyms of audit bundles; secret for good
    key_hash          text        NOT NULL DEFAULT '', -- published before
    created_at        timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (institution_id, id),
    FOREIGN KEY (institution_id, program_id) REFERENCES program (institution_id, id),
    CONSTRAINT cycle_name_once UNIQUE (institution_id, program_id, name),
    CONSTRAINT cycle_dates_in_order CHECK (starts_on < ends_on),
    CONSTRAINT cycle_ranking_in_order CHECK (ranking_opens_at < ranking_closes_at)
);

CREATE TABLE resident (
    institution_id uuid NOT NULL,
    program_id     uuid NOT NULL,
    person_id      uuid NOT NULL,
    pgy            int  NOT NULL CHECK (pgy BETWEEN 1 AND 10),
    site           text NOT NULL DEFAULT '',
    starts_on      date, -- off-cycle start; NULL: with the cycle
    ends_on        date, -- early end
    PRIMARY KEY (institution_id, program_id, person_id),
    FOREIGN KEY (institution_id, program_id) REFERENCES program (institution_id, id),
    FOREIGN KEY (institution_id, person_id) REFERENCES person (institution_id, id),
    CONSTRAINT resident_dates_in_order CHECK (starts_on <= ends_on)
);
CREATE INDEX resident_by_person ON resident (institution_id, person_id);

-- A mentor's profile. draft holds what was typed and not yet published (saved by itself).
CREATE TABLE mentor (
    institution_id     uuid        NOT NULL,
    program_id         uuid        NOT NULL,
    person_id          uuid        NOT NULL,
    slug               text        NOT NULL,
    specialty          text        NOT NULL DEFAULT '',
    site               text        NOT NULL DEFAULT '',
    ask_me             text        NOT NULL DEFAULT '' CHECK (length(ask_me) <= 140), -- the quote on the card
    background         text        NOT NULL DEFAULT '',
    academic_interests text        NOT NULL DEFAULT '',
    personal_interests text        NOT NULL DEFAULT '',
    how_i_meet         text        NOT NULL DEFAULT '',
    domains            text[]      NOT NULL DEFAULT '{}',
    languages          text[]      NOT NULL DEFAULT '{}',
    meets_by_video     boolean     NOT NULL DEFAULT false,
    places             int         NOT NULL DEFAULT 2 CHECK (places BETWEEN 0 AND 50),
    min_places         int         NOT NULL DEFAULT 0 CHECK (min_places >= 0),
    identity           text        NOT NULL DEFAULT '', -- optional, in the mentor's own words
    identity_seen_by   text        NOT NULL DEFAULT 'nobody' CHECK (identity_seen_by IN ('nobody', 'residents', 'everyone')),
    open_to_siblings   boolean     NOT NULL DEFAULT false,
    state              text        NOT NULL DEFAULT 'draft' CHECK (state IN ('draft', 'ready', 'withdrawn')),
    draft              jsonb,
    saved_at           timestamptz,
    version            int         NOT NULL DEFAULT 0,
    PRIMARY KEY (institution_id, program_id, person_id),
    FOREIGN KEY (institution_id, program_id) REFERENCES program (institution_id, id),
    FOREIGN KEY (institution_id, person_id) REFERENCES person (institution_id, id),
    CONSTRAINT mentor_slug_once UNIQUE (institution_id, program_id, slug),
    CONSTRAINT mentor_places_in_order CHECK (min_places <= places)
);
CREATE INDEX mentor_by_person ON mentor (institution_id, person_id);

-- Nights, leave, away rotations: days that were never promised. Both ends belong to it.
CREATE TABLE time_away (
    institution_id uuid        NOT NULL,
    id             uuid        NOT NULL DEFAULT gen_random_uuid(),
    program_id     uuid        NOT NULL,
    person_id      uuid        NOT NULL,
    starts_on      date        NOT NULL,
    ends_on        date        NOT NULL,
    kind           text        NOT NULL CHECK (kind IN ('nights', 'leave', 'away_rotation', 'other')),
    created_by     uuid        NOT NULL,
    created_at     timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (institution_id, id),
    FOREIGN KEY (institution_id, program_id) REFERENCES program (institution_id, id),
    FOREIGN KEY (institution_id, person_id) REFERENCES person (institution_id, id),
    FOREIGN KEY (institution_id, created_by) REFERENCES person (institution_id, id),
    CONSTRAINT time_away_dates_in_order CHECK (starts_on <= ends_on)
);
CREATE INDEX time_away_by_person ON time_away (institution_id, program_id, person_id);

-- A roster on its way in: the file, what its columns mean, and after the last button what was written, so that the
-- whole import can be taken back for 24 hours. The file is emptied when the import is done, and everything about people
-- after 7 days; the counts stay.
CREATE TABLE roster_import (
    institution_id uuid        NOT NULL,
    id             uuid        NOT NULL DEFAULT gen_random_uuid(),
    program_id     uuid        NOT NULL,
    file_name      text        NOT NULL,
    content        bytea       NOT NULL,
    pasted         boolean     NOT NULL DEFAULT false, -- content is text that somebody pasted, not a file
    sheet          text        NOT NULL DEFAULT '',    -- '': the first with rows
    header_row     int,                                -- NULL: nobody has said yet; 0: there are no headings
    mapping        jsonb       NOT NULL DEFAULT '[]',  -- what each column is, from column A
    everybody      text        NOT NULL DEFAULT '',    -- the role of everybody, where no column holds roles
    doctors        boolean     NOT NULL DEFAULT true,  -- "Dr." before the names of mentors and directors
    corrections    jsonb       NOT NULL DEFAULT '{}',  -- what was typed in place of a cell, by row and field
    state          text        NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'done', 'undone')),
    rejected       bytea       NOT NULL DEFAULT '',    -- the rows that stayed out, as a workbook
    written        jsonb       NOT NULL DEFAULT '{}',  -- what was there before, to take the import back
    outcome        jsonb       NOT NULL DEFAULT '{}',  -- counts
    created_by     uuid        NOT NULL,
    created_at     timestamptz NOT NULL,
    done_by        uuid,
    done_at        timestamptz,
    PRIMARY KEY (institution_id, id),
    FOREIGN KEY (institution_id, program_id) REFERENCES program (institution_id, id),
    FOREIGN KEY (institution_id, created_by) REFERENCES person (institution_id, id),
    FOREIGN KEY (institution_id, done_by) REFERENCES person (institution_id, id)
);

-- What was done or seen, by whom: append-only, each row chained to the one before it by SHA-256.
CREATE TABLE audit (
    institution_id uuid        NOT NULL REFERENCES institution (id),
    seq            bigint      NOT NULL,
    program_id     uuid,
    at             timestamptz NOT NULL,
    person_id      uuid,                 -- NULL: the clock or the command line
    act            text        NOT NULL, -- "meeting.log"
    subject        text        NOT NULL DEFAULT '',
    detail         jsonb       NOT NULL DEFAULT '{}',
    previous       bytea       NOT NULL,
    hash           bytea       NOT NULL,
    PRIMARY KEY (institution_id, seq),
    FOREIGN KEY (institution_id, program_id) REFERENCES program (institution_id, id),
    FOREIGN KEY (institution_id, person_id) REFERENCES person (institution_id, id)
);
CREATE INDEX audit_by_person ON audit (institution_id, person_id);

-- The end of each institution's chain, whichever program the row belongs to: locking it orders the writers.
CREATE TABLE audit_head (
    institution_id uuid   NOT NULL REFERENCES institution (id),
    seq            bigint NOT NULL,
    hash           bytea  NOT NULL,
    PRIMARY KEY (institution_id)
);

-- A form's hidden key, written with its effect: the same post twice has one effect and one answer.
CREATE TABLE once (
    institution_id uuid        NOT NULL REFERENCES institution (id),
    key            text        NOT NULL CHECK (length(key) BETWEEN 8 AND 64),
    person_id      uuid,
    body_hash      bytea       NOT NULL,
    location       text        NOT NULL,
    created_at     timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (institution_id, key)
);

-- Work with a page of its own (import, match, mail-out): how far it is.
CREATE TABLE task (
    institution_id uuid        NOT NULL REFERENCES institution (id),
    id             uuid        NOT NULL DEFAULT gen_random_uuid(),
    program_id     uuid        NOT NULL,
    kind           text        NOT NULL,
    state          text        NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'working', 'done', 'failed', 'stopped')),
    total          int         NOT NULL DEFAULT 0,
    done           int         NOT NULL DEFAULT 0,
    failed         int         NOT NULL DEFAULT 0,
    result         text        NOT NULL DEFAULT '', -- where the result is
    message        text        NOT NULL DEFAULT '', -- why it failed, for the person
    created_by     uuid,
    created_at     timestamptz NOT NULL,
    finished_at    timestamptz,
    PRIMARY KEY (institution_id, id),
    FOREIGN KEY (institution_id, program_id) REFERENCES program (institution_id, id),
    FOREIGN KEY (institution_id, created_by) REFERENCES person (institution_id, id)
);

-- Mail to send, one row per message: written in the transaction of the act, sent once by the worker. data holds no
-- secrets: links are made when the mail is sent.
CREATE TABLE message (
    institution_id uuid        NOT NULL,
    id             uuid        NOT NULL DEFAULT gen_random_uuid(),
    program_id     uuid        NOT NULL,
    person_id      uuid        NOT NULL,
    kind           text        NOT NULL,
    subject        text        NOT NULL,             -- what it is about: a pairing, a run; with day it makes a message unique
    day            date        NOT NULL,
    data           jsonb       NOT NULL DEFAULT '{}',
    task_id        uuid,
    not_before     timestamptz NOT NULL,
    state          text        NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'sent', 'failed', 'stopped')),
    attempts       int         NOT NULL DEFAULT 0,
    created_at     timestamptz NOT NULL,
    sent_at        timestamptz,
    PRIMARY KEY (institution_id, id),
    FOREIGN KEY (institution_id, program_id) REFERENCES program (institution_id, id),
    FOREIGN KEY (institution_id, person_id) REFERENCES person (institution_id, id),
    FOREIGN KEY (institution_id, task_id) REFERENCES task (institution_id, id),
    CONSTRAINT message_once UNIQUE (institution_id, person_id, kind, subject, day)
);
CREATE INDEX message_by_task ON message (institution_id, task_id);

SELECT protect('person'), protect('membership', 'person_id'), protect('cycle'), protect('resident'), protect('mentor'),
       protect('time_away'), protect('roster_import'), protect('audit'), protect('audit_head'), protect('once'), protect('task'), protect('message');

-- A program is visible when it is in the scope, and to its own members (the program switcher lists them).
ALTER TABLE program ENABLE ROW LEVEL SECURITY;
ALTER TABLE program FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON program TO evenly_tenant
    USING (institution_id = current_setting('app.institution')::uuid
           AND (id = ANY (current_setting('app.programs')::uuid[])
                OR id IN (SELECT m.program_id FROM membership m
                          WHERE m.institution_id = program.institution_id
                            AND m.person_id = nullif(current_setting('app.person'), '')::uuid
                            AND m.ended_at IS NULL)))
    WITH CHECK (institution_id = current_setting('app.institution')::uuid AND id = ANY (current_setting('app.programs')::uuid[]));

-- The clock visits every program of an institution and must first learn which there are.
CREATE POLICY every_program ON program FOR SELECT TO evenly_tenant
    USING (institution_id = current_setting('app.institution')::uuid AND current_setting('app.every_program', true) = 'yes');

-- Profiles marked open to sibling programs are readable across the institution.
CREATE POLICY siblings ON mentor FOR SELECT TO evenly_tenant
    USING (institution_id = current_setting('app.institution')::uuid AND open_to_siblings AND state = 'ready');

GRANT SELECT, INSERT, UPDATE, DELETE ON program, person, membership, cycle, resident, mentor, time_away, roster_import, once, task, message TO evenly_tenant;
GRANT SELECT, INSERT ON audit TO evenly_tenant;
GRANT SELECT, INSERT, UPDATE ON audit_head TO evenly_tenant;

-- who_is finds a person of the current institution by e-mail (or by id, for one-purpose links) together with every role
-- they hold, in one call, before the programs of the scope are known. It runs with the rights of the caller.
CREATE FUNCTION who_is(by_email text, by_id uuid)
RETURNS TABLE (person_id uuid, email text, title text, given_name text, family_name text,
               program_id uuid, program_slug text, program_name text, time_zone text, role text,
               cycle_name text, ombudsperson text, dio text, outside text)
LANGUAGE plpgsql AS $$
#variable_conflict use_column
DECLARE
    p person%ROWTYPE;
BEGIN
    SELECT * INTO p FROM person WHERE person.institution_id = current_setting('app.institution')::uuid
        AND (person.email = by_email OR person.id = by_id);
    IF NOT FOUND THEN RETURN; END IF;
    PERFORM set_config('app.person', p.id::text, true);
    PERFORM set_config('app.programs', (SELECT coalesce(array_agg(DISTINCT m.program_id) FILTER (WHERE m.program_id IS NOT NULL), '{}')::text
        FROM membership m WHERE m.institution_id = p.institution_id AND m.person_id = p.id AND m.ended_at IS NULL), true);
    RETURN QUERY
        SELECT p.id, p.email, p.title, p.given_name, p.family_name, g.id, g.slug, g.name, g.time_zone, m.role,
               (SELECT c.name FROM cycle c WHERE c.institution_id = g.institution_id AND c.program_id = g.id ORDER BY c.starts_on DESC LIMIT 1),
               g.ombudsperson_contact, g.dio_contact, g.outside_contact
        FROM membership m
        LEFT JOIN program g ON g.institution_id = m.institution_id AND g.id = m.program_id
        WHERE m.institution_id = p.institution_id AND m.person_id = p.id AND m.ended_at IS NULL
        ORDER BY g.name, m.role;
END $$;
GRANT EXECUTE ON FUNCTION who_is(text, uuid) TO evenly_tenant;

RESET ROLE;
