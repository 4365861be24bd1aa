package store_test

import (
	"context"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"evenly/internal/fault"
	"evenly/internal/mentorship"
	"evenly/internal/store"
	"evenly/internal/tenant"
	"evenly/internal/testdb"
	"evenly/internal/world"
)

// lint is a question to the catalogue whose every answer is a defect.
var lints = map[string]string{
	"a tenant table without forced row-level security": `
		SELECT c.relname FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'institution_id' AND NOT a.attisdropped
		WHERE c.relkind IN ('r', 'p') AND c.relnamespace = 'public'::regnamespace AND NOT (c.relrowsecurity AND c.relforcerowsecurity)`,
	"a tenant table whose primary key does not begin with institution_id": `
		SELECT c.relname FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'institution_id' AND NOT a.attisdropped
		WHERE c.relkind IN ('r', 'p') AND c.relnamespace = 'public'::regnamespace
		  AND NOT EXISTS (SELECT FROM pg_index i WHERE i.indrelid = c.oid AND i.indisprimary AND i.indkey[0] = a.attnum)`,
	"a unique index of a tenant table that does not begin with institution_id": `
		SELECT i.indexrelid::regclass::text FROM pg_index i JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attname = 'institution_id'
		JOIN pg_class c ON c.oid = i.indrelid
		WHERE i.indisunique AND c.relnamespace = 'public'::regnamespace AND i.indkey[0] <> a.attnum`,
	"a foreign key between tenant tables that leaves institution_id out": `
		SELECT k.conrelid::regclass || '.' || k.conname FROM pg_constraint k
		JOIN pg_attribute a ON a.attrelid = k.conrelid AND a.attname = 'institution_id'
		WHERE k.contype = 'f' AND NOT a.attnum = ANY (k.conkey)`,
	"a policy without both USING and WITH CHECK, or for everybody": `
		SELECT polrelid::regclass || '.' || polname FROM pg_policy
		WHERE polrelid::regclass::text NOT LIKE 'river.%' AND (polcmd = '*' AND (polqual IS NULL OR polwithcheck IS NULL) OR polroles = '{0}')`,
	"a view that is not security_invoker": `
		SELECT c.relname FROM pg_class c WHERE c.relkind IN ('v', 'm') AND c.relnamespace = 'public'::regnamespace
		  AND NOT coalesce(c.reloptions @> '{security_invoker=true}', false)`,
	"a SECURITY DEFINER function, but for the one that makes and drops ballot boxes": `
		SELECT proname FROM pg_proc WHERE pronamespace = 'public'::regnamespace AND prosecdef AND proname <> 'ballot_box'`,
	"a runtime role that is superuser, passes row-level security, or owns something": `
		SELECT rolname FROM pg_roles r WHERE rolname IN ('evenly_app', 'evenly_tenant', 'evenly_anonymous')
		  AND (rolsuper OR rolbypassrls OR rolcreaterole OR rolcreatedb OR EXISTS (SELECT FROM pg_class c WHERE c.relowner = r.oid))`,
	"a tenant table that the login reaches without taking the tenant's role": `
		SELECT c.relname FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'institution_id' AND NOT a.attisdropped
		WHERE c.relkind IN ('r', 'p') AND c.relnamespace = 'public'::regnamespace
		  AND has_table_privilege('evenly_app', c.oid, 'SELECT, INSERT, UPDATE, DELETE')`,
	"a role with TRUNCATE, REFERENCES or TRIGGER": `
		SELECT c.relname FROM pg_class c, unnest('{evenly_app,evenly_tenant,evenly_anonymous}'::text[]) r
		WHERE c.relkind = 'r' AND c.relnamespace = 'public'::regnamespace AND has_table_privilege(r, c.oid, 'TRUNCATE, REFERENCES, TRIGGER')`,
	"a sequence or identity column in a tenant table": `
		SELECT c.relname FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attidentity <> ''
		WHERE c.relnamespace = 'public'::regnamespace`,
}

func TestCatalogue(t *testing.T) {
	t.Parallel()
	db := testdb.New(t)
	ctx := context.Background()
	conn, err := pgx.Connect(ctx, db.AdminURL)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(ctx)
	for what, question := range lints {
		rows, err := conn.Query(ctx, question)
		if err != nil {
			t.Fatalf("%s: %v", what, err)
		}
		names, err := pgx.CollectRows(rows, pgx.RowTo[string])
		if err != nil {
			t.Fatalf("%s: %v", what, err)
		}
		if len(names) > 0 {
			t.Errorf("%s: %v", what, names)
		}
	}
}

// two makes the same shape in two institutions, and a second program in the first.
func two(t *testing.T) (w *world.World, a, sibling, b *world.Program) {
	w = world.New(t)
	a, sibling = w.Program("im"), w.Program("peds")
	b = w.ProgramOf(w.AddInstitution("other", "Other"), "im")
	for _, p := range []*world.Program{a, sibling, b} {
		p.Pair(p.Resident("Ana Pereira", 1), p.Mentor("Amara Okafor", 2), "2025-07-01")
	}
	return w, a, sibling, b
}

// tenantTables lists every table with an institution.
func tenantTables(t *testing.T, w *world.World) []string {
	ctx := context.Background()
	conn, err := pgx.Connect(ctx, w.DB.AdminURL)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(ctx)
	rows, err := conn.Query(ctx, `SELECT c.relname::text FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'institution_id'
		WHERE c.relkind = 'r' AND c.relnamespace = 'public'::regnamespace ORDER BY 1`)
	if err != nil {
		t.Fatal(err)
	}
	names, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		t.Fatal(err)
	}
	return names
}

