// Package world builds small worlds for tests: an institution with programs and people on a fresh database, the real site
// in front of it, and browsers signed in as anyone. A test names only what matters to it.
//
//	w := world.New(t)
//	im := w.Program("im")
//	ana := im.Resident("Ana Pereira", 2)
//	page := ana.Get(im.At.Ranking())
package world

import (
	"context"
	"log/slog"

	"net/http/httptest"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"evenly/internal/app"
	"evenly/internal/mail"
	"evenly/internal/mentorship"
	"evenly/internal/queue"
	"evenly/internal/route"
	"evenly/internal/server"
	"evenly/internal/session"
	"evenly/internal/store"
	"evenly/internal/survey/urn"
	"evenly/internal/tenant"
	"evenly/internal/testdb"
	"evenly/internal/worker"
)

// World is one test's institution, site and clock.
type World struct {
	T           testing.TB
	DB          *testdb.DB
	Store       *store.Store
	App         *app.App
	Site        *httptest.Server
	Server      *server.Server
	Mail        *Mailbox
	Institution store.Institution
	Keys        string // the folder of survey keys

	mu      sync.Mutex
	now     time.Time
	queries queries
	log     *testLog
}

// Start is the moment a world's clock shows at first: the demonstration's day, a Friday morning in week 42.
var Start = time.Date(2026, 4, 17, 9, 0, 0, 0, time.UTC)

// New makes a world: institution "stbrannoc", no programs, nobody in it. Jobs are queued but not worked; see Work.
func New(t testing.TB) *World {
	t.Helper()
	return On(t, testdb.New(t))
}

// On makes a world in a migrated, empty database that the test brings.
func On(t testing.TB, db *testdb.DB) *World {
	t.Helper()
	w := &World{T: t, DB: db, now: Start, Mail: &Mailbox{}, log: &testLog{t: t}}
	log := slog.New(slog.NewTextHandler(w.log, &slog.HandlerOptions{Level: slog.LevelDebug}))
	ctx := context.Background()
	w.Store = must(store.Open(ctx, w.DB.AppURL, w.Now, store.Trace(&w.queries)))(t)
	t.Cleanup(w.Store.Close)
	w.App = app.New(app.Config{Store: w.Store, Queue: must(queue.New(w.Store.Pool()))(t), Mail: w.Mail, BaseURL: "http://evenly.test", Log: log, Keys: w.keys(t)})
	sessions := session.New(w.Store.Pool(), session.Options{})
	w.Server = server.New(server.Options{App: w.App, Sessions: sessions, Log: log,
		BaseURL: "http://evenly.test", Extra: server.SignInAsAnyone()})
	w.Site = httptest.NewServer(w.Server.Handler())
	t.Cleanup(w.Site.Close)
	w.Institution = w.AddInstitution("stbrannoc", "St. Brannoc’s")
	return w
}

// keys is a folder for the keys of surveys, for this test alone.
func (w *World) keys(t testing.TB) *urn.Folder {
	t.Helper()
	w.Keys = t.TempDir()
	w.check(os.Chmod(w.Keys, 0o700))
	folder := must(urn.OpenFolder(w.Keys))(t)
	return &folder
}

// AddInstitution makes another tenant.
func (w *World) AddInstitution(slug, name string) store.Institution {
	w.T.Helper()
	var in store.Institution
	err := w.Store.Global(context.Background(), func(g *store.Global) (err error) {
		in, err = g.AddInstitution(context.Background(), slug, name)
		return err
	})
	w.check(err)
	return in
}

// Now is the world's clock.
func (w *World) Now() time.Time {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.now
}

// SetNow sets the clock.
func (w *World) SetNow(t time.Time) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.now = t
}

// Advance moves the clock.
func (w *World) Advance(d time.Duration) { w.SetNow(w.Now().Add(d)) }

