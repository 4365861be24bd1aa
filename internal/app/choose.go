package app

import (
	"context"

	"evenly/internal/access"
	"evenly/internal/fault"
	"evenly/internal/mentorship"
	"evenly/internal/store"
	"evenly/internal/tenant"
)

// Choose settles on a run: from now on leads read it by name, and its pairs are proposals. A run that cannot be chosen is
// fault.Conflict. One by another order of aims than the published one needs a reason, which everyone can read; without it
// this is fault.Invalid.
func (a *App) Choose(ctx context.Context, who tenant.Scope, id mentorship.RunID, reason string) error {
	if err := access.Check(who, access.MatchRun); err != nil {
		return err
	}
	return a.store.As(ctx, who, func(tx *store.Tx) error {
		r, err := tx.LockRun(ctx, id)
		if err != nil {
			return err
		}
		if err := tx.LockCycle(ctx, r.CycleID); err != nil {
			return err
		}
		seen, err := seeRun(ctx, tx, id)
		if err != nil {
			return err
		}
		if why := seen.Open.WhyNot(r.Purpose); why != "" {
			return fault.New(fault.Conflict, "This run cannot be chosen. %s Run the match again.", why)
		}
		if err := giveReason(ctx, tx, r, seen, reason); err != nil {
			return err
		}
		if err := takeOver(ctx, tx, r, seen.Open2); err != nil {
			return err
		}
		return tx.Audit(ctx, "match.choose", string(id), map[string]any{"number": r.Number, "preset": r.Preset, "published": seen.Open.Published})
	})
}

// NeedsReason reports whether choosing a scenario goes against what was published before residents ranked. A run after a
// decline goes on with what was chosen.
func (r RunSeen) NeedsReason(s Scenario) bool {
	return r.Run.Purpose == mentorship.ForYear && !s.Published && r.Open2 == nil
}

func giveReason(ctx context.Context, tx *store.Tx, r store.Run, seen RunSeen, reason string) error {
	if !seen.NeedsReason(seen.Open) {
		return nil
	}
	var p fault.Problems
	mentorship.CheckReason(&p, reason)
	if err := p.Err(); err != nil {
		return err
	}
	return tx.SetChoiceReason(ctx, r.ID, reason)
}

// takeOver makes a run the chosen one and writes its proposals. After a decline it takes the place of its parent, whose
// answers to unchanged pairs it keeps.
func takeOver(ctx context.Context, tx *store.Tx, r store.Run, before *store.Run) error {
	var answered []store.Proposal
	var err error
	if before != nil {
		if r.ParentID == nil || *r.ParentID != before.ID {
			return fault.New(fault.Conflict, "Another run is chosen. Go back to the comparison first.")
		}
		if before.HoldUntil != nil {
			return fault.New(fault.Conflict, "The announcement is under way. Stop it first.")
		}
		if answered, err = tx.Proposals(ctx, before.ID); err != nil {
			return err
		}
		if err := tx.SetRunState(ctx, before.ID, before.State, mentorship.RunDropped); err != nil {
			return err
		}
	}
	s, err := readSolved(r)
	if err != nil {
		return err
	}
	if err := tx.SetRunState(ctx, r.ID, r.State, mentorship.RunChosen); err != nil {
		return err
	}
	live, err := tx.LivePairs(ctx, r.CycleID)
	if err != nil {
		return err
	}
	return tx.PutProposals(ctx, r.ID, s.proposals(answered, live))
}

// Reconsider goes back from a chosen run to the comparison, as long as nobody was asked.
func (a *App) Reconsider(ctx context.Context, who tenant.Scope, id mentorship.RunID) error {
	if err := access.Check(who, access.MatchRun); err != nil {
		return err
	}
	return a.store.As(ctx, who, func(tx *store.Tx) error {
		r, err := tx.LockRun(ctx, id)
		if err != nil {
			return err
		}
		if r.ParentID != nil {
			return fault.New(fault.Closed, "People were asked already. A decline is settled by running again.")
		}
		if r.HoldUntil != nil {
			return fault.New(fault.Conflict, "The announcement is under way. Stop it first.")
		}
		s, err := readSolved(r)
		if err != nil {
			return err
		}
		state := mentorship.RunSolved
		if !s.result.Feasible() {
			state = mentorship.RunInfeasible
		}
		if err := tx.SetRunState(ctx, id, mentorship.RunChosen, state); err != nil {
			return err
		}
		if err := tx.DropProposals(ctx, id); err != nil {
			return err
		}
		return tx.Audit(ctx, "match.reconsider", string(id), nil)
	})
}
