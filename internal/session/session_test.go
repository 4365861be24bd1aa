package session_test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgxpool"

	"evenly/internal/session"
	"evenly/internal/testdb"
)

// site is a tiny web site with sessions: every path is a thing a handler may do.
type site struct {
	*testing.T
	pool     *pgxpool.Pool
	db       *counted
	sessions *session.Manager
	mux      *http.ServeMux
	ana, ben string // account ids
}

// counted counts what is written.
type counted struct {
	*pgxpool.Pool
	writes atomic.Int64
}

func (c *counted) Exec(ctx context.Context, sql string, args ...any) (pgconn.CommandTag, error) {
	c.writes.Add(1)
	return c.Pool.Exec(ctx, sql, args...)
}

func newSite(t *testing.T, o session.Options) *site {
	t.Helper()
	pool, err := pgxpool.New(t.Context(), testdb.New(t).AppURL)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(pool.Close)
	s := &site{T: t, pool: pool, db: &counted{Pool: pool}, mux: http.NewServeMux()}
	s.sessions = session.New(s.db, o)
	s.ana, s.ben = s.account("ana@brannoc.example"), s.account("ben@brannoc.example")
	s.handle("/who", func(ctx context.Context) string { return s.sessions.Account(ctx) })
	s.handle("/note", func(ctx context.Context) string { s.sessions.Put(ctx, "note", "hello"); return "" })
	s.handle("/take", func(ctx context.Context) string { return s.sessions.Take(ctx, "note") })
	s.handle("/out", func(ctx context.Context) string { s.must(s.sessions.SignOut(ctx)); return "" })
	s.handle("/in/ana", func(ctx context.Context) string { s.must(s.sessions.SignIn(ctx, s.ana, 0, "note")); return "" })
	s.handle("/in/ben", func(ctx context.Context) string { s.must(s.sessions.SignIn(ctx, s.ben, 10*time.Minute)); return "" })
	return s
}

func (s *site) must(err error) {
	if err != nil {
		s.Error(err)
	}
}

func (s *site) account(email string) (id string) {
	s.Helper()
	if err := s.pool.QueryRow(s.Context(), `INSERT INTO account (email) VALUES ($1) RETURNING id`, email).Scan(&id); err != nil {
		s.Fatal(err)
	}
	return id
}

func (s *site) handle(path string, do func(context.Context) string) {
	s.mux.HandleFunc(path, func(w http.ResponseWriter, r *http.Request) { w.Write([]byte(do(r.Context()))) })
}

// browser keeps cookies as a browser does.
type browser struct {
	s   *site
	jar map[string]*http.Cookie
}

func (s *site) browser() *browser { return &browser{s: s, jar: map[string]*http.Cookie{}} }

// get asks for a path and returns the body. A cookie that is taken back leaves the jar.
func (b *browser) get(path string) string {
	b.s.Helper()
	w := b.request(b.s.Context(), path)
	if w.Code != http.StatusOK {
		b.s.Fatalf("GET %s = %d %s", path, w.Code, w.Body)
	}
	return w.Body.String()
}

func (b *browser) request(ctx context.Context, path string) *httptest.ResponseRecorder {
	r := httptest.NewRequestWithContext(ctx, http.MethodGet, (&url.URL{Path: path}).String(), nil)
	for _, c := range b.jar {
		r.AddCookie(c)
	}
	w := httptest.NewRecorder()
	b.s.sessions.Wrap(b.s.mux).ServeHTTP(w, r)
	for _, c := range w.Result().Cookies() {
		b.jar[c.Name] = c
		if c.MaxAge < 0 {
			delete(b.jar, c.Name)
		}
	}
	return w
}

func (s *site) rows(where string, args ...any) (n int) {
	s.Helper()
	if err := s.pool.QueryRow(s.Context(), `SELECT count(*) FROM session WHERE `+where, args...).Scan(&n); err != nil {
		s.Fatal(err)
	}
	return n
}

func (s *site) exec(sql string, args ...any) {
	s.Helper()
	if _, err := s.pool.Exec(s.Context(), sql, args...); err != nil {
		s.Fatal(err)
	}
}

