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

// How is what everyone may know of the match: its order of aims, and the hash of the seed. The seed itself is told after the
// announcement, so that anybody can check that it is the one.
type How struct {
	Year
	Published OrderOfAims
	Used      *OrderOfAims // the order of the announced run, nil before
	Reason    string       // why it is another than the published one
	Seed      string       // "" before the announcement
	Own       bool         // a resident: may read why
}

// SeeHow reads it.
func (a *App) SeeHow(ctx context.Context, who tenant.Scope) (out How, err error) {
	if err := access.Check(who, access.MatchHow); err != nil {
		return out, err
	}
	err = a.store.As(ctx, who, func(tx *store.Tx) error {
		if out.Year, err = planned(ctx, tx); err != nil {
			return err
		}
		out.Published = OrderOf(out.Cycle)
		runs, err := tx.Runs(ctx, out.Cycle.ID, mentorship.ForYear, mentorship.PrimaryKind)
		if err != nil {
			return err
		}
		return out.announced(runs)
	})
	out.Own = out.Used != nil && who.Is(tenant.Resident)
	out.Cycle.Seed, out.Cycle.Key = "", "" // told apart, or never
	return out, err
}

// announced tells what can be told once the pairs are: the order that was used, why it, and the seed.
func (h *How) announced(runs []store.Run) error {
	for _, r := range runs {
		if r.State != mentorship.RunAnnounced {
			continue
		}
		s, err := readSolved(r)
		if err != nil {
			return err
		}
		used := publishedAs(s.objective())
		h.Used, h.Reason, h.Seed = &used, r.ChoiceReason, h.Cycle.Seed
	}
	return nil
}

// Why is a resident's own result with its reasons. It says nothing about anybody else but counts.
type Why struct {
	Year
	Mentor  mentorship.Name
	Rank    int // 0: not on the list
	Summary string
	Reasons []WhyNot
	Order   string // of aims
	Offered int    // mentors who took residents
}

// WhyNot is why a resident is not with a mentor they ranked higher.
type WhyNot struct {
	Mentor mentorship.Name
	Rank   int
	Words  string
}

// SeeWhy explains a resident's own pair. Where the match was run again after a decline, the run that first gave this mentor
// explains it: a later one only held what both had said yes to.
func (a *App) SeeWhy(ctx context.Context, who tenant.Scope) (out Why, err error) {
	if err := access.Check(who, access.MatchWhy); err != nil {
		return out, err
	}
	err = a.store.As(ctx, who, func(tx *store.Tx) error {
		if out.Year, err = planned(ctx, tx); err != nil {
			return err
		}
		me := mentorship.ResidentID(who.Person)
		id, mentor, err := tx.PairRun(ctx, out.Cycle.ID, me)
		if err != nil {
			return err
		}
		s, err := firstWith(ctx, tx, id, me, mentor)
		if err != nil {
			return err
		}
		return out.explain(ctx, tx, s, me)
	})
	out.Cycle.Seed, out.Cycle.Key = "", ""
	return out, err
}

// firstWith is the earliest run, from this one back to its parents, in which a resident has this mentor.
func firstWith(ctx context.Context, tx *store.Tx, id mentorship.RunID, me mentorship.ResidentID, mentor mentorship.MentorID) (found solved, err error) {
	for {
		r, err := tx.Run(ctx, id)
		if err != nil {
			return found, err
		}
		s, err := readSolved(r)
		if err != nil {
			return found, err
		}
		p, ok := s.pairs()[me]
		if !ok || p.Mentor == nil || s.mentor(*p.Mentor) != mentor {
			return found, nil
		}
		if found = s; r.ParentID == nil {
			return found, nil
		}
		id = *r.ParentID
	}
}

// byLot explains a result of residents choosing one after another: there are no prices, and the order drawn says it all.
func (s solved) byLot(own matching.ResidentID) (e matching.Explanation) {
	for _, p := range s.result.Pairings {
		if p.Resident != own || p.Mentor == nil {
			continue
		}
		e.Mentor, e.Summary = *p.Mentor, "Residents chose one after another, in an order drawn by lot. When your turn came, nobody you ranked higher had a place for you."
		if p.Rank != nil {
			if e.Rank = *p.Rank; e.Rank == 1 {
				e.Summary = "Residents chose one after another, in an order drawn by lot. When your turn came, your first choice had a place."
			}
		}
	}
	return e
}

func (s solved) explain(own matching.ResidentID) (matching.Explanation, error) {
	if matching.Preset(s.Preset) == matching.SerialDictatorship {
		return s.byLot(own), nil
	}
	return matching.Explain(s.instance, s.result, own)
}

func (w *Why) explain(ctx context.Context, tx *store.Tx, s solved, me mentorship.ResidentID) error {
	var own matching.ResidentID
	for _, r := range s.instance.Residents {
		if s.resident(r.ID) == me {
			own = r.ID
		}
	}
	if own == "" {
		return fault.New(fault.NotFound, "No match has given you a mentor this year.")
	}
	e, err := s.explain(own)
	if err != nil {
		return fmt.Errorf("explain run %s: %w", s.ID, err)
	}
	var ids []string
	for _, id := range s.IDs {
		ids = append(ids, id)
	}
	names, err := tx.PersonNames(ctx, ids)
	if err != nil {
		return err
	}
	w.Mentor, w.Rank, w.Summary = names[string(s.mentor(e.Mentor))], e.Rank, e.Summary
	w.Order = publishedAs(s.objective()).About
	for _, r := range e.Preferred {
		w.Reasons = append(w.Reasons, WhyNot{names[string(s.mentor(r.Mentor))], r.Rank, r.Words})
	}
	for _, m := range s.instance.Mentors {
		if m.Max > 0 {
			w.Offered++
		}
	}
	return nil
}

