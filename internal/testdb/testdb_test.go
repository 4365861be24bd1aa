package testdb_test

import (
	"context"
	"fmt"
	"testing"

	"evenly/internal/testdb"

	"github.com/jackc/pgx/v5"
)

func TestNewGivesEachTestItsOwnMigratedDatabase(t *testing.T) {
	t.Parallel()
	for i := range 8 {
		t.Run(fmt.Sprint(i), func(t *testing.T) {
			t.Parallel()
			ctx := context.Background()
			conn, err := pgx.Connect(ctx, testdb.New(t).AdminURL)
			if err != nil {
				t.Fatal(err)
			}
			defer conn.Close(ctx)
			var rows int
			if err := conn.QueryRow(ctx, "INSERT INTO institution (slug, name) VALUES ('one', 'One') RETURNING (SELECT count(*) FROM institution)").
				Scan(&rows); err != nil {
				t.Fatal(err)
			}
			if rows != 0 {
				t.Errorf("rows before the first insert: got %d, want 0", rows)
			}
		})
	}
}

func BenchmarkNew(b *testing.B) {
	for b.Loop() {
		testdb.New(b)
	}
}

func BenchmarkNewParallel(b *testing.B) {
	b.RunParallel(func(pb *testing.PB) {
		for pb.Next() {
			testdb.New(b)
		}
	})
}
