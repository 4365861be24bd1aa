-- A program publishes its own order of aims, a choice against it has a reason that everyone can read, and residents answer a
-- proposed change from the mail.
SET ROLE evenly_owner;

-- objective: the preset that is published before lists open, or 'own' with aims in their order (the names of the stages of
-- package matching). Both are fixed when ranking opens.
ALTER TABLE cycle
    ADD COLUMN objective text   NOT NULL DEFAULT 'nobody-left-behind',
    ADD COLUMN aims      text[] NOT NULL DEFAULT '{}',
    ADD CONSTRAINT cycle_own_objective_has_aims CHECK ((objective = 'own') = (cardinality(aims) > 0));

-- Why a run was chosen whose order of aims is not the published one; '' when it is.
ALTER TABLE match_run
    ADD COLUMN choice_reason text NOT NULL DEFAULT '' CHECK (length(choice_reason) <= 500);

-- A resident answers a proposed change from the mail, too.
ALTER TABLE link
    DROP CONSTRAINT link_purpose_check,
    ADD CONSTRAINT link_purpose_check CHECK (purpose IN ('invite', 'signin', 'log', 'confirm', 'answer', 'change'));

RESET ROLE;