// Insight is what an announced match shows about places and public rules.
type Insight struct {
	Year
	Run     store.Run        // the one that shows it: before any re-run after a decline
	Made    mentorship.RunID // the one that was announced
	Mentors []Demand
	Rules   []RulePrice
	NoPrice bool // residents chose by lot: no mentor's place has a price
}

// Demand is a mentor for whom one place more would have changed something.
type Demand struct {
	Mentor mentorship.Name
	Places int
	Listed int    // residents who listed them; 0 stands for fewer than can be told
	More   string // what one more place would have changed
	Fewer  string // what one fewer would have cost
}

// RulePrice is what a public rule costs: what the match would gain without it.
type RulePrice struct {
	Rule  store.Rule
	Words string
	None  bool
}

// SeeInsight reads it, once pairs are announced; before that it is fault.Closed.
func (a *App) SeeInsight(ctx context.Context, who tenant.Scope) (out Insight, err error) {
	if err := access.Check(who, access.MatchSee); err != nil {
		return out, err
	}
	var s solved
	var m material
	err = a.store.As(ctx, who, func(tx *store.Tx) error {
		if out.Year, err = planned(ctx, tx); err != nil {
			return err
		}
		runs, err := tx.Runs(ctx, out.Cycle.ID, mentorship.ForYear, mentorship.PrimaryKind)
		if err != nil {
			return err
		}
		i := slices.IndexFunc(runs, func(r store.Run) bool { return r.State == mentorship.RunAnnounced })
		if i < 0 {
			return fault.New(fault.Closed, "This opens when the pairs are announced.")
		}
		out.Made = runs[i].ID
		// A run after a decline holds what was accepted; what places and rules are worth shows in the one before it all.
		if out.Run, err = root(ctx, tx, runs[i]); err != nil {
			return err
		}
		if s, err = readSolved(out.Run); err != nil {
			return err
		}
		if m, err = readMaterial(ctx, tx, out.Cycle, mentorship.ForYear, mentorship.PrimaryKind); err != nil {
			return err
		}
		out.NoPrice = matching.Preset(s.Preset) == matching.SerialDictatorship
		return out.demand(ctx, tx, s)
	})
	if err != nil {
		return out, err
	}
	return out, a.priceRules(ctx, who, &out, s, m)
}

func root(ctx context.Context, tx *store.Tx, r store.Run) (store.Run, error) {
	for r.ParentID != nil {
		var err error
		if r, err = tx.Run(ctx, *r.ParentID); err != nil {
			return r, err
		}
	}
	return r, nil
}

// demand lists the mentors for whom one place more would have changed the match, most listed first.
func (out *Insight) demand(ctx context.Context, tx *store.Tx, s solved) error {
	listed := map[matching.MentorID]int{}
	for _, r := range s.instance.Residents {
		for _, tie := range r.Ranks {
			for _, m := range tie {
				listed[m]++
			}
		}
	}
	var ids []string
	for _, l := range s.result.Loads {
		ids = append(ids, string(s.mentor(l.Mentor)))
	}
	names, err := tx.PersonNames(ctx, ids)
	if err != nil {
		return err
	}
	for _, l := range s.result.Loads {
		if l.GainIfOneMore == nil || l.GainIfOneMore.None() {
			continue
		}
		d := Demand{Mentor: names[string(s.mentor(l.Mentor))], Places: l.Load, More: l.GainIfOneMore.Words}
		if n := listed[l.Mentor]; n >= mentorship.SmallestGroup {
			d.Listed = n
		}
		if l.LossIfOneFewer != nil {
			d.Fewer = l.LossIfOneFewer.Words
		}
		out.Mentors = append(out.Mentors, d)
	}
	slices.SortStableFunc(out.Mentors, func(a, b Demand) int { return b.Listed - a.Listed })
	return nil
}

// priceRules matches the snapshot again without each public rule in turn. A pair that a private list or another rule
// forbids, too, stays forbidden: what a private list costs is told to nobody.
func (a *App) priceRules(ctx context.Context, who tenant.Scope, out *Insight, s solved, m material) error {
	pseudo := map[string]string{}
	for p, id := range s.IDs {
		pseudo[id] = p
	}
	var rules []matching.Rule
	for _, rule := range m.Rules {
		x := matching.Rule{Name: string(rule.ID)}
		for _, pair := range m.freedWithout(rule.ID) {
			if pseudo[string(pair.Resident)] != "" && pseudo[string(pair.Mentor)] != "" {
				x.Exclusions = append(x.Exclusions, matching.Pair{Resident: matching.ResidentID(pseudo[string(pair.Resident)]), Mentor: matching.MentorID(pseudo[string(pair.Mentor)])})
			}
		}
		rules = append(rules, x)
	}
	costs, err := matching.RuleCosts(s.instance, matching.Options{}, rules)
	if err != nil {
		return fmt.Errorf("price the rules of run %s: %w", s.ID, err)
	}
	return a.store.As(ctx, who, func(tx *store.Tx) error {
		all, err := tx.Rules(ctx)
		for _, r := range all {
			for _, c := range costs {
				if c.Name == string(r.ID) {
					out.Rules = append(out.Rules, RulePrice{r, c.Change.Words, c.Change.None()})
				}
			}
		}
		return err
	})
}

// freedWithout lists the pairs that only this rule forbids.
func (m material) freedWithout(id mentorship.RuleID) []matching.Pair {
	with, without := m.barred(nil), m.barred([]mentorship.RuleID{id})
	var out []matching.Pair
	for _, r := range m.Residents {
		still := without(r)
		for _, x := range with(r) {
			if !slices.Contains(still, x) {
				out = append(out, matching.Pair{Resident: matching.ResidentID(r.ID), Mentor: x})
			}
		}
	}
	return out
}
