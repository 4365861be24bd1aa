package app

import (
	"context"
	"time"

	"evenly/internal/access"
	"evenly/internal/fault"
	"evenly/internal/mentorship"
	"evenly/internal/store"
	"evenly/internal/tenant"
)

// Ranking is what a resident sees while ranking: the list, who can be chosen, and until when.
type Ranking struct {
	Cycle      mentorship.Cycle
	List       mentorship.RankList
	Candidates []store.Candidate // in the resident's own order of the day
	Domains    []string
	Open       bool
	NotWith    int // mentors on the private list
}

// Ranking reads a resident's ranking page.
func (a *App) Ranking(ctx context.Context, who tenant.Scope) (Ranking, error) {
	var out Ranking
	if err := access.Check(who, access.RankingSee); err != nil {
		return out, err
	}
	err := a.store.As(ctx, who, func(tx *store.Tx) error {
		var err error
		out, err = ranking(ctx, tx)
		return err
	})
	return out, err
}

func ranking(ctx context.Context, tx *store.Tx) (out Ranking, err error) {
	me := mentorship.ResidentID(tx.Who().Person)
	program, err := tx.Program(ctx)
	if err != nil {
		return out, err
	}
	if out.Cycle, err = tx.CurrentCycle(ctx); err != nil {
		return out, err
	}
	if out.List, err = tx.RankList(ctx, out.Cycle.ID, me); err != nil {
		return out, err
	}
	out.Candidates, err = tx.Candidates(ctx, out.Cycle.ID, me)
	for _, c := range out.Candidates {
		if c.NotWith {
			out.NotWith++
		}
	}
	mentorship.ShuffleFor(out.Candidates, func(c store.Candidate) mentorship.MentorID { return c.ID }, string(me),
		mentorship.DateOf(tx.Now(), mentorship.Zone(program.TimeZone)))
	out.Domains = program.Domains
	out.Open = out.Cycle.RankingIsOpen(tx.Now())
	return out, err
}

// Candidate finds one of those to choose from.
func (r Ranking) Candidate(id mentorship.MentorID) (store.Candidate, bool) {
	for _, c := range r.Candidates {
		if c.ID == id {
			return c, true
		}
	}
	return store.Candidate{}, false
}

// SaveRanking replaces the resident's own list. was is the version they had before them. Ranking that is closed returns
// fault.Closed, a list changed elsewhere fault.Conflict, broken rules fault.Invalid with every problem.
func (a *App) SaveRanking(ctx context.Context, who tenant.Scope, mentors []mentorship.MentorID, was int, done bool) error {
	if err := access.Check(who, access.RankingChange); err != nil {
		return err
	}
	return a.store.As(ctx, who, func(tx *store.Tx) error {
		now, err := openRanking(ctx, tx)
		if err != nil {
			return err
		}
		return saveRanking(ctx, tx, now, mentorship.RankList{Mentors: mentors, Version: was}, done)
	})
}

// RankChange is one change of a list. On is the list it is made on, with the version the person had before them; nil is
// the list as it is stored, for buttons that stand outside the ranking form.
type RankChange struct {
	On *mentorship.RankList
	Op mentorship.RankOp
}

// Ranked is what a change did.
type Ranked struct {
	Place int                 // where the mentor of the change stands now, from 1; 0: nowhere
	Out   mentorship.MentorID // who went off the list by it, "" for nobody
	Was   int                 // and at which place they stood
}

// ChangeRanking changes the resident's own list by one step and saves it. Errors are those of SaveRanking.
func (a *App) ChangeRanking(ctx context.Context, who tenant.Scope, c RankChange) (out Ranked, err error) {
	if err := access.Check(who, access.RankingChange); err != nil {
		return out, err
	}
	err = a.store.As(ctx, who, func(tx *store.Tx) error {
		now, err := openRanking(ctx, tx)
		if err != nil {
			return err
		}
		list := now.List
		if c.On != nil {
			list.Mentors, list.Version = c.On.Mentors, c.On.Version
		}
		list, out.Out, out.Was = c.Op.Apply(list, now.Cycle.ListLength)
		out.Place = list.Place(c.Op.Mentor)
		return saveRanking(ctx, tx, now, list, c.Op.Verb == "done")
	})
	return out, err
}

func openRanking(ctx context.Context, tx *store.Tx) (Ranking, error) {
	now, err := ranking(ctx, tx)
	if err == nil && !now.Open {
		err = fault.New(fault.Closed, "Ranking is closed. Your last saved list counts.")
	}
	return now, err
}

// saveRanking checks and stores a list; its Version is the one the person had before them. Who was done stays done when
// they change the list later, as long as something is on it.
func saveRanking(ctx context.Context, tx *store.Tx, now Ranking, list mentorship.RankList, done bool) error {
	if err := list.Check(now.choice()); err != nil {
		return err
	}
	if done && len(list.Mentors) == 0 {
		return fault.Problems{{Field: "rank", Message: "Choose at least one mentor first."}}.Err()
	}
	list.DoneAt = doneAt(tx, now.List.DoneAt, done, len(list.Mentors))
	me := mentorship.ResidentID(tx.Who().Person)
	if err := tx.SaveRankList(ctx, now.Cycle.ID, me, list, list.Version); err != nil {
		return err
	}
	return tx.Audit(ctx, "ranking.save", string(now.Cycle.ID), map[string]any{"places": len(list.Mentors), "done": done})
}

func doneAt(tx *store.Tx, before *time.Time, done bool, places int) *time.Time {
	if done {
		at := tx.Now()
		return &at
	}
	if places == 0 {
		return nil
	}
	return before
}

// choice is what the list may contain.
func (r Ranking) choice() mentorship.Choice {
	c := mentorship.Choice{Length: r.Cycle.ListLength, Eligible: map[mentorship.MentorID]bool{}, NotWith: map[mentorship.MentorID]bool{},
		Kept: r.List.Mentors}
	for _, m := range r.Candidates {
		c.Eligible[m.ID] = !m.Withdrawn && !m.Barred
		c.NotWith[m.ID] = m.NotWith
	}
	return c
}