func TestSignInAndOut(t *testing.T) {
	t.Parallel()
	s := newSite(t, session.Options{})
	b := s.browser()
	b.get("/note")
	visitor := b.jar["evenly"].Value
	b.get("/in/ana")
	token := b.jar["evenly"].Value
	if token == visitor {
		t.Error("sign-in keeps the token of the visitor")
	}
	if got := b.get("/who"); got != s.ana {
		t.Errorf("who = %q, want Ana", got)
	}
	if got := b.get("/take"); got != "hello" {
		t.Errorf("the note carried through sign-in = %q, want hello", got)
	}
	if n := s.rows(`account_id = $1`, s.ana); n != 1 || s.rows(`TRUE`) != 1 {
		t.Errorf("Ana has %d rows of %d, want 1 of 1", n, s.rows(`TRUE`))
	}
	if s.rows(`token_hash = $1 OR encode(data, 'escape') LIKE '%' || $2 || '%'`, []byte(token), token) != 0 {
		t.Error("the token itself is in the table")
	}
	b.get("/out")
	if len(b.jar) != 0 || s.rows(`TRUE`) != 0 {
		t.Errorf("after sign-out: cookies %v, %d rows, want none", b.jar, s.rows(`TRUE`))
	}
	b.jar["evenly"] = &http.Cookie{Name: "evenly", Value: token}
	if got := b.get("/who"); got != "" {
		t.Errorf("the old cookie after sign-out is %q, want nobody", got)
	}
}

func TestNothingIsWrittenWhenNothingChanges(t *testing.T) {
	t.Parallel()
	s := newSite(t, session.Options{Idle: time.Hour})
	b := s.browser()
	b.get("/who")
	b.get("/take")
	if n := s.db.writes.Load(); n != 0 || len(b.jar) != 0 {
		t.Errorf("a visitor who does nothing causes %d writes and %d cookies, want none", n, len(b.jar))
	}
	b.get("/in/ana")
	before := s.db.writes.Load()
	for range 5 {
		b.get("/who")
		b.get("/take")
	}
	if n := s.db.writes.Load() - before; n != 0 {
		t.Errorf("ten pages that change nothing cause %d writes, want none", n)
	}
}

func TestSignOutEverywhere(t *testing.T) {
	t.Parallel()
	s := newSite(t, session.Options{})
	phone, desk, ben := s.browser(), s.browser(), s.browser()
	phone.get("/in/ana")
	desk.get("/in/ana")
	ben.get("/in/ben")
	n, err := s.sessions.SignOutEverywhere(t.Context(), s.ana)
	if err != nil || n != 2 {
		t.Errorf("SignOutEverywhere = %d, %v, want 2", n, err)
	}
	if phone.get("/who") != "" || desk.get("/who") != "" || ben.get("/who") != s.ben {
		t.Error("want Ana signed out on both, and Ben still there")
	}
}

// TestDestroyedStaysDestroyed signs out while a slower request of the same session is under way, which then saves.
func TestDestroyedStaysDestroyed(t *testing.T) {
	t.Parallel()
	for name, end := range map[string]func(*site, *browser){
		"sign out":            func(_ *site, b *browser) { b.get("/out") },
		"sign out everywhere": func(s *site, _ *browser) { s.sessions.SignOutEverywhere(s.Context(), s.ana) },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newSite(t, session.Options{Idle: time.Hour})
			entered, leave := make(chan struct{}), make(chan struct{})
			s.handle("/slow", func(ctx context.Context) string {
				close(entered)
				<-leave
				s.sessions.Put(ctx, "note", "late")
				return ""
			})
			fast := s.browser()
			fast.get("/in/ana")
			slow := &browser{s: s, jar: map[string]*http.Cookie{"evenly": fast.jar["evenly"]}}
			done := make(chan struct{})
			go func() { defer close(done); slow.request(t.Context(), "/slow") }()
			<-entered
			end(s, fast)
			close(leave)
			<-done
			if n := s.rows(`TRUE`); n != 0 {
				t.Errorf("the slow request brought %d sessions back", n)
			}
			if got := slow.get("/who"); got != "" {
				t.Errorf("its browser is %q, want nobody", got)
			}
		})
	}
}

func TestSignOutSurvivesAClosedBrowser(t *testing.T) {
	t.Parallel()
	s := newSite(t, session.Options{})
	ctx, cancel := context.WithCancel(t.Context())
	s.mux.HandleFunc("/gone", func(_ http.ResponseWriter, r *http.Request) {
		cancel()
		s.must(s.sessions.SignOut(r.Context()))
	})
	b := s.browser()
	b.get("/in/ana")
	b.request(ctx, "/gone")
	if n := s.rows(`TRUE`); n != 0 {
		t.Errorf("%d sessions are left after a sign-out whose browser went away", n)
	}
}

