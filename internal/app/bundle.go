package app

import (
	"archive/zip"
	"bytes"
	"context"
	"encoding/json"
	"fmt"

	"evenly/internal/access"
	"evenly/internal/fault"
	"evenly/internal/mentorship"
	"evenly/internal/store"
	"evenly/internal/tenant"
)

// Bundle is a zip with everything needed to check a run with the command line, or to run it again: the instance and the
// result, both with pseudonymous ids, and the seed. It is made for a chosen run only, when lists are closed.
func (a *App) Bundle(ctx context.Context, who tenant.Scope, id mentorship.RunID) (data []byte, name string, err error) {
	if err := access.Check(who, access.MatchSee); err != nil {
		return nil, "", err
	}
	err = a.store.As(ctx, who, func(tx *store.Tx) error {
		r, err := tx.Run(ctx, id)
		if err != nil {
			return err
		}
		y, err := yearOf(ctx, tx, r.CycleID)
		if err != nil {
			return err
		}
		if !r.State.NamesShown() || y.Cycle.State == mentorship.RankingOpen && y.Cycle.RankingIsOpen(tx.Now()) {
			return fault.New(fault.Closed, "The bundle holds the seed, so it opens when lists are closed and a run is chosen.")
		}
		if data, err = bundle(r, y.Cycle); err != nil {
			return err
		}
		name = fmt.Sprintf("match-%s-run-%d.zip", y.Program.Slug, r.Number)
		return tx.Audit(ctx, "match.bundle", string(id), nil)
	})
	return data, name, err
}

func bundle(r store.Run, c mentorship.Cycle) ([]byte, error) {
	seed, err := json.MarshalIndent(map[string]string{"seed": c.Seed, "hash": c.SeedHash, "key_hash": c.KeyHash}, "", "  ")
	if err != nil {
		return nil, fmt.Errorf("write a bundle: %w", err)
	}
	told, err := json.MarshalIndent(map[string]any{"year": c.Name, "objective": c.Order, "aims": c.Aims, "list_length": c.ListLength,
		"seed_hash": c.SeedHash, "key_hash": c.KeyHash, "reason_for_another_objective": r.ChoiceReason}, "", "  ")
	if err != nil {
		return nil, fmt.Errorf("write a bundle: %w", err)
	}
	var out bytes.Buffer
	z := zip.NewWriter(&out)
	for _, f := range []struct {
		name string
		data []byte
	}{{"instance.json", r.Instance}, {"result.json", r.Result}, {"published.json", append(told, '\n')}, {"seed.json", append(seed, '\n')}, {"README.txt", []byte(bundleReadme)}} {
		w, err := z.CreateHeader(&zip.FileHeader{Name: f.name, Method: zip.Deflate, Modified: r.CreatedAt})
		if err != nil {
			return nil, fmt.Errorf("write a bundle: %w", err)
		}
		if _, err := w.Write(f.data); err != nil {
			return nil, fmt.Errorf("write a bundle: %w", err)
		}
	}
	if err := z.Close(); err != nil {
		return nil, fmt.Errorf("write a bundle: %w", err)
	}
	return out.Bytes(), nil
}

const bundleReadme = `One run of the match, with pseudonymous ids.

instance.json   what was matched: lists, places, rules, pins
result.json     who went where, what every stage reached, and the certificate
published.json  the order of aims and the hashes as residents read them before lists closed
seed.json       the seed of the lottery, and the hashes that were published before lists closed

To check that no better match existed, and that the lottery was drawn with this seed:

    evenly match -verify result.json -in instance.json

To run it again and get the same bytes:

    evenly match -in instance.json -out again.json

Ids are made with a key that stays secret. Treat the lists as confidential all the same: somebody who knows a person's
list well can recognise it.
`
