-- What the steps come to, for people to read; nothing runs it. Written by: go test ./migrations -run Schema -write

CREATE TABLE account (
    id uuid NOT NULL DEFAULT gen_random_uuid(),
    email text NOT NULL,
    password_hash text,
    password_set_at timestamp with time zone,
    failures integer NOT NULL DEFAULT 0,
    created_at timestamp with time zone NOT NULL DEFAULT now(),
    last_seen_at timestamp with time zone,
    CONSTRAINT account_email_once UNIQUE (email),
    CONSTRAINT account_pkey PRIMARY KEY (id),
    CONSTRAINT account_email_check CHECK (((email = lower(email)) AND (length(email) <= 254)))
);

CREATE TABLE account_institution (
    account_id uuid NOT NULL,
    institution uuid NOT NULL,
    CONSTRAINT account_institution_pkey PRIMARY KEY (account_id, institution),
    CONSTRAINT account_institution_account_id_fkey FOREIGN KEY (account_id) REFERENCES account(id) ON DELETE CASCADE,
    CONSTRAINT account_institution_institution_fkey FOREIGN KEY (institution) REFERENCES institution(id) ON DELETE CASCADE
);

CREATE TABLE attestation (
    institution_id uuid NOT NULL,
    id uuid NOT NULL DEFAULT gen_random_uuid(),
    program_id uuid NOT NULL,
    instrument text NOT NULL,
    person_id uuid NOT NULL,
    on_day date NOT NULL,
    basis text NOT NULL,
    CONSTRAINT attestation_once UNIQUE (institution_id, program_id, instrument, person_id),
    CONSTRAINT attestation_pkey PRIMARY KEY (institution_id, id),
    CONSTRAINT attestation_institution_id_person_id_fkey FOREIGN KEY (institution_id, person_id) REFERENCES person(institution_id, id),
    CONSTRAINT attestation_institution_id_program_id_fkey FOREIGN KEY (institution_id, program_id) REFERENCES program(institution_id, id),
    CONSTRAINT attestation_basis_check CHECK (((length(basis) >= 10) AND (length(basis) <= 1000)))
);
CREATE POLICY tenant ON attestation USING (((institution_id = (current_setting('app.institution'::text))::uuid) AND (program_id = ANY (( SELECT (current_setting('app.programs'::text))::uuid[] AS current_setting)::uuid[])))) WITH CHECK (((institution_id = (current_setting('app.institution'::text))::uuid) AND (program_id = ANY (( SELECT (current_setting('app.programs'::text))::uuid[] AS current_setting)::uuid[]))));

CREATE TABLE audit (
    institution_id uuid NOT NULL,
    seq bigint NOT NULL,
    program_id uuid,
    at timestamp with time zone NOT NULL,
    person_id uuid,
    act text NOT NULL,
    subject text NOT NULL DEFAULT ''::text,
    detail jsonb NOT NULL DEFAULT '{}'::jsonb,
    previous bytea NOT NULL,
    hash bytea NOT NULL,
    CONSTRAINT audit_pkey PRIMARY KEY (institution_id, seq),
    CONSTRAINT audit_institution_id_fkey FOREIGN KEY (institution_id) REFERENCES institution(id),
    CONSTRAINT audit_institution_id_person_id_fkey FOREIGN KEY (institution_id, person_id) REFERENCES person(institution_id, id),
    CONSTRAINT audit_institution_id_program_id_fkey FOREIGN KEY (institution_id, program_id) REFERENCES program(institution_id, id)
);
CREATE INDEX audit_by_person ON public.audit USING btree (institution_id, person_id);
CREATE POLICY tenant ON audit USING (((institution_id = (current_setting('app.institution'::text))::uuid) AND ((program_id = ANY (( SELECT (current_setting('app.programs'::text))::uuid[] AS current_setting)::uuid[])) OR (program_id IS NULL)))) WITH CHECK (((institution_id = (current_setting('app.institution'::text))::uuid) AND ((program_id = ANY (( SELECT (current_setting('app.programs'::text))::uuid[] AS current_setting)::uuid[])) OR (program_id IS NULL))));

CREATE TABLE audit_head (
    institution_id uuid NOT NULL,
    seq bigint NOT NULL,
    hash bytea NOT NULL,
    CONSTRAINT audit_head_pkey PRIMARY KEY (institution_id),
    CONSTRAINT audit_head_institution_id_fkey FOREIGN KEY (institution_id) REFERENCES institution(id)
);
CREATE POLICY tenant ON audit_head USING ((institution_id = (current_setting('app.institution'::text))::uuid)) WITH CHECK ((institution_id = (current_setting('app.institution'::text))::uuid));

CREATE TABLE cannot_mentor (
    institution_id uuid NOT NULL,
    program_id uuid NOT NULL,
    mentor_id uuid NOT NULL,
    resident_id uuid NOT NULL,
    CONSTRAINT cannot_mentor_pkey PRIMARY KEY (institution_id, program_id, mentor_id, resident_id),
    CONSTRAINT cannot_mentor_institution_id_program_id_mentor_id_fkey FOREIGN KEY (institution_id, program_id, mentor_id) REFERENCES mentor(institution_id, program_id, person_id),
    CONSTRAINT cannot_mentor_institution_id_program_id_resident_id_fkey FOREIGN KEY (institution_id, program_id, resident_id) REFERENCES resident(institution_id, program_id, person_id)
);
CREATE POLICY tenant ON cannot_mentor USING (((institution_id = (current_setting('app.institution'::text))::uuid) AND (program_id = ANY (( SELECT (current_setting('app.programs'::text))::uuid[] AS current_setting)::uuid[])))) WITH CHECK (((institution_id = (current_setting('app.institution'::text))::uuid) AND (program_id = ANY (( SELECT (current_setting('app.programs'::text))::uuid[] AS current_setting)::uuid[]))));

CREATE TABLE change_ask (
    institution_id uuid NOT NULL,
    id uuid NOT NULL DEFAULT gen_random_uuid(),
    program_id uuid NOT NULL,
    pairing_id uuid NOT NULL,
    asked_by uuid NOT NULL,
    asked_at timestamp with time zone NOT NULL,
    state text NOT NULL DEFAULT 'open'::text,
    settled_at timestamp with time zone,
    CONSTRAINT change_ask_pkey PRIMARY KEY (institution_id, id),
    CONSTRAINT change_ask_institution_id_asked_by_fkey FOREIGN KEY (institution_id, asked_by) REFERENCES person(institution_id, id),
    CONSTRAINT change_ask_institution_id_pairing_id_fkey FOREIGN KEY (institution_id, pairing_id) REFERENCES pairing(institution_id, id),
    CONSTRAINT change_ask_institution_id_program_id_fkey FOREIGN KEY (institution_id, program_id) REFERENCES program(institution_id, id),
    CONSTRAINT change_ask_state_check CHECK ((state = ANY (ARRAY['open'::text, 'settled'::text, 'withdrawn'::text])))
);
CREATE UNIQUE INDEX change_ask_once ON public.change_ask USING btree (institution_id, pairing_id, asked_by) WHERE (state = 'open'::text);
CREATE POLICY tenant ON change_ask USING (((institution_id = (current_setting('app.institution'::text))::uuid) AND (program_id = ANY (( SELECT (current_setting('app.programs'::text))::uuid[] AS current_setting)::uuid[])))) WITH CHECK (((institution_id = (current_setting('app.institution'::text))::uuid) AND (program_id = ANY (( SELECT (current_setting('app.programs'::text))::uuid[] AS current_setting)::uuid[]))));

CREATE TABLE check_in (
    institution_id uuid NOT NULL,
    id uuid NOT NULL DEFAULT gen_random_uuid(),
    program_id uuid NOT NULL,
    asked_by uuid NOT NULL,
    person_id uuid NOT NULL,
    question text NOT NULL,
    answer text NOT NULL DEFAULT ''::text,
    asked_at timestamp with time zone NOT NULL,
    answered_at timestamp with time zone,
    CONSTRAINT check_in_pkey PRIMARY KEY (institution_id, id),
    CONSTRAINT check_in_institution_id_asked_by_fkey FOREIGN KEY (institution_id, asked_by) REFERENCES person(institution_id, id),
    CONSTRAINT check_in_institution_id_person_id_fkey FOREIGN KEY (institution_id, person_id) REFERENCES person(institution_id, id),
    CONSTRAINT check_in_institution_id_program_id_fkey FOREIGN KEY (institution_id, program_id) REFERENCES program(institution_id, id),
    CONSTRAINT check_in_answer_check CHECK ((length(answer) <= 2000)),
    CONSTRAINT check_in_question_check CHECK (((length(question) >= 1) AND (length(question) <= 500)))
);
CREATE INDEX check_in_by_person ON public.check_in USING btree (institution_id, person_id);
CREATE POLICY tenant ON check_in USING (((institution_id = (current_setting('app.institution'::text))::uuid) AND (program_id = ANY (( SELECT (current_setting('app.programs'::text))::uuid[] AS current_setting)::uuid[])))) WITH CHECK (((institution_id = (current_setting('app.institution'::text))::uuid) AND (program_id = ANY (( SELECT (current_setting('app.programs'::text))::uuid[] AS current_setting)::uuid[]))));

CREATE TABLE conflict_rule (
    institution_id uuid NOT NULL,
    id uuid NOT NULL DEFAULT gen_random_uuid(),
    program_id uuid NOT NULL,
    kind text NOT NULL,
    role text,
    mentor_id uuid,
    resident_id uuid,
    note text NOT NULL DEFAULT ''::text,
    created_by uuid NOT NULL,
    created_at timestamp with time zone NOT NULL,
    removed_at timestamp with time zone,
    CONSTRAINT conflict_rule_pkey PRIMARY KEY (institution_id, id),
    CONSTRAINT conflict_rule_institution_id_created_by_fkey FOREIGN KEY (institution_id, created_by) REFERENCES person(institution_id, id),
    CONSTRAINT conflict_rule_institution_id_program_id_fkey FOREIGN KEY (institution_id, program_id) REFERENCES program(institution_id, id),
    CONSTRAINT conflict_rule_institution_id_program_id_mentor_id_fkey FOREIGN KEY (institution_id, program_id, mentor_id) REFERENCES mentor(institution_id, program_id, person_id),
    CONSTRAINT conflict_rule_institution_id_program_id_resident_id_fkey FOREIGN KEY (institution_id, program_id, resident_id) REFERENCES resident(institution_id, program_id, person_id),
    CONSTRAINT conflict_rule_kind_check CHECK ((kind = ANY (ARRAY['director'::text, 'associate_director'::text, 'ccc'::text, 'chief'::text, 'supervisor'::text, 'shared_resources'::text, 'other'::text]))),
    CONSTRAINT conflict_rule_names_someone CHECK ((((role IS NULL) <> (mentor_id IS NULL)) AND ((resident_id IS NULL) OR (mentor_id IS NOT NULL)))),
    CONSTRAINT conflict_rule_note_check CHECK ((length(note) <= 500)),
    CONSTRAINT conflict_rule_role_check CHECK ((role = ANY (ARRAY['director'::text, 'associate_director'::text, 'ccc'::text, 'chief'::text, 'coordinator'::text, 'facilitator'::text])))
);
CREATE UNIQUE INDEX conflict_rule_once ON public.conflict_rule USING btree (institution_id, program_id, kind, role, mentor_id, resident_id) NULLS NOT DISTINCT WHERE (removed_at IS NULL);
CREATE POLICY tenant ON conflict_rule USING (((institution_id = (current_setting('app.institution'::text))::uuid) AND (program_id = ANY (( SELECT (current_setting('app.programs'::text))::uuid[] AS current_setting)::uuid[])))) WITH CHECK (((institution_id = (current_setting('app.institution'::text))::uuid) AND (program_id = ANY (( SELECT (current_setting('app.programs'::text))::uuid[] AS current_setting)::uuid[]))));

