package app

import (
	"context"
	"time"

	"evenly/internal/access"
	"evenly/internal/equity"
	"evenly/internal/mentorship"
	"evenly/internal/store"
	"evenly/internal/tenant"
)

// Flags are written once a week and never changed. With each stands all that its rule looked at, so that it comes out the
// same whenever somebody computes it again.

// Flagged is a flag with what its rule makes of the stored inputs today.
type Flagged struct {
	store.Flag
	Pair *Pair // nil: the program
	Same bool  // computed again, it comes out the same to the last digit
	New  bool  // the week before did not flag it
}

// FlagHistory is what one week flagged, or all weeks of one pair.
type FlagHistory struct {
	Year
	Weeks []store.FlagWeek // newest first
	Week  time.Time        // the one shown; zero for a pair's history
	Flags []Flagged
	Gone  []Flagged // flagged in the week before and no more
}

// Flags reads what a week flagged, the newest when none is asked for, and what is no longer flagged since the week before.
func (a *App) Flags(ctx context.Context, who tenant.Scope, week time.Time) (out FlagHistory, err error) {
	if err := access.Check(who, access.EquitySee); err != nil {
		return out, err
	}
	err = a.store.As(ctx, who, func(tx *store.Tx) error {
		if out.Year, err = year(ctx, tx); err != nil {
			return err
		}
		if out.Weeks, err = tx.FlagWeeks(ctx, out.Cycle.ID); err != nil || len(out.Weeks) == 0 {
			return err
		}
		pairs, err := tx.Pairs(ctx, out.Cycle.ID)
		if err != nil {
			return err
		}
		return out.read(ctx, tx, week, pairs)
	})
	return out, err
}

func (h *FlagHistory) read(ctx context.Context, tx *store.Tx, week time.Time, pairs []Pair) error {
	at := 0
	for i, w := range h.Weeks {
		if w.Week.Equal(week) {
			at = i
		}
	}
	h.Week = h.Weeks[at].Week
	now, err := tx.FlagsIn(ctx, h.Cycle.ID, h.Week)
	if err != nil {
		return err
	}
	var before []store.Flag
	if at+1 < len(h.Weeks) {
		if before, err = tx.FlagsIn(ctx, h.Cycle.ID, h.Weeks[at+1].Week); err != nil {
			return err
		}
	}
	h.Flags, h.Gone = flagged(now, before, pairs), nil
	for _, f := range flagged(before, now, pairs) {
		if f.New {
			h.Gone = append(h.Gone, f)
		}
	}
	return nil
}

// flagged computes flags again; New are those that others does not have.
func flagged(flags, others []store.Flag, pairs []Pair) []Flagged {
	had := map[string]bool{}
	for _, f := range others {
		had[flagKey(f)] = true
	}
	byID := map[mentorship.PairingID]*Pair{}
	for i, p := range pairs {
		byID[p.ID] = &pairs[i]
	}
	var out []Flagged
	for _, f := range flags {
		x := Flagged{Flag: f, Same: comesOutTheSame(f), New: !had[flagKey(f)]}
		if f.PairingID != nil {
			x.Pair = byID[*f.PairingID]
		}
		out = append(out, x)
	}
	return out
}

func flagKey(f store.Flag) string {
	if f.PairingID == nil {
		return f.Rule
	}
	return f.Rule + " " + string(*f.PairingID) + " " + f.State
}

func comesOutTheSame(f store.Flag) bool {
	got, err := equity.Recompute(equity.Flag{Rule: equity.Rule(f.Rule), Version: f.Version, Inputs: f.Inputs})
	return err == nil && got == equity.Outcome{Value: f.Value, Cut: f.Cut, State: f.State}
}

// FlagsAround reads all that was ever flagged about a pair, newest first.
func (a *App) FlagsAround(ctx context.Context, who tenant.Scope, id mentorship.PairingID) (out FlagHistory, err error) {
	if err := access.Check(who, access.EquitySee); err != nil {
		return out, err
	}
	err = a.store.As(ctx, who, func(tx *store.Tx) error {
		if out.Year, err = year(ctx, tx); err != nil {
			return err
		}
		p, err := tx.Pair(ctx, id)
		if err != nil {
			return err
		}
		flags, err := tx.FlagsOf(ctx, id)
		out.Flags = flagged(flags, nil, []Pair{p})
		return err
	})
	return out, err
}