func TestScopeSeesItsOwnRowsOnly(t *testing.T) {
	t.Parallel()
	w, a, sibling, b := two(t)
	for _, table := range tenantTables(t, w) {
		a.As(func(tx *store.Tx) error {
			var foreign, otherProgram int
			err := tx.Raw().QueryRow(context.Background(), `SELECT count(*) FROM `+table+` WHERE institution_id = $1`, b.In.ID).Scan(&foreign)
			if err != nil {
				return err
			}
			if foreign > 0 {
				t.Errorf("%s: sees %d rows of another institution", table, foreign)
			}
			var has bool
			err = tx.Raw().QueryRow(context.Background(), `SELECT EXISTS (SELECT FROM information_schema.columns WHERE table_name = $1 AND column_name = 'program_id')`, table).Scan(&has)
			if err != nil || !has {
				return err
			}
			err = tx.Raw().QueryRow(context.Background(), `SELECT count(*) FROM `+table+` WHERE program_id = $1`, sibling.ID).Scan(&otherProgram)
			if err == nil && otherProgram > 0 {
				t.Errorf("%s: sees %d rows of another program", table, otherProgram)
			}
			return err
		})
	}
}

func TestWritesAcrossTenantsAreRefused(t *testing.T) {
	t.Parallel()
	w, a, sibling, b := two(t)
	person := world.One[string](w, `SELECT id::text FROM person WHERE institution_id = $1 LIMIT 1`, string(b.In.ID))
	for name, sql := range map[string]string{
		"insert for another institution":     `INSERT INTO person (institution_id, email, family_name) VALUES ('` + string(b.In.ID) + `', 'x@y.example', 'X')`,
		"insert for a program out of scope":  `INSERT INTO cycle (institution_id, program_id, name, starts_on, ends_on, seed, seed_hash) VALUES ('` + string(a.In.ID) + `', '` + string(sibling.ID) + `', 'x', '2025-01-01', '2025-02-01', '', '')`,
		"move a row to another institution":  `UPDATE cycle SET institution_id = '` + string(b.In.ID) + `'`,
		"point at another institution's row": `INSERT INTO membership (institution_id, program_id, person_id, role) VALUES ('` + string(a.In.ID) + `', '` + string(a.ID) + `', '` + person + `', 'mentor')`,
		"change the audit log":               `UPDATE audit SET act = 'x'`,
		"delete from the audit log":          `DELETE FROM audit`,
	} {
		err := w.Store.As(context.Background(), a.Scope(), func(tx *store.Tx) error {
			_, err := tx.Raw().Exec(context.Background(), sql)
			return err
		})
		if err == nil {
			t.Errorf("%s: accepted", name)
		}
	}
}

func TestScopeFailsClosed(t *testing.T) {
	t.Parallel()
	w := world.New(t)
	ctx := context.Background()
	for name, who := range map[string]tenant.Scope{
		"zero":            {},
		"made-up id":      {Institution: "im'; DROP TABLE person; --"},
		"made-up program": {Institution: w.Institution.ID, Programs: []tenant.ProgramID{"x"}},
		"made-up person":  {Institution: w.Institution.ID, Person: "x"},
	} {
		if err := w.Store.As(ctx, who, func(*store.Tx) error { return nil }); err == nil {
			t.Errorf("%s: accepted", name)
		}
	}
	// A connection from the pool carries no tenant: without a scope Postgres itself refuses.
	if _, err := w.Store.Pool().Exec(ctx, `SET ROLE evenly_tenant; SELECT count(*) FROM person`); err == nil {
		t.Error("a query without a scope was answered")
	}
	w.Store.Pool().Reset()
}

func TestSettingsDoNotOutliveATransaction(t *testing.T) {
	t.Parallel()
	w := world.New(t)
	im := w.Program("im")
	im.As(func(*store.Tx) error { return nil })
	cancelled, cancel := context.WithCancel(context.Background())
	_ = w.Store.As(cancelled, im.Scope(), func(*store.Tx) error { cancel(); return cancelled.Err() })
	for range 20 {
		var role, institution string
		err := w.Store.Pool().QueryRow(context.Background(), `SELECT current_user, coalesce(current_setting('app.institution', true), '')`).Scan(&role, &institution)
		if err != nil {
			t.Fatal(err)
		}
		if role != "evenly_app" || institution != "" {
			t.Fatalf("a pooled connection is still %s in institution %q", role, institution)
		}
	}
}

func TestOnce(t *testing.T) {
	t.Parallel()
	w := world.New(t)
	im := w.Program("im")
	ctx := context.Background()
	who := im.Scope()
	who.Once = &tenant.Once{Key: "key-of-the-form", BodyHash: []byte("body"), Location: "/there"}
	effects := make(chan error, 64)
	for range 64 {
		go func() {
			effects <- w.Store.As(ctx, who, func(tx *store.Tx) error {
				_, err := tx.PutPerson(ctx, "p"+time.Now().Format("150405.000000000")+"@x.example", mentorship.Name{Family: "P"})
				return err
			})
		}()
	}
	done, repeated := 0, 0
	for range 64 {
		switch err := <-effects; {
		case err == nil:
			done++
		case fault.Is(err, fault.Repeated):
			repeated++
		default:
			t.Errorf("neither done nor repeated: %v", err)
		}
	}
	if people := world.One[int](w, `SELECT count(*)::int FROM person`); done != 1 || repeated != 63 || people != 1 {
		t.Errorf("done %d, repeated %d, people %d; want 1, 63, 1", done, repeated, people)
	}
	other := who
	other.Once = &tenant.Once{Key: who.Once.Key, BodyHash: []byte("another body"), Location: "/there"}
	if err := w.Store.As(ctx, other, func(*store.Tx) error { return nil }); !fault.Is(err, fault.Mismatch) {
		t.Errorf("the same key with another body: %v, want a mismatch", err)
	}
}