CREATE TABLE cycle (
    institution_id uuid NOT NULL,
    id uuid NOT NULL DEFAULT gen_random_uuid(),
    program_id uuid NOT NULL,
    name text NOT NULL,
    starts_on date NOT NULL,
    ends_on date NOT NULL,
    state text NOT NULL DEFAULT 'draft'::text,
    ranking_opens_at timestamp with time zone,
    ranking_closes_at timestamp with time zone,
    announce_on date,
    answer_days integer NOT NULL DEFAULT 5,
    list_length integer NOT NULL DEFAULT 3,
    seed text NOT NULL,
    seed_hash text NOT NULL,
    key text NOT NULL DEFAULT ''::text,
    key_hash text NOT NULL DEFAULT ''::text,
    created_at timestamp with time zone NOT NULL DEFAULT now(),
    objective text NOT NULL DEFAULT 'nobody-left-behind'::text,
    aims text[] NOT NULL DEFAULT '{}'::text[],
    CONSTRAINT cycle_name_once UNIQUE (institution_id, program_id, name),
    CONSTRAINT cycle_pkey PRIMARY KEY (institution_id, id),
    CONSTRAINT cycle_institution_id_program_id_fkey FOREIGN KEY (institution_id, program_id) REFERENCES program(institution_id, id),
    CONSTRAINT cycle_answer_days_check CHECK (((answer_days >= 1) AND (answer_days <= 30))),
    CONSTRAINT cycle_dates_in_order CHECK ((starts_on < ends_on)),
    CONSTRAINT cycle_list_length_check CHECK (((list_length >= 1) AND (list_length <= 10))),
    CONSTRAINT cycle_name_check CHECK (((length(name) >= 1) AND (length(name) <= 60))),
    CONSTRAINT cycle_own_objective_has_aims CHECK (((objective = 'own'::text) = (cardinality(aims) > 0))),
    CONSTRAINT cycle_ranking_in_order CHECK ((ranking_opens_at < ranking_closes_at)),
    CONSTRAINT cycle_state_check CHECK ((state = ANY (ARRAY['draft'::text, 'profiles'::text, 'ranking'::text, 'matching'::text, 'running'::text, 'closed'::text])))
);
CREATE POLICY tenant ON cycle USING (((institution_id = (current_setting('app.institution'::text))::uuid) AND (program_id = ANY (( SELECT (current_setting('app.programs'::text))::uuid[] AS current_setting)::uuid[])))) WITH CHECK (((institution_id = (current_setting('app.institution'::text))::uuid) AND (program_id = ANY (( SELECT (current_setting('app.programs'::text))::uuid[] AS current_setting)::uuid[]))));

CREATE TABLE decision (
    institution_id uuid NOT NULL,
    id uuid NOT NULL DEFAULT gen_random_uuid(),
    program_id uuid NOT NULL,
    kind text NOT NULL,
    title text NOT NULL,
    reason text NOT NULL,
    alternatives text NOT NULL DEFAULT ''::text,
    losers text NOT NULL DEFAULT ''::text,
    side_effects text NOT NULL DEFAULT ''::text,
    review_on date,
    created_by uuid NOT NULL,
    created_at timestamp with time zone NOT NULL,
    CONSTRAINT decision_pkey PRIMARY KEY (institution_id, id),
    CONSTRAINT decision_institution_id_created_by_fkey FOREIGN KEY (institution_id, created_by) REFERENCES person(institution_id, id),
    CONSTRAINT decision_institution_id_program_id_fkey FOREIGN KEY (institution_id, program_id) REFERENCES program(institution_id, id),
    CONSTRAINT decision_alternatives_check CHECK ((length(alternatives) <= 2000)),
    CONSTRAINT decision_kind_check CHECK ((kind = ANY (ARRAY['support'::text, 'rule'::text, 'restriction'::text, 'other'::text]))),
    CONSTRAINT decision_losers_check CHECK ((length(losers) <= 2000)),
    CONSTRAINT decision_reason_check CHECK (((length(reason) >= 1) AND (length(reason) <= 2000))),
    CONSTRAINT decision_restriction_weighed CHECK (((kind <> 'restriction'::text) OR ((alternatives <> ''::text) AND (losers <> ''::text) AND (side_effects <> ''::text)))),
    CONSTRAINT decision_side_effects_check CHECK ((length(side_effects) <= 2000)),
    CONSTRAINT decision_title_check CHECK (((length(title) >= 1) AND (length(title) <= 200)))
);
CREATE INDEX decision_by_program ON public.decision USING btree (institution_id, program_id, created_at);
CREATE POLICY tenant ON decision USING (((institution_id = (current_setting('app.institution'::text))::uuid) AND (program_id = ANY (( SELECT (current_setting('app.programs'::text))::uuid[] AS current_setting)::uuid[])))) WITH CHECK (((institution_id = (current_setting('app.institution'::text))::uuid) AND (program_id = ANY (( SELECT (current_setting('app.programs'::text))::uuid[] AS current_setting)::uuid[]))));

CREATE TABLE fit_check (
    institution_id uuid NOT NULL,
    id uuid NOT NULL DEFAULT gen_random_uuid(),
    program_id uuid NOT NULL,
    step_id uuid NOT NULL,
    person_id uuid NOT NULL,
    reader_id uuid NOT NULL,
    feeling text NOT NULL DEFAULT ''::text,
    answer text NOT NULL DEFAULT ''::text,
    forget_on date NOT NULL,
    created_at timestamp with time zone NOT NULL,
    answered_at timestamp with time zone,
    forgotten_at timestamp with time zone,
    CONSTRAINT fit_check_asked_once UNIQUE (institution_id, step_id, person_id),
    CONSTRAINT fit_check_pkey PRIMARY KEY (institution_id, id),
    CONSTRAINT fit_check_institution_id_person_id_fkey FOREIGN KEY (institution_id, person_id) REFERENCES person(institution_id, id),
    CONSTRAINT fit_check_institution_id_program_id_fkey FOREIGN KEY (institution_id, program_id) REFERENCES program(institution_id, id),
    CONSTRAINT fit_check_institution_id_reader_id_fkey FOREIGN KEY (institution_id, reader_id) REFERENCES person(institution_id, id),
    CONSTRAINT fit_check_institution_id_step_id_fkey FOREIGN KEY (institution_id, step_id) REFERENCES step(institution_id, id),
    CONSTRAINT fit_check_answer_check CHECK ((length(answer) <= 2000)),
    CONSTRAINT fit_check_feeling_check CHECK ((feeling = ANY (ARRAY[''::text, 'good'::text, 'more'::text, 'hard'::text, 'other'::text]))),
    CONSTRAINT fit_check_forgotten_is_empty CHECK (((forgotten_at IS NULL) OR ((feeling = ''::text) AND (answer = ''::text)))),
    CONSTRAINT fit_check_never_read_by_the_pair CHECK ((reader_id <> person_id))
);
CREATE INDEX fit_check_by_person ON public.fit_check USING btree (institution_id, person_id, created_at);
CREATE POLICY tenant ON fit_check USING (((institution_id = (current_setting('app.institution'::text))::uuid) AND (program_id = ANY (( SELECT (current_setting('app.programs'::text))::uuid[] AS current_setting)::uuid[])))) WITH CHECK (((institution_id = (current_setting('app.institution'::text))::uuid) AND (program_id = ANY (( SELECT (current_setting('app.programs'::text))::uuid[] AS current_setting)::uuid[]))));

CREATE TABLE flag (
    institution_id uuid NOT NULL,
    id uuid NOT NULL DEFAULT gen_random_uuid(),
    program_id uuid NOT NULL,
    cycle_id uuid NOT NULL,
    pairing_id uuid,
    week date NOT NULL,
    rule text NOT NULL,
    version integer NOT NULL,
    window_from date NOT NULL,
    window_to date NOT NULL,
    value double precision NOT NULL,
    cut double precision NOT NULL,
    state text NOT NULL,
    inputs jsonb NOT NULL,
    created_at timestamp with time zone NOT NULL,
    CONSTRAINT flag_once_a_week UNIQUE NULLS NOT DISTINCT (institution_id, program_id, cycle_id, week, rule, pairing_id),
    CONSTRAINT flag_pkey PRIMARY KEY (institution_id, id),
    CONSTRAINT flag_institution_id_cycle_id_fkey FOREIGN KEY (institution_id, cycle_id) REFERENCES cycle(institution_id, id),
    CONSTRAINT flag_institution_id_pairing_id_fkey FOREIGN KEY (institution_id, pairing_id) REFERENCES pairing(institution_id, id),
    CONSTRAINT flag_institution_id_program_id_fkey FOREIGN KEY (institution_id, program_id) REFERENCES program(institution_id, id),
    CONSTRAINT flag_rule_check CHECK ((rule = ANY (ARRAY['promise'::text, 'peer'::text, 'dispersion'::text])))
);
CREATE INDEX flag_by_pairing ON public.flag USING btree (institution_id, pairing_id, week);
CREATE POLICY tenant ON flag USING (((institution_id = (current_setting('app.institution'::text))::uuid) AND (program_id = ANY (( SELECT (current_setting('app.programs'::text))::uuid[] AS current_setting)::uuid[])))) WITH CHECK (((institution_id = (current_setting('app.institution'::text))::uuid) AND (program_id = ANY (( SELECT (current_setting('app.programs'::text))::uuid[] AS current_setting)::uuid[]))));

CREATE TABLE institution (
    id uuid NOT NULL DEFAULT gen_random_uuid(),
    slug text NOT NULL,
    name text NOT NULL,
    created_at timestamp with time zone NOT NULL DEFAULT now(),
    CONSTRAINT institution_slug_once UNIQUE (slug),
    CONSTRAINT institution_pkey PRIMARY KEY (id),
    CONSTRAINT institution_name_check CHECK (((length(name) >= 1) AND (length(name) <= 200))),
    CONSTRAINT institution_slug_check CHECK ((slug ~ '^[a-z0-9][a-z0-9-]{0,39}$'::text))
);

