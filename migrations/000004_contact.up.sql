-- Contact: what a pair did, remembered by both; and what was offered to whom.
SET ROLE evenly_owner;

-- A meeting (or an attempted contact) as the first person logged it, and as the other remembers it. The other_ columns
-- are NULL until they answer; other_answer "differs" keeps both versions, and the lower number of minutes counts.
CREATE TABLE meeting (
    institution_id uuid        NOT NULL,
    id             uuid        NOT NULL DEFAULT gen_random_uuid(),
    program_id     uuid        NOT NULL,
    pairing_id     uuid        NOT NULL,
    attempted      boolean     NOT NULL DEFAULT false, -- somebody tried; no meeting happened
    held_on        date        NOT NULL,
    minutes        int         CHECK (minutes BETWEEN 1 AND 720),
    setting        text        CHECK (setting IN ('on_site', 'off_site', 'home', 'dinner', 'virtual', 'phone')),
    out_of_hours   boolean     NOT NULL DEFAULT false,
    worked_on      text        NOT NULL DEFAULT '' CHECK (length(worked_on) <= 2000), -- seen by the pair only
    logged_by      uuid        NOT NULL,
    logged_at      timestamptz NOT NULL,
    other_answer   text        CHECK (other_answer IN ('confirmed', 'differs', 'denied')),
    other_by       uuid,
    other_at       timestamptz,
    other_held_on  date,
    other_minutes  int         CHECK (other_minutes BETWEEN 1 AND 720),
    other_setting  text        CHECK (other_setting IN ('on_site', 'off_site', 'home', 'dinner', 'virtual', 'phone')),
    removed_at     timestamptz, -- undone by the one who logged it
    version        int         NOT NULL DEFAULT 1,
    PRIMARY KEY (institution_id, id),
    FOREIGN KEY (institution_id, program_id) REFERENCES program (institution_id, id),
    FOREIGN KEY (institution_id, pairing_id) REFERENCES pairing (institution_id, id),
    FOREIGN KEY (institution_id, logged_by) REFERENCES person (institution_id, id),
    FOREIGN KEY (institution_id, other_by) REFERENCES person (institution_id, id),
    CONSTRAINT meeting_or_attempt CHECK (attempted OR (minutes IS NOT NULL AND setting IS NOT NULL))
);
CREATE INDEX meeting_by_pairing ON meeting (institution_id, pairing_id, held_on);
CREATE INDEX meeting_by_program ON meeting (institution_id, program_id, held_on);

-- Something worth having (a project, a poster, an introduction, a study session) and to whom it was open.
CREATE TABLE offer (
    institution_id uuid        NOT NULL,
    id             uuid        NOT NULL DEFAULT gen_random_uuid(),
    program_id     uuid        NOT NULL,
    mentor_id      uuid        NOT NULL,
    resident_id    uuid,       -- whom it was offered to; NULL: open to all
    meeting_id     uuid,
    kind           text        NOT NULL CHECK (kind IN ('project', 'poster', 'introduction', 'study_session', 'other')),
    title          text        NOT NULL DEFAULT '' CHECK (length(title) <= 200),
    open_to        text        NOT NULL CHECK (open_to IN ('one', 'few', 'all')),
    offered_on     date        NOT NULL,
    reason         text        NOT NULL DEFAULT '', -- why it was not posted to everyone
    created_by     uuid        NOT NULL,
    created_at     timestamptz NOT NULL,
    removed_at     timestamptz,
    PRIMARY KEY (institution_id, id),
    FOREIGN KEY (institution_id, program_id) REFERENCES program (institution_id, id),
    FOREIGN KEY (institution_id, program_id, mentor_id) REFERENCES mentor (institution_id, program_id, person_id),
    FOREIGN KEY (institution_id, program_id, resident_id) REFERENCES resident (institution_id, program_id, person_id),
    FOREIGN KEY (institution_id, meeting_id) REFERENCES meeting (institution_id, id),
    FOREIGN KEY (institution_id, created_by) REFERENCES person (institution_id, id),
    CONSTRAINT offer_open_or_named CHECK ((open_to = 'all') = (resident_id IS NULL))
);
CREATE INDEX offer_by_program ON offer (institution_id, program_id, offered_on);

SELECT protect('meeting'), protect('offer');
GRANT SELECT, INSERT, UPDATE, DELETE ON meeting, offer TO evenly_tenant;

RESET ROLE;
