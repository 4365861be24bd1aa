-- The programs of a scope are read once per statement. Written as a plain expression, the rule of each table turned the
-- setting into an array again for every row it looked at: most of the time of a statement over a year of meetings.
SET ROLE evenly_owner;

CREATE FUNCTION rewrite_tenant_policies(was text, becomes text) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    p record;
BEGIN
    FOR p IN SELECT polrelid::regclass AS t, pg_get_expr(polqual, polrelid) AS sees, pg_get_expr(polwithcheck, polrelid) AS writes
             FROM pg_policy WHERE polname = 'tenant' LOOP
        EXECUTE format('ALTER POLICY tenant ON %s USING (%s) WITH CHECK (%s)', p.t, replace(p.sees, was, becomes), replace(p.writes, was, becomes));
    END LOOP;
END $$;
SELECT rewrite_tenant_policies('(current_setting(''app.programs''::text))::uuid[]', '(SELECT current_setting(''app.programs'')::uuid[])::uuid[]');
DROP FUNCTION rewrite_tenant_policies(text, text);

-- protect, as in 000001, for tables to come.
CREATE OR REPLACE FUNCTION protect(t regclass, own_column text DEFAULT NULL) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    rule text := 'institution_id = current_setting(''app.institution'')::uuid';
    prog text;
BEGIN
    IF EXISTS (SELECT FROM pg_attribute WHERE attrelid = t AND attname = 'program_id' AND NOT attisdropped) THEN
        prog := 'program_id = ANY ((SELECT current_setting(''app.programs'')::uuid[])::uuid[])';
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

-- Meetings are found by their pairs. Nothing looks for a program's meetings by day, and while this index existed the planner
-- took it, and went through every year of a program for the meetings of one pair.
DROP INDEX meeting_by_program;

RESET ROLE;