CREATE TABLE interest (
    institution_id uuid NOT NULL,
    program_id uuid NOT NULL,
    posting_id uuid NOT NULL,
    resident_id uuid NOT NULL,
    created_at timestamp with time zone NOT NULL,
    place integer,
    CONSTRAINT interest_pkey PRIMARY KEY (institution_id, posting_id, resident_id),
    CONSTRAINT interest_institution_id_posting_id_fkey FOREIGN KEY (institution_id, posting_id) REFERENCES posting(institution_id, id),
    CONSTRAINT interest_institution_id_program_id_resident_id_fkey FOREIGN KEY (institution_id, program_id, resident_id) REFERENCES resident(institution_id, program_id, person_id)
);
CREATE POLICY tenant ON interest USING (((institution_id = (current_setting('app.institution'::text))::uuid) AND (program_id = ANY (( SELECT (current_setting('app.programs'::text))::uuid[] AS current_setting)::uuid[])))) WITH CHECK (((institution_id = (current_setting('app.institution'::text))::uuid) AND (program_id = ANY (( SELECT (current_setting('app.programs'::text))::uuid[] AS current_setting)::uuid[]))));

CREATE TABLE link (
    token_hash bytea NOT NULL,
    code_hash bytea,
    purpose text NOT NULL,
    account_id uuid NOT NULL,
    scope jsonb NOT NULL DEFAULT '{}'::jsonb,
    attempts integer NOT NULL DEFAULT 0,
    created_at timestamp with time zone NOT NULL DEFAULT now(),
    expires_at timestamp with time zone NOT NULL,
    used_at timestamp with time zone,
    CONSTRAINT link_pkey PRIMARY KEY (token_hash),
    CONSTRAINT link_account_id_fkey FOREIGN KEY (account_id) REFERENCES account(id) ON DELETE CASCADE,
    CONSTRAINT link_purpose_check CHECK ((purpose = ANY (ARRAY['invite'::text, 'signin'::text, 'log'::text, 'confirm'::text, 'answer'::text, 'change'::text, 'fit'::text, 'offer'::text])))
);
CREATE INDEX link_by_account ON public.link USING btree (account_id, purpose);
CREATE INDEX link_by_expiry ON public.link USING btree (expires_at);

CREATE TABLE match_adjustment (
    institution_id uuid NOT NULL,
    id uuid NOT NULL DEFAULT gen_random_uuid(),
    program_id uuid NOT NULL,
    cycle_id uuid NOT NULL,
    kind text NOT NULL,
    resident_id uuid NOT NULL,
    mentor_id uuid NOT NULL,
    reason text NOT NULL,
    created_by uuid NOT NULL,
    created_at timestamp with time zone NOT NULL,
    removed_at timestamp with time zone,
    CONSTRAINT match_adjustment_pkey PRIMARY KEY (institution_id, id),
    CONSTRAINT match_adjustment_institution_id_created_by_fkey FOREIGN KEY (institution_id, created_by) REFERENCES person(institution_id, id),
    CONSTRAINT match_adjustment_institution_id_cycle_id_fkey FOREIGN KEY (institution_id, cycle_id) REFERENCES cycle(institution_id, id),
    CONSTRAINT match_adjustment_institution_id_program_id_mentor_id_fkey FOREIGN KEY (institution_id, program_id, mentor_id) REFERENCES mentor(institution_id, program_id, person_id),
    CONSTRAINT match_adjustment_institution_id_program_id_resident_id_fkey FOREIGN KEY (institution_id, program_id, resident_id) REFERENCES resident(institution_id, program_id, person_id),
    CONSTRAINT match_adjustment_kind_check CHECK ((kind = ANY (ARRAY['pin'::text, 'forbid'::text]))),
    CONSTRAINT match_adjustment_reason_check CHECK (((length(reason) >= 1) AND (length(reason) <= 500)))
);
CREATE POLICY tenant ON match_adjustment USING (((institution_id = (current_setting('app.institution'::text))::uuid) AND (program_id = ANY (( SELECT (current_setting('app.programs'::text))::uuid[] AS current_setting)::uuid[])))) WITH CHECK (((institution_id = (current_setting('app.institution'::text))::uuid) AND (program_id = ANY (( SELECT (current_setting('app.programs'::text))::uuid[] AS current_setting)::uuid[]))));

CREATE TABLE match_run (
    institution_id uuid NOT NULL,
    id uuid NOT NULL DEFAULT gen_random_uuid(),
    program_id uuid NOT NULL,
    cycle_id uuid NOT NULL,
    number integer NOT NULL,
    name text NOT NULL DEFAULT ''::text,
    preset text NOT NULL,
    instance bytea NOT NULL,
    result bytea,
    ids jsonb NOT NULL,
    inputs_hash bytea NOT NULL,
    state text NOT NULL DEFAULT 'solved'::text,
    parent_id uuid,
    created_by uuid,
    created_at timestamp with time zone NOT NULL,
    chosen_by uuid,
    chosen_at timestamp with time zone,
    answers_until timestamp with time zone,
    hold_until timestamp with time zone,
    announced_at timestamp with time zone,
    task_id uuid,
    purpose text NOT NULL DEFAULT 'year'::text,
    kind text NOT NULL DEFAULT 'primary'::text,
    scenario jsonb NOT NULL DEFAULT '{}'::jsonb,
    choice_reason text NOT NULL DEFAULT ''::text,
    CONSTRAINT match_run_number_once UNIQUE (institution_id, cycle_id, number),
    CONSTRAINT match_run_pkey PRIMARY KEY (institution_id, id),
    CONSTRAINT match_run_institution_id_chosen_by_fkey FOREIGN KEY (institution_id, chosen_by) REFERENCES person(institution_id, id),
    CONSTRAINT match_run_institution_id_created_by_fkey FOREIGN KEY (institution_id, created_by) REFERENCES person(institution_id, id),
    CONSTRAINT match_run_institution_id_cycle_id_fkey FOREIGN KEY (institution_id, cycle_id) REFERENCES cycle(institution_id, id),
    CONSTRAINT match_run_institution_id_parent_id_fkey FOREIGN KEY (institution_id, parent_id) REFERENCES match_run(institution_id, id),
    CONSTRAINT match_run_institution_id_program_id_fkey FOREIGN KEY (institution_id, program_id) REFERENCES program(institution_id, id),
    CONSTRAINT match_run_institution_id_task_id_fkey FOREIGN KEY (institution_id, task_id) REFERENCES task(institution_id, id),
    CONSTRAINT match_run_choice_reason_check CHECK ((length(choice_reason) <= 500)),
    CONSTRAINT match_run_kind_check CHECK ((kind = ANY (ARRAY['primary'::text, 'career'::text, 'research'::text, 'peer'::text, 'other'::text]))),
    CONSTRAINT match_run_purpose_check CHECK ((purpose = ANY (ARRAY['year'::text, 'change'::text, 'second'::text]))),
    CONSTRAINT match_run_state_check CHECK ((state = ANY (ARRAY['waiting'::text, 'solved'::text, 'infeasible'::text, 'failed'::text, 'chosen'::text, 'answering'::text, 'announced'::text, 'dropped'::text])))
);
CREATE INDEX match_run_by_task ON public.match_run USING btree (institution_id, task_id);
CREATE UNIQUE INDEX match_run_one_chosen ON public.match_run USING btree (institution_id, cycle_id, purpose, kind) WHERE (state = ANY (ARRAY['chosen'::text, 'answering'::text]));
CREATE POLICY tenant ON match_run USING (((institution_id = (current_setting('app.institution'::text))::uuid) AND (program_id = ANY (( SELECT (current_setting('app.programs'::text))::uuid[] AS current_setting)::uuid[])))) WITH CHECK (((institution_id = (current_setting('app.institution'::text))::uuid) AND (program_id = ANY (( SELECT (current_setting('app.programs'::text))::uuid[] AS current_setting)::uuid[]))));

CREATE TABLE meeting (
    institution_id uuid NOT NULL,
    id uuid NOT NULL DEFAULT gen_random_uuid(),
    program_id uuid NOT NULL,
    pairing_id uuid NOT NULL,
    attempted boolean NOT NULL DEFAULT false,
    held_on date NOT NULL,
    minutes integer,
    setting text,
    out_of_hours boolean NOT NULL DEFAULT false,
    worked_on text NOT NULL DEFAULT ''::text,
    logged_by uuid NOT NULL,
    logged_at timestamp with time zone NOT NULL,
    other_answer text,
    other_by uuid,
    other_at timestamp with time zone,
    other_held_on date,
    other_minutes integer,
    other_setting text,
    removed_at timestamp with time zone,
    version integer NOT NULL DEFAULT 1,
    CONSTRAINT meeting_pkey PRIMARY KEY (institution_id, id),
    CONSTRAINT meeting_institution_id_logged_by_fkey FOREIGN KEY (institution_id, logged_by) REFERENCES person(institution_id, id),
    CONSTRAINT meeting_institution_id_other_by_fkey FOREIGN KEY (institution_id, other_by) REFERENCES person(institution_id, id),
    CONSTRAINT meeting_institution_id_pairing_id_fkey FOREIGN KEY (institution_id, pairing_id) REFERENCES pairing(institution_id, id),
    CONSTRAINT meeting_institution_id_program_id_fkey FOREIGN KEY (institution_id, program_id) REFERENCES program(institution_id, id),
    CONSTRAINT meeting_minutes_check CHECK (((minutes >= 1) AND (minutes <= 720))),
    CONSTRAINT meeting_or_attempt CHECK ((attempted OR ((minutes IS NOT NULL) AND (setting IS NOT NULL)))),
    CONSTRAINT meeting_other_answer_check CHECK ((other_answer = ANY (ARRAY['confirmed'::text, 'differs'::text, 'denied'::text]))),
    CONSTRAINT meeting_other_minutes_check CHECK (((other_minutes >= 1) AND (other_minutes <= 720))),
    CONSTRAINT meeting_other_setting_check CHECK ((other_setting = ANY (ARRAY['on_site'::text, 'off_site'::text, 'home'::text, 'dinner'::text, 'virtual'::text, 'phone'::text]))),
    CONSTRAINT meeting_setting_check CHECK ((setting = ANY (ARRAY['on_site'::text, 'off_site'::text, 'home'::text, 'dinner'::text, 'virtual'::text, 'phone'::text]))),
    CONSTRAINT meeting_worked_on_check CHECK ((length(worked_on) <= 2000))
);
CREATE INDEX meeting_by_pairing ON public.meeting USING btree (institution_id, pairing_id, held_on);
CREATE POLICY tenant ON meeting USING (((institution_id = (current_setting('app.institution'::text))::uuid) AND (program_id = ANY (( SELECT (current_setting('app.programs'::text))::uuid[] AS current_setting)::uuid[])))) WITH CHECK (((institution_id = (current_setting('app.institution'::text))::uuid) AND (program_id = ANY (( SELECT (current_setting('app.programs'::text))::uuid[] AS current_setting)::uuid[]))));

