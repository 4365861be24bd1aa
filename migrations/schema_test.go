package migrations_test

import (
	"context"
	"flag"
	"os"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"

	"evenly/internal/testdb"
)

var writeSchema = flag.Bool("write", false, "write schema.sql anew")

// wholeSchema draws what the steps come to from the catalogue: tables with their columns, rules, indexes and policies.
const wholeSchema = `
	SELECT format(E'CREATE TABLE %I (\n%s\n);\n%s', c.relname,
		concat_ws(E',\n', (
			SELECT string_agg(format('    %I %s%s%s', a.attname, format_type(a.atttypid, a.atttypmod),
				CASE WHEN a.attnotnull THEN ' NOT NULL' ELSE '' END,
				coalesce(' DEFAULT ' || pg_get_expr(d.adbin, d.adrelid), '')), E',\n' ORDER BY a.attnum)
			FROM pg_attribute a LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
			WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
		), (
			SELECT string_agg(format('    CONSTRAINT %I %s', k.conname, pg_get_constraintdef(k.oid)), E',\n' ORDER BY k.contype DESC, k.conname)
			FROM pg_constraint k WHERE k.conrelid = c.oid AND k.contype IN ('p', 'u', 'f', 'c')
		)),
		concat_ws('', (
			SELECT string_agg(pg_get_indexdef(i.indexrelid) || E';\n', '' ORDER BY i.indexrelid::regclass::text)
			FROM pg_index i WHERE i.indrelid = c.oid AND NOT EXISTS (SELECT FROM pg_constraint k WHERE k.conindid = i.indexrelid AND k.contype IN ('p', 'u'))
		), (
			SELECT string_agg(format(E'CREATE POLICY %I ON %I USING (%s)%s;\n', p.polname, c.relname, pg_get_expr(p.polqual, p.polrelid),
				coalesce(' WITH CHECK (' || pg_get_expr(p.polwithcheck, p.polrelid) || ')', '')), '' ORDER BY p.polname)
			FROM pg_policy p WHERE p.polrelid = c.oid
		)))
	FROM pg_class c
	WHERE c.relkind IN ('r', 'p') AND c.relnamespace = 'public'::regnamespace AND NOT c.relispartition AND c.relname <> 'schema_migrations'
	ORDER BY c.relname`

// schema.sql is what people read, so it must be what the steps come to. After a new step: go test ./migrations -run Schema -write
func TestSchemaFile(t *testing.T) {
	t.Parallel()
	db := testdb.New(t)
	ctx := context.Background()
	conn, err := pgx.Connect(ctx, db.AdminURL)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(ctx)
	var major int
	if err := conn.QueryRow(ctx, `SELECT current_setting('server_version_num')::int / 10000`).Scan(&major); err != nil {
		t.Fatal(err)
	}
	if major != 15 {
		t.Skip("schema.sql is written with Postgres 15; other versions print expressions in other words")
	}
	rows, err := conn.Query(ctx, wholeSchema)
	if err != nil {
		t.Fatal(err)
	}
	tables, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		t.Fatal(err)
	}
	want := "-- What the steps come to, for people to read; nothing runs it. Written by: go test ./migrations -run Schema -write\n\n" +
		strings.Join(tables, "\n")
	if *writeSchema {
		if err := os.WriteFile("schema.sql", []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	got, err := os.ReadFile("schema.sql")
	if err != nil {
		t.Fatal(err)
	}
	if string(got) != want {
		t.Error("schema.sql is not what the steps come to: go test ./migrations -run Schema -write")
	}
}
