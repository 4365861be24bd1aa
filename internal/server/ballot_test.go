package server_test

import (
	"bytes"
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"

	"evenly/internal/pgdev"
	"evenly/internal/survey"
	"evenly/internal/world"
)

const respondents = 29

// evidence is everything somebody with the database has: each table's rows in their order on disk with the system columns,
// as text. Tables are found in the catalogue, so that one that is added later is searched as well.
func evidence(t *testing.T, w *world.World) map[string][]string {
	t.Helper()
	ctx := context.Background()
	conn, err := pgx.Connect(ctx, w.DB.AdminURL)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(ctx)
	rows, err := conn.Query(ctx, `SELECT c.oid::regclass::text FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
		WHERE c.relkind = 'r' AND n.nspname NOT IN ('pg_catalog', 'information_schema', 'pg_toast') ORDER BY 1`)
	if err != nil {
		t.Fatal(err)
	}
	tables, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		t.Fatal(err)
	}
	all := map[string][]string{}
	for _, table := range tables {
		rows, err := conn.Query(ctx, `SELECT concat_ws(' ', x.ctid, x.xmin, x.cmin, x::text) FROM `+table+` x ORDER BY x.ctid`)
		if err != nil {
			t.Fatal(err)
		}
		if all[table], err = pgx.CollectRows(rows, pgx.RowTo[string]); err != nil {
			t.Fatal(err)
		}
	}
	return all
}

// orderIn is the order in which people show in a table, by any column that names one: nil where fewer than all do.
func orderIn(rows []string, ids []string) []int {
	var order []int
	for _, row := range rows {
		for i, id := range ids {
			if strings.Contains(row, id) && !slices.Contains(order, i) {
				order = append(order, i)
			}
		}
	}
	if len(order) < len(ids) {
		return nil
	}
	return order
}

// guess matches two orders, the best there is for an attacker who has nothing but orders, and counts what is right.
func guess(people, answers []int) (right int) {
	for i := range min(len(people), len(answers)) {
		if people[i] == answers[i] {
			right++
		}
	}
	return right
}

// Link attack: 29 people go through a wave in an order of their own, each leaving one comment that only we know to be
// theirs. Whoever then holds every table with all system columns and orders does no better than by chance. The naive table
// beside it is linked to the last person, so the attack is known to work.
func TestLinkAttack(t *testing.T) {
	t.Parallel()
	v := newTown(t, respondents)
	v.W.SQL(`CREATE TABLE naive_issue (person text); CREATE TABLE naive_answer (body text)`)
	chance := rand.New(rand.NewPCG(5, uint64(os.Getpid())))
	id := v.open()
	ids := make([]string, respondents)
	voters := make([]voter, respondents)
	for _, i := range chance.Perm(respondents) { // tokens ahead of time, in the order of signing in
		ids[i] = string(v.residents[i].ID)
		voters[i] = v.obtain(id, v.residents[i])
	}
	for _, i := range chance.Perm(respondents) {
		v.W.SQL(`INSERT INTO naive_issue VALUES ($1)`, ids[i])
		v.W.SQL(`INSERT INTO naive_answer VALUES ($1)`, mine(i))
		if got := voters[i].put(0, value(i%5, mine(i))); got != 204 {
			t.Fatalf("ballot %d: %d", i, got)
		}
	}
	during := evidence(t, v.W)
	for table, rows := range during {
		for _, row := range rows {
			if table != "naive_answer" && strings.Contains(row, "mine-") {
				t.Errorf("an answer lies open in %s before the close", table)
			}
		}
	}
	v.closeWave(id)
	after := evidence(t, v.W)
	answers := orderIn(after["survey_comment"], marks())
	if answers == nil {
		t.Fatal("the comments are not all there")
	}
	if got := guess(orderIn(after["naive_issue"], ids), orderIn(after["naive_answer"], marks())); got != respondents {
		t.Fatalf("the attack links %d of %d in the naive tables: it does not work", got, respondents)
	}
	// Every order of people anywhere, before or after the close, against the order of what came out: the shuffle makes
	// each of them a draw from chance, whose mean is one. One wave is one draw; the mean over 200 is in the next test.
	for name, tables := range map[string]map[string][]string{"during": during, "after": after} {
		for table, rows := range tables {
			if people := orderIn(rows, ids); people != nil {
				if right := guess(people, answers); right > 6 { // chance: about 1 in 10,000
					t.Errorf("%s %s: %d of %d linked", name, table, right, respondents)
				}
			}
		}
	}
	if x := world.One[int](v.W, `SELECT count(DISTINCT xmin::text)::int FROM survey_comment`); x != 1 {
		t.Errorf("comments were written by %d transactions, want 1", x)
	}
	joint := regexp.MustCompile(`mine-.*mine-`)
	for table, rows := range after {
		for _, row := range rows {
			if !strings.HasPrefix(table, "naive") && joint.MatchString(row) {
				t.Errorf("%s has joint answers", table)
			}
		}
	}
}

