package bench

import (
	"context"
	"os"
	"path/filepath"
	"testing"

	"github.com/jackc/pgx/v5"

	"evenly/internal/e2e/program"
	"evenly/internal/pgdev"
	"evenly/migrations"
)

// What the seed makes. Ids are fixed so that addresses can be written down.
const (
	institutionID = "00000000-0000-4000-8000-000000000001"
	programID     = "00000000-0000-4000-8000-000000000010"
	pairID        = "00000003-0000-4000-8000-000000000001" // of the first resident, in the third year

	directorEmail = "director@bench.example"
	residentEmail = "resident1@bench.example"
	rankerEmail   = "ranker1@bench.example"
	manyPrograms  = 2000
)

// database is a private Postgres with a migrated database.
func database(b *testing.B) (pg *pgdev.Server, dsn, admin string) {
	pg, err := pgdev.Start(b.Context(), pgdev.Options{Dir: filepath.Join(program.Folder(b), "pg"), Bin: os.Getenv("EVENLY_POSTGRES_BIN")})
	check(b, err)
	b.Cleanup(pg.Stop)
	execute(b, pg.URL(pgdev.Superuser, "postgres"), "CREATE DATABASE evenly")
	admin = pg.URL(pgdev.Superuser, "evenly")
	check(b, migrations.Up(b.Context(), admin))
	return pg, pg.URL("evenly_app", "evenly"), admin
}

// seedHospital makes a program with 120 pairs and three years of meetings, about six a year and pair, nine of ten
// confirmed; and one whose ranking is open, with 40 mentors to choose from.
func seedHospital(b *testing.B, admin string) {
	execute(b, admin, `
		INSERT INTO institution (id, slug, name) VALUES ('`+institutionID+`', 'bench', 'Bench');
		INSERT INTO program (institution_id, id, slug, name, charter_at) VALUES
			('`+institutionID+`', '`+programID+`', 'im', 'Internal Medicine', '2023-06-01'),
			('`+institutionID+`', '00000000-0000-4000-8000-000000000020', 'peds', 'Pediatrics', '2023-06-01');

		CREATE TEMP TABLE cast_ AS
			SELECT 'resident' AS role, 'im' AS at, n, ('00000001-0000-4000-8000-' || lpad(n::text, 12, '0'))::uuid AS id, 'resident' || n || '@bench.example' AS email FROM generate_series(1, 120) n
			UNION ALL SELECT 'mentor', 'im', n, ('00000002-0000-4000-8000-' || lpad(n::text, 12, '0'))::uuid, 'mentor' || n || '@bench.example' FROM generate_series(1, 60) n
			UNION ALL SELECT 'director', 'im', 1, gen_random_uuid(), '`+directorEmail+`'
			UNION ALL SELECT 'resident', 'peds', n, gen_random_uuid(), 'ranker' || n || '@bench.example' FROM generate_series(1, 40) n
			UNION ALL SELECT 'mentor', 'peds', n, gen_random_uuid(), 'choice' || n || '@bench.example' FROM generate_series(1, 40) n;
		ALTER TABLE cast_ ADD program_id uuid;
		UPDATE cast_ SET program_id = p.id FROM program p WHERE p.slug = at;

		INSERT INTO person (institution_id, id, email, title, given_name, family_name)
			SELECT '`+institutionID+`', id, email, CASE role WHEN 'resident' THEN '' ELSE 'Dr.' END, 'Given' || n, initcap(role) || n FROM cast_;
		INSERT INTO membership (institution_id, program_id, person_id, role) SELECT '`+institutionID+`', program_id, id, role FROM cast_;
		INSERT INTO account (email) SELECT email FROM cast_;
		INSERT INTO account_institution (account_id, institution) SELECT id, '`+institutionID+`' FROM account;
		INSERT INTO resident (institution_id, program_id, person_id, pgy) SELECT '`+institutionID+`', program_id, id, 1 + n % 3 FROM cast_ WHERE role = 'resident';
		INSERT INTO mentor (institution_id, program_id, person_id, slug, specialty, ask_me, domains, state)
			SELECT '`+institutionID+`', program_id, id, 'mentor-' || n, 'Cardiology', 'Ask me about a career between bench and bedside.', '{Research,Career}', 'ready'
			FROM cast_ WHERE role = 'mentor';

		INSERT INTO cycle (institution_id, id, program_id, name, starts_on, ends_on, state, seed, seed_hash)
			SELECT '`+institutionID+`', ('0000000' || y || '-0000-4000-8000-000000000010')::uuid, '`+programID+`', 'Year ' || y, make_date(2022 + y, 7, 1), make_date(2023 + y, 6, 30),
			       CASE y WHEN 3 THEN 'running' ELSE 'closed' END, 's', 'h' FROM generate_series(1, 3) y;
		INSERT INTO cycle (institution_id, program_id, name, starts_on, ends_on, state, seed, seed_hash, ranking_opens_at, ranking_closes_at)
			VALUES ('`+institutionID+`', '00000000-0000-4000-8000-000000000020', '2026–27', '2026-07-01', '2027-06-30', 'ranking', 's', 'h', '2026-04-01', '2026-05-01');

		INSERT INTO pairing (institution_id, id, program_id, cycle_id, resident_id, mentor_id, starts_on, ends_on, created_at)
			SELECT '`+institutionID+`', ('0000000' || y || '-0000-4000-8000-' || lpad(n::text, 12, '0'))::uuid, '`+programID+`', ('0000000' || y || '-0000-4000-8000-000000000010')::uuid,
			       ('00000001-0000-4000-8000-' || lpad(n::text, 12, '0'))::uuid, ('00000002-0000-4000-8000-' || lpad((1 + (n + y) % 60)::text, 12, '0'))::uuid,
			       make_date(2022 + y, 7, 1), CASE y WHEN 3 THEN NULL ELSE make_date(2023 + y, 6, 30) END, make_date(2022 + y, 7, 1)
			FROM generate_series(1, 3) y, generate_series(1, 120) n;
		SELECT setseed(0.5);
		INSERT INTO meeting (institution_id, program_id, pairing_id, held_on, minutes, setting, logged_by, logged_at, other_answer, other_by, other_at, other_held_on, other_minutes, other_setting)
			SELECT x.institution_id, x.program_id, x.pairing, x.day, 30, 'on_site', x.mentor_id, x.day + 1, a, CASE WHEN a IS NOT NULL THEN x.resident_id END,
			       CASE WHEN a IS NOT NULL THEN x.day + 2 END, CASE WHEN a IS NOT NULL THEN x.day END, CASE WHEN a IS NOT NULL THEN 30 END, CASE WHEN a IS NOT NULL THEN 'on_site' END
			FROM (SELECT p.institution_id, p.program_id, p.id AS pairing, p.mentor_id, p.resident_id, p.starts_on + (m * 55 + floor(random() * 40))::int AS day,
			             CASE WHEN random() < 0.9 THEN 'confirmed' END AS a
			      FROM pairing p, generate_series(0, 5) m) x
			WHERE x.day < '2026-04-17';
		ANALYZE;`)
}

