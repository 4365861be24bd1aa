package app

import (
	"context"
	"strings"
	"time"

	"evenly/internal/access"
	"evenly/internal/fault"
	"evenly/internal/matching"
	"evenly/internal/mentorship"
	"evenly/internal/store"
	"evenly/internal/tenant"
)

// Setup is how a program is set up, for the coordinator's task list and its forms.
type Setup struct {
	Program mentorship.Program
	Cycle   *mentorship.Cycle // nil before the first year
	Counts  store.SetupCounts
}

// Setup reads it.
func (a *App) Setup(ctx context.Context, who tenant.Scope) (out Setup, err error) {
	if err := access.Check(who, access.SetupSee); err != nil {
		return out, err
	}
	err = a.store.As(ctx, who, func(tx *store.Tx) error {
		if out.Program, err = tx.Program(ctx); err != nil {
			return err
		}
		cycle, err := tx.CurrentCycle(ctx)
		if err != nil && !fault.Is(err, fault.NotFound) {
			return err
		}
		if err == nil {
			out.Cycle = &cycle
		}
		out.Counts, err = tx.SetupCounts(ctx, cycle.ID)
		return err
	})
	return out, err
}

// SetCharter changes what every pair is promised.
func (a *App) SetCharter(ctx context.Context, who tenant.Scope, c mentorship.Charter) error {
	return a.setUp(ctx, who, "charter", c.Check(), func(tx *store.Tx) error { return tx.SetCharter(ctx, c) })
}

// SetProfileRules changes what mentors are asked.
func (a *App) SetProfileRules(ctx context.Context, who tenant.Scope, r mentorship.ProfileRules) error {
	r = r.Tidy()
	return a.setUp(ctx, who, "profiles", r.Check(), func(tx *store.Tx) error { return tx.SetProfileRules(ctx, r) })
}

// SetContacts changes whom people can turn to outside the program. An ombudsperson is required.
func (a *App) SetContacts(ctx context.Context, who tenant.Scope, ombudsperson, dio, outside string) error {
	var p fault.Problems
	if strings.TrimSpace(ombudsperson) == "" {
		p.Add("ombudsperson", "Name somebody outside the program, with a telephone number or address.")
	}
	for field, text := range map[string]string{"ombudsperson": ombudsperson, "dio": dio, "outside": outside} {
		if len(text) > 300 {
			p.Add(field, "Keep it to 300 characters.")
		}
	}
	return a.setUp(ctx, who, "contacts", p.Err(), func(tx *store.Tx) error { return tx.SetContacts(ctx, ombudsperson, dio, outside) })
}

// SetDates changes the time zone and the dates of the current year.
func (a *App) SetDates(ctx context.Context, who tenant.Scope, zone string, c mentorship.Cycle) error {
	_, err := mentorship.ParseZone(zone)
	return a.setUp(ctx, who, "dates", joinProblems(err, c.Check()), func(tx *store.Tx) error {
		if err := tx.SetTimeZone(ctx, zone); err != nil {
			return err
		}
		return tx.SetCycle(ctx, c)
	})
}

// AddYear makes a year, as a draft, with a fresh seed for the lottery whose hash is published before lists close.
func (a *App) AddYear(ctx context.Context, who tenant.Scope, c mentorship.Cycle) error {
	drawn := matching.Commit()
	c.State, c.Seed, c.SeedHash, c.Key, c.KeyHash = mentorship.Draft, drawn.Seed, drawn.Hash, drawn.Key, drawn.KeyHash
	return a.setUp(ctx, who, "year", c.Check(), func(tx *store.Tx) error {
		last, err := tx.CurrentCycle(ctx)
		if err != nil && !fault.Is(err, fault.NotFound) {
			return err
		}
		c.Order, c.Aims = last.Order, last.Aims // until somebody publishes another
		_, err = tx.PutCycle(ctx, c)
		return err
	})
}

