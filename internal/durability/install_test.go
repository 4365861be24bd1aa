package durability_test

import (
	"context"
	"net/http"
	"testing"

	"github.com/jackc/pgx/v5"

	"evenly/internal/e2e/program"
)

// TestInstallWithoutASuperuser follows docs/operations.md on a new Postgres: the migrating role is no superuser, and may be
// used again for the next version.
func TestInstallWithoutASuperuser(t *testing.T) {
	t.Parallel()
	pg := privatePostgres(t)
	admin := empty(t, pg)
	for _, sql := range []string{
		"CREATE ROLE evenly_migrator LOGIN CREATEROLE",
		"GRANT CREATE ON DATABASE evenly TO evenly_migrator WITH GRANT OPTION",
		"ALTER SCHEMA public OWNER TO evenly_migrator",
	} {
		runSQL(t, admin.AdminURL, sql)
	}
	o := program.Options{Args: []string{"migrate", "up"}, Env: map[string]string{"EVENLY_MIGRATE_URL": pg.URL("evenly_migrator", "evenly")}}
	for range 2 {
		if code, out := program.Run(t, o); code != 0 {
			t.Fatalf("migrate up: code %d\n%s", code, out)
		}
	}
	p := serve(t, pg.URL("evenly_app", "evenly"))
	if !p.Answers("/signin", http.StatusOK) {
		t.Error("the sign-in page is missing")
	}
	code, out := program.Run(t, program.Options{Args: []string{"admin", "institution", "-slug", "stbrannoc", "-name", "St. Brannoc’s"},
		Env: production(t, pg.URL("evenly_app", "evenly"))})
	if code != 0 {
		t.Errorf("add an institution: code %d\n%s", code, out)
	}
}

func runSQL(t *testing.T, url, sql string) {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(context.Background())
	if _, err := conn.Exec(t.Context(), sql); err != nil {
		t.Fatalf("%s: %v", sql, err)
	}
}
