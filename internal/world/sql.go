package world

import (
	"context"

	"github.com/jackc/pgx/v5"
)

func exec(url, sql string, args ...any) error {
	ctx := context.Background()
	c, err := pgx.Connect(ctx, url)
	if err != nil {
		return err
	}
	defer c.Close(ctx)
	_, err = c.Exec(ctx, sql, args...)
	return err
}

func row(url string, into any, sql string, args ...any) error {
	ctx := context.Background()
	c, err := pgx.Connect(ctx, url)
	if err != nil {
		return err
	}
	defer c.Close(ctx)
	return c.QueryRow(ctx, sql, args...).Scan(into)
}

// One reads one value as the superuser, past row-level security.
func One[T any](w *World, sql string, args ...any) T {
	w.T.Helper()
	var v T
	w.check(row(w.DB.AdminURL, &v, sql, args...))
	return v
}
