package app

import (
	"context"

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
	Candidates []store.Candidate
	Domains    []string
	Open       bool
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
	out.Domains = program.Domains
	out.Open = out.Cycle.RankingIsOpen(tx.Now())
	return out, err
}

// SaveRanking replaces the resident's own list. was is the version they had before them. Ranking that is closed returns
// fault.Closed, a list changed elsewhere fault.Conflict, broken rules fault.Invalid with every problem.
func (a *App) SaveRanking(ctx context.Context, who tenant.Scope, mentors []mentorship.MentorID, was int, done bool) error {
	if err := access.Check(who, access.RankingChange); err != nil {
		return err
	}
	return a.store.As(ctx, who, func(tx *store.Tx) error {
		now, err := ranking(ctx, tx)
		if err != nil {
			return err
		}
		if !now.Open {
			return fault.New(fault.Closed, "Ranking is closed. Your last saved list counts.")
		}
		list := mentorship.RankList{Mentors: mentors}
		if err := list.Check(now.choice()); err != nil {
			return err
		}
		if done {
			at := tx.Now()
			list.DoneAt = &at
		}
		me := mentorship.ResidentID(who.Person)
		if err := tx.SaveRankList(ctx, now.Cycle.ID, me, list, was); err != nil {
			return err
		}
		return tx.Audit(ctx, "ranking.save", string(now.Cycle.ID), map[string]any{"places": len(mentors), "done": done})
	})
}

// choice is what the list may contain.
func (r Ranking) choice() mentorship.Choice {
	c := mentorship.Choice{Length: r.Cycle.ListLength, Eligible: map[mentorship.MentorID]bool{}, NotWith: map[mentorship.MentorID]bool{}}
	for _, m := range r.Candidates {
		c.Eligible[m.ID] = !m.Withdrawn && !m.Barred
		c.NotWith[m.ID] = m.NotWith
	}
	return c
}