CREATE TABLE membership (
    institution_id uuid NOT NULL,
    id uuid NOT NULL DEFAULT gen_random_uuid(),
    program_id uuid,
    person_id uuid NOT NULL,
    role text NOT NULL,
    ccc boolean NOT NULL DEFAULT false,
    invited_at timestamp with time zone,
    ended_at timestamp with time zone,
    created_at timestamp with time zone NOT NULL DEFAULT now(),
    CONSTRAINT membership_role_once UNIQUE NULLS NOT DISTINCT (institution_id, program_id, person_id, role),
    CONSTRAINT membership_pkey PRIMARY KEY (institution_id, id),
    CONSTRAINT membership_institution_id_person_id_fkey FOREIGN KEY (institution_id, person_id) REFERENCES person(institution_id, id),
    CONSTRAINT membership_institution_id_program_id_fkey FOREIGN KEY (institution_id, program_id) REFERENCES program(institution_id, id),
    CONSTRAINT membership_role_check CHECK ((role = ANY (ARRAY['resident'::text, 'mentor'::text, 'chief'::text, 'coordinator'::text, 'director'::text, 'associate_director'::text, 'facilitator'::text, 'ombudsperson'::text, 'dio'::text, 'admin'::text]))),
    CONSTRAINT membership_role_fits CHECK (((program_id IS NULL) = (role = ANY (ARRAY['ombudsperson'::text, 'dio'::text, 'admin'::text]))))
);
CREATE INDEX membership_by_person ON public.membership USING btree (institution_id, person_id);
CREATE POLICY tenant ON membership USING (((institution_id = (current_setting('app.institution'::text))::uuid) AND ((program_id = ANY (( SELECT (current_setting('app.programs'::text))::uuid[] AS current_setting)::uuid[])) OR (program_id IS NULL) OR (person_id = (NULLIF(current_setting('app.person'::text), ''::text))::uuid)))) WITH CHECK (((institution_id = (current_setting('app.institution'::text))::uuid) AND ((program_id = ANY (( SELECT (current_setting('app.programs'::text))::uuid[] AS current_setting)::uuid[])) OR (program_id IS NULL) OR (person_id = (NULLIF(current_setting('app.person'::text), ''::text))::uuid))));

CREATE TABLE mentor (
    institution_id uuid NOT NULL,
    program_id uuid NOT NULL,
    person_id uuid NOT NULL,
    slug text NOT NULL,
    specialty text NOT NULL DEFAULT ''::text,
    site text NOT NULL DEFAULT ''::text,
    ask_me text NOT NULL DEFAULT ''::text,
    background text NOT NULL DEFAULT ''::text,
    academic_interests text NOT NULL DEFAULT ''::text,
    personal_interests text NOT NULL DEFAULT ''::text,
    how_i_meet text NOT NULL DEFAULT ''::text,
    domains text[] NOT NULL DEFAULT '{}'::text[],
    languages text[] NOT NULL DEFAULT '{}'::text[],
    meets_by_video boolean NOT NULL DEFAULT false,
    places integer NOT NULL DEFAULT 2,
    min_places integer NOT NULL DEFAULT 0,
    identity text NOT NULL DEFAULT ''::text,
    identity_seen_by text NOT NULL DEFAULT 'nobody'::text,
    open_to_siblings boolean NOT NULL DEFAULT false,
    state text NOT NULL DEFAULT 'draft'::text,
    draft jsonb,
    saved_at timestamp with time zone,
    version integer NOT NULL DEFAULT 0,
    CONSTRAINT mentor_slug_once UNIQUE (institution_id, program_id, slug),
    CONSTRAINT mentor_pkey PRIMARY KEY (institution_id, program_id, person_id),
    CONSTRAINT mentor_institution_id_person_id_fkey FOREIGN KEY (institution_id, person_id) REFERENCES person(institution_id, id),
    CONSTRAINT mentor_institution_id_program_id_fkey FOREIGN KEY (institution_id, program_id) REFERENCES program(institution_id, id),
    CONSTRAINT mentor_ask_me_check CHECK ((length(ask_me) <= 140)),
    CONSTRAINT mentor_identity_seen_by_check CHECK ((identity_seen_by = ANY (ARRAY['nobody'::text, 'residents'::text, 'everyone'::text]))),
    CONSTRAINT mentor_min_places_check CHECK ((min_places >= 0)),
    CONSTRAINT mentor_places_check CHECK (((places >= 0) AND (places <= 50))),
    CONSTRAINT mentor_places_in_order CHECK ((min_places <= places)),
    CONSTRAINT mentor_state_check CHECK ((state = ANY (ARRAY['draft'::text, 'ready'::text, 'withdrawn'::text])))
);
CREATE INDEX mentor_by_person ON public.mentor USING btree (institution_id, person_id);
CREATE POLICY siblings ON mentor USING (((institution_id = (current_setting('app.institution'::text))::uuid) AND open_to_siblings AND (state = 'ready'::text)));
CREATE POLICY tenant ON mentor USING (((institution_id = (current_setting('app.institution'::text))::uuid) AND (program_id = ANY (( SELECT (current_setting('app.programs'::text))::uuid[] AS current_setting)::uuid[])))) WITH CHECK (((institution_id = (current_setting('app.institution'::text))::uuid) AND (program_id = ANY (( SELECT (current_setting('app.programs'::text))::uuid[] AS current_setting)::uuid[]))));

CREATE TABLE message (
    institution_id uuid NOT NULL,
    id uuid NOT NULL DEFAULT gen_random_uuid(),
    program_id uuid NOT NULL,
    person_id uuid NOT NULL,
    kind text NOT NULL,
    subject text NOT NULL,
    day date NOT NULL,
    data jsonb NOT NULL DEFAULT '{}'::jsonb,
    task_id uuid,
    not_before timestamp with time zone NOT NULL,
    state text NOT NULL DEFAULT 'waiting'::text,
    attempts integer NOT NULL DEFAULT 0,
    created_at timestamp with time zone NOT NULL,
    sent_at timestamp with time zone,
    CONSTRAINT message_once UNIQUE (institution_id, person_id, kind, subject, day),
    CONSTRAINT message_pkey PRIMARY KEY (institution_id, id),
    CONSTRAINT message_institution_id_person_id_fkey FOREIGN KEY (institution_id, person_id) REFERENCES person(institution_id, id),
    CONSTRAINT message_institution_id_program_id_fkey FOREIGN KEY (institution_id, program_id) REFERENCES program(institution_id, id),
    CONSTRAINT message_institution_id_task_id_fkey FOREIGN KEY (institution_id, task_id) REFERENCES task(institution_id, id),
    CONSTRAINT message_state_check CHECK ((state = ANY (ARRAY['waiting'::text, 'sent'::text, 'failed'::text, 'stopped'::text])))
);
CREATE INDEX message_by_task ON public.message USING btree (institution_id, task_id);
CREATE POLICY tenant ON message USING (((institution_id = (current_setting('app.institution'::text))::uuid) AND (program_id = ANY (( SELECT (current_setting('app.programs'::text))::uuid[] AS current_setting)::uuid[])))) WITH CHECK (((institution_id = (current_setting('app.institution'::text))::uuid) AND (program_id = ANY (( SELECT (current_setting('app.programs'::text))::uuid[] AS current_setting)::uuid[]))));

CREATE TABLE not_with (
    institution_id uuid NOT NULL,
    program_id uuid NOT NULL,
    resident_id uuid NOT NULL,
    mentor_id uuid NOT NULL,
    CONSTRAINT not_with_pkey PRIMARY KEY (institution_id, program_id, resident_id, mentor_id),
    CONSTRAINT not_with_institution_id_program_id_mentor_id_fkey FOREIGN KEY (institution_id, program_id, mentor_id) REFERENCES mentor(institution_id, program_id, person_id),
    CONSTRAINT not_with_institution_id_program_id_resident_id_fkey FOREIGN KEY (institution_id, program_id, resident_id) REFERENCES resident(institution_id, program_id, person_id)
);
CREATE POLICY tenant ON not_with USING (((institution_id = (current_setting('app.institution'::text))::uuid) AND (program_id = ANY (( SELECT (current_setting('app.programs'::text))::uuid[] AS current_setting)::uuid[])))) WITH CHECK (((institution_id = (current_setting('app.institution'::text))::uuid) AND (program_id = ANY (( SELECT (current_setting('app.programs'::text))::uuid[] AS current_setting)::uuid[]))));

CREATE TABLE offer (
    institution_id uuid NOT NULL,
    id uuid NOT NULL DEFAULT gen_random_uuid(),
    program_id uuid NOT NULL,
    mentor_id uuid NOT NULL,
    resident_id uuid,
    meeting_id uuid,
    kind text NOT NULL,
    title text NOT NULL DEFAULT ''::text,
    open_to text NOT NULL,
    offered_on date NOT NULL,
    reason text NOT NULL DEFAULT ''::text,
    created_by uuid NOT NULL,
    created_at timestamp with time zone NOT NULL,
    removed_at timestamp with time zone,
    CONSTRAINT offer_pkey PRIMARY KEY (institution_id, id),
    CONSTRAINT offer_institution_id_created_by_fkey FOREIGN KEY (institution_id, created_by) REFERENCES person(institution_id, id),
    CONSTRAINT offer_institution_id_meeting_id_fkey FOREIGN KEY (institution_id, meeting_id) REFERENCES meeting(institution_id, id),
    CONSTRAINT offer_institution_id_program_id_fkey FOREIGN KEY (institution_id, program_id) REFERENCES program(institution_id, id),
    CONSTRAINT offer_institution_id_program_id_mentor_id_fkey FOREIGN KEY (institution_id, program_id, mentor_id) REFERENCES mentor(institution_id, program_id, person_id),
    CONSTRAINT offer_institution_id_program_id_resident_id_fkey FOREIGN KEY (institution_id, program_id, resident_id) REFERENCES resident(institution_id, program_id, person_id),
    CONSTRAINT offer_kind_check CHECK ((kind = ANY (ARRAY['project'::text, 'poster'::text, 'introduction'::text, 'study_session'::text, 'other'::text]))),
    CONSTRAINT offer_open_or_named CHECK (((open_to = 'all'::text) = (resident_id IS NULL))),
    CONSTRAINT offer_open_to_check CHECK ((open_to = ANY (ARRAY['one'::text, 'few'::text, 'all'::text]))),
    CONSTRAINT offer_title_check CHECK ((length(title) <= 200))
);
CREATE INDEX offer_by_program ON public.offer USING btree (institution_id, program_id, offered_on);
CREATE POLICY tenant ON offer USING (((institution_id = (current_setting('app.institution'::text))::uuid) AND (program_id = ANY (( SELECT (current_setting('app.programs'::text))::uuid[] AS current_setting)::uuid[])))) WITH CHECK (((institution_id = (current_setting('app.institution'::text))::uuid) AND (program_id = ANY (( SELECT (current_setting('app.programs'::text))::uuid[] AS current_setting)::uuid[]))));

