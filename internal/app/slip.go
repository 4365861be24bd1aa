package app

import (
	"context"
	"slices"

	"evenly/internal/access"
	"evenly/internal/fault"
	"evenly/internal/mentorship"
	"evenly/internal/store"
	"evenly/internal/survey/urn"
	"evenly/internal/tenant"
)

// SlipRoster is who took a printed slip of an open wave, and who still can.
type SlipRoster struct {
	Wave    store.Wave
	Printed int
	People  []SlipPerson
}

// SlipPerson is one line of the roster. Somebody who fetched a token on a device cannot take a slip as well; the list says
// that much, because the person at the table must know.
type SlipPerson struct {
	ID         tenant.PersonID
	Name       mentorship.Name
	Took, Else bool // took a slip; has a token elsewhere
}

// SlipRoster reads it.
func (a *App) SlipRoster(ctx context.Context, who tenant.Scope, id mentorship.WaveID) (out SlipRoster, err error) {
	if err := access.Check(who, access.SurveyRun); err != nil {
		return out, err
	}
	err = a.store.As(ctx, who, func(tx *store.Tx) error {
		if out.Wave, err = openWave(ctx, tx, id); err != nil {
			return err
		}
		if out.Printed, err = tx.Slips(ctx, id); err != nil {
			return err
		}
		issued, err := tx.Issued(ctx, id)
		if err != nil {
			return err
		}
		people, err := tx.Holders(ctx, audienceRole[out.Wave.Audience])
		for _, p := range people {
			line := SlipPerson{ID: p.PersonID, Name: p.Name()}
			if i := slices.IndexFunc(issued, func(x store.IssuedTo) bool { return x.PersonID == p.PersonID }); i >= 0 {
				line.Took, line.Else = issued[i].Slip, !issued[i].Slip
			}
			out.People = append(out.People, line)
		}
		return err
	})
	return out, err
}

func openWave(ctx context.Context, tx *store.Tx, id mentorship.WaveID) (store.Wave, error) {
	w, err := tx.Wave(ctx, id)
	if err == nil && w.State != mentorship.WaveOpen {
		err = fault.New(fault.Closed, "This survey is not open.")
	}
	return w, err
}

const mostSlips = 500

// PrintSlips draws codes for a sheet. They are given once, to be printed, cut and drawn from a box; what is kept of them
// leads neither to the code nor to whoever draws it.
func (a *App) PrintSlips(ctx context.Context, who tenant.Scope, id mentorship.WaveID, n int) (codes []urn.Slip, w store.Wave, err error) {
	if err := access.Check(who, access.SurveyRun); err != nil {
		return nil, w, err
	}
	if n < 1 || n > mostSlips {
		return nil, w, fieldProblem("slips", "Enter a number from 1 to 500.")
	}
	err = a.store.As(ctx, who, func(tx *store.Tx) error {
		if w, err = openWave(ctx, tx, id); err != nil {
			return err
		}
		public := urn.Public{Signing: w.Signing, Sealing: w.Sealing}
		var ids [][]byte
		for range n {
			slip := urn.NewSlip()
			ballot := slip.ID(public)
			codes, ids = append(codes, slip), append(ids, ballot[:])
		}
		if err := tx.AddSlips(ctx, id, ids); err != nil {
			return err
		}
		return tx.Audit(ctx, "survey.slips", string(id), map[string]any{"printed": n})
	})
	return codes, w, err
}

// HandSlip ticks that a person drew a slip. It does not know which. Nothing goes into the audit log: it would tell when.
func (a *App) HandSlip(ctx context.Context, who tenant.Scope, id mentorship.WaveID, person tenant.PersonID) error {
	if err := access.Check(who, access.SurveyRun); err != nil {
		return err
	}
	return a.store.As(ctx, who, func(tx *store.Tx) error {
		w, err := openWave(ctx, tx, id)
		if err != nil {
			return err
		}
		people, err := tx.Asked(ctx, audienceRole[w.Audience])
		if err != nil {
			return err
		}
		if !slices.Contains(people, person) {
			return fault.New(fault.NotFound, "This person is not asked.")
		}
		return tx.HandSlip(ctx, id, person)
	})
}
