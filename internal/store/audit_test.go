package store_test

import (
	"context"
	"testing"

	"evenly/internal/store"
	"evenly/internal/tenant"
	"evenly/internal/world"
)

func TestAuditChain(t *testing.T) {
	t.Parallel()
	w := world.New(t)
	im, peds := w.Program("im"), w.Program("peds")
	ctx := context.Background()
	for range 3 { // programs that do not see each other's rows still write one chain
		for _, p := range []*world.Program{im, peds} {
			p.As(func(tx *store.Tx) error { return tx.Audit(ctx, "test.act", "x", map[string]any{"n": 1}) })
		}
	}
	check := func() (rows, bad int64) {
		err := w.Store.As(ctx, tenant.SystemScope(im.In.ID, im.ID, peds.ID), func(tx *store.Tx) (err error) {
			rows, bad, err = tx.BadAuditRow(ctx)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		return rows, bad
	}
	if rows, bad := check(); rows != 6 || bad != 0 {
		t.Fatalf("rows %d, bad %d; want 6, 0", rows, bad)
	}
	w.SQL(`UPDATE audit SET act = 'test.forged' WHERE seq = 4`)
	if _, bad := check(); bad != 4 {
		t.Errorf("a changed row 4 shows as %d", bad)
	}
	w.SQL(`UPDATE audit SET act = 'test.act' WHERE seq = 4`)
	if _, bad := check(); bad != 0 {
		t.Errorf("the row put back still shows as %d", bad)
	}
	w.SQL(`DELETE FROM audit WHERE seq = 2`)
	if _, bad := check(); bad == 0 {
		t.Error("a missing row does not show")
	}
	w.SQL(`DELETE FROM audit WHERE seq > 2`)
	if _, bad := check(); bad == 0 {
		t.Error("a cut-off end does not show")
	}
}