func TestExpiry(t *testing.T) {
	t.Parallel()
	s := newSite(t, session.Options{Lifetime: 24 * time.Hour, Idle: time.Hour})
	b, ben := s.browser(), s.browser()
	b.get("/in/ana")
	ben.get("/in/ben")
	const within = `expires_at BETWEEN now() + $1::interval - interval '1 minute' AND now() + $1::interval`
	if s.rows(within, "1 hour") != 1 || s.rows(within, "10 minutes") != 1 {
		t.Error("want one session that ends in an hour, and Ben's in his own ten minutes")
	}
	s.exec(`UPDATE session SET expires_at = now() + interval '30 minutes' WHERE account_id = $1`, s.ana)
	b.get("/who")
	if s.rows(within, "1 hour") != 1 {
		t.Error("a request after half the idle time does not move the limit on")
	}
	s.exec(`UPDATE session SET expires_at = now() - interval '1 second' WHERE account_id = $1`, s.ana)
	if got := b.get("/who"); got != "" {
		t.Errorf("who after the end = %q, want nobody", got)
	}
	n, err := s.sessions.Cleanup(t.Context())
	if err != nil || n != 1 || s.rows(`TRUE`) != 1 {
		t.Errorf("Cleanup = %d, %v and %d rows left, want 1 and 1", n, err, s.rows(`TRUE`))
	}
}

// TestLifetimeIsAbsolute checks that being busy does not prolong a session beyond its lifetime.
func TestLifetimeIsAbsolute(t *testing.T) {
	t.Parallel()
	s := newSite(t, session.Options{Lifetime: 20 * time.Minute, Idle: time.Hour})
	b := s.browser()
	b.get("/in/ana")
	b.get("/note")
	s.exec(`UPDATE session SET expires_at = now() + interval '1 minute'`)
	b.get("/who")
	if s.rows(`expires_at > now() + interval '20 minutes'`) != 0 {
		t.Error("the session outlives its lifetime")
	}
}

func TestCookie(t *testing.T) {
	t.Parallel()
	for _, o := range []session.Options{{}, {Secure: true}, {Secure: true, Keep: true}} {
		s := newSite(t, o)
		b := s.browser()
		b.get("/in/ana")
		c := b.jar[s.sessions.CookieName()]
		if c == nil || c.Secure != o.Secure || strings.HasPrefix(c.Name, "__Host-") != o.Secure || (c.MaxAge > 0) != o.Keep {
			t.Fatalf("%+v gives the cookie %v", o, c)
		}
		if !c.HttpOnly || c.SameSite != http.SameSiteLaxMode || c.Path != "/" || c.Domain != "" {
			t.Errorf("%+v gives the cookie %v, want HttpOnly, Lax, path / and no domain", o, c)
		}
	}
}

func TestStrangeCookiesAndDataSignNobodyIn(t *testing.T) {
	t.Parallel()
	s := newSite(t, session.Options{})
	b := s.browser()
	for _, value := range []string{"x", strings.Repeat("A", 43), strings.Repeat("A", 4000)} {
		b.jar["evenly"] = &http.Cookie{Name: "evenly", Value: value}
		if got := b.get("/who"); got != "" {
			t.Errorf("cookie %.20q is %q, want nobody", value, got)
		}
	}
	b.get("/in/ana")
	s.exec(`UPDATE session SET data = 'nonsense'`)
	if got := b.get("/who"); got != "" {
		t.Errorf("damaged data is %q, want nobody", got)
	}
}

func TestDatabaseFailureIsAnswered(t *testing.T) {
	t.Parallel()
	var failed error
	s := newSite(t, session.Options{Failed: func(w http.ResponseWriter, _ *http.Request, err error) {
		failed = err
		w.WriteHeader(http.StatusServiceUnavailable)
	}})
	b := s.browser()
	b.get("/in/ana")
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if w := b.request(ctx, "/who"); w.Code != http.StatusServiceUnavailable || failed == nil {
		t.Errorf("a request whose session cannot be read = %d with %v, want what Failed answers", w.Code, failed)
	}
}

func TestSignedInAt(t *testing.T) {
	t.Parallel()
	s := newSite(t, session.Options{})
	var at time.Time
	s.handle("/when", func(ctx context.Context) string { at = s.sessions.SignedInAt(ctx); return "" })
	b := s.browser()
	b.get("/when")
	if !at.IsZero() {
		t.Errorf("SignedInAt of a visitor = %v, want zero", at)
	}
	b.get("/in/ana")
	b.get("/when")
	if since := time.Since(at); since < 0 || since > time.Minute {
		t.Errorf("SignedInAt = %v, want just now", at)
	}
}

var _ session.DB = (*pgx.Conn)(nil)
