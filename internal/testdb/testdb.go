// Package testdb gives every test a fresh database of its own, migrated and empty, in about 30 ms.
//
//	db := testdb.New(t)
//	pool, err := pgxpool.New(ctx, db.AppURL)
//
// All test processes of an account share one private Postgres (package pgdev, nothing synced to disk), which the first
// one starts. A database is a copy of a template that is migrated once per version of the migrations; it is dropped when
// its test ends. A process shows that it uses the server by a lease: a connection that holds a shared lock for as long as
// the process lives. From leases, and from nothing else, follows what may be cleaned up: databases and templates whose
// lease is gone (their process was killed), and the server itself, which ends by itself a minute after the last one.
package testdb

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"evenly/internal/pgdev"
	"evenly/migrations"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
)

// limit is how long preparing the server, or one database, may take on a busy machine.
const limit = 2 * time.Minute

// DB is one test's database.
type DB struct {
	Name     string
	AdminURL string // for the superuser: sees and may do everything, row-level security included
	AppURL   string // for evenly_app, the role of the running program
}

// New returns a migrated database without rows, dropped when the test ends. Without Postgres programs on the machine
// the test fails with the sentence that says what to install.
func New(t testing.TB) *DB {
	t.Helper()
	return create(t, func(c *cluster) string { return c.template })
}

// Empty returns a database without any schema, for tests of the migrations themselves. The roles are the server's, not the
// database's: they exist already, and must not be dropped.
func Empty(t testing.TB) *DB {
	t.Helper()
	return create(t, func(*cluster) string { return "template0" })
}

func create(t testing.TB, template func(*cluster) string) *DB {
	t.Helper()
	c, err := shared()
	if err != nil {
		t.Fatalf("testdb: %v", err)
	}
	name, err := c.clone(template(c))
	if err != nil {
		t.Fatalf("testdb: %v", err)
	}
	t.Cleanup(func() {
		if err := c.drop(name); err != nil {
			t.Errorf("testdb: %v", err)
		}
	})
	return &DB{Name: name, AdminURL: c.server.URL(pgdev.Superuser, name), AppURL: c.server.URL("evenly_app", name)}
}

// shared joins this process to the shared server, once.
var shared = sync.OnceValues(func() (*cluster, error) {
	ctx, cancel := context.WithTimeout(context.Background(), limit)
	defer cancel()
	return join(ctx, setup{dir: home(), idle: idleLimit, print: fingerprint(), up: migrations.Up})
})

// setup is what a process brings when it joins.
type setup struct {
	dir   string        // the shared server's folder
	idle  time.Duration // after which a server without users ends
	print string        // names the version of the migrations
	up    func(ctx context.Context, url string) error
}

// cluster is the shared server as seen by one process.
type cluster struct {
	server   *pgdev.Server
	id       string    // the lease's, part of the names of this process's databases
	lease    *pgx.Conn // held open until the process ends
	admin    *pgxpool.Pool
	template string
	made     atomic.Int64
}

// join starts the server or attaches to it, takes a lease, and makes the template ready.
func join(ctx context.Context, s setup) (*cluster, error) {
	c, err := takeLease(ctx, s)
	if err != nil {
		return nil, err
	}
	if err := c.prepare(ctx, s); err != nil {
		return nil, errors.Join(err, c.leave(ctx))
	}
	return c, nil
}

// leave gives the lease back. Test processes have no last moment to do so; for them the kernel does.
func (c *cluster) leave(ctx context.Context) error {
	c.admin.Close()
	return c.lease.Close(ctx)
}

// clone makes a database like the template.
func (c *cluster) clone(template string) (name string, err error) {
	ctx, cancel := context.WithTimeout(context.Background(), limit)
	defer cancel()
	name = fmt.Sprintf("%s%s_%d", prefix, c.id, c.made.Add(1))
	if _, err := c.admin.Exec(ctx, "CREATE DATABASE "+name+" TEMPLATE "+template+" STRATEGY file_copy"); err != nil {
		return "", fmt.Errorf("make the test's database: %w", err)
	}
	return name, nil
}

// drop removes a database, closing what a test left open on it.
func (c *cluster) drop(name string) error {
	ctx, cancel := context.WithTimeout(context.Background(), limit)
	defer cancel()
	if _, err := c.admin.Exec(ctx, "DROP DATABASE IF EXISTS "+name+" WITH (FORCE)"); err != nil {
		return fmt.Errorf("drop the database %s: %w", name, err)
	}
	return nil
}