func mine(i int) string { return fmt.Sprintf("mine-%03d.", i) }

func marks() []string {
	all := make([]string, respondents)
	for i := range all {
		all[i] = mine(i)
	}
	return all
}

// Over 200 closes the order that comes out tells nothing of the order that went in, by person or by arrival.
func TestLinkAttackOverManyWaves(t *testing.T) {
	t.Parallel()
	q := survey.ForResidents()
	total := 0
	const runs = 200
	for run := range runs {
		var ballots []survey.Answers
		for i := range respondents {
			ballots = append(ballots, value(i%5, mine(i)))
		}
		release, _ := q.Count(ballots, survey.Pool{}, rand.New(rand.NewChaCha8([32]byte{byte(run)})))
		for i, c := range release.Comments {
			if c.Text == mine(i) {
				total++
			}
		}
	}
	if mean := float64(total) / runs; mean > 1.2 { // chance 1.0
		t.Errorf("on average %.2f of %d are linked by order", mean, respondents)
	}
}

// canary is a word that stands in an answer and, before the close, nowhere else on earth.
const canary = "QUAGGA-zebra-1883"

// A backup taken in mid-wave, restored elsewhere, holds no answer in the clear, and neither do logs, mails or the key files;
// after the close the restored copy cannot be opened by anybody.
func TestCanaryThroughBackupAndRestore(t *testing.T) {
	t.Parallel()
	programs, err := pgdev.Find("")
	if err != nil {
		t.Fatal(err)
	}
	dump, err := programs.Tool("pg_dump")
	if err != nil {
		t.Fatal(err)
	}
	v := newTown(t, 6)
	id := v.open()
	for i, r := range v.residents {
		a := value(i%5, canary)
		v.obtain(id, r).put(0, a)
	}
	file := filepath.Join(t.TempDir(), "backup.sql")
	var complaint bytes.Buffer
	cmd := exec.Command(dump, "--dbname="+v.W.DB.AdminURL, "--file="+file, "--no-owner")
	cmd.Stderr = &complaint
	if err := cmd.Run(); err != nil {
		t.Fatalf("pg_dump: %v %s", err, complaint.String())
	}
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Contains(text, []byte("COPY public.spool_")) {
		t.Fatal("the backup has no ballots: it proves nothing")
	}
	for name, found := range map[string]bool{
		"the backup":       bytes.Contains(text, []byte(canary)) || bytes.Contains(text, []byte(fmt.Sprintf("%x", canary))),
		"the private keys": bytes.Contains(text, []byte("PRIVATE KEY")),
	} {
		if found {
			t.Errorf("found in %s", name)
		}
	}
	v.closeWave(id)
	keys, _ := filepath.Glob(filepath.Join(v.W.Keys, "*", "*"))
	if len(keys) != 0 {
		t.Errorf("keys are left after the close: %v", keys)
	}
	if n := world.One[int](v.W, `SELECT count(*)::int FROM survey_comment WHERE body = $1`, canary); n != 6 {
		t.Errorf("%d of 6 comments arrived", n)
	}
}
