package app

import (
	"context"
	"slices"

	"evenly/internal/access"
	"evenly/internal/mentorship"
	"evenly/internal/store"
	"evenly/internal/tenant"
)

// Home is what a resident or a mentor finds on their first page: their pairs, and what asks for an answer.
type Home struct {
	Mine
	Changes []store.Proposal // changes of their pair that a resident is asked about
	Surveys []store.Wave     // open ones that ask the person
	Fits    []FitCheck       // questions of a lead, for them alone
}

// Home reads it in one transaction.
func (a *App) Home(ctx context.Context, who tenant.Scope) (out Home, err error) {
	if err := access.Check(who, access.HomeSee); err != nil {
		return out, err
	}
	err = a.store.As(ctx, who, func(tx *store.Tx) error {
		if out.Mine, err = myPairs(ctx, tx); err != nil {
			return err
		}
		if who.Is(tenant.Resident) {
			if out.Changes, err = tx.ProposalsFor(ctx, mentorship.ResidentID(who.Person)); err != nil {
				return err
			}
		}
		waves, err := tx.Waves(ctx)
		if err != nil {
			return err
		}
		out.Surveys = slices.DeleteFunc(waves, func(w store.Wave) bool { return !answerable(who, w, out.Today) })
		out.Fits, err = tx.FitChecksFor(ctx)
		return err
	})
	return out, err
}
