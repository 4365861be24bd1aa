package main

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"

	"github.com/jackc/pgx/v5"

	"evenly/internal/config"
	"evenly/internal/pgdev"
)

const demoDatabaseName = "evenly"

// makeDatabase makes the demonstration's database when it is not there. One whose loading was cut off is made anew.
func makeDatabase(ctx context.Context, admin string, whole bool) error {
	conn, err := pgx.Connect(ctx, admin)
	if err != nil {
		return fmt.Errorf("reach the private Postgres: %w", err)
	}
	defer conn.Close(ctx)
	if !whole {
		if _, err := conn.Exec(ctx, "DROP DATABASE IF EXISTS "+demoDatabaseName); err != nil {
			return fmt.Errorf("clear a half-loaded demonstration: %w", err)
		}
	}
	var there bool
	if err := conn.QueryRow(ctx, `SELECT EXISTS (SELECT FROM pg_database WHERE datname = $1)`, demoDatabaseName).Scan(&there); err != nil || there {
		return err
	}
	if _, err := conn.Exec(ctx, "CREATE DATABASE "+demoDatabaseName); err != nil {
		return fmt.Errorf("make the database: %w", err)
	}
	return nil
}

// runPsql is `evenly psql`: psql on whatever database the program uses.
func runPsql(ctx context.Context, c *call) error {
	f := c.flags("psql", "psql [-dir DIR] [-- psql's own flags]", "Opens psql on the database of DATABASE_URL, else on the demonstration's private Postgres (as its superuser).")
	dir := f.String("dir", ".evenly", "the demonstration's folder")
	if err := c.parse(f); err != nil {
		return err
	}
	programs, err := pgdev.Find(c.env("EVENLY_POSTGRES_BIN"))
	if err != nil {
		return err
	}
	psql, err := programs.Tool("psql")
	if err != nil {
		return err
	}
	url, stop, err := psqlURL(ctx, c, *dir)
	if err != nil {
		return err
	}
	defer stop()
	cmd := exec.CommandContext(ctx, psql, append([]string{url}, f.Args()...)...)
	cmd.Stdin, cmd.Stdout, cmd.Stderr = os.Stdin, c.out, c.errout
	return cmd.Run()
}

func psqlURL(ctx context.Context, c *call, dir string) (url string, stop func(), err error) {
	if u := c.env("DATABASE_URL"); u != "" {
		return u, func() {}, nil
	}
	if _, err := os.Stat(filepath.Join(dir, "postgres")); err != nil {
		return "", nil, wrong("there is no demonstration in %s yet: run evenly demo first, or set DATABASE_URL", dir)
	}
	cfg, err := config.Demo(c.env)
	if err != nil {
		return "", nil, wrong("%v", err)
	}
	pg, err := pgdev.Start(ctx, pgdev.Options{Dir: filepath.Join(dir, "postgres"), Bin: cfg.PostgresBin})
	if err != nil {
		return "", nil, err
	}
	return pg.URL(pgdev.Superuser, demoDatabaseName), pg.Stop, nil
}
