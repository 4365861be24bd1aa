package mentorship

import (
	"slices"

	"evenly/internal/fault"
)

// Aim is one step of an order of aims, by the name of its stage in package matching. Aims are reached one after another: a
// later one only decides among what is equally good for all before it. A place for everyone always comes first, then pairs
// that go on (in mid-year), and the lottery always last; those are no program's choice.
type Aim string

// The aims a program can put in its own order.
const (
	FewestOffList Aim = "off_list"
	WorstFirst    Aim = "worst_rank_first"
	BestFirst     Aim = "best_rank_first"
	SmallestSum   Aim = "total_rank"
	EvenLoads     Aim = "load"
	Likeness      Aim = "affinity"
)

// Aims that can be chosen, in the order in which they are offered.
var Aims = []Aim{FewestOffList, WorstFirst, BestFirst, SmallestSum, EvenLoads, Likeness}

// Words is the aim in short.
func (a Aim) Words() string {
	return map[Aim]string{FewestOffList: "Fewest off their list", WorstFirst: "Fewest at the worst choice, then at the next worst",
		BestFirst: "Most first choices, then second choices", SmallestSum: "Smallest sum of all choices", EvenLoads: "Even loads of mentors",
		Likeness: "Off the list: a mentor who helps with the same things"}[a]
}

// Sentence is the aim as residents read it.
func (a Aim) Sentence() string {
	return map[Aim]string{
		FewestOffList: "As few residents as possible are placed off their list.",
		WorstFirst:    "Nobody is left behind: as few as possible get their last choice, then the one before it, and so on up.",
		BestFirst:     "As many as possible get their first choice, then their second, and so on down.",
		SmallestSum:   "The sum of everyone’s choices is as small as possible: a third choice counts three.",
		EvenLoads:     "Mentors’ loads are as even as possible.",
		Likeness:      "Whoever is placed off their list gets a mentor who helps with the same things as those they chose.",
	}[a]
}

// OwnOrder is the objective of a program that publishes an order of its own.
const OwnOrder = "own"

// Objective is what a program publishes, before residents rank: a preset of package matching, or OwnOrder with Aims.
type Objective struct {
	Preset string
	Aims   []Aim
}

// Objective is what the year publishes.
func (c Cycle) Objective() Objective { return Objective{c.Order, c.Aims} }

// Is reports whether two objectives are the same order of aims.
func (o Objective) Is(other Objective) bool {
	return o.Preset == other.Preset && slices.Equal(o.Aims, other.Aims)
}

// Tidy drops aims that belong to no order of the program's own, and puts the fewest off their list behind an own order that
// leaves it out: nobody may be left out because nobody thought of it.
func (o Objective) Tidy() Objective {
	if o.Preset != OwnOrder {
		return Objective{Preset: o.Preset}
	}
	if len(o.Aims) > 0 && !slices.Contains(o.Aims, FewestOffList) {
		o.Aims = append(slices.Clone(o.Aims), FewestOffList)
	}
	return o
}

// Check reports every problem of an order of the program's own. Whether a preset is known is the matching's business.
func (o Objective) Check() error {
	var p fault.Problems
	if o.Preset != OwnOrder {
		return nil
	}
	if len(o.Aims) == 0 {
		p.Add("aims", "Add at least one aim.")
	}
	for i, a := range o.Aims {
		switch {
		case !slices.Contains(Aims, a):
			p.Add("aims", "Choose aims from the list.")
		case slices.Index(o.Aims, a) < i:
			p.Add("aims", "Name each aim once.")
		}
	}
	return p.Err()
}

// MayPublish reports whether the order of aims may still change in this state, and otherwise why not. lists is how many
// residents have ranked: they did so under the published order.
func (c Cycle) MayPublish(lists int) error {
	switch {
	case c.State != Draft && c.State != ProfilesOpen:
		return fault.New(fault.Closed, "The order of aims is fixed when ranking opens, because residents rank under it.")
	case lists > 0:
		return fault.New(fault.Closed, "Residents have ranked under the published order of aims already, so it stays as it is this year.")
	}
	return nil
}
