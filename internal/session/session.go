// Package session remembers who is signed in.
//
// A session is a random token in a cookie and one row in Postgres. The row is found by the SHA-256 of the token, so that
// whoever reads the table cannot take over a session; it carries the account in a column of its own, so that one statement
// signs a person out everywhere; and it ends at the earlier of two moments: a fixed time after sign-in, and some time after
// the last request. Visitors who do nothing have no row and no cookie.
//
// Three promises go beyond the library underneath (scs). A request that changes nothing writes nothing, except that the
// idle limit is moved on at most a dozen times within its length. A session that is destroyed stays destroyed: a slower
// request that was under way at that moment can update the row it loaded, but never bring it back. And signing out is
// carried through even when the browser has already gone away.
//
// The table is made by the migrations:
//
//	session(token_hash bytea primary key, account_id uuid null, data bytea not null,
//	        created_at timestamptz not null default now(), expires_at timestamptz not null)
package session

import (
	"context"
	"fmt"
	"net/http"
	"time"

	"github.com/alexedwards/scs/v2"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
)

// DB is what a Manager needs of a database: a pool or a connection of pgx.
type DB interface {
	Exec(ctx context.Context, sql string, args ...any) (pgconn.CommandTag, error)
	QueryRow(ctx context.Context, sql string, args ...any) pgx.Row
}

// Options are the settings of a Manager. The zero value is for a demonstration over plain http.
type Options struct {
	Secure   bool          // https: the cookie is __Host-evenly and Secure; else it is evenly and works on localhost
	Lifetime time.Duration // from sign-in to the end, whatever happens; 0 means 24 hours
	Idle     time.Duration // from the last request to the end, unless SignIn sets another; 0 means no such limit
	Keep     bool          // the cookie survives closing the browser; leave it off where computers are shared

	// Failed answers a request whose session could not be read or written because the database failed. Nil means a bare 500.
	Failed func(http.ResponseWriter, *http.Request, error)
}

// Manager loads and saves sessions around handlers, and is asked for what they hold. Its methods that take a context need
// one from a request that went through Wrap; they panic otherwise. Safe for concurrent use.
type Manager struct {
	scs   *scs.SessionManager
	store *store
}

// New makes a Manager over a database.
func New(db DB, o Options) *Manager {
	if o.Lifetime == 0 {
		o.Lifetime = 24 * time.Hour
	}
	m := &Manager{scs: scs.New(), store: &store{db: db, idle: o.Idle}}
	m.scs.Store = m.store
	m.scs.Codec = codec{}
	m.scs.Lifetime = o.Lifetime
	// The idle limit is kept by our store: scs would write every session on every request to keep its own.
	m.scs.IdleTimeout = 0
	m.scs.Cookie = cookie(o)
	if o.Failed != nil {
		m.scs.ErrorFunc = o.Failed
	}
	return m
}

func cookie(o Options) scs.SessionCookie {
	c := scs.SessionCookie{Name: "evenly", Path: "/", HttpOnly: true, Secure: o.Secure, SameSite: http.SameSiteLaxMode, Persist: o.Keep}
	if o.Secure {
		// The prefix makes browsers refuse the cookie from a sibling host, over http, or with another path.
		c.Name = "__Host-" + c.Name
	}
	return c
}

// CookieName is the name of the cookie, for tests and for pages that explain it.
func (m *Manager) CookieName() string { return m.scs.Cookie.Name }

// Wrap is the middleware: it loads the session before next and saves it, when it changed, before the first byte of the
// answer. Changes made after that byte are lost, so handlers render to a buffer first.
func (m *Manager) Wrap(next http.Handler) http.Handler {
	inner := m.scs.LoadAndSave(next)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		inner.ServeHTTP(w, r.WithContext(withLoaded(r.Context())))
	})
}

// The names under which the session keeps its own values. Callers' names never begin with an underscore.
const (
	keyAccount  = "_account"
	keySignedIn = "_signed_in"
	keyIdle     = "_idle"
)

// SignIn makes this the session of an account, under a new token: whoever knew the old one has nothing. Everything the
// visitor's session held is dropped, except what it kept under the names in carry (where they wanted to go). Idle is the
// idle limit of this session; 0 keeps the Manager's.
func (m *Manager) SignIn(ctx context.Context, accountID string, idle time.Duration, carry ...string) error {
	kept := map[string]string{}
	for _, name := range carry {
		if value := m.Get(ctx, name); value != "" {
			kept[name] = value
		}
	}
	if err := m.scs.Clear(ctx); err != nil {
		return fmt.Errorf("clear the session before sign-in: %w", err)
	}
	if err := m.scs.RenewToken(ctx); err != nil {
		return fmt.Errorf("renew the session token: %w", err)
	}
	for name, value := range kept {
		m.Put(ctx, name, value)
	}
	m.scs.Put(ctx, keyAccount, accountID)
	m.scs.Put(ctx, keySignedIn, time.Now().UTC().Format(time.RFC3339))
	if idle > 0 {
		m.scs.Put(ctx, keyIdle, idle.String())
	}
	return nil
}

// Account is the id of the account that is signed in, or "".
func (m *Manager) Account(ctx context.Context) string { return m.scs.GetString(ctx, keyAccount) }

// SignedInAt is when the person last proved who they are, to the second; the zero time when nobody is signed in.
func (m *Manager) SignedInAt(ctx context.Context) time.Time {
	at, err := time.Parse(time.RFC3339, m.scs.GetString(ctx, keySignedIn))
	if err != nil {
		return time.Time{}
	}
	return at
}

// SignOut ends this session for good and takes the cookie back. Requests of the same session that are still running finish,
// but what they put into the session is dropped.
func (m *Manager) SignOut(ctx context.Context) error {
	if err := m.scs.Destroy(ctx); err != nil {
		return fmt.Errorf("sign out: %w", err)
	}
	return nil
}

// SignOutEverywhere ends every session of an account and says how many there were. The session of ctx, if it is one of
// them, ends too: sign in again afterwards to keep the person on this one computer.
func (m *Manager) SignOutEverywhere(ctx context.Context, accountID string) (int64, error) {
	return m.store.deleteAccount(ctx, accountID)
}

// Cleanup deletes the rows of sessions that have ended and says how many. Call it once in a while; nothing depends on it but
// the size of the table.
func (m *Manager) Cleanup(ctx context.Context) (int64, error) { return m.store.deleteEnded(ctx) }

// Put keeps a short text under a name until the session ends. It makes a session for a visitor who has none.
func (m *Manager) Put(ctx context.Context, name, value string) { m.scs.Put(ctx, name, value) }

// Get is the text under a name, or "".
func (m *Manager) Get(ctx context.Context, name string) string { return m.scs.GetString(ctx, name) }

// Take is Get for once: the text is gone afterwards. Messages shown after a redirect are taken. When there is none, nothing
// is written.
func (m *Manager) Take(ctx context.Context, name string) string {
	if !m.scs.Exists(ctx, name) {
		return ""
	}
	return m.scs.PopString(ctx, name)
}
