package durability_test

import (
	"context"
	"math/rand/v2"
	"net/http"
	"net/url"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"evenly/internal/e2e/program"
	"evenly/internal/testdb"
	"evenly/internal/world"
	"evenly/migrations"
)

// TestTerminateFinishesWhatWasAccepted stops the program while a write waits for a lock.
func TestTerminateFinishesWhatWasAccepted(t *testing.T) {
	t.Parallel()
	w := world.New(t)
	w.SetNow(time.Now())
	p := serve(t, w.DB.AppURL)
	l := newLogger(t, w, p, w.Program("im"), 0)

	hold := begin(t, w.DB.AdminURL)
	execTx(t, hold, "LOCK TABLE pairing IN ACCESS EXCLUSIVE MODE")
	answer := make(chan int, 1)
	go func() {
		status, _, err := l.once(l.to, url.Values{"with": {string(l.pair)}, "when": {"other"}, "date": {"2025-07-03"}, "minutes": {"30"},
			"where": {"on_site"}, "key": {"0123456789abcdef"}})
		if err != nil {
			t.Error(err)
		}
		answer <- status
	}()
	w.Eventually("the write waits", func() bool {
		return world.One[int](w, "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'") > 0
	})
	begun := time.Now()
	p.Terminate()
	w.Eventually("nobody is sent here any more", func() bool { return !p.Answers("/readyz", http.StatusOK) })
	if err := hold.Commit(t.Context()); err != nil {
		t.Fatal(err)
	}
	if got := <-answer; got != http.StatusSeeOther {
		t.Errorf("the accepted write: got %d, want 303", got)
	}
	if code := p.Wait(); code != 0 || time.Since(begun) > 10*time.Second {
		t.Errorf("the end: got code %d after %s, want 0 within 10 s:\n%s", code, time.Since(begun), p.Output())
	}
	if got := world.One[int](w, "SELECT count(*) FROM meeting"); got != 1 {
		t.Errorf("meetings: got %d, want 1", got)
	}
}

// TestFourStartOnAnEmptyDatabase starts four processes at once: one migrates, all serve.
func TestFourStartOnAnEmptyDatabase(t *testing.T) {
	t.Parallel()
	db := testdb.Empty(t)
	env := production(t, db.AppURL)
	env["EVENLY_MIGRATE_URL"] = db.AdminURL
	var all []*program.Process
	for range 4 {
		p := program.New(t, program.Options{Args: []string{"serve"}, Env: env})
		p.Start()
		all = append(all, p)
	}
	for _, p := range all {
		p.Ready()
		if !p.Answers("/signin", http.StatusOK) {
			t.Errorf("the sign-in page is missing:\n%s", p.Output())
		}
	}
}

// TestMigrateKilledAtAnyMoment kills evenly migrate up at random moments, then lets it finish.
func TestMigrateKilledAtAnyMoment(t *testing.T) {
	t.Parallel()
	db := testdb.Empty(t)
	o := program.Options{Args: []string{"migrate", "up"}, Env: map[string]string{"EVENLY_MIGRATE_URL": db.AdminURL}}
	for range 12 {
		p := program.New(t, o)
		p.Start()
		time.Sleep(time.Duration(rand.IntN(150)) * time.Millisecond) // the moment is what is tested
		p.Kill()
	}
	if code, out := program.Run(t, o); code != 0 {
		t.Fatalf("migrate up after twelve kills: code %d\n%s", code, out)
	}
	if st, err := migrations.Where(t.Context(), db.AdminURL); err != nil || st.Version != migrations.Newest() {
		t.Errorf("got %+v, %v, want version %d", st, err, migrations.Newest())
	}
}

// TestBusyIsSaidSoon has every connection wait for a lock: people are told within 3 s, and the process is still healthy.
func TestBusyIsSaidSoon(t *testing.T) {
	t.Parallel()
	w := world.New(t)
	w.SetNow(time.Now())
	p := serve(t, w.DB.AppURL+"&pool_max_conns=4")
	im := w.Program("im")
	c := clientOf(t, w, p, im.Resident("Ana Pereira", 1))
	hold := begin(t, w.DB.AdminURL)
	execTx(t, hold, "LOCK TABLE session IN ACCESS EXCLUSIVE MODE") // each request begins with its session

	var wg sync.WaitGroup
	for range 16 {
		wg.Go(func() {
			begun := time.Now()
			status, retry := c.status(im.At.Home())
			if took := time.Since(begun); status != http.StatusServiceUnavailable || retry == "" || took > 6*time.Second {
				t.Errorf("with no connection free: got %d after %s, Retry-After %q; want 503 and when to try again", status, took, retry)
			}
		})
	}
	w.Eventually("connections wait", func() bool {
		return world.One[int](w, "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'") >= 2
	})
	begun := time.Now()
	if !p.Answers("/healthz", http.StatusOK) || time.Since(begun) > time.Second {
		t.Errorf("/healthz does not answer at once (%s)", time.Since(begun))
	}
	wg.Wait()
	if err := hold.Rollback(t.Context()); err != nil {
		t.Fatal(err)
	}
	if status, _ := c.status(im.At.Home()); status != http.StatusOK {
		t.Errorf("afterwards: got %d, want 200", status)
	}
}

// status is a page's status and its header Retry-After.
func (c *client) status(path string) (int, string) {
	r, err := http.NewRequestWithContext(c.t.Context(), http.MethodGet, c.p.URL+path, nil)
	if err != nil {
		c.t.Error(err)
		return 0, ""
	}
	r.Header.Set("Cookie", c.cookie)
	res, err := http.DefaultClient.Do(r)
	if err != nil {
		c.t.Error(err)
		return 0, ""
	}
	_ = res.Body.Close()
	return res.StatusCode, res.Header.Get("Retry-After")
}

// begin opens a transaction that is rolled back when the test ends.
func begin(t *testing.T, url string) pgx.Tx {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close(context.Background()) })
	tx, err := conn.Begin(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return tx
}

func execTx(t *testing.T, tx pgx.Tx, sql string) {
	t.Helper()
	if _, err := tx.Exec(t.Context(), sql); err != nil {
		t.Fatal(err)
	}
}