CREATE TABLE once (
    institution_id uuid NOT NULL,
    key text NOT NULL,
    person_id uuid,
    body_hash bytea NOT NULL,
    location text NOT NULL,
    created_at timestamp with time zone NOT NULL DEFAULT now(),
    CONSTRAINT once_pkey PRIMARY KEY (institution_id, key),
    CONSTRAINT once_institution_id_fkey FOREIGN KEY (institution_id) REFERENCES institution(id),
    CONSTRAINT once_key_check CHECK (((length(key) >= 8) AND (length(key) <= 64)))
);
CREATE POLICY tenant ON once USING ((institution_id = (current_setting('app.institution'::text))::uuid)) WITH CHECK ((institution_id = (current_setting('app.institution'::text))::uuid));

CREATE TABLE pairing (
    institution_id uuid NOT NULL,
    id uuid NOT NULL DEFAULT gen_random_uuid(),
    program_id uuid NOT NULL,
    cycle_id uuid NOT NULL,
    resident_id uuid NOT NULL,
    mentor_id uuid NOT NULL,
    kind text NOT NULL DEFAULT 'primary'::text,
    run_id uuid,
    starts_on date NOT NULL,
    ends_on date,
    interval_days integer,
    created_at timestamp with time zone NOT NULL,
    CONSTRAINT pairing_pkey PRIMARY KEY (institution_id, id),
    CONSTRAINT pairing_institution_id_cycle_id_fkey FOREIGN KEY (institution_id, cycle_id) REFERENCES cycle(institution_id, id),
    CONSTRAINT pairing_institution_id_program_id_fkey FOREIGN KEY (institution_id, program_id) REFERENCES program(institution_id, id),
    CONSTRAINT pairing_institution_id_program_id_mentor_id_fkey FOREIGN KEY (institution_id, program_id, mentor_id) REFERENCES mentor(institution_id, program_id, person_id),
    CONSTRAINT pairing_institution_id_program_id_resident_id_fkey FOREIGN KEY (institution_id, program_id, resident_id) REFERENCES resident(institution_id, program_id, person_id),
    CONSTRAINT pairing_institution_id_run_id_fkey FOREIGN KEY (institution_id, run_id) REFERENCES match_run(institution_id, id),
    CONSTRAINT pairing_dates_in_order CHECK ((starts_on <= ends_on)),
    CONSTRAINT pairing_interval_days_check CHECK (((interval_days >= 7) AND (interval_days <= 366))),
    CONSTRAINT pairing_kind_check CHECK ((kind = ANY (ARRAY['primary'::text, 'career'::text, 'research'::text, 'peer'::text, 'other'::text])))
);
CREATE INDEX pairing_by_cycle ON public.pairing USING btree (institution_id, program_id, cycle_id);
CREATE INDEX pairing_by_mentor ON public.pairing USING btree (institution_id, program_id, mentor_id);
CREATE UNIQUE INDEX pairing_one_primary_mentor ON public.pairing USING btree (institution_id, program_id, cycle_id, resident_id) WHERE ((kind = 'primary'::text) AND (ends_on IS NULL));
CREATE POLICY tenant ON pairing USING (((institution_id = (current_setting('app.institution'::text))::uuid) AND (program_id = ANY (( SELECT (current_setting('app.programs'::text))::uuid[] AS current_setting)::uuid[])))) WITH CHECK (((institution_id = (current_setting('app.institution'::text))::uuid) AND (program_id = ANY (( SELECT (current_setting('app.programs'::text))::uuid[] AS current_setting)::uuid[]))));

CREATE TABLE person (
    institution_id uuid NOT NULL,
    id uuid NOT NULL DEFAULT gen_random_uuid(),
    email text NOT NULL,
    title text NOT NULL DEFAULT ''::text,
    given_name text NOT NULL,
    family_name text NOT NULL,
    weekly_mail boolean NOT NULL DEFAULT true,
    created_at timestamp with time zone NOT NULL DEFAULT now(),
    CONSTRAINT person_email_once UNIQUE (institution_id, email),
    CONSTRAINT person_pkey PRIMARY KEY (institution_id, id),
    CONSTRAINT person_institution_id_fkey FOREIGN KEY (institution_id) REFERENCES institution(id),
    CONSTRAINT person_email_check CHECK (((email = lower(email)) AND (length(email) <= 254))),
    CONSTRAINT person_family_name_check CHECK (((length(family_name) >= 1) AND (length(family_name) <= 100))),
    CONSTRAINT person_given_name_check CHECK ((length(given_name) <= 100))
);
CREATE POLICY tenant ON person USING ((institution_id = (current_setting('app.institution'::text))::uuid)) WITH CHECK ((institution_id = (current_setting('app.institution'::text))::uuid));

CREATE TABLE posting (
    institution_id uuid NOT NULL,
    id uuid NOT NULL DEFAULT gen_random_uuid(),
    program_id uuid NOT NULL,
    mentor_id uuid NOT NULL,
    offer_id uuid NOT NULL,
    kind text NOT NULL,
    title text NOT NULL,
    details text NOT NULL DEFAULT ''::text,
    places integer NOT NULL,
    closes_on date NOT NULL,
    seed text NOT NULL,
    seed_hash text NOT NULL,
    state text NOT NULL DEFAULT 'open'::text,
    created_by uuid NOT NULL,
    created_at timestamp with time zone NOT NULL,
    ended_at timestamp with time zone,
    CONSTRAINT posting_pkey PRIMARY KEY (institution_id, id),
    CONSTRAINT posting_institution_id_created_by_fkey FOREIGN KEY (institution_id, created_by) REFERENCES person(institution_id, id),
    CONSTRAINT posting_institution_id_offer_id_fkey FOREIGN KEY (institution_id, offer_id) REFERENCES offer(institution_id, id),
    CONSTRAINT posting_institution_id_program_id_fkey FOREIGN KEY (institution_id, program_id) REFERENCES program(institution_id, id),
    CONSTRAINT posting_institution_id_program_id_mentor_id_fkey FOREIGN KEY (institution_id, program_id, mentor_id) REFERENCES mentor(institution_id, program_id, person_id),
    CONSTRAINT posting_details_check CHECK ((length(details) <= 2000)),
    CONSTRAINT posting_kind_check CHECK ((kind = ANY (ARRAY['project'::text, 'poster'::text, 'introduction'::text, 'study_session'::text, 'other'::text]))),
    CONSTRAINT posting_places_check CHECK (((places >= 1) AND (places <= 100))),
    CONSTRAINT posting_state_check CHECK ((state = ANY (ARRAY['open'::text, 'drawn'::text, 'withdrawn'::text]))),
    CONSTRAINT posting_title_check CHECK (((length(title) >= 1) AND (length(title) <= 200)))
);
CREATE INDEX posting_by_program ON public.posting USING btree (institution_id, program_id, closes_on);
CREATE POLICY tenant ON posting USING (((institution_id = (current_setting('app.institution'::text))::uuid) AND (program_id = ANY (( SELECT (current_setting('app.programs'::text))::uuid[] AS current_setting)::uuid[])))) WITH CHECK (((institution_id = (current_setting('app.institution'::text))::uuid) AND (program_id = ANY (( SELECT (current_setting('app.programs'::text))::uuid[] AS current_setting)::uuid[]))));

CREATE TABLE program (
    institution_id uuid NOT NULL,
    id uuid NOT NULL DEFAULT gen_random_uuid(),
    slug text NOT NULL,
    name text NOT NULL,
    time_zone text NOT NULL DEFAULT 'America/New_York'::text,
    interval_days integer NOT NULL DEFAULT 91,
    grace_days integer NOT NULL DEFAULT 21,
    meeting_minutes integer NOT NULL DEFAULT 30,
    meeting_settings text[] NOT NULL DEFAULT '{on_site,virtual,phone}'::text[],
    settings_open_to_all text[] NOT NULL DEFAULT '{off_site,home,dinner}'::text[],
    first_contact_days integer NOT NULL DEFAULT 42,
    domains text[] NOT NULL DEFAULT '{Career,Research,Clinical,"Life in training",Wellbeing,Teaching}'::text[],
    default_places integer NOT NULL DEFAULT 2,
    allow_min_places boolean NOT NULL DEFAULT false,
    ombudsperson_contact text NOT NULL DEFAULT ''::text,
    dio_contact text NOT NULL DEFAULT ''::text,
    outside_contact text NOT NULL DEFAULT 'ACGME Office of the Ombudsperson and Office of Complaints, acgme.org'::text,
    column_mapping jsonb NOT NULL DEFAULT '{}'::jsonb,
    created_at timestamp with time zone NOT NULL DEFAULT now(),
    charter_at timestamp with time zone,
    CONSTRAINT program_slug_once UNIQUE (institution_id, slug),
    CONSTRAINT program_pkey PRIMARY KEY (institution_id, id),
    CONSTRAINT program_institution_id_fkey FOREIGN KEY (institution_id) REFERENCES institution(id),
    CONSTRAINT program_default_places_check CHECK (((default_places >= 0) AND (default_places <= 50))),
    CONSTRAINT program_first_contact_days_check CHECK (((first_contact_days >= 7) AND (first_contact_days <= 180))),
    CONSTRAINT program_grace_days_check CHECK (((grace_days >= 0) AND (grace_days <= 90))),
    CONSTRAINT program_interval_in_reason CHECK (((interval_days >= 7) AND (interval_days <= 366))),
    CONSTRAINT program_meeting_minutes_check CHECK (((meeting_minutes >= 5) AND (meeting_minutes <= 240))),
    CONSTRAINT program_name_check CHECK (((length(name) >= 1) AND (length(name) <= 200))),
    CONSTRAINT program_slug_check CHECK ((slug ~ '^[a-z0-9][a-z0-9-]{0,39}$'::text))
);
CREATE POLICY every_program ON program USING (((institution_id = (current_setting('app.institution'::text))::uuid) AND (current_setting('app.every_program'::text, true) = 'yes'::text)));
CREATE POLICY nobody ON program USING ((institution_id = (current_setting('app.institution'::text))::uuid));
CREATE POLICY tenant ON program USING (((institution_id = (current_setting('app.institution'::text))::uuid) AND ((id = ANY (( SELECT (current_setting('app.programs'::text))::uuid[] AS current_setting)::uuid[])) OR (id IN ( SELECT m.program_id
   FROM membership m
  WHERE ((m.institution_id = program.institution_id) AND (m.person_id = (NULLIF(current_setting('app.person'::text), ''::text))::uuid) AND (m.ended_at IS NULL))))))) WITH CHECK (((institution_id = (current_setting('app.institution'::text))::uuid) AND (id = ANY (( SELECT (current_setting('app.programs'::text))::uuid[] AS current_setting)::uuid[]))));

