package app

import (
	"context"
	"slices"
	"strings"

	"evenly/internal/access"
	"evenly/internal/fault"
	"evenly/internal/matching"
	"evenly/internal/mentorship"
	"evenly/internal/store"
	"evenly/internal/tenant"
)

// The order of aims of a year is published before residents rank, with the hash of the lottery's seed. It is what a run uses
// unless somebody compares it with others; a run by another order is chosen with a reason that everyone can read.

// OrderOfAims is an order that can be run, as pages name it. References are there to compare with, and are chosen only where
// a program has published one of them.
type OrderOfAims struct {
	Preset    matching.Preset
	Aims      []mentorship.Aim // of the program's own order
	Name      string
	About     string
	Favors    string // and what is given up for it
	Reference bool
}

// Published lists the presets that can be run, the default first.
func Published() []OrderOfAims {
	return []OrderOfAims{
		{Preset: matching.NobodyLeftBehind, Name: "Nobody left behind", About: "Fewest off their list, then as few as possible at the worst rank, then at the next worst",
			Favors: "Favors whoever would do worst. A few first choices may be given up for it."},
		{Preset: matching.GreedyMaximum, Name: "First choices first", About: "Fewest off their list, then as many first choices as possible, then second choices",
			Favors: "Favors first choices, once everyone possible has a choice at all. Somebody may get a last choice for it."},
		{Preset: matching.MinTotalRank, Name: "Smallest sum of ranks", About: "Fewest off their list, then the smallest sum of all ranks",
			Favors: "Favors the average. It does not ask who carries the late choices."},
		{Preset: matching.RankMaximal, Name: "Most first choices", About: "As many first choices as possible, whoever is left off their list",
			Favors: "Favors first choices above all. More may be placed off their list for it."},
		{Preset: matching.SerialDictatorship, Name: "One after another, by lot", About: "Residents choose in an order drawn by lot", Reference: true,
			Favors: "Favors nobody but whoever is drawn early; whoever is drawn late may do badly."},
	}
}

// ownName is what a program's own order is called.
const ownName = "The program’s own order"

// publishedAs is an order as pages name it.
func publishedAs(o mentorship.Objective) OrderOfAims {
	for _, x := range Published() {
		if string(x.Preset) == o.Preset {
			return x
		}
	}
	if o.Preset != mentorship.OwnOrder {
		return OrderOfAims{Preset: matching.Preset(o.Preset), Name: o.Preset}
	}
	var words []string
	for i, a := range o.Aims {
		if words = append(words, a.Words()); i > 0 {
			words[i] = strings.ToLower(words[i][:1]) + words[i][1:]
		}
	}
	return OrderOfAims{Preset: matching.Custom, Aims: o.Aims, Name: ownName, About: strings.Join(words, "; then ")}
}

// OrderOf is what a year publishes.
func OrderOf(c mentorship.Cycle) OrderOfAims { return publishedAs(c.Objective()) }

// Objective is the order as a year publishes it.
func (o OrderOfAims) Objective() mentorship.Objective {
	if o.Preset == matching.Custom {
		return mentorship.Objective{Preset: mentorship.OwnOrder, Aims: o.Aims}
	}
	return mentorship.Objective{Preset: string(o.Preset)}
}

// Sentences say the order step by step, as residents read it.
func (o OrderOfAims) Sentences() []string {
	out := []string{"Everyone gets one mentor, whenever that is possible at all."}
	for _, a := range o.steps() {
		out = append(out, a.Sentence())
	}
	if o.Preset == matching.SerialDictatorship {
		return append(out, "Residents choose one after another, in an order drawn by lot.")
	}
	return append(out, "What is still tied is decided by a lottery.")
}

// steps are the aims of an order, without what comes first and last in every one.
func (o OrderOfAims) steps() (out []mentorship.Aim) {
	if o.Preset == matching.Custom {
		return o.Aims
	}
	for _, s := range o.Preset.Stages() {
		if a := mentorship.Aim(s); slices.Contains(mentorship.Aims, a) {
			out = append(out, a)
		}
	}
	return out
}

// aimAt asks an instance for an objective. Pairs that go on stay before everything but a place for all, as in every preset.
func aimAt(in *matching.Instance, o mentorship.Objective) {
	if in.Preset = matching.Preset(o.Preset); o.Preset != mentorship.OwnOrder {
		return
	}
	in.Preset, in.Stages = matching.Custom, []matching.Stage{matching.Kept}
	for _, a := range o.Aims {
		in.Stages = append(in.Stages, matching.Stage(a))
	}
}