// Work starts the worker for the rest of the test, so that mails are sent and tasks done.
func (w *World) Work() {
	w.T.Helper()
	wk := must(worker.New(w.Store.Pool(), w.App, slog.New(slog.DiscardHandler)))(w.T)
	wk.Start(context.Background())
	w.T.Cleanup(func() {
		ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
		defer cancel()
		_ = wk.Stop(ctx)
	})
}

// Eventually waits until ok returns true, for work that is done in the background; it fails the test after 15 s.
func (w *World) Eventually(what string, ok func() bool) {
	w.T.Helper()
	for end := time.Now().Add(15 * time.Second); time.Now().Before(end); time.Sleep(20 * time.Millisecond) {
		if ok() {
			return
		}
	}
	w.T.Fatalf("not within 15 s: %s", what)
}

// Program is a program of the world with a cycle that began on 1 July 2025.
type Program struct {
	W     *World
	In    store.Institution
	ID    tenant.ProgramID
	Cycle mentorship.CycleID
	At    route.Program
}

// Program makes a program, and a cycle in the state Running; SetState changes it.
func (w *World) Program(slug string) *Program { return w.ProgramOf(w.Institution, slug) }

// ProgramOf makes a program of another institution.
func (w *World) ProgramOf(in store.Institution, slug string) *Program {
	w.T.Helper()
	id, err := w.Store.AddProgram(context.Background(), in.ID, store.NewProgram{Slug: slug, Name: "Program " + slug, TimeZone: "America/New_York",
		Ombudsperson: "Ruth Adeyemi, 555 0100", DIO: "Dr. Paul Okonkwo, 555 0101"})
	w.check(err)
	w.SQL(`UPDATE program SET charter_at = created_at WHERE id = $1`, string(id))
	p := &Program{W: w, In: in, ID: id, At: route.Program{Institution: in.Slug, Program: slug}}
	p.As(func(tx *store.Tx) error {
		day := func(y int, m time.Month, d int) time.Time { return time.Date(y, m, d, 0, 0, 0, 0, time.UTC) }
		p.Cycle, err = tx.PutCycle(context.Background(), mentorship.Cycle{Name: "2025–26", StartsOn: day(2025, 7, 1), EndsOn: day(2026, 6, 30),
			State: mentorship.Running, AnswerDays: 5, ListLength: 3, Seed: "seed", SeedHash: "hash"})
		return err
	})
	return p
}

// Scope is the clock's scope in the program.
func (p *Program) Scope() tenant.Scope {
	return tenant.SystemScope(p.In.ID, p.ID).ForProgram(p.ID)
}

// As runs a transaction as the clock.
func (p *Program) As(fn func(*store.Tx) error) {
	p.W.T.Helper()
	p.W.check(p.W.Store.As(context.Background(), p.Scope(), fn))
}

// SQL runs a statement as the superuser, past row-level security, for what no page can do.
func (w *World) SQL(sql string, args ...any) {
	w.T.Helper()
	w.check(exec(w.DB.AdminURL, sql, args...))
}

// SetState moves the cycle to a state. Ranking, when open, closes a week from now.
func (p *Program) SetState(s mentorship.CycleState) {
	p.W.T.Helper()
	p.W.SQL(`UPDATE cycle SET state = $1, ranking_opens_at = $2, ranking_closes_at = $3 WHERE id = $4`,
		string(s), p.W.Now().Add(-time.Hour), p.W.Now().Add(7*24*time.Hour), string(p.Cycle))
}

// Person is somebody in a program, with a browser of their own.
type Person struct {
	*Browser
	Program *Program
	ID      tenant.PersonID
	Email   string
	Name    mentorship.Name
}

