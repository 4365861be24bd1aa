-- The ground every later table stands on: the roles, the global tables that sign-in needs before a tenant is known, and
-- protect(), which puts forced row-level security on a tenant table.
--
-- Roles. evenly_owner owns everything and cannot log in. evenly_app is the login of the running program: it owns nothing
-- and by itself reaches only the global tables and the job queue. Inside a transaction the program takes evenly_tenant
-- (rows of one institution, through policies) or evenly_anonymous (insert-only spools). Roles live in the cluster, not in
-- the database, so they may exist already.
DO $$
BEGIN
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'evenly_owner') THEN
        CREATE ROLE evenly_owner NOLOGIN NOSUPERUSER NOBYPASSRLS;
    END IF;
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'evenly_tenant') THEN
        CREATE ROLE evenly_tenant NOLOGIN NOSUPERUSER NOBYPASSRLS NOINHERIT;
    END IF;
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'evenly_anonymous') THEN
        CREATE ROLE evenly_anonymous NOLOGIN NOSUPERUSER NOBYPASSRLS NOINHERIT;
    END IF;
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'evenly_app') THEN
        CREATE ROLE evenly_app LOGIN NOSUPERUSER NOBYPASSRLS NOINHERIT NOCREATEDB NOCREATEROLE;
    END IF;
EXCEPTION WHEN duplicate_object OR unique_violation THEN
    NULL; -- another process made them in the same moment
END $$;
GRANT evenly_tenant, evenly_anonymous TO evenly_app;
GRANT evenly_owner TO CURRENT_USER;

DO $$ BEGIN EXECUTE format('GRANT CREATE ON DATABASE %I TO evenly_owner', current_database()); END $$;
REVOKE ALL ON SCHEMA public FROM PUBLIC;
GRANT ALL ON SCHEMA public TO evenly_owner;
GRANT USAGE ON SCHEMA public TO evenly_app, evenly_tenant, evenly_anonymous;

CREATE SCHEMA IF NOT EXISTS river AUTHORIZATION evenly_owner;
GRANT USAGE ON SCHEMA river TO evenly_app, evenly_tenant;

SET ROLE evenly_owner;

-- Sponsoring institutions: their names and short names in addresses. No tenant data.
CREATE TABLE institution (
    id         uuid        PRIMARY KEY DEFAULT gen_random_uuid(),
    slug       text        NOT NULL CONSTRAINT institution_slug_once UNIQUE CHECK (slug ~ '^[a-z0-9][a-z0-9-]{0,39}$'),
    name       text        NOT NULL CHECK (length(name) BETWEEN 1 AND 200),
    created_at timestamptz NOT NULL DEFAULT now()
);

-- One account per person and e-mail address, across institutions. A person row of a tenant belongs to the account with
-- the same e-mail.
CREATE TABLE account (
    id              uuid        PRIMARY KEY DEFAULT gen_random_uuid(),
    email           text        NOT NULL CONSTRAINT account_email_once UNIQUE CHECK (email = lower(email) AND length(email) <= 254),
    password_hash   text,
    password_set_at timestamptz,
    failures        int         NOT NULL DEFAULT 0, -- wrong passwords and codes in a row
    created_at      timestamptz NOT NULL DEFAULT now(),
    last_seen_at    timestamptz
);

-- In which institutions an account has a person row, so that sign-in knows where to lead.
CREATE TABLE account_institution (
    account_id  uuid NOT NULL REFERENCES account (id) ON DELETE CASCADE,
    institution uuid NOT NULL REFERENCES institution (id) ON DELETE CASCADE,
    PRIMARY KEY (account_id, institution)
);

CREATE TABLE session (
    token_hash bytea       PRIMARY KEY, -- SHA-256: a stolen dump signs nobody in
    account_id uuid        REFERENCES account (id) ON DELETE CASCADE,
    data       bytea       NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    expires_at timestamptz NOT NULL
);
CREATE INDEX session_by_account ON session (account_id);
CREATE INDEX session_by_expiry ON session (expires_at);

-- One-purpose links: an invitation, a sign-in, a meeting to log or confirm, an answer to a proposed pairing. scope says for
-- whom and what in terms of the tenant; only the hash of the token is kept.
CREATE TABLE link (
    token_hash bytea       PRIMARY KEY,
    code_hash  bytea,                              -- the six digits beside a sign-in link
    purpose    text        NOT NULL CHECK (purpose IN ('invite', 'signin', 'log', 'confirm', 'answer')),
    account_id uuid        NOT NULL REFERENCES account (id) ON DELETE CASCADE,
    scope      jsonb       NOT NULL DEFAULT '{}',
    attempts   int         NOT NULL DEFAULT 0,
    created_at timestamptz NOT NULL DEFAULT now(),
    expires_at timestamptz NOT NULL,
    used_at    timestamptz
);
CREATE INDEX link_by_account ON link (account_id, purpose);
CREATE INDEX link_by_expiry ON link (expires_at);

GRANT SELECT, INSERT, UPDATE, DELETE ON institution, account, account_institution, session, link TO evenly_app;
GRANT SELECT ON institution TO evenly_tenant;

-- protect puts forced row-level security on a tenant table. A table with a program_id shows rows of the programs in scope
-- only (a NULL program_id means: of the institution as a whole); own_column names a person column whose own rows are
-- visible in any case. A missing setting is an error, never an empty string taken for "all".
CREATE FUNCTION protect(t regclass, own_column text DEFAULT NULL) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    rule text := 'institution_id = current_setting(''app.institution'')::uuid';
    prog text;
BEGIN
    IF EXISTS (SELECT FROM pg_attribute WHERE attrelid = t AND attname = 'program_id' AND NOT attisdropped) THEN
        prog := 'program_id = ANY (current_setting(''app.programs'')::uuid[])';
        IF NOT (SELECT attnotnull FROM pg_attribute WHERE attrelid = t AND attname = 'program_id') THEN
            prog := prog || ' OR program_id IS NULL';
        END IF;
        IF own_column IS NOT NULL THEN
            prog := prog || format(' OR %I = nullif(current_setting(''app.person''), '''')::uuid', own_column);
        END IF;
        rule := rule || ' AND (' || prog || ')';
    END IF;
    EXECUTE format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY', t);
    EXECUTE format('ALTER TABLE %s FORCE ROW LEVEL SECURITY', t);
    EXECUTE format('CREATE POLICY tenant ON %s TO evenly_tenant USING (%s) WITH CHECK (%s)', t, rule, rule);
END $$;

RESET ROLE;
