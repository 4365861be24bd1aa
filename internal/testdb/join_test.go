package testdb

import (
	"context"
	"errors"
	"os"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
)

// These tests look behind the front door: what they are about happens between processes, when one of them is killed or
// leaves. Each cluster here stands for a process.

func TestServerWithoutUsersEnds(t *testing.T) {
	t.Parallel()
	s := private(t)
	s.idle = 100 * time.Millisecond
	c := mustJoin(t, s)
	watcher := connect(t, c.server.URL("postgres", "postgres"))
	if err := watcher.Ping(t.Context()); err != nil {
		t.Fatalf("server in use: %v", err)
	}
	leave(t, c)
	if _, err := watcher.Exec(t.Context(), "SELECT pg_sleep(60)"); err == nil {
		t.Error("the server still runs a minute after its last user left")
	}
}

// A process that comes in the moment in which the server ends must never lose a server that it was given.
func TestJoiningWhileTheServerEnds(t *testing.T) {
	t.Parallel()
	s := private(t)
	s.idle = 12 * time.Millisecond // looks every millisecond, so that nearly every departure ends the server
	var processes sync.WaitGroup
	for range 3 {
		processes.Go(func() {
			for range 6 {
				c, err := join(t.Context(), s)
				if err != nil {
					t.Error(err)
					return
				}
				name, err := c.clone(c.template)
				if err == nil {
					err = c.drop(name)
				}
				if err := errors.Join(err, c.leave(context.Background())); err != nil {
					t.Error(err)
				}
			}
		})
	}
	processes.Wait()
	mustJoin(t, s) // ends the last server with the test
}

func TestTemplateFollowsTheMigrations(t *testing.T) {
	t.Parallel()
	old, changed := private(t), private(t)
	changed.dir, changed.print, changed.up = old.dir, "changed", creating("new_table")

	a, b := mustJoin(t, old), mustJoin(t, changed)
	if got := tables(t, a); got != "old_table" {
		t.Errorf("tables before the change: got %q", got)
	}
	if got := tables(t, b); got != "new_table" {
		t.Errorf("tables after the change: got %q", got)
	}
	leave(t, a)
	c := mustJoin(t, changed)
	if n := count(t, c, "datname = 'template_private'"); n != 0 {
		t.Error("the template that nobody needs any more is still there")
	}
	if n := count(t, c, "datname = 'template_changed'"); n != 1 {
		t.Error("the template in use was dropped")
	}
}

func TestDatabasesOfAKilledProcess(t *testing.T) {
	t.Parallel()
	s := private(t)
	killed, living := mustJoin(t, s), mustJoin(t, s)
	for _, c := range []*cluster{killed, living} {
		if _, err := c.clone(c.template); err != nil {
			t.Fatal(err)
		}
	}
	leave(t, killed)
	next := mustJoin(t, s)
	if n := count(t, next, "starts_with(datname, 'test_"+killed.id+"')"); n != 0 {
		t.Error("the database of the killed process is still there")
	}
	if n := count(t, next, "starts_with(datname, 'test_"+living.id+"')"); n != 1 {
		t.Error("the database of the living process was dropped")
	}
}

func TestTemplateThatWasCutOff(t *testing.T) {
	t.Parallel()
	s := private(t)
	broken := s
	broken.up = func(ctx context.Context, url string) error {
		return errors.Join(s.up(ctx, url), errors.New("cut off"))
	}
	if _, err := join(t.Context(), broken); err == nil {
		t.Fatal("join with failing migrations: got no error")
	}
	if got := tables(t, mustJoin(t, s)); got != "old_table" {
		t.Errorf("tables after a second try: got %q", got)
	}
}

func TestServerThatWasKilled(t *testing.T) {
	t.Parallel()
	s := private(t)
	first := mustJoin(t, s)
	var pid int
	if err := first.lease.QueryRow(t.Context(), "SELECT split_part(pg_read_file('postmaster.pid'), E'\\n', 1)::int").Scan(&pid); err != nil {
		t.Fatal(err)
	}
	if err := syscall.Kill(pid, syscall.SIGKILL); err != nil {
		t.Fatal(err)
	}
	if got := tables(t, mustJoin(t, s)); got != "old_table" {
		t.Errorf("tables on the next server: got %q", got)
	}
}

// private is the setup of a server that only this test uses.
func private(t *testing.T) setup {
	t.Helper()
	dir, err := os.MkdirTemp("/tmp", "testdb-") // a short path, that other accounts can enter
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(dir) })
	return setup{dir: dir + "/pg", idle: time.Second, print: "private", up: creating("old_table")}
}

// creating stands for migrations that make one table.
func creating(table string) func(context.Context, string) error {
	return func(ctx context.Context, url string) error {
		conn, err := pgx.Connect(ctx, url)
		if err != nil {
			return err
		}
		_, err = conn.Exec(ctx, "CREATE TABLE "+table+" ()")
		return errors.Join(err, conn.Close(ctx))
	}
}

func mustJoin(t *testing.T, s setup) *cluster {
	t.Helper()
	c, err := join(t.Context(), s)
	if err != nil {
		t.Fatal(err)
	}
	// The server is ended with the test, not a moment later: its folder goes away.
	t.Cleanup(func() {
		_, _ = c.lease.Exec(context.Background(), "COPY (SELECT 1) TO PROGRAM 'cat >/dev/null; kill -INT $(head -1 postmaster.pid)'")
		_, _ = c.lease.Exec(context.Background(), "SELECT pg_sleep(60)")
		_ = c.leave(context.Background())
	})
	return c
}

func leave(t *testing.T, c *cluster) {
	t.Helper()
	if err := c.leave(t.Context()); err != nil {
		t.Fatal(err)
	}
}

func connect(t *testing.T, url string) *pgx.Conn {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close(context.Background()) })
	return conn
}

// tables are the names of the tables in a fresh clone.
func tables(t *testing.T, c *cluster) string {
	t.Helper()
	name, err := c.clone(c.template)
	if err != nil {
		t.Fatal(err)
	}
	var names string
	err = connect(t, c.server.URL("postgres", name)).
		QueryRow(t.Context(), "SELECT coalesce(string_agg(tablename, ' '), '') FROM pg_tables WHERE schemaname = 'public'").Scan(&names)
	if err != nil {
		t.Fatal(err)
	}
	return names
}

func count(t *testing.T, c *cluster, where string) (n int) {
	t.Helper()
	if err := c.lease.QueryRow(t.Context(), "SELECT count(*) FROM pg_database WHERE "+where).Scan(&n); err != nil {
		t.Fatal(err)
	}
	return n
}
