package testdb

import (
	"context"
	"fmt"
	"strings"
	"time"

	"evenly/internal/pgdev"

	"github.com/jackc/pgx/v5"
)

// prefix and templatePrefix begin the names of test databases and of templates: test_<lease>_<n>, template_<fingerprint>.
const (
	prefix         = "test_"
	templatePrefix = "template_"
)

// prepare has the server watched, sweeps up after processes that were killed, and makes the template if it is missing.
func (c *cluster) prepare(ctx context.Context, s setup) error {
	c.template = templatePrefix + s.print
	if err := watch(ctx, c.server, s.idle); err != nil {
		return fmt.Errorf("watch for the end of all tests: %w", err)
	}
	if _, err := c.lease.Exec(ctx, "SELECT pg_advisory_lock($1)", tidyLock); err != nil {
		return fmt.Errorf("wait for the template: %w", err)
	}
	if err := c.sweep(ctx); err != nil {
		return fmt.Errorf("drop databases of killed tests: %w", err)
	}
	if err := c.makeTemplate(ctx, s); err != nil {
		return fmt.Errorf("make the template database: %w", err)
	}
	_, err := c.lease.Exec(ctx, "SELECT pg_advisory_unlock($1)", tidyLock)
	return err
}

// sweep drops the databases whose process is gone and the templates that no process uses.
func (c *cluster) sweep(ctx context.Context) error {
	rows, err := c.lease.Query(ctx, "SELECT datname FROM pg_database WHERE starts_with(datname, $1) OR starts_with(datname, $2)",
		prefix, templatePrefix)
	if err != nil {
		return err
	}
	databases, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		return err
	}
	// Leases are read after the databases: whoever made one of these before had taken its lease before that.
	ids, prints, err := leases(ctx, c.lease)
	if err != nil {
		return err
	}
	for _, name := range databases {
		if inUse(name, ids, prints) {
			continue
		}
		if err := c.dropStale(ctx, name); err != nil {
			return err
		}
	}
	return nil
}

func inUse(database string, ids, prints map[string]bool) bool {
	if print, ok := strings.CutPrefix(database, templatePrefix); ok {
		return prints[print]
	}
	id, _, _ := strings.Cut(strings.TrimPrefix(database, prefix), "_")
	return ids[id]
}

// dropStale drops a database that its process may be dropping at the same moment, as its last act. Templates are dropped
// by the holder of the tidy lock only.
func (c *cluster) dropStale(ctx context.Context, name string) error {
	if strings.HasPrefix(name, templatePrefix) {
		if _, err := c.lease.Exec(ctx, "ALTER DATABASE "+name+" IS_TEMPLATE false"); err != nil {
			return err
		}
	}
	_, err := c.lease.Exec(ctx, "DROP DATABASE IF EXISTS "+name+" WITH (FORCE)")
	return err
}

// makeTemplate migrates the template, unless another process has done so. It is marked as one only when it is complete.
func (c *cluster) makeTemplate(ctx context.Context, s setup) error {
	var complete bool
	err := c.lease.QueryRow(ctx, "SELECT coalesce(bool_or(datistemplate), false) FROM pg_database WHERE datname = $1", c.template).Scan(&complete)
	if err != nil || complete {
		return err
	}
	for _, statement := range []string{"DROP DATABASE IF EXISTS " + c.template + " WITH (FORCE)", "CREATE DATABASE " + c.template} {
		if _, err := c.lease.Exec(ctx, statement); err != nil {
			return err
		}
	}
	if err := s.up(ctx, c.server.URL(pgdev.Superuser, c.template)); err != nil {
		return err
	}
	_, err = c.lease.Exec(ctx, "ALTER DATABASE "+c.template+" IS_TEMPLATE true ALLOW_CONNECTIONS false")
	return err
}

// watchRounds is how often the watching program looks, within the idle time, whether the server is in use.
const watchRounds = 12

// watch sends the server a program that ends it when nobody has held a lease for the idle time. The program runs in the
// server and goes on when this process has ended; while another one runs already, it ends at once.
//
// Whoever asks for a lease after the program has taken the lock for itself waits, and is told by the end of its
// connection to start a new server: there is no moment in which a server with a lease is ended.
func watch(ctx context.Context, server *pgdev.Server, idle time.Duration) error {
	conn, err := pgx.Connect(ctx, server.URL(pgdev.Superuser, "postgres"))
	if err != nil {
		return err
	}
	program := fmt.Sprintf(`DO $watch$
DECLARE
    unused int := 0;
    server text := split_part(pg_read_file('postmaster.pid'), E'\n', 1);
BEGIN
    IF NOT pg_try_advisory_lock(%[1]d) THEN
        RETURN;
    END IF;
    LOOP
        COMMIT;
        PERFORM pg_sleep(%[3]f);
        IF NOT pg_try_advisory_lock(%[2]d) THEN
            unused := 0;
            CONTINUE;
        END IF;
        unused := unused + 1;
        EXIT WHEN unused >= %[4]d;
        PERFORM pg_advisory_unlock(%[2]d);
    END LOOP;
    EXECUTE format('COPY (SELECT 1) TO PROGRAM %%L', 'cat >/dev/null; kill -INT ' || server);
END $watch$`, watchLock, leaseLock, (idle / watchRounds).Seconds(), watchRounds)
	// Once sent, it runs. The connection is left open until the program ends, with the server or because it is not needed.
	running := conn.PgConn().Exec(context.WithoutCancel(ctx), program)
	go func() {
		_, _ = running.ReadAll()
		_ = conn.Close(context.Background())
	}()
	return nil
}
