package app

import (
	"cmp"
	"context"
	"maps"
	"slices"

	"evenly/internal/access"
	"evenly/internal/matching"
	"evenly/internal/mentorship"
	"evenly/internal/store"
	"evenly/internal/tenant"
)

// Scenario is one run in figures: nothing in it names anybody.
type Scenario struct {
	ID        mentorship.RunID
	Letter    string // A, B, ... in the order they were run
	Name      string
	State     mentorship.RunState
	Residents int
	Profile   []int // residents at the first, second, ... place of their list
	OffList   int   // placed with a mentor they did not list
	Unmatched int
	TopTwo    int
	ByYear    []YearShare // only groups large enough to be shown
	LoadMin   int         // of mentors with places
	LoadMax   int
	Unused    int // places
	Conflicts int // pairs against the rules or limits as they stand; must be 0 to be chosen
	Repeats   int // pairs of the year before
	HasLast   bool
	Movers    int      // residents who go elsewhere than under the first scenario
	Better    int      // of those, to a choice they put higher
	Worse     int      // or lower
	Moved     int      // current pairs that would end
	New       int      // pairs that are not so far
	Shortfall int      // places below a lower limit that stay empty
	Changes   []string // what changed since the run, in words; nil: nothing
	Published bool     // by the order that was published before residents ranked
	Reference bool     // to compare with only
	Tried     bool     // holds a pin that is only tried
	Proven    bool     // stage by stage, by the independent check
}

// YearShare is how many of one training year got one of their top two, and how many go elsewhere than under the first
// scenario, to a choice they put higher or lower.
type YearShare struct {
	PGY, TopTwo, Of       int
	Movers, Better, Worse int
}

// WhyNot says why a scenario cannot be chosen, "" when it can.
func (s Scenario) WhyNot(purpose mentorship.RunPurpose) string {
	switch {
	case s.State != mentorship.RunSolved && s.State != mentorship.RunInfeasible:
		return "There is no result."
	case s.Reference:
		return "To compare with only."
	case s.Tried:
		return "Tries a pin. To choose it, pin the pair with a reason and run again."
	case len(s.Changes) > 0:
		return "Out of date."
	case s.Conflicts > 0:
		return "Breaks a rule or a limit as it stands: " + countOf(s.Conflicts, "pair", "pairs") + "."
	case s.Unmatched > 0 && purpose != mentorship.ForSecond:
		return "Leaves " + countOf(s.Unmatched, "resident", "residents") + " without a mentor."
	}
	return ""
}

// RunPair is where one resident goes in a run.
type RunPair struct {
	ResidentID mentorship.ResidentID
	MentorID   mentorship.MentorID // "" for nobody
	Resident   mentorship.Name
	Mentor     mentorship.Name
	PGY        int
	Rank       int // 0: not on the list
	Pinned     bool
	Was        mentorship.Name // the mentor so far, in a change
	New        bool            // not a pair so far, in a change
	Reasons    []string        // off the list: why not with those they listed
}

// MentorLoad is how many residents a mentor got of how many places.
type MentorLoad struct {
	ID     mentorship.MentorID
	Mentor mentorship.Name
	Load   int
	Places int
}

// Shortage is why not everyone can be placed, in counts that name nobody.
type Shortage struct {
	Kind      string // places, lower_limits
	Needed    int
	Available int
	Residents int
	Mentors   int
}

// RunSeen is one run beside the others.
type RunSeen struct {
	Year
	Run       store.Run
	Open      Scenario
	All       []Scenario // solved or failed, the open one among them
	Names     bool       // may be read by name
	Ranks     bool       // and with the place on the resident's list
	Pairs     []RunPair  // when Names
	OffList   int
	Loads     []MentorLoad // when Names
	Shortage  *Shortage
	ByHand    []store.Adjustment
	Open2     *store.Run // the chosen run of this purpose and kind
	Mentors   []store.MatchMentor
	Rules     []store.Rule
	MentorIDs map[mentorship.MentorID]mentorship.Name
}

// SeeRun reads a run with the others of its purpose. Before a run is chosen only the coordinator reads it by name, and a
// coordinator who is a director, too, does not.
func (a *App) SeeRun(ctx context.Context, who tenant.Scope, id mentorship.RunID) (out RunSeen, err error) {
	if err := access.Check(who, access.MatchSee); err != nil {
		return out, err
	}
	err = a.store.As(ctx, who, func(tx *store.Tx) error {
		out, err = seeRun(ctx, tx, id)
		return err
	})
	return out, err
}

func seeRun(ctx context.Context, tx *store.Tx, id mentorship.RunID) (out RunSeen, err error) {
	if out.Run, err = tx.Run(ctx, id); err != nil {
		return out, err
	}
	if out.Year, err = yearOf(ctx, tx, out.Run.CycleID); err != nil {
		return out, err
	}
	c := comparison{tx: tx}
	if err := c.read(ctx, out.Run, out.Year.Cycle); err != nil {
		return out, err
	}
	out.All = c.scenarios
	for i, s := range c.scenarios {
		if s.ID == id {
			out.Open = c.scenarios[i]
		}
	}
	out.ByHand, out.Mentors, out.Open2 = c.material.byHand, c.material.Mentors, c.chosen
	out.Names = readsNames(tx.Who(), out.Run.State)
	out.Ranks = out.Names && out.Run.State != mentorship.RunAnnounced
	if out.Rules, err = tx.Rules(ctx); err != nil {
		return out, err
	}
	return out, out.detail(ctx, &c)
}

