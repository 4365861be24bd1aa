// Package durability_test kills what can be killed and looks at what is left: no acknowledged write is lost and none is
// done twice, the program is back without help, and a migration that was cut off goes on where it was.
package durability_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"net/url"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"evenly/internal/e2e/program"
	"evenly/internal/mentorship"
	"evenly/internal/pgdev"
	"evenly/internal/testdb"
	"evenly/internal/world"
	"evenly/migrations"
)

func TestMain(m *testing.M) { os.Exit(program.Main(m)) }

const (
	pairs  = 4  // whose mentors log meetings, and whose residents' classmates rank
	writes = 15 // of each of the eight clients
)

// TestNothingIsLostOrDoubled has eight people write, each form with its key, while the program and its Postgres are
// killed again and again. Forms without an answer are sent once more with the same key.
func TestNothingIsLostOrDoubled(t *testing.T) {
	t.Parallel()
	pg := privatePostgres(t)
	w := world.On(t, migrated(t, pg))
	w.SetNow(time.Now()) // the program's clock is the real one
	im, peds := w.Program("im"), w.Program("peds")
	peds.SetState(mentorship.RankingOpen)
	p := serve(t, w.DB.AppURL)

	var acknowledged atomic.Int64
	var clients []*client
	var work []func()
	for i := range pairs {
		logger, ranker := newLogger(t, w, p, im, i), newRanker(t, w, p, peds, i)
		clients = append(clients, logger.client, ranker.client)
		work = append(work, func() { logger.work(&acknowledged) }, func() { ranker.work(&acknowledged) })
	}
	all := len(work) * writes
	var wg sync.WaitGroup
	for _, do := range work {
		wg.Go(do)
	}
	kills := killAlong(t, p, pg, &acknowledged, all)
	wg.Wait()
	if t.Failed() {
		return
	}
	var tries, broken int64
	for _, c := range clients {
		tries, broken = tries+c.tries.Load(), broken+c.broken.Load()
	}
	t.Logf("%d writes acknowledged in %d tries, %d kills, %d answers of 500", all, tries, kills, broken)
	if broken > 0 {
		t.Errorf("%d answers were 500, want 503 while the database is away", broken)
	}
	w.Eventually("the database is back", func() bool { return p.Answers("/readyz", 200) })
	if got, want := world.One[int](w, "SELECT count(*) FROM meeting"), pairs*writes; got != want {
		t.Errorf("meetings: got %d, want %d", got, want)
	}
	if got := world.One[int](w, "SELECT count(DISTINCT (pairing_id, held_on)) FROM meeting"); got != pairs*writes {
		t.Errorf("meetings on different days: got %d, want %d", got, pairs*writes)
	}
	if got, want := world.One[int](w, "SELECT sum(version) FROM rank_list"), pairs*writes; got != want {
		t.Errorf("versions of rank lists: got %d, want %d, one for each save", got, want)
	}
	if got := world.One[int](w, "SELECT count(*) FROM once"); got != all {
		t.Errorf("used keys: got %d, want %d", got, all)
	}
	if got := world.One[int](w, "SELECT count(*) FROM audit WHERE act IN ('meeting.log', 'ranking.save')"); got != all {
		t.Errorf("rows of the audit log: got %d, want %d", got, all)
	}
}

// killAlong kills the program, and every third time its Postgres, after random numbers of writes, until all are done.
func killAlong(t *testing.T, p *program.Process, pg *pgdev.Server, acknowledged *atomic.Int64, all int) (kills int) {
	t.Helper()
	next := int64(5 + rand.IntN(10))
	for acknowledged.Load() < int64(all) && !t.Failed() {
		if acknowledged.Load() < next || int(next) >= all {
			time.Sleep(time.Millisecond) // a look every millisecond at how far the writers are
			continue
		}
		next += int64(10 + rand.IntN(10))
		if kills++; kills%3 == 0 {
			killPostgres(t, pg)
			continue
		}
		p.Kill()
		p.Start()
		if took := p.Ready(); took > 5*time.Second {
			t.Errorf("back after %s", took)
		}
	}
	return kills
}

// killPostgres ends the server as the kernel would. Package pgdev starts it again, as an operator's system would.
func killPostgres(t *testing.T, pg *pgdev.Server) {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(pg.Dir(), "data", "postmaster.pid"))
	if err != nil {
		return // it is just being started again
	}
	pid, err := strconv.Atoi(strings.SplitN(string(text), "\n", 2)[0])
	if err != nil {
		return
	}
	_ = syscall.Kill(pid, syscall.SIGKILL)
}

// privatePostgres is a server of the test's own that syncs what it writes.
func privatePostgres(t *testing.T) *pgdev.Server {
	t.Helper()
	pg, err := pgdev.Start(t.Context(), pgdev.Options{Dir: filepath.Join(program.Folder(t), "pg"), Bin: os.Getenv("EVENLY_POSTGRES_BIN")})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(pg.Stop)
	return pg
}

// migrated makes a database in a private Postgres.
func migrated(t *testing.T, pg *pgdev.Server) *testdb.DB {
	t.Helper()
	db := empty(t, pg)
	if err := migrations.Up(t.Context(), db.AdminURL); err != nil {
		t.Fatal(err)
	}
	return db
}

func empty(t *testing.T, pg *pgdev.Server) *testdb.DB {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), pg.URL(pgdev.Superuser, "postgres"))
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(context.Background())
	if _, err := conn.Exec(t.Context(), "CREATE DATABASE evenly"); err != nil {
		t.Fatal(err)
	}
	return &testdb.DB{Name: "evenly", AdminURL: pg.URL(pgdev.Superuser, "evenly"), AppURL: pg.URL("evenly_app", "evenly")}
}

// logger is a mentor who logs one meeting after the other.
type logger struct {
	*client
	pair mentorship.PairingID
	to   string
}

func newLogger(t *testing.T, w *world.World, p *program.Process, im *world.Program, i int) *logger {
	mentor := im.Mentor(fmt.Sprintf("Mentor Number%d", i), 2)
	pair := im.Pair(im.Resident(fmt.Sprintf("Resident Number%d", i), 1), mentor, "2025-07-01")
	return &logger{clientOf(t, w, p, mentor), pair, im.At.Log()}
}

func (l *logger) work(acknowledged *atomic.Int64) {
	day := time.Date(2025, 7, 1, 0, 0, 0, 0, time.UTC)
	for i := range writes {
		if !l.write(l.to, url.Values{"with": {string(l.pair)}, "when": {"other"}, "date": {day.AddDate(0, 0, i).Format(time.DateOnly)},
			"minutes": {"30"}, "where": {"on_site"}}) {
			return
		}
		acknowledged.Add(1)
	}
}

// ranker is a resident who cannot decide: each save turns the list round.
type ranker struct {
	*client
	mentors [2]string
	to      string
}

func newRanker(t *testing.T, w *world.World, p *program.Process, peds *world.Program, i int) *ranker {
	r := &ranker{clientOf(t, w, p, peds.Resident(fmt.Sprintf("Ranker Number%d", i), 1)), [2]string{}, peds.At.Ranking()}
	for j := range r.mentors {
		r.mentors[j] = string(peds.Mentor(fmt.Sprintf("Choice Of%d%d", i, j), 2).ID)
	}
	return r
}

func (r *ranker) work(acknowledged *atomic.Int64) {
	for i := range writes {
		if !r.write(r.to, url.Values{"version": {strconv.Itoa(i)}, "rank": {r.mentors[i%2], r.mentors[(i+1)%2]}, "op": {"save"}}) {
			return
		}
		acknowledged.Add(1)
	}
}