CREATE TABLE proposal (
    institution_id uuid NOT NULL,
    program_id uuid NOT NULL,
    run_id uuid NOT NULL,
    resident_id uuid NOT NULL,
    mentor_id uuid,
    rank integer,
    pinned boolean NOT NULL DEFAULT false,
    answer text NOT NULL DEFAULT 'waiting'::text,
    answered_at timestamp with time zone,
    previous_mentor_id uuid,
    asked_at timestamp with time zone,
    decided_by uuid,
    kept boolean NOT NULL DEFAULT false,
    resident_answer text NOT NULL DEFAULT 'unasked'::text,
    resident_answered_at timestamp with time zone,
    CONSTRAINT proposal_pkey PRIMARY KEY (institution_id, run_id, resident_id),
    CONSTRAINT proposal_institution_id_decided_by_fkey FOREIGN KEY (institution_id, decided_by) REFERENCES person(institution_id, id),
    CONSTRAINT proposal_institution_id_program_id_mentor_id_fkey FOREIGN KEY (institution_id, program_id, mentor_id) REFERENCES mentor(institution_id, program_id, person_id),
    CONSTRAINT proposal_institution_id_program_id_previous_mentor_id_fkey FOREIGN KEY (institution_id, program_id, previous_mentor_id) REFERENCES mentor(institution_id, program_id, person_id),
    CONSTRAINT proposal_institution_id_program_id_resident_id_fkey FOREIGN KEY (institution_id, program_id, resident_id) REFERENCES resident(institution_id, program_id, person_id),
    CONSTRAINT proposal_institution_id_run_id_fkey FOREIGN KEY (institution_id, run_id) REFERENCES match_run(institution_id, id),
    CONSTRAINT proposal_answer_check CHECK ((answer = ANY (ARRAY['waiting'::text, 'accepted'::text, 'declined'::text]))),
    CONSTRAINT proposal_resident_answer_check CHECK ((resident_answer = ANY (ARRAY['unasked'::text, 'waiting'::text, 'accepted'::text, 'declined'::text])))
);
CREATE POLICY tenant ON proposal USING (((institution_id = (current_setting('app.institution'::text))::uuid) AND (program_id = ANY (( SELECT (current_setting('app.programs'::text))::uuid[] AS current_setting)::uuid[])))) WITH CHECK (((institution_id = (current_setting('app.institution'::text))::uuid) AND (program_id = ANY (( SELECT (current_setting('app.programs'::text))::uuid[] AS current_setting)::uuid[]))));

CREATE TABLE rank_list (
    institution_id uuid NOT NULL,
    program_id uuid NOT NULL,
    cycle_id uuid NOT NULL,
    resident_id uuid NOT NULL,
    version integer NOT NULL DEFAULT 1,
    saved_at timestamp with time zone NOT NULL,
    done_at timestamp with time zone,
    CONSTRAINT rank_list_pkey PRIMARY KEY (institution_id, program_id, cycle_id, resident_id),
    CONSTRAINT rank_list_institution_id_cycle_id_fkey FOREIGN KEY (institution_id, cycle_id) REFERENCES cycle(institution_id, id),
    CONSTRAINT rank_list_institution_id_program_id_resident_id_fkey FOREIGN KEY (institution_id, program_id, resident_id) REFERENCES resident(institution_id, program_id, person_id)
);
CREATE POLICY tenant ON rank_list USING (((institution_id = (current_setting('app.institution'::text))::uuid) AND (program_id = ANY (( SELECT (current_setting('app.programs'::text))::uuid[] AS current_setting)::uuid[])))) WITH CHECK (((institution_id = (current_setting('app.institution'::text))::uuid) AND (program_id = ANY (( SELECT (current_setting('app.programs'::text))::uuid[] AS current_setting)::uuid[]))));

CREATE TABLE ranked (
    institution_id uuid NOT NULL,
    program_id uuid NOT NULL,
    cycle_id uuid NOT NULL,
    resident_id uuid NOT NULL,
    place integer NOT NULL,
    mentor_id uuid NOT NULL,
    CONSTRAINT ranked_one_place_per_mentor UNIQUE (institution_id, program_id, cycle_id, resident_id, mentor_id),
    CONSTRAINT ranked_pkey PRIMARY KEY (institution_id, program_id, cycle_id, resident_id, place),
    CONSTRAINT ranked_institution_id_program_id_cycle_id_resident_id_fkey FOREIGN KEY (institution_id, program_id, cycle_id, resident_id) REFERENCES rank_list(institution_id, program_id, cycle_id, resident_id) ON DELETE CASCADE,
    CONSTRAINT ranked_institution_id_program_id_mentor_id_fkey FOREIGN KEY (institution_id, program_id, mentor_id) REFERENCES mentor(institution_id, program_id, person_id),
    CONSTRAINT ranked_place_check CHECK (((place >= 1) AND (place <= 10)))
);
CREATE POLICY tenant ON ranked USING (((institution_id = (current_setting('app.institution'::text))::uuid) AND (program_id = ANY (( SELECT (current_setting('app.programs'::text))::uuid[] AS current_setting)::uuid[])))) WITH CHECK (((institution_id = (current_setting('app.institution'::text))::uuid) AND (program_id = ANY (( SELECT (current_setting('app.programs'::text))::uuid[] AS current_setting)::uuid[]))));

CREATE TABLE reading (
    institution_id uuid NOT NULL,
    program_id uuid NOT NULL,
    cycle_id uuid NOT NULL,
    week date NOT NULL,
    as_of date NOT NULL,
    in_range integer NOT NULL,
    missed integer NOT NULL,
    live_pairs integer NOT NULL,
    silence_days integer NOT NULL,
    top_fifth double precision NOT NULL,
    offers_all integer NOT NULL,
    offers_named integer NOT NULL,
    program jsonb NOT NULL,
    pairs jsonb NOT NULL,
    created_at timestamp with time zone NOT NULL,
    CONSTRAINT reading_pkey PRIMARY KEY (institution_id, program_id, cycle_id, week),
    CONSTRAINT reading_institution_id_cycle_id_fkey FOREIGN KEY (institution_id, cycle_id) REFERENCES cycle(institution_id, id),
    CONSTRAINT reading_institution_id_program_id_fkey FOREIGN KEY (institution_id, program_id) REFERENCES program(institution_id, id)
);
CREATE POLICY tenant ON reading USING (((institution_id = (current_setting('app.institution'::text))::uuid) AND (program_id = ANY (( SELECT (current_setting('app.programs'::text))::uuid[] AS current_setting)::uuid[])))) WITH CHECK (((institution_id = (current_setting('app.institution'::text))::uuid) AND (program_id = ANY (( SELECT (current_setting('app.programs'::text))::uuid[] AS current_setting)::uuid[]))));

CREATE TABLE release (
    institution_id uuid NOT NULL,
    wave_id uuid NOT NULL,
    program_id uuid NOT NULL,
    figures jsonb NOT NULL,
    CONSTRAINT release_pkey PRIMARY KEY (institution_id, wave_id),
    CONSTRAINT release_institution_id_program_id_fkey FOREIGN KEY (institution_id, program_id) REFERENCES program(institution_id, id),
    CONSTRAINT release_institution_id_wave_id_fkey FOREIGN KEY (institution_id, wave_id) REFERENCES wave(institution_id, id)
);
CREATE POLICY tenant ON release USING (((institution_id = (current_setting('app.institution'::text))::uuid) AND (program_id = ANY (( SELECT (current_setting('app.programs'::text))::uuid[] AS current_setting)::uuid[])))) WITH CHECK (((institution_id = (current_setting('app.institution'::text))::uuid) AND (program_id = ANY (( SELECT (current_setting('app.programs'::text))::uuid[] AS current_setting)::uuid[]))));

CREATE TABLE resident (
    institution_id uuid NOT NULL,
    program_id uuid NOT NULL,
    person_id uuid NOT NULL,
    pgy integer NOT NULL,
    site text NOT NULL DEFAULT ''::text,
    starts_on date,
    ends_on date,
    CONSTRAINT resident_pkey PRIMARY KEY (institution_id, program_id, person_id),
    CONSTRAINT resident_institution_id_person_id_fkey FOREIGN KEY (institution_id, person_id) REFERENCES person(institution_id, id),
    CONSTRAINT resident_institution_id_program_id_fkey FOREIGN KEY (institution_id, program_id) REFERENCES program(institution_id, id),
    CONSTRAINT resident_dates_in_order CHECK ((starts_on <= ends_on)),
    CONSTRAINT resident_pgy_check CHECK (((pgy >= 1) AND (pgy <= 10)))
);
CREATE INDEX resident_by_person ON public.resident USING btree (institution_id, person_id);
CREATE POLICY tenant ON resident USING (((institution_id = (current_setting('app.institution'::text))::uuid) AND (program_id = ANY (( SELECT (current_setting('app.programs'::text))::uuid[] AS current_setting)::uuid[])))) WITH CHECK (((institution_id = (current_setting('app.institution'::text))::uuid) AND (program_id = ANY (( SELECT (current_setting('app.programs'::text))::uuid[] AS current_setting)::uuid[]))));

CREATE TABLE roster_import (
    institution_id uuid NOT NULL,
    id uuid NOT NULL DEFAULT gen_random_uuid(),
    program_id uuid NOT NULL,
    file_name text NOT NULL,
    content bytea NOT NULL,
    pasted boolean NOT NULL DEFAULT false,
    sheet text NOT NULL DEFAULT ''::text,
    header_row integer,
    mapping jsonb NOT NULL DEFAULT '[]'::jsonb,
    everybody text NOT NULL DEFAULT ''::text,
    doctors boolean NOT NULL DEFAULT true,
    corrections jsonb NOT NULL DEFAULT '{}'::jsonb,
    state text NOT NULL DEFAULT 'open'::text,
    rejected bytea NOT NULL DEFAULT '\x'::bytea,
    written jsonb NOT NULL DEFAULT '{}'::jsonb,
    outcome jsonb NOT NULL DEFAULT '{}'::jsonb,
    created_by uuid NOT NULL,
    created_at timestamp with time zone NOT NULL,
    done_by uuid,
    done_at timestamp with time zone,
    CONSTRAINT roster_import_pkey PRIMARY KEY (institution_id, id),
    CONSTRAINT roster_import_institution_id_created_by_fkey FOREIGN KEY (institution_id, created_by) REFERENCES person(institution_id, id),
    CONSTRAINT roster_import_institution_id_done_by_fkey FOREIGN KEY (institution_id, done_by) REFERENCES person(institution_id, id),
    CONSTRAINT roster_import_institution_id_program_id_fkey FOREIGN KEY (institution_id, program_id) REFERENCES program(institution_id, id),
    CONSTRAINT roster_import_state_check CHECK ((state = ANY (ARRAY['open'::text, 'done'::text, 'undone'::text])))
);
CREATE POLICY tenant ON roster_import USING (((institution_id = (current_setting('app.institution'::text))::uuid) AND (program_id = ANY (( SELECT (current_setting('app.programs'::text))::uuid[] AS current_setting)::uuid[])))) WITH CHECK (((institution_id = (current_setting('app.institution'::text))::uuid) AND (program_id = ANY (( SELECT (current_setting('app.programs'::text))::uuid[] AS current_setting)::uuid[]))));

