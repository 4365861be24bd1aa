// Package migrations is the shape of the database, step by step. Each NNNNNN_name.up.sql opens with why it exists;
// merged steps are never edited. schema.sql is the dumped whole, for people to read.
package migrations

import (
	"context"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"strings"

	"github.com/golang-migrate/migrate/v4"
	_ "github.com/golang-migrate/migrate/v4/database/pgx/v5" // registers the pgx5:// scheme
	"github.com/golang-migrate/migrate/v4/source/iofs"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/riverqueue/river/riverdriver/riverpgxv5"
	"github.com/riverqueue/river/rivermigrate"
)

// FS holds the steps.
//
//go:embed *.sql
var FS embed.FS

// Status is where a database stands: its version, the newest version known here, and whether a step was cut off.
type Status struct {
	Version, Newest uint
	Dirty           bool
}

// Up brings the database at dsn (a postgres:// URL of a role that may create roles, or is a member of evenly_owner) to
// the newest version, then the job queue's schema. A step that was killed half-way left nothing behind, because each
// runs in one implicit transaction: Up notices the mark it left, clears it and runs the step again. Several processes
// may call it at once; one migrates and the others wait.
func Up(ctx context.Context, dsn string) error {
	m, err := open(dsn)
	if err != nil {
		return err
	}
	defer m.Close()
	if err := clean(m); err != nil {
		return err
	}
	if err := m.Up(); err != nil && !errors.Is(err, migrate.ErrNoChange) {
		return fmt.Errorf("migrate up: %w", err)
	}
	if err := showVersion(ctx, dsn); err != nil {
		return err
	}
	return upQueue(ctx, dsn)
}

// showVersion lets the running program read which version the schema has; the table is the migrating role's own.
func showVersion(ctx context.Context, dsn string) error {
	conn, err := pgx.Connect(ctx, dsn)
	if err != nil {
		return fmt.Errorf("reach the database: %w", err)
	}
	defer conn.Close(ctx)
	if _, err := conn.Exec(ctx, "GRANT SELECT ON schema_migrations TO evenly_app"); err != nil {
		return fmt.Errorf("show the schema version to the program: %w", err)
	}
	return nil
}

// Down undoes every step. For tests of the steps themselves.
func Down(dsn string) error {
	m, err := open(dsn)
	if err != nil {
		return err
	}
	defer m.Close()
	if err := m.Down(); err != nil && !errors.Is(err, migrate.ErrNoChange) {
		return fmt.Errorf("migrate down: %w", err)
	}
	return nil
}

// Where reports the status of the database at dsn.
func Where(dsn string) (Status, error) {
	m, err := open(dsn)
	if err != nil {
		return Status{}, err
	}
	defer m.Close()
	v, dirty, err := m.Version()
	if errors.Is(err, migrate.ErrNilVersion) {
		v, err = 0, nil
	}
	if err != nil {
		return Status{}, fmt.Errorf("read the schema version: %w", err)
	}
	return Status{Version: v, Newest: Newest(), Dirty: dirty}, nil
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

func open(dsn string) (*migrate.Migrate, error) {
	src, err := iofs.New(FS, ".")
	if err != nil {
		return nil, fmt.Errorf("read the embedded steps: %w", err)
	}
	u, err := url.Parse(dsn)
	if err != nil {
		return nil, errors.New("the database URL cannot be read") // without the URL: it may hold a password
	}
	u.Scheme = "pgx5"
	q := u.Query()
	q.Set("x-migrations-table", "schema_migrations")
	u.RawQuery = q.Encode()
	m, err := migrate.NewWithSourceInstance("iofs", src, u.String())
	if err != nil {
		return nil, fmt.Errorf("open the database to migrate: %w", err)
	}
	return m, nil
}

// clean forgets the mark of a step that was killed: its effects were rolled back with it.
func clean(m *migrate.Migrate) error {
	v, dirty, err := m.Version()
	if errors.Is(err, migrate.ErrNilVersion) || (err == nil && !dirty) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("read the schema version: %w", err)
	}
	before := int(v) - 1
	if before == 0 {
		before = -1 // golang-migrate's word for "no version"
	}
	if err := m.Force(before); err != nil {
		return fmt.Errorf("clear the mark of an interrupted step: %w", err)
	}
	return nil
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
