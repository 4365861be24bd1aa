package migrations

import (
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/golang-migrate/migrate/v4/database"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
)

// driver is golang-migrate's way to Postgres, in ours: a step and the note that it was made are one transaction. The
// driver that comes with the library marks a step as begun, runs it, and marks it as done, each by itself; whoever is
// killed in between leaves a mark that only a person can judge, because the server may have finished the step all the
// same. Here there is no such moment, and so nothing to judge.
//
// It works on one connection, which holds an advisory lock from the beginning to the end: of several processes one
// migrates and the others wait. The lock ends with the connection, also when the process is killed and its last statement
// is still at work.
type driver struct {
	ctx  context.Context // the interface has no room for it
	conn *pgx.Conn
	next int // the version that the step about to run leads to
}

// The lock of those who migrate a database; the number means nothing.
const migrateLock = 7100

// Locks on tables are waited for briefly, so that pages are not held up behind a step that waits, and asked for again.
const (
	lockWait  = "2s"
	lockTries = 30
)

// connect takes the lock, or waits for whoever has it.
func connect(ctx context.Context, dsn string) (*driver, error) {
	conn, err := pgx.Connect(ctx, dsn)
	if err != nil {
		return nil, fmt.Errorf("reach the database to migrate: %w", err)
	}
	d := &driver{ctx: ctx, conn: conn, next: database.NilVersion}
	for _, sql := range []string{
		"SET statement_timeout = 0", "SET lock_timeout = 0",
		fmt.Sprintf("SELECT pg_advisory_lock(%d)", migrateLock),
	} {
		if _, err := conn.Exec(ctx, sql); err != nil {
			return nil, errors.Join(fmt.Errorf("wait for others who migrate: %w", err), d.Close())
		}
	}
	return d, nil
}

// Run makes one step and notes the version it leads to. What a killed process began is rolled back with its note.
func (d *driver) Run(step io.Reader) error {
	sql, err := io.ReadAll(step)
	if err != nil {
		return err
	}
	for range lockTries {
		if err = d.try(string(sql)); !isLocked(err) {
			return err
		}
		if err := pause(d.ctx, time.Second); err != nil {
			return err
		}
	}
	return fmt.Errorf("somebody holds a lock on a table for too long: %w", err)
}

func (d *driver) try(sql string) error {
	return pgx.BeginFunc(d.ctx, d.conn, func(tx pgx.Tx) error {
		if _, err := tx.Exec(d.ctx, "SET LOCAL lock_timeout = '"+lockWait+"'"); err != nil {
			return err
		}
		if _, err := tx.Exec(d.ctx, sql, pgx.QueryExecModeSimpleProtocol); err != nil {
			return err
		}
		return note(d.ctx, tx, d.next)
	})
}

// note writes which version the schema has.
func note(ctx context.Context, tx pgx.Tx, version int) error {
	_, err := tx.Exec(ctx, `CREATE TABLE IF NOT EXISTS public.schema_migrations (version bigint NOT NULL PRIMARY KEY, dirty boolean NOT NULL)`)
	if err == nil {
		_, err = tx.Exec(ctx, `DELETE FROM public.schema_migrations`)
	}
	if err == nil && version != database.NilVersion {
		_, err = tx.Exec(ctx, `INSERT INTO public.schema_migrations (version, dirty) VALUES ($1, false)`, version)
	}
	return err
}

// SetVersion is called before a step and after it. Before, it says where the step leads; after, all is written already.
func (d *driver) SetVersion(version int, _ bool) error {
	d.next = version
	return nil
}

// Version implements database.Driver.
func (d *driver) Version() (version int, dirty bool, err error) { return schemaVersion(d.ctx, d.conn) }

// schemaVersion reads which version the schema has: -1 for none.
func schemaVersion(ctx context.Context, conn *pgx.Conn) (version int, dirty bool, err error) {
	var there bool
	if err := conn.QueryRow(ctx, "SELECT to_regclass('public.schema_migrations') IS NOT NULL").Scan(&there); err != nil || !there {
		return database.NilVersion, false, err
	}
	err = conn.QueryRow(ctx, "SELECT version, dirty FROM public.schema_migrations").Scan(&version, &dirty)
	if errors.Is(err, pgx.ErrNoRows) {
		return database.NilVersion, false, nil
	}
	return version, dirty, err
}

// Close lets the next one migrate.
func (d *driver) Close() error { return d.conn.Close(context.WithoutCancel(d.ctx)) }

// Lock and Unlock have nothing to do: the connection holds the lock.
func (*driver) Lock() error   { return nil }
func (*driver) Unlock() error { return nil }

// Open and Drop are not used: the connection is made by connect, and nobody drops everything.
func (*driver) Open(string) (database.Driver, error) { return nil, errors.ErrUnsupported }
func (*driver) Drop() error                          { return errors.ErrUnsupported }

func isLocked(err error) bool {
	pg, ok := errors.AsType[*pgconn.PgError](err)
	return ok && pg.Code == "55P03"
}

func pause(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-timer.C:
		return nil
	}
}