CREATE TABLE second_ask (
    institution_id uuid NOT NULL,
    program_id uuid NOT NULL,
    cycle_id uuid NOT NULL,
    resident_id uuid NOT NULL,
    kind text NOT NULL,
    mentors uuid[] NOT NULL,
    asked_at timestamp with time zone NOT NULL,
    CONSTRAINT second_ask_pkey PRIMARY KEY (institution_id, program_id, cycle_id, resident_id, kind),
    CONSTRAINT second_ask_institution_id_cycle_id_fkey FOREIGN KEY (institution_id, cycle_id) REFERENCES cycle(institution_id, id),
    CONSTRAINT second_ask_institution_id_program_id_resident_id_fkey FOREIGN KEY (institution_id, program_id, resident_id) REFERENCES resident(institution_id, program_id, person_id),
    CONSTRAINT second_ask_kind_check CHECK ((kind = ANY (ARRAY['career'::text, 'research'::text, 'peer'::text, 'other'::text])))
);
CREATE POLICY tenant ON second_ask USING (((institution_id = (current_setting('app.institution'::text))::uuid) AND (program_id = ANY (( SELECT (current_setting('app.programs'::text))::uuid[] AS current_setting)::uuid[])))) WITH CHECK (((institution_id = (current_setting('app.institution'::text))::uuid) AND (program_id = ANY (( SELECT (current_setting('app.programs'::text))::uuid[] AS current_setting)::uuid[]))));

CREATE TABLE session (
    token_hash bytea NOT NULL,
    account_id uuid,
    data bytea NOT NULL,
    created_at timestamp with time zone NOT NULL DEFAULT now(),
    expires_at timestamp with time zone NOT NULL,
    CONSTRAINT session_pkey PRIMARY KEY (token_hash),
    CONSTRAINT session_account_id_fkey FOREIGN KEY (account_id) REFERENCES account(id) ON DELETE CASCADE
);
CREATE INDEX session_by_account ON public.session USING btree (account_id);
CREATE INDEX session_by_expiry ON public.session USING btree (expires_at);

CREATE TABLE slip (
    institution_id uuid NOT NULL,
    wave_id uuid NOT NULL,
    ballot_id bytea NOT NULL,
    CONSTRAINT slip_pkey PRIMARY KEY (institution_id, wave_id, ballot_id),
    CONSTRAINT slip_ballot_id_check CHECK ((length(ballot_id) = 32))
);
CREATE POLICY nobody ON slip USING ((institution_id = (current_setting('app.institution'::text))::uuid));
CREATE POLICY tenant ON slip USING ((institution_id = (current_setting('app.institution'::text))::uuid)) WITH CHECK ((institution_id = (current_setting('app.institution'::text))::uuid));

CREATE TABLE spool (
    institution_id uuid NOT NULL,
    wave_id uuid NOT NULL,
    ballot_id bytea NOT NULL,
    revision integer NOT NULL,
    sealed bytea NOT NULL,
    print bytea NOT NULL,
    CONSTRAINT spool_pkey PRIMARY KEY (institution_id, wave_id, ballot_id, revision),
    CONSTRAINT spool_ballot_id_check CHECK ((length(ballot_id) = 32)),
    CONSTRAINT spool_print_check CHECK ((length(print) = 32)),
    CONSTRAINT spool_revision_check CHECK (((revision >= 0) AND (revision <= 99))),
    CONSTRAINT spool_sealed_check CHECK ((length(sealed) <= 262144))
);
CREATE POLICY nobody_checks ON spool USING ((institution_id = (current_setting('app.institution'::text))::uuid));
CREATE POLICY nobody_puts ON spool USING () WITH CHECK ((institution_id = (current_setting('app.institution'::text))::uuid));
CREATE POLICY tenant ON spool USING ((institution_id = (current_setting('app.institution'::text))::uuid)) WITH CHECK ((institution_id = (current_setting('app.institution'::text))::uuid));

CREATE TABLE step (
    institution_id uuid NOT NULL,
    id uuid NOT NULL DEFAULT gen_random_uuid(),
    program_id uuid NOT NULL,
    pairing_id uuid NOT NULL,
    kind text NOT NULL,
    person_id uuid,
    note text NOT NULL,
    owner_id uuid,
    due_on date,
    state text NOT NULL DEFAULT 'done'::text,
    created_by uuid NOT NULL,
    created_at timestamp with time zone NOT NULL,
    ended_at timestamp with time zone,
    CONSTRAINT step_pkey PRIMARY KEY (institution_id, id),
    CONSTRAINT step_institution_id_created_by_fkey FOREIGN KEY (institution_id, created_by) REFERENCES person(institution_id, id),
    CONSTRAINT step_institution_id_owner_id_fkey FOREIGN KEY (institution_id, owner_id) REFERENCES person(institution_id, id),
    CONSTRAINT step_institution_id_pairing_id_fkey FOREIGN KEY (institution_id, pairing_id) REFERENCES pairing(institution_id, id),
    CONSTRAINT step_institution_id_person_id_fkey FOREIGN KEY (institution_id, person_id) REFERENCES person(institution_id, id),
    CONSTRAINT step_institution_id_program_id_fkey FOREIGN KEY (institution_id, program_id) REFERENCES program(institution_id, id),
    CONSTRAINT step_kind_check CHECK ((kind = ANY (ARRAY['nudge'::text, 'ask_both'::text, 'level_up'::text, 'change'::text, 'conversation'::text, 'snooze'::text, 'assign'::text]))),
    CONSTRAINT step_note_check CHECK ((length(note) <= 1000)),
    CONSTRAINT step_state_check CHECK ((state = ANY (ARRAY['waiting'::text, 'open'::text, 'done'::text, 'stopped'::text])))
);
CREATE INDEX step_by_pairing ON public.step USING btree (institution_id, pairing_id, created_at);
CREATE INDEX step_by_program ON public.step USING btree (institution_id, program_id, state, due_on);
CREATE POLICY tenant ON step USING (((institution_id = (current_setting('app.institution'::text))::uuid) AND (program_id = ANY (( SELECT (current_setting('app.programs'::text))::uuid[] AS current_setting)::uuid[])))) WITH CHECK (((institution_id = (current_setting('app.institution'::text))::uuid) AND (program_id = ANY (( SELECT (current_setting('app.programs'::text))::uuid[] AS current_setting)::uuid[]))));

CREATE TABLE survey_alarm (
    institution_id uuid NOT NULL,
    id uuid NOT NULL DEFAULT gen_random_uuid(),
    wave_id uuid NOT NULL,
    program_id uuid NOT NULL,
    item text NOT NULL,
    unhappy integer NOT NULL,
    answered integer NOT NULL,
    past_unhappy integer NOT NULL,
    past_answered integer NOT NULL,
    owner_id uuid,
    due_on date NOT NULL,
    note text NOT NULL DEFAULT ''::text,
    signed_by uuid,
    signed_role text NOT NULL DEFAULT ''::text,
    signed_at timestamp with time zone,
    closed_by uuid,
    closed_at timestamp with time zone,
    CONSTRAINT survey_alarm_once UNIQUE (institution_id, wave_id, item),
    CONSTRAINT survey_alarm_pkey PRIMARY KEY (institution_id, id),
    CONSTRAINT survey_alarm_institution_id_closed_by_fkey FOREIGN KEY (institution_id, closed_by) REFERENCES person(institution_id, id),
    CONSTRAINT survey_alarm_institution_id_owner_id_fkey FOREIGN KEY (institution_id, owner_id) REFERENCES person(institution_id, id),
    CONSTRAINT survey_alarm_institution_id_program_id_fkey FOREIGN KEY (institution_id, program_id) REFERENCES program(institution_id, id),
    CONSTRAINT survey_alarm_institution_id_signed_by_fkey FOREIGN KEY (institution_id, signed_by) REFERENCES person(institution_id, id),
    CONSTRAINT survey_alarm_institution_id_wave_id_fkey FOREIGN KEY (institution_id, wave_id) REFERENCES wave(institution_id, id),
    CONSTRAINT survey_alarm_note_check CHECK ((length(note) <= 2000)),
    CONSTRAINT survey_alarm_two_people CHECK (((closed_by IS NULL) OR (closed_by <> signed_by)))
);
CREATE POLICY tenant ON survey_alarm USING (((institution_id = (current_setting('app.institution'::text))::uuid) AND (program_id = ANY (( SELECT (current_setting('app.programs'::text))::uuid[] AS current_setting)::uuid[])))) WITH CHECK (((institution_id = (current_setting('app.institution'::text))::uuid) AND (program_id = ANY (( SELECT (current_setting('app.programs'::text))::uuid[] AS current_setting)::uuid[]))));

CREATE TABLE survey_benchmark (
    institution_id uuid NOT NULL,
    number integer NOT NULL,
    audience text NOT NULL,
    item text NOT NULL,
    percent integer NOT NULL,
    programs integer NOT NULL,
    CONSTRAINT survey_benchmark_pkey PRIMARY KEY (institution_id, audience, number, item),
    CONSTRAINT survey_benchmark_institution_id_fkey FOREIGN KEY (institution_id) REFERENCES institution(id)
);
CREATE POLICY tenant ON survey_benchmark USING ((institution_id = (current_setting('app.institution'::text))::uuid)) WITH CHECK ((institution_id = (current_setting('app.institution'::text))::uuid));

