package app

import (
	"context"
	"slices"

	"evenly/internal/access"
	"evenly/internal/fault"
	"evenly/internal/mentorship"
	"evenly/internal/store"
	"evenly/internal/tenant"
)

// onlySecond turns the inputs into those for further mentors of one kind: the residents who ask, with the mentors they
// named, on the places that remain. Nobody gets a mentor they have, and nobody one they did not name.
func (m *material) onlySecond(ctx context.Context, tx *store.Tx) error {
	asks, err := tx.SecondAsks(ctx, m.Cycle.ID, "")
	if err != nil {
		return err
	}
	live, err := tx.LivePairs(ctx, m.Cycle.ID)
	if err != nil {
		return err
	}
	for i, x := range m.Mentors {
		taken := 0
		for _, p := range live {
			if p.MentorID == x.ID {
				taken++
			}
		}
		m.Mentors[i].Places, m.Mentors[i].MinPlaces = max(x.Places-taken, 0), 0
	}
	var out []store.MatchResident
	for _, r := range m.Residents {
		i := slices.IndexFunc(asks, func(a store.SecondAsk) bool { return a.ResidentID == r.ID && a.Kind == m.kind })
		if i < 0 {
			continue
		}
		r.Ranks = m.known(asks[i].Mentors)
		for _, p := range live {
			if p.ResidentID == r.ID && m.has(p.MentorID) {
				r.Vetoed = append(slices.Clone(r.Vetoed), p.MentorID)
			}
		}
		out = append(out, r)
	}
	m.Residents = out
	return nil
}

// known keeps the mentors who take residents at all.
func (m *material) known(ids []mentorship.MentorID) []mentorship.MentorID {
	var out []mentorship.MentorID
	for _, id := range ids {
		if m.has(id) {
			out = append(out, id)
		}
	}
	return out
}

func (m *material) has(id mentorship.MentorID) bool {
	return slices.ContainsFunc(m.Mentors, func(x store.MatchMentor) bool { return x.ID == id })
}

// Seconds is a resident's wishes for further mentors, with whom they can name.
type Seconds struct {
	Year
	Asks       []store.SecondAsk
	Candidates []store.Candidate // those they may name, by name
	Open       bool
}

// SeeSeconds reads a resident's wishes.
func (a *App) SeeSeconds(ctx context.Context, who tenant.Scope) (out Seconds, err error) {
	if err := access.Check(who, access.SecondAsk); err != nil {
		return out, err
	}
	err = a.store.As(ctx, who, func(tx *store.Tx) error {
		out, err = seconds(ctx, tx)
		return err
	})
	return out, err
}

func seconds(ctx context.Context, tx *store.Tx) (out Seconds, err error) {
	me := mentorship.ResidentID(tx.Who().Person)
	if out.Year, err = year(ctx, tx); err != nil {
		return out, err
	}
	out.Open = out.Cycle.State == mentorship.Running
	if out.Asks, err = tx.SecondAsks(ctx, out.Cycle.ID, me); err != nil {
		return out, err
	}
	live, err := tx.LivePairs(ctx, out.Cycle.ID)
	if err != nil {
		return out, err
	}
	all, err := tx.Candidates(ctx, out.Cycle.ID, me)
	for _, c := range all {
		mine := slices.ContainsFunc(live, func(p store.LivePair) bool { return p.ResidentID == me && p.MentorID == c.ID })
		if !c.Withdrawn && !c.Barred && !c.NotWith && !mine {
			out.Candidates = append(out.Candidates, c)
		}
	}
	slices.SortFunc(out.Candidates, func(a, b store.Candidate) int { return compareNames(a.Name(), b.Name()) })
	return out, err
}

// AskSecond stores a resident's wish for a further mentor of one kind, best first; nobody named takes it back. A broken
// wish is fault.Invalid.
func (a *App) AskSecond(ctx context.Context, who tenant.Scope, kind string, mentors []mentorship.MentorID) error {
	if err := access.Check(who, access.SecondAsk); err != nil {
		return err
	}
	return a.store.As(ctx, who, func(tx *store.Tx) error {
		out, err := seconds(ctx, tx)
		if err != nil {
			return err
		}
		if !out.Open {
			return fault.New(fault.Closed, "Further mentors are matched while the year is running.")
		}
		if err := out.check(kind, mentors); err != nil {
			return err
		}
		if err := tx.PutSecondAsk(ctx, out.Cycle.ID, store.SecondAsk{ResidentID: mentorship.ResidentID(who.Person), Kind: kind, Mentors: mentors}); err != nil {
			return err
		}
		return tx.Audit(ctx, "second.ask", kind, map[string]any{"mentors": len(mentors)})
	})
}

func (s Seconds) check(kind string, mentors []mentorship.MentorID) error {
	var p fault.Problems
	if !slices.Contains(mentorship.SecondKinds, kind) {
		p.Add("kind", "Choose what the mentor is for.")
	}
	seen := map[mentorship.MentorID]bool{}
	for _, m := range mentors {
		if seen[m] {
			p.Add("first", "Name each mentor once.")
		}
		seen[m] = true
		if !slices.ContainsFunc(s.Candidates, func(c store.Candidate) bool { return c.ID == m }) {
			p.Add("first", "Choose mentors from the list.")
			break
		}
	}
	return p.Err()
}

// SecondKind is how many residents ask for one kind of further mentor, and where its matching is.
type SecondKind struct {
	Kind   string
	Asks   int
	Runs   []store.Run
	Chosen *store.Run
}

// SecondSeen is the wishes for further mentors, by kind, for the leads: counts, not names.
type SecondSeen struct {
	Year
	Kinds []SecondKind
	Left  int // places that remain
}

// SeeSecondRuns reads how many residents ask for further mentors.
func (a *App) SeeSecondRuns(ctx context.Context, who tenant.Scope) (out SecondSeen, err error) {
	if err := access.Check(who, access.MatchSee); err != nil {
		return out, err
	}
	err = a.store.As(ctx, who, func(tx *store.Tx) error {
		if out.Year, err = year(ctx, tx); err != nil {
			return err
		}
		for _, kind := range mentorship.SecondKinds {
			k, left, err := secondKind(ctx, tx, out.Cycle, kind)
			if err != nil {
				return err
			}
			out.Kinds, out.Left = append(out.Kinds, k), left
		}
		return nil
	})
	return out, err
}

func secondKind(ctx context.Context, tx *store.Tx, cycle mentorship.Cycle, kind string) (k SecondKind, left int, err error) {
	m, err := readMaterial(ctx, tx, cycle, mentorship.ForSecond, kind)
	if err != nil {
		return k, 0, err
	}
	for _, x := range m.Mentors {
		left += x.Places
	}
	k = SecondKind{Kind: kind, Asks: len(m.Residents)}
	runs, err := tx.Runs(ctx, cycle.ID, mentorship.ForSecond, kind)
	for i, r := range runs {
		switch r.State {
		case mentorship.RunChosen, mentorship.RunAnswering:
			k.Chosen = &runs[i]
		case mentorship.RunSolved:
			k.Runs = append(k.Runs, r)
		}
	}
	return k, left, err
}