// seedMany makes 2,000 tiny programs, each in an institution of its own with four people, two pairs and a year of meetings.
func seedMany(b *testing.B, admin string) {
	execute(b, admin, `
		CREATE TEMP TABLE many AS SELECT n, gen_random_uuid() AS i, gen_random_uuid() AS p, gen_random_uuid() AS c FROM generate_series(1, 2000) n;
		INSERT INTO institution (id, slug, name) SELECT i, 'tiny' || n, 'Tiny ' || n FROM many;
		INSERT INTO program (institution_id, id, slug, name) SELECT i, p, 'im', 'Internal Medicine' FROM many;
		CREATE TEMP TABLE folk AS SELECT m.*, k, gen_random_uuid() AS person, CASE WHEN k % 2 = 0 THEN 'mentor' ELSE 'resident' END AS role FROM many m, generate_series(1, 4) k;
		INSERT INTO person (institution_id, id, email, given_name, family_name) SELECT i, person, 'p' || k || '@tiny' || n || '.example', 'P' || k, 'Tiny' FROM folk;
		INSERT INTO membership (institution_id, program_id, person_id, role) SELECT i, p, person, role FROM folk;
		INSERT INTO account (email) SELECT 'p' || k || '@tiny' || n || '.example' FROM folk;
		INSERT INTO account_institution (account_id, institution) SELECT a.id, f.i FROM folk f JOIN account a ON a.email = 'p' || f.k || '@tiny' || f.n || '.example';
		INSERT INTO resident (institution_id, program_id, person_id, pgy) SELECT i, p, person, 1 FROM folk WHERE role = 'resident';
		INSERT INTO mentor (institution_id, program_id, person_id, slug, state) SELECT i, p, person, 'm' || k, 'ready' FROM folk WHERE role = 'mentor';
		INSERT INTO cycle (institution_id, id, program_id, name, starts_on, ends_on, state, seed, seed_hash) SELECT i, c, p, '2025–26', '2025-07-01', '2026-06-30', 'running', 's', 'h' FROM many;
		INSERT INTO pairing (institution_id, program_id, cycle_id, resident_id, mentor_id, starts_on, created_at)
			SELECT r.i, r.p, r.c, r.person, m.person, '2025-07-01', '2025-07-01' FROM folk r JOIN folk m ON m.n = r.n AND m.k = r.k + 1 WHERE r.role = 'resident';
		INSERT INTO meeting (institution_id, program_id, pairing_id, held_on, minutes, setting, logged_by, logged_at)
			SELECT institution_id, program_id, id, starts_on + 60 * m, 30, 'on_site', mentor_id, starts_on + 60 * m FROM pairing, generate_series(1, 4) m
			WHERE institution_id <> '`+institutionID+`';
		ANALYZE;`)
}

// execute runs statements as the superuser.
func execute(b *testing.B, url, sql string) {
	b.Helper()
	conn, err := pgx.Connect(b.Context(), url)
	check(b, err)
	defer conn.Close(context.Background())
	_, err = conn.Exec(b.Context(), sql, pgx.QueryExecModeSimpleProtocol)
	check(b, err)
}