CREATE TABLE survey_comment (
    institution_id uuid NOT NULL,
    id uuid NOT NULL DEFAULT gen_random_uuid(),
    wave_id uuid NOT NULL,
    program_id uuid NOT NULL,
    item text NOT NULL,
    body text NOT NULL,
    hidden boolean NOT NULL DEFAULT false,
    CONSTRAINT survey_comment_pkey PRIMARY KEY (institution_id, id),
    CONSTRAINT survey_comment_institution_id_program_id_fkey FOREIGN KEY (institution_id, program_id) REFERENCES program(institution_id, id),
    CONSTRAINT survey_comment_institution_id_wave_id_fkey FOREIGN KEY (institution_id, wave_id) REFERENCES wave(institution_id, id)
);
CREATE INDEX survey_comment_by_wave ON public.survey_comment USING btree (institution_id, wave_id);
CREATE POLICY tenant ON survey_comment USING (((institution_id = (current_setting('app.institution'::text))::uuid) AND (program_id = ANY (( SELECT (current_setting('app.programs'::text))::uuid[] AS current_setting)::uuid[])))) WITH CHECK (((institution_id = (current_setting('app.institution'::text))::uuid) AND (program_id = ANY (( SELECT (current_setting('app.programs'::text))::uuid[] AS current_setting)::uuid[]))));

CREATE TABLE survey_pool (
    institution_id uuid NOT NULL,
    program_id uuid NOT NULL,
    audience text NOT NULL,
    id uuid NOT NULL,
    sealed bytea NOT NULL,
    CONSTRAINT survey_pool_pkey PRIMARY KEY (institution_id, program_id, audience),
    CONSTRAINT survey_pool_institution_id_program_id_fkey FOREIGN KEY (institution_id, program_id) REFERENCES program(institution_id, id)
);
CREATE POLICY tenant ON survey_pool USING (((institution_id = (current_setting('app.institution'::text))::uuid) AND (program_id = ANY (( SELECT (current_setting('app.programs'::text))::uuid[] AS current_setting)::uuid[])))) WITH CHECK (((institution_id = (current_setting('app.institution'::text))::uuid) AND (program_id = ANY (( SELECT (current_setting('app.programs'::text))::uuid[] AS current_setting)::uuid[]))));

CREATE TABLE survey_reply (
    institution_id uuid NOT NULL,
    wave_id uuid NOT NULL,
    program_id uuid NOT NULL,
    said text NOT NULL DEFAULT ''::text,
    did text NOT NULL DEFAULT ''::text,
    wont text NOT NULL DEFAULT ''::text,
    published_at timestamp with time zone,
    published_by uuid,
    CONSTRAINT survey_reply_pkey PRIMARY KEY (institution_id, wave_id),
    CONSTRAINT survey_reply_institution_id_program_id_fkey FOREIGN KEY (institution_id, program_id) REFERENCES program(institution_id, id),
    CONSTRAINT survey_reply_institution_id_published_by_fkey FOREIGN KEY (institution_id, published_by) REFERENCES person(institution_id, id),
    CONSTRAINT survey_reply_institution_id_wave_id_fkey FOREIGN KEY (institution_id, wave_id) REFERENCES wave(institution_id, id),
    CONSTRAINT survey_reply_did_check CHECK ((length(did) <= 4000)),
    CONSTRAINT survey_reply_said_check CHECK ((length(said) <= 4000)),
    CONSTRAINT survey_reply_wont_check CHECK ((length(wont) <= 4000))
);
CREATE POLICY tenant ON survey_reply USING (((institution_id = (current_setting('app.institution'::text))::uuid) AND (program_id = ANY (( SELECT (current_setting('app.programs'::text))::uuid[] AS current_setting)::uuid[])))) WITH CHECK (((institution_id = (current_setting('app.institution'::text))::uuid) AND (program_id = ANY (( SELECT (current_setting('app.programs'::text))::uuid[] AS current_setting)::uuid[]))));

CREATE TABLE task (
    institution_id uuid NOT NULL,
    id uuid NOT NULL DEFAULT gen_random_uuid(),
    program_id uuid NOT NULL,
    kind text NOT NULL,
    state text NOT NULL DEFAULT 'waiting'::text,
    total integer NOT NULL DEFAULT 0,
    done integer NOT NULL DEFAULT 0,
    failed integer NOT NULL DEFAULT 0,
    result text NOT NULL DEFAULT ''::text,
    message text NOT NULL DEFAULT ''::text,
    created_by uuid,
    created_at timestamp with time zone NOT NULL,
    finished_at timestamp with time zone,
    CONSTRAINT task_pkey PRIMARY KEY (institution_id, id),
    CONSTRAINT task_institution_id_created_by_fkey FOREIGN KEY (institution_id, created_by) REFERENCES person(institution_id, id),
    CONSTRAINT task_institution_id_fkey FOREIGN KEY (institution_id) REFERENCES institution(id),
    CONSTRAINT task_institution_id_program_id_fkey FOREIGN KEY (institution_id, program_id) REFERENCES program(institution_id, id),
    CONSTRAINT task_state_check CHECK ((state = ANY (ARRAY['waiting'::text, 'working'::text, 'done'::text, 'failed'::text, 'stopped'::text])))
);
CREATE POLICY tenant ON task USING (((institution_id = (current_setting('app.institution'::text))::uuid) AND (program_id = ANY (( SELECT (current_setting('app.programs'::text))::uuid[] AS current_setting)::uuid[])))) WITH CHECK (((institution_id = (current_setting('app.institution'::text))::uuid) AND (program_id = ANY (( SELECT (current_setting('app.programs'::text))::uuid[] AS current_setting)::uuid[]))));

CREATE TABLE time_away (
    institution_id uuid NOT NULL,
    id uuid NOT NULL DEFAULT gen_random_uuid(),
    program_id uuid NOT NULL,
    person_id uuid NOT NULL,
    starts_on date NOT NULL,
    ends_on date NOT NULL,
    kind text NOT NULL,
    created_by uuid NOT NULL,
    created_at timestamp with time zone NOT NULL DEFAULT now(),
    CONSTRAINT time_away_pkey PRIMARY KEY (institution_id, id),
    CONSTRAINT time_away_institution_id_created_by_fkey FOREIGN KEY (institution_id, created_by) REFERENCES person(institution_id, id),
    CONSTRAINT time_away_institution_id_person_id_fkey FOREIGN KEY (institution_id, person_id) REFERENCES person(institution_id, id),
    CONSTRAINT time_away_institution_id_program_id_fkey FOREIGN KEY (institution_id, program_id) REFERENCES program(institution_id, id),
    CONSTRAINT time_away_dates_in_order CHECK ((starts_on <= ends_on)),
    CONSTRAINT time_away_kind_check CHECK ((kind = ANY (ARRAY['nights'::text, 'leave'::text, 'away_rotation'::text, 'other'::text])))
);
CREATE INDEX time_away_by_person ON public.time_away USING btree (institution_id, program_id, person_id);
CREATE POLICY tenant ON time_away USING (((institution_id = (current_setting('app.institution'::text))::uuid) AND (program_id = ANY (( SELECT (current_setting('app.programs'::text))::uuid[] AS current_setting)::uuid[])))) WITH CHECK (((institution_id = (current_setting('app.institution'::text))::uuid) AND (program_id = ANY (( SELECT (current_setting('app.programs'::text))::uuid[] AS current_setting)::uuid[]))));

CREATE TABLE token_issue (
    institution_id uuid NOT NULL,
    wave_id uuid NOT NULL,
    person_id uuid NOT NULL,
    blinded bytea,
    CONSTRAINT token_issue_pkey PRIMARY KEY (institution_id, wave_id, person_id),
    CONSTRAINT token_issue_blinded_check CHECK ((length(blinded) <= 1024))
);
CREATE POLICY tenant ON token_issue USING ((institution_id = (current_setting('app.institution'::text))::uuid)) WITH CHECK ((institution_id = (current_setting('app.institution'::text))::uuid));

CREATE TABLE wave (
    institution_id uuid NOT NULL,
    id uuid NOT NULL DEFAULT gen_random_uuid(),
    program_id uuid NOT NULL,
    audience text NOT NULL,
    number integer NOT NULL,
    name text NOT NULL,
    state text NOT NULL DEFAULT 'draft'::text,
    questionnaire jsonb NOT NULL,
    opens_on date,
    closes_on date NOT NULL,
    reader_id uuid NOT NULL,
    signing bytea,
    sealing bytea,
    fingerprint text NOT NULL DEFAULT ''::text,
    invited integer NOT NULL DEFAULT 0,
    opened_at timestamp with time zone,
    closed_at timestamp with time zone,
    keys_gone boolean NOT NULL DEFAULT false,
    comments_read boolean NOT NULL DEFAULT false,
    unlocked_at timestamp with time zone,
    unlocked_by uuid,
    created_by uuid,
    created_at timestamp with time zone NOT NULL,
    asked uuid[] NOT NULL DEFAULT '{}'::uuid[],
    pool_id uuid,
    CONSTRAINT wave_number_once UNIQUE (institution_id, program_id, audience, number),
    CONSTRAINT wave_pkey PRIMARY KEY (institution_id, id),
    CONSTRAINT wave_institution_id_created_by_fkey FOREIGN KEY (institution_id, created_by) REFERENCES person(institution_id, id),
    CONSTRAINT wave_institution_id_program_id_fkey FOREIGN KEY (institution_id, program_id) REFERENCES program(institution_id, id),
    CONSTRAINT wave_institution_id_reader_id_fkey FOREIGN KEY (institution_id, reader_id) REFERENCES person(institution_id, id),
    CONSTRAINT wave_institution_id_unlocked_by_fkey FOREIGN KEY (institution_id, unlocked_by) REFERENCES person(institution_id, id),
    CONSTRAINT wave_audience_check CHECK ((audience = ANY (ARRAY['residents'::text, 'mentors'::text]))),
    CONSTRAINT wave_name_check CHECK (((length(name) >= 1) AND (length(name) <= 80))),
    CONSTRAINT wave_number_check CHECK ((number >= 0)),
    CONSTRAINT wave_open_has_keys CHECK (((state = 'draft'::text) OR ((signing IS NOT NULL) AND (sealing IS NOT NULL)))),
    CONSTRAINT wave_state_check CHECK ((state = ANY (ARRAY['draft'::text, 'open'::text, 'closed'::text])))
);
CREATE UNIQUE INDEX wave_one_open ON public.wave USING btree (institution_id, program_id, audience) WHERE (state = 'open'::text);
CREATE POLICY box ON wave USING (((institution_id = (current_setting('app.institution'::text))::uuid) AND (program_id = ANY ((current_setting('app.programs'::text))::uuid[]))));
CREATE POLICY nobody ON wave USING (((institution_id = (current_setting('app.institution'::text))::uuid) AND (state <> 'draft'::text)));
CREATE POLICY tenant ON wave USING (((institution_id = (current_setting('app.institution'::text))::uuid) AND (program_id = ANY (( SELECT (current_setting('app.programs'::text))::uuid[] AS current_setting)::uuid[])))) WITH CHECK (((institution_id = (current_setting('app.institution'::text))::uuid) AND (program_id = ANY (( SELECT (current_setting('app.programs'::text))::uuid[] AS current_setting)::uuid[]))));