// MoveYear moves the current year from one state to the next, or one back (to reopen). Moving on to Running is the
// announcement's business, except for a year that is run without a match.
func (a *App) MoveYear(ctx context.Context, who tenant.Scope, id mentorship.CycleID, from, to mentorship.CycleState) error {
	if from.Next() != to && to.Next() != from {
		return fault.New(fault.Invalid, "A year moves one step at a time.")
	}
	return a.setUp(ctx, who, "state", nil, func(tx *store.Tx) error {
		c, err := tx.Cycle(ctx, id)
		if err != nil {
			return err
		}
		if to == mentorship.RankingOpen && c.RankingClosesAt != nil && !tx.Now().Before(*c.RankingClosesAt) {
			var p fault.Problems
			p.Add("ranking_closes", "Ranking would close at once: set a later closing time first.")
			return p.Err()
		}
		if to.Next() == from {
			if err := mayReopen(ctx, tx, id, to); err != nil {
				return err
			}
		}
		moved, err := tx.SetCycleState(ctx, id, from, to)
		if err == nil && !moved {
			return fault.New(fault.Conflict, "Someone moved the year meanwhile. Look at where it stands now.")
		}
		return err
	})
}

// mayReopen refuses to go back to an earlier state while a run is chosen or after pairs were announced: lists that changed
// with the lottery's seed in view would not be fair.
func mayReopen(ctx context.Context, tx *store.Tx, id mentorship.CycleID, to mentorship.CycleState) error {
	if err := tx.LockCycle(ctx, id); err != nil {
		return err
	}
	runs, err := tx.Runs(ctx, id, mentorship.ForYear, mentorship.PrimaryKind)
	if err != nil {
		return err
	}
	for _, r := range runs {
		switch {
		case r.State == mentorship.RunAnnounced && to != mentorship.Running:
			return fault.New(fault.Conflict, "The pairs of this year are announced, so its lists stay closed.")
		case r.State == mentorship.RunChosen, r.State == mentorship.RunAnswering:
			return fault.New(fault.Conflict, "A run of the match is chosen. Go back to the comparison first, then reopen ranking.")
		}
	}
	return nil
}

// setUp does one change of settings and notes it.
func (a *App) setUp(ctx context.Context, who tenant.Scope, what string, problem error, change func(*store.Tx) error) error {
	if err := access.Check(who, access.SetupChange); err != nil {
		return err
	}
	if problem != nil {
		return problem
	}
	return a.store.As(ctx, who, func(tx *store.Tx) error {
		if err := change(tx); err != nil {
			return err
		}
		return tx.Audit(ctx, "setup.change", what, nil)
	})
}

// joinProblems is one Invalid fault with the problems of several; another kind of error wins.
func joinProblems(errs ...error) error {
	var all fault.Problems
	for _, err := range errs {
		if err == nil {
			continue
		}
		f, ok := asFault(err)
		if !ok || f.Kind != fault.Invalid {
			return err
		}
		all = append(all, f.Problems...)
	}
	return all.Err()
}

// moveByDates opens and closes ranking when its time has come.
func moveByDates(a *App, ctx context.Context, who tenant.Scope) error {
	return a.store.As(ctx, who, func(tx *store.Tx) error {
		c, err := tx.CurrentCycle(ctx)
		if fault.Is(err, fault.NotFound) {
			return nil
		}
		if err != nil {
			return err
		}
		to := dueState(c, tx.Now())
		if to == "" {
			return nil
		}
		if _, err := tx.SetCycleState(ctx, c.ID, c.State, to); err != nil {
			return err
		}
		return tx.Audit(ctx, "setup.change", "state by date", map[string]any{"to": to})
	})
}

// dueState is the state a year moves to by its dates, "" for none.
func dueState(c mentorship.Cycle, now time.Time) mentorship.CycleState {
	switch {
	case c.State == mentorship.ProfilesOpen && c.RankingOpensAt != nil && !now.Before(*c.RankingOpensAt):
		return mentorship.RankingOpen
	case c.State == mentorship.RankingOpen && c.RankingClosesAt != nil && !now.Before(*c.RankingClosesAt):
		return mentorship.Matching
	}
	return ""
}
