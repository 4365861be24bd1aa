package app

import (
	"context"
	"fmt"
	"slices"

	"evenly/internal/access"
	"evenly/internal/fault"
	"evenly/internal/matching"
	"evenly/internal/mentorship"
	"evenly/internal/store"
	"evenly/internal/tenant"
)

// WhatIf is one scenario: another order of aims, a place more or fewer with a mentor, a rule left out, a pair that must be,
// pairs that may move.
type WhatIf struct {
	Order    string // a preset, or mentorship.OwnOrder where the program has one
	Mentor   mentorship.MentorID
	Places   int
	Rule     mentorship.RuleID
	Resident mentorship.ResidentID // pinned
	With     mentorship.MentorID   // to this mentor
	Moves    int
}

// WhatIfSeen is what the form of a what-if offers.
type WhatIfSeen struct {
	Rules
	Order OrderOfAims // published
}

// SeeWhatIf reads it for a purpose.
func (a *App) SeeWhatIf(ctx context.Context, who tenant.Scope, purpose mentorship.RunPurpose) (out WhatIfSeen, err error) {
	if err := access.Check(who, access.MatchRun); err != nil {
		return out, err
	}
	if out.Rules, err = a.Rules(ctx, who); err != nil {
		return out, err
	}
	err = a.store.As(ctx, who, func(tx *store.Tx) error {
		c, err := cycleFor(ctx, tx, purpose)
		out.Order = OrderOf(c)
		return err
	})
	return out, err
}

// guess is a what-if while it is put together: what differs, in words too, and what is wrong with the form.
type guess struct {
	scenario
	words []string
	bad   fault.Problems
}

// run makes the snapshot of a what-if, and its name in words. Nobody but a mentor with another number of places is named:
// the columns of a comparison are read before names may be.
func (w WhatIf) run(ctx context.Context, tx *store.Tx, m material) (store.Run, error) {
	o := mentorship.Objective{Preset: w.Order}
	if w.Order == mentorship.OwnOrder {
		o = m.Cycle.Objective()
	}
	g := guess{scenario: scenario{Moves: w.Moves}, words: []string{publishedAs(o).Name}}
	if checkObjective(o) != nil {
		g.bad.Add("preset", "Choose an order of aims.")
	}
	w.move(&g)
	if err := w.place(ctx, tx, m, &g); err != nil {
		return store.Run{}, err
	}
	w.leaveOut(m, &g)
	w.pin(m, o, &g)
	if err := g.bad.Err(); err != nil {
		return store.Run{}, err
	}
	r, err := m.snapshot(o, g.scenario)
	r.Name = joinWords(g.words)
	return r, err
}

func (w WhatIf) move(g *guess) {
	if w.Moves < 0 || w.Moves > 1000 {
		g.bad.Add("moves", "Enter a number from 0 to 1000.")
	} else if w.Moves > 0 {
		g.words = append(g.words, fmt.Sprintf("up to %d pairs may move", w.Moves))
	}
}

func (w WhatIf) place(ctx context.Context, tx *store.Tx, m material, g *guess) error {
	if w.Mentor == "" {
		if w.Places != 0 {
			g.bad.Add("mentor", "Choose the mentor whose places change.")
		}
		return nil
	}
	names, err := tx.PersonNames(ctx, []string{string(w.Mentor)})
	if err != nil {
		return err
	}
	if !m.has(w.Mentor) {
		g.bad.Add("mentor", "Choose a mentor from the list.")
	}
	if w.Places == 0 || w.Places < -50 || w.Places > 50 {
		g.bad.Add("places", "Enter how many places more, or fewer with a minus: 1 or -1.")
	}
	g.Places = map[mentorship.MentorID]int{w.Mentor: w.Places}
	g.words = append(g.words, placesWords(w.Places)+" with "+names[string(w.Mentor)].Short())
	return nil
}

func (w WhatIf) leaveOut(m material, g *guess) {
	if w.Rule == "" {
		return
	}
	if !slices.ContainsFunc(m.Rules, func(x store.MatchRule) bool { return x.ID == w.Rule }) {
		g.bad.Add("rule", "Choose a rule from the list.")
	}
	g.Rules = []mentorship.RuleID{w.Rule}
	g.words = append(g.words, "one rule left out")
}

// pin tries a pair. One that cannot be is refused in the same words whatever forbids it: a private list may.
func (w WhatIf) pin(m material, o mentorship.Objective, g *guess) {
	if w.Resident == "" && w.With == "" {
		return
	}
	if !slices.ContainsFunc(m.Residents, func(x store.MatchResident) bool { return x.ID == w.Resident }) {
		g.bad.Add("pin_resident", "Choose a resident from the list.")
	}
	if !m.has(w.With) {
		g.bad.Add("pin_mentor", "Choose a mentor from the list.")
	}
	if len(g.bad) > 0 {
		return
	}
	g.Tried = []matching.Pair{{Resident: matching.ResidentID(w.Resident), Mentor: matching.MentorID(w.With)}}
	g.words = append(g.words, "one pair pinned")
	in := m.instance(o, g.scenario)
	if len(matching.Check(&in)) > 0 {
		g.bad.Add("pin_mentor", "This pair is not possible under the rules, limits and lists of the program.")
	}
}

func placesWords(n int) string {
	switch n {
	case 1:
		return "one place more"
	case -1:
		return "one place fewer"
	}
	if n < 0 {
		return fmt.Sprintf("%d places fewer", -n)
	}
	return fmt.Sprintf("%d places more", n)
}

// joinWords puts parts behind one another with commas.
func joinWords(parts []string) string {
	out := parts[0]
	for _, p := range parts[1:] {
		out += ", " + p
	}
	return out
}
