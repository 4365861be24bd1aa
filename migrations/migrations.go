// Package migrations is the shape of the database, step by step. Each NNNNNN_name.up.sql opens with why it exists;
// merged steps are never edited. schema.sql is the dumped whole, for people to read.
package migrations

import (
	"context"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"strings"

	"github.com/golang-migrate/migrate/v4"
	"github.com/golang-migrate/migrate/v4/source/iofs"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/riverqueue/river/riverdriver/riverpgxv5"
	"github.com/riverqueue/river/rivermigrate"
)

// FS holds the steps.
//
//go:embed *.up.sql *.down.sql
var FS embed.FS

// Status is where a database stands: its version (0 for an empty one) and the newest version known here.
type Status struct {
	Version, Newest uint
}

// Up brings the database at dsn (a postgres:// URL of a role that may create roles, or is a member of evenly_owner) to
// the newest version, then the job queue's schema. Each step and the note that it was made are one transaction, so it
// may be killed at any moment and called again. Several processes may call it at once; one migrates and the others wait.
func Up(ctx context.Context, dsn string) error {
	m, d, err := open(ctx, dsn)
	if err != nil {
		return err
	}
	defer m.Close()
	if err := m.Up(); err != nil && !errors.Is(err, migrate.ErrNoChange) {
		return fmt.Errorf("migrate up: %w", err)
	}
	// The running program reads which version the schema has; the table is the migrating role's own.
	if _, err := d.conn.Exec(ctx, "GRANT SELECT ON public.schema_migrations TO evenly_app"); err != nil {
		return fmt.Errorf("show the schema version to the program: %w", err)
	}
	return upQueue(ctx, dsn)
}

// Down undoes every step. For tests of the steps themselves.
func Down(ctx context.Context, dsn string) error {
	m, _, err := open(ctx, dsn)
	if err != nil {
		return err
	}
	defer m.Close()
	if err := m.Down(); err != nil && !errors.Is(err, migrate.ErrNoChange) {
		return fmt.Errorf("migrate down: %w", err)
	}
	return nil
}

// Where reports the status of the database at dsn. It waits for nobody and changes nothing.
func Where(ctx context.Context, dsn string) (Status, error) {
	conn, err := pgx.Connect(ctx, dsn)
	if err != nil {
		return Status{}, fmt.Errorf("reach the database: %w", err)
	}
	defer conn.Close(context.WithoutCancel(ctx))
	v, _, err := schemaVersion(ctx, conn)
	if err != nil {
		return Status{}, fmt.Errorf("read the schema version: %w", err)
	}
	return Status{Version: uint(max(v, 0)), Newest: Newest()}, nil
}

// Newest is the version of the last step in FS.
func Newest() uint {
	names, _ := fs.Glob(FS, "*.up.sql") // the pattern is constant and valid
	var newest uint
	for _, n := range names {
		var v uint
		if _, err := fmt.Sscanf(n, "%06d_", &v); err == nil && v > newest {
			newest = v
		}
	}
	return newest
}

// open makes the library ready to work on a database, as its only user until it is closed.
func open(ctx context.Context, dsn string) (*migrate.Migrate, *driver, error) {
	src, err := iofs.New(FS, ".")
	if err != nil {
		return nil, nil, fmt.Errorf("read the embedded steps: %w", err)
	}
	d, err := connect(ctx, dsn)
	if err != nil {
		return nil, nil, err
	}
	m, err := migrate.NewWithInstance("iofs", src, "evenly", d)
	if err != nil {
		return nil, nil, errors.Join(fmt.Errorf("make ready to migrate: %w", err), d.Close())
	}
	return m, d, nil
}

// upQueue migrates River's tables into the schema river and lets the program's roles use them.
func upQueue(ctx context.Context, dsn string) error {
	cfg, err := pgxpool.ParseConfig(dsn)
	if err != nil {
		return errors.New("the database URL cannot be read")
	}
	cfg.AfterConnect = func(ctx context.Context, c *pgx.Conn) error {
		_, err := c.Exec(ctx, "SET ROLE evenly_owner") // the queue's tables belong to the owner like all others
		return err
	}
	pool, err := pgxpool.NewWithConfig(ctx, cfg)
	if err != nil {
		return fmt.Errorf("open the database to migrate: %w", err)
	}
	defer pool.Close()
	rm, err := rivermigrate.New(riverpgxv5.New(pool), &rivermigrate.Config{Schema: "river"})
	if err != nil {
		return fmt.Errorf("prepare the job queue's schema: %w", err)
	}
	if _, err := rm.Migrate(ctx, rivermigrate.DirectionUp, nil); err != nil {
		return fmt.Errorf("migrate the job queue: %w", err)
	}
	_, err = pool.Exec(ctx, strings.Join([]string{
		"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA river TO evenly_app",
		"GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA river TO evenly_app, evenly_tenant",
		"GRANT SELECT, INSERT, UPDATE ON river.river_job, river.river_queue TO evenly_tenant",
	}, "; "))
	if err != nil {
		return fmt.Errorf("grant the job queue: %w", err)
	}
	return nil
}