// Person adds somebody with a role. The e-mail is made of the name.
func (p *Program) Person(name string, role tenant.Role) *Person {
	p.W.T.Helper()
	n := nameOf(name)
	if role != tenant.Resident && n.Title == "" && role != tenant.Coordinator {
		n.Title = "Dr."
	}
	email := strings.ToLower(n.Given+"."+n.Family) + "@" + p.In.Slug + ".example"
	person := &Person{Program: p, Email: email, Name: n}
	ctx := context.Background()
	p.As(func(tx *store.Tx) (err error) {
		if person.ID, err = tx.PutPerson(ctx, email, n); err != nil {
			return err
		}
		return tx.PutRole(ctx, person.ID, role)
	})
	p.W.check(p.W.Store.Global(ctx, func(g *store.Global) error { return g.KnowAccounts(ctx, p.In.ID, []string{email}) }))
	person.Browser = p.W.SignIn(email)
	return person
}

// Resident adds a resident in a training year.
func (p *Program) Resident(name string, pgy int) *Person {
	p.W.T.Helper()
	r := p.Person(name, tenant.Resident)
	p.As(func(tx *store.Tx) error {
		return tx.PutResident(context.Background(), r.ID, store.ResidentDetail{PGY: pgy})
	})
	return r
}

// Mentor adds a mentor with a published profile and so many places.
func (p *Program) Mentor(name string, places int) *Person {
	p.W.T.Helper()
	m := p.Person(name, tenant.Mentor)
	p.As(func(tx *store.Tx) error { return tx.PutMentor(context.Background(), m.ID) })
	p.W.SQL(`UPDATE mentor SET state = 'ready', specialty = 'Cardiology', ask_me = 'Ask me about anything.', domains = '{Research,Career}', places = $2
		WHERE person_id = $1`, string(m.ID), places)
	return m
}

// Pair makes two people a pair since a day, "2025-07-01", and returns its id.
func (p *Program) Pair(resident, mentor *Person, since string) mentorship.PairingID {
	p.W.T.Helper()
	var id mentorship.PairingID
	p.W.check(row(p.W.DB.AdminURL, &id, `
		INSERT INTO pairing (institution_id, program_id, cycle_id, resident_id, mentor_id, starts_on, created_at)
		VALUES ($1, $2, $3, $4, $5, $6::text::date, $7) RETURNING id`,
		string(p.In.ID), string(p.ID), string(p.Cycle), string(resident.ID), string(mentor.ID), since, p.W.Now()))
	return id
}

func nameOf(s string) mentorship.Name {
	n := mentorship.Name{}
	if rest, ok := strings.CutPrefix(s, "Dr. "); ok {
		n.Title, s = "Dr.", rest
	}
	n.Given, n.Family, _ = strings.Cut(s, " ")
	if n.Family == "" {
		n.Given, n.Family = "", n.Given
	}
	return n
}

func (w *World) check(err error) {
	w.T.Helper()
	if err != nil {
		w.T.Fatal(err)
	}
}

func must[T any](v T, err error) func(testing.TB) T {
	return func(t testing.TB) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}

// Mailbox keeps what was sent.
type Mailbox struct {
	mu  sync.Mutex
	all []mail.Message
}

// Send implements mail.Sender.
func (m *Mailbox) Send(_ context.Context, msg mail.Message) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.all = append(m.all, msg)
	return nil
}

// To lists the messages sent to an address.
func (m *Mailbox) To(email string) []mail.Message {
	m.mu.Lock()
	defer m.mu.Unlock()
	var out []mail.Message
	for _, x := range m.all {
		if x.To == email {
			out = append(out, x)
		}
	}
	return out
}

// Log is all that the site has logged so far, at every level.
func (w *World) Log() string {
	w.log.mu.Lock()
	defer w.log.mu.Unlock()
	return w.log.text.String()
}

// testLog keeps what is logged and shows it with the test.
type testLog struct {
	t    testing.TB
	mu   sync.Mutex
	text strings.Builder
}

func (l *testLog) Write(b []byte) (int, error) {
	l.t.Logf("%s", strings.TrimSpace(string(b)))
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.Write(b)
}