// readsNames reports whether a lead may read a run by name.
func readsNames(who tenant.Scope, state mentorship.RunState) bool {
	return state.NamesShown() || who.Is(tenant.Coordinator) && !who.Is(tenant.Director, tenant.AssociateDirector)
}

// yearOf is the program with one of its years.
func yearOf(ctx context.Context, tx *store.Tx, cycle mentorship.CycleID) (y Year, err error) {
	if y.Program, err = tx.Program(ctx); err != nil {
		return y, err
	}
	if y.Cycle, err = tx.Cycle(ctx, cycle); err != nil {
		return y, err
	}
	y.zone = mentorship.Zone(y.Program.TimeZone)
	y.Today = mentorship.DateOf(tx.Now(), y.zone)
	return y, nil
}

// detail reads what the open run shows beyond its figures.
func (out *RunSeen) detail(ctx context.Context, c *comparison) error {
	s := c.solved[out.Run.ID]
	if len(s.Run.Result) == 0 {
		return nil
	}
	out.OffList = out.Open.OffList
	if h := s.result.Hall; h != nil {
		out.Shortage = &Shortage{Kind: h.Kind, Needed: h.Needed, Available: h.Available, Residents: len(h.Residents), Mentors: len(h.Mentors)}
	}
	if !out.Names {
		return nil
	}
	names, err := c.tx.PersonNames(ctx, slices.Sorted(maps.Values(s.IDs)))
	if err != nil {
		return err
	}
	out.pairUp(c.material, s, names)
	for _, l := range s.result.Loads {
		id := s.mentor(l.Mentor)
		places := 0
		for _, m := range s.instance.Mentors {
			if m.ID == l.Mentor {
				places = m.Max
			}
		}
		if places > 0 || l.Load > 0 {
			out.Loads = append(out.Loads, MentorLoad{id, names[string(id)], l.Load, places})
		}
	}
	slices.SortFunc(out.Loads, func(x, y MentorLoad) int { return compareNames(x.Mentor, y.Mentor) })
	return nil
}

// pairUp lists the pairs by name. Why somebody is off their list stands beside them, while ranks are shown.
func (out *RunSeen) pairUp(m material, s solved, names map[string]mentorship.Name) {
	pgy, current := map[mentorship.ResidentID]int{}, map[mentorship.ResidentID]mentorship.MentorID{}
	for _, r := range m.Residents {
		pgy[r.ID] = r.PGY
	}
	for _, p := range append(slices.Clone(m.current), m.apart...) {
		current[mentorship.ResidentID(p.Resident)] = mentorship.MentorID(p.Mentor)
	}
	why := offListReasons(s, names)
	for r, p := range s.pairs() {
		x := RunPair{ResidentID: r, Resident: names[string(r)], PGY: pgy[r], Pinned: p.Pinned}
		if p.Mentor != nil {
			x.MentorID = s.mentor(*p.Mentor)
			x.Mentor = names[string(x.MentorID)]
		}
		if p.Rank != nil && out.Ranks {
			x.Rank = *p.Rank
		}
		if out.Ranks {
			x.Reasons = why[r]
		}
		if was := current[r]; was != x.MentorID {
			x.Was, x.New = names[string(was)], true
		}
		out.Pairs = append(out.Pairs, x)
	}
	slices.SortFunc(out.Pairs, func(a, b RunPair) int {
		return cmp.Or(compareNames(a.Resident, b.Resident), cmp.Compare(a.ResidentID, b.ResidentID))
	})
}

func compareNames(a, b mentorship.Name) int {
	return cmp.Or(cmp.Compare(a.Family, b.Family), cmp.Compare(a.Given, b.Given))
}

// offListReasons explains those off their list: one line for each mentor they would rather have had.
func offListReasons(s solved, names map[string]mentorship.Name) map[mentorship.ResidentID][]string {
	out := map[mentorship.ResidentID][]string{}
	x, err := matching.NewExplainer(s.instance, s.result)
	if err != nil {
		return out // the references have no prices, and so no explanation
	}
	for _, p := range s.result.Pairings {
		if p.Rank != nil {
			continue
		}
		e, err := x.Resident(p.Resident)
		if err != nil {
			continue
		}
		for _, reason := range e.Preferred {
			out[s.resident(p.Resident)] = append(out[s.resident(p.Resident)], names[string(s.mentor(reason.Mentor))].Short()+": "+reason.Words)
		}
		if len(e.Preferred) == 0 && !p.Pinned {
			out[s.resident(p.Resident)] = []string{"They listed nobody who could be had."}
		}
	}
	return out
}