// objective is what a run was made for.
func (s solved) objective() mentorship.Objective {
	o := mentorship.Objective{Preset: s.Preset}
	if matching.Preset(s.Preset) != matching.Custom {
		return o
	}
	o.Preset = mentorship.OwnOrder
	for _, x := range s.instance.Stages {
		if a := mentorship.Aim(x); slices.Contains(mentorship.Aims, a) {
			o.Aims = append(o.Aims, a)
		}
	}
	return o
}

// columnName is an objective as a run keeps it.
func columnName(o mentorship.Objective) string {
	if o.Preset == mentorship.OwnOrder {
		return string(matching.Custom)
	}
	return o.Preset
}

// compared are the orders that stand beside one another: the published one first, then the usual ones, four in all.
func compared(c mentorship.Cycle, purpose mentorship.RunPurpose) []OrderOfAims {
	out := []OrderOfAims{OrderOf(c)}
	if purpose != mentorship.ForYear {
		return out
	}
	for _, p := range Published() {
		if p.Preset != matching.RankMaximal && p.Preset != out[0].Preset && len(out) < 4 {
			out = append(out, p)
		}
	}
	return out
}

// SetObjective publishes the order of aims of the current year. Once ranking has opened, or while somebody's list lies
// there, it is fault.Closed.
func (a *App) SetObjective(ctx context.Context, who tenant.Scope, o mentorship.Objective) error {
	if err := access.Check(who, access.SetupChange); err != nil {
		return err
	}
	o = o.Tidy()
	if err := checkObjective(o); err != nil {
		return err
	}
	return a.store.As(ctx, who, func(tx *store.Tx) error {
		c, err := unpublished(ctx, tx)
		if err != nil {
			return err
		}
		if err := tx.SetObjective(ctx, c.ID, o); err != nil {
			return err
		}
		return tx.Audit(ctx, "objective.publish", string(c.ID), map[string]any{"objective": o.Preset, "aims": o.Aims})
	})
}

// unpublished is the current year, kept from others, while nobody ranks; otherwise it is fault.Closed.
func unpublished(ctx context.Context, tx *store.Tx) (c mentorship.Cycle, err error) {
	if c, err = tx.CurrentCycle(ctx); err != nil {
		return c, err
	}
	if err := tx.LockCycle(ctx, c.ID); err != nil {
		return c, err
	}
	lists, err := tx.CountLists(ctx, c.ID)
	if err != nil {
		return c, err
	}
	return c, c.MayPublish(lists)
}

// RedrawSeed draws the lottery's seed and the key of the pseudonyms anew, before anybody ranks. Afterwards it is
// fault.Closed: whoever could draw again with lists in view could draw until the outcome suits them.
func (a *App) RedrawSeed(ctx context.Context, who tenant.Scope) error {
	if err := access.Check(who, access.SetupChange); err != nil {
		return err
	}
	return a.store.As(ctx, who, func(tx *store.Tx) error {
		c, err := unpublished(ctx, tx)
		if err != nil {
			return err
		}
		drawn := matching.Commit()
		c.Seed, c.SeedHash, c.Key, c.KeyHash = drawn.Seed, drawn.Hash, drawn.Key, drawn.KeyHash
		if err := tx.SetSeed(ctx, c); err != nil {
			return err
		}
		return tx.Audit(ctx, "seed.draw", string(c.ID), map[string]any{"hash": c.SeedHash})
	})
}

func checkObjective(o mentorship.Objective) error {
	known := slices.ContainsFunc(Published(), func(x OrderOfAims) bool { return string(x.Preset) == o.Preset })
	if !known && o.Preset != mentorship.OwnOrder {
		var p fault.Problems
		p.Add("objective", "Choose an order of aims.")
		return p.Err()
	}
	return o.Check()
}

// ObjectiveSeen is the order of aims of the current year, for the page that publishes it.
type ObjectiveSeen struct {
	Cycle mentorship.Cycle
	Fixed error // why it can no longer change; nil while it can
}

// SeeObjective reads it.
func (a *App) SeeObjective(ctx context.Context, who tenant.Scope) (out ObjectiveSeen, err error) {
	if err := access.Check(who, access.SetupChange); err != nil {
		return out, err
	}
	err = a.store.As(ctx, who, func(tx *store.Tx) error {
		if out.Cycle, err = tx.CurrentCycle(ctx); err != nil {
			return err
		}
		lists, err := tx.CountLists(ctx, out.Cycle.ID)
		out.Fixed = out.Cycle.MayPublish(lists)
		return err
	})
	out.Cycle.Seed, out.Cycle.Key = "", ""
	return out, err
}
