package migrations_test

import (
	"context"
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/jackc/pgx/v5"

	"evenly/internal/testdb"
	"evenly/migrations"
)

func TestUpDownUpLeavesTheSameSchema(t *testing.T) {
	t.Parallel()
	ctx, db := t.Context(), testdb.Empty(t)
	up := func() string {
		if err := migrations.Up(ctx, db.AdminURL); err != nil {
			t.Fatal(err)
		}
		return schema(t, db.AdminURL)
	}
	first := up()
	if err := migrations.Down(ctx, db.AdminURL); err != nil {
		t.Fatal(err)
	}
	if st, err := migrations.Where(ctx, db.AdminURL); err != nil || st.Version != 0 {
		t.Errorf("after all steps down: got %+v, %v, want version 0", st, err)
	}
	if diff := cmp.Diff(first, up()); diff != "" {
		t.Errorf("the schema after up, down, up (-first +second):\n%s", diff)
	}
	if st, err := migrations.Where(ctx, db.AdminURL); err != nil || st.Version != migrations.Newest() {
		t.Errorf("at the end: got %+v, %v, want version %d", st, err, migrations.Newest())
	}
}

func TestSeveralMayMigrateAtOnce(t *testing.T) {
	t.Parallel()
	ctx, db := t.Context(), testdb.Empty(t)
	done := make(chan error)
	for range 4 {
		go func() { done <- migrations.Up(ctx, db.AdminURL) }()
	}
	var errs error
	for range 4 {
		errs = errors.Join(errs, <-done)
	}
	if errs != nil {
		t.Fatal(errs)
	}
}

func TestAStepThatCannotBeMadeLeavesNothing(t *testing.T) {
	t.Parallel()
	ctx, db := t.Context(), testdb.Empty(t)
	// The third step wants to make a table of this name.
	exec(t, db.AdminURL, "CREATE TABLE match_run (x int)")
	if err := migrations.Up(ctx, db.AdminURL); err == nil {
		t.Fatal("a step over a table in its way: no error")
	}
	if st, err := migrations.Where(ctx, db.AdminURL); err != nil || st.Version != 2 {
		t.Errorf("after the failure: got %+v, %v, want version 2", st, err)
	}
	exec(t, db.AdminURL, "DROP TABLE match_run")
	if err := migrations.Up(ctx, db.AdminURL); err != nil {
		t.Errorf("with the way free again: %v", err)
	}
}

func exec(t *testing.T, url, sql string) {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(context.Background())
	if _, err := conn.Exec(t.Context(), sql); err != nil {
		t.Fatal(err)
	}
}

// schema is everything the steps make, as sorted lines.
func schema(t *testing.T, url string) string {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(context.Background())
	var lines string
	if err := conn.QueryRow(t.Context(), `
		WITH ours AS (
			SELECT c.oid, n.nspname || '.' || c.relname AS name, c.relkind, c.relrowsecurity, c.relforcerowsecurity, c.relacl FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
			WHERE n.nspname IN ('public', 'river') AND c.relname <> 'schema_migrations'
		)
		SELECT string_agg(line, E'\n' ORDER BY line) FROM (
			SELECT format('%s %s rls=%s/%s acl=%s', relkind, name, relrowsecurity, relforcerowsecurity, relacl) AS line FROM ours
			UNION ALL
			SELECT format('column %s.%s %s %s %s', name, attname, format_type(atttypid, atttypmod), attnotnull, pg_get_expr(d.adbin, d.adrelid))
			FROM ours JOIN pg_attribute a ON a.attrelid = ours.oid AND attnum > 0 AND NOT attisdropped
			LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
			UNION ALL
			SELECT format('constraint %s %s %s', name, conname, pg_get_constraintdef(k.oid)) FROM ours JOIN pg_constraint k ON k.conrelid = ours.oid
			UNION ALL
			SELECT format('index %s', pg_get_indexdef(oid)) FROM ours WHERE relkind = 'i'
			UNION ALL
			SELECT format('policy %s %s %s %s', name, polname, pg_get_expr(polqual, polrelid), pg_get_expr(polwithcheck, polrelid))
			FROM ours JOIN pg_policy p ON p.polrelid = ours.oid
		) all_lines`).Scan(&lines); err != nil {
		t.Fatal(err)
	}
	return lines
}
