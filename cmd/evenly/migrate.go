package main

import (
	"context"
	"fmt"

	"evenly/migrations"
)

// runMigrate is `evenly migrate up|status`.
func runMigrate(ctx context.Context, c *call) error {
	f := c.flags("migrate", "migrate up|status", `up brings the schema of DATABASE_URL (or EVENLY_MIGRATE_URL, for a role of its own) to this program's version.
It may be killed at any moment and started again. status prints where the database stands.`)
	if err := c.parse(f); err != nil {
		return err
	}
	dsn := c.env("EVENLY_MIGRATE_URL")
	if dsn == "" {
		dsn = c.env("DATABASE_URL")
	}
	if dsn == "" {
		return wrong("set DATABASE_URL, like postgres://evenly@db.example.org/evenly")
	}
	switch f.Arg(0) {
	case "up":
		if err := migrations.Up(ctx, dsn); err != nil {
			return err
		}
	case "status":
	default:
		f.Usage()
		return errUsage
	}
	st, err := migrations.Where(ctx, dsn)
	if err != nil {
		return err
	}
	fmt.Fprintf(c.out, "schema version %d of %d\n", st.Version, st.Newest)
	return nil
}
