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
	Moved     int      // current pairs that would end
	New       int      // pairs that are not so far
	Shortfall int      // places below a lower limit that stay empty
	Changes   []string // what changed since the run, in words; nil: nothing
	Reference bool     // to compare with only
	Proven    bool     // stage by stage, by the independent check
}

// YearShare is how many of one training year got one of their top two.
type YearShare struct{ PGY, TopTwo, Of int }

// WhyNot says why a scenario cannot be chosen, "" when it can.
func (s Scenario) WhyNot(purpose mentorship.RunPurpose) string {
	switch {
	case s.State != mentorship.RunSolved && s.State != mentorship.RunInfeasible:
		return "There is no result."
	case s.Reference:
		return "To compare with only."
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

// comparison is the runs of one purpose with what they are judged by.
type comparison struct {
	tx        *store.Tx
	material  material
	last      map[mentorship.ResidentID]mentorship.MentorID // of the year before
	solved    map[mentorship.RunID]solved
	scenarios []Scenario
	chosen    *store.Run
}

func (c *comparison) read(ctx context.Context, r store.Run, cycle mentorship.Cycle) (err error) {
	if c.material, err = readMaterial(ctx, c.tx, cycle, r.Purpose, r.Kind); err != nil {
		return err
	}
	last, err := c.tx.LastYearsPairs(ctx, cycle.ID)
	if err != nil {
		return err
	}
	c.last = map[mentorship.ResidentID]mentorship.MentorID{}
	for _, p := range last {
		c.last[p.ResidentID] = p.MentorID
	}
	runs, err := c.tx.Runs(ctx, cycle.ID, r.Purpose, r.Kind)
	if err != nil {
		return err
	}
	if !slices.ContainsFunc(runs, func(x store.Run) bool { return x.ID == r.ID }) {
		runs = append(runs, r) // one that was dropped can still be read
	}
	c.solved = map[mentorship.RunID]solved{}
	for i, x := range runs {
		if x.State == mentorship.RunChosen || x.State == mentorship.RunAnswering {
			c.chosen = &runs[i]
		}
		if err := c.add(x); err != nil {
			return err
		}
	}
	return nil
}

// add puts a run beside the others.
func (c *comparison) add(r store.Run) error {
	s, err := readSolved(r)
	if err != nil {
		return err
	}
	c.solved[r.ID] = s
	p := publishedAs(matching.Preset(r.Preset))
	v := Scenario{ID: r.ID, Letter: letter(len(c.scenarios)), Name: r.Name, State: r.State, Reference: p.Reference, HasLast: len(c.last) > 0}
	if len(r.Result) > 0 {
		c.figures(&v, s)
	}
	c.scenarios = append(c.scenarios, v)
	return nil
}

func letter(i int) string {
	if i < 26 {
		return string(rune('A' + i))
	}
	return letter(i/26-1) + letter(i%26)
}

// figures counts what a scenario does.
func (c *comparison) figures(v *Scenario, s solved) {
	v.Proven, v.Residents, v.Profile = true, len(s.result.Pairings), s.result.Profile
	v.New = v.Residents - s.result.Unmatched - (len(s.instance.Current) - s.result.Moved)
	v.Unmatched, v.Moved, v.Shortfall = s.result.Unmatched, s.result.Moved, s.result.Shortfall
	if s.instance.Fallback {
		v.Shortfall -= s.result.Unmatched
	}
	v.OffList = s.result.OffList + s.result.PinnedOffList
	for _, n := range s.result.OffListAsRank {
		v.OffList += n
	}
	for _, n := range v.Profile[:min(2, len(v.Profile))] {
		v.TopTwo += n
	}
	c.byYear(v, s)
	limits := map[matching.MentorID]int{}
	for _, m := range s.instance.Mentors {
		limits[m.ID] = m.Max
	}
	v.LoadMin = -1
	for _, l := range s.result.Loads {
		if limits[l.Mentor] == 0 && l.Load == 0 {
			continue
		}
		v.Unused += limits[l.Mentor] - l.Load
		v.LoadMax = max(v.LoadMax, l.Load)
		if v.LoadMin < 0 || l.Load < v.LoadMin {
			v.LoadMin = l.Load
		}
	}
	v.LoadMin = max(v.LoadMin, 0)
	c.judge(v, s)
}

// byYear is the share of the top two by training year, where enough people share one.
func (c *comparison) byYear(v *Scenario, s solved) {
	pairs, of, top := s.pairs(), map[int]int{}, map[int]int{}
	for _, r := range c.material.Residents {
		p, matched := pairs[r.ID]
		if !matched {
			continue
		}
		of[r.PGY]++
		if p.Rank != nil && *p.Rank <= 2 {
			top[r.PGY]++
		}
	}
	years := slices.Sorted(maps.Keys(of))
	sizes := make([]int, len(years))
	for i, y := range years {
		sizes[i] = of[y]
	}
	for i, shown := range mentorship.ShownGroups(sizes) {
		if shown {
			v.ByYear = append(v.ByYear, YearShare{years[i], top[years[i]], of[years[i]]})
		}
	}
}

// judge compares a scenario with the program as it stands, with the first scenario and with last year.
func (c *comparison) judge(v *Scenario, s solved) {
	var plan scenario
	if err := plan.parse(s.Scenario); err != nil {
		v.Changes = []string{"this run cannot be read"}
		return
	}
	if !s.State.NamesShown() && s.State != mentorship.RunDropped {
		now, _ := matching.Pseudonyms(c.material.instance(matching.Preset(s.Preset), plan), c.material.Cycle.Key)
		v.Changes = s.changes(now)
	}
	v.Conflicts = c.conflicts(s, plan)
	here, first := s.pairs(), map[mentorship.ResidentID]matching.Pairing{}
	if len(c.scenarios) > 0 {
		first = c.solved[c.scenarios[0].ID].pairs()
	}
	for r, p := range here {
		var at, was mentorship.MentorID
		if p.Mentor != nil {
			at = s.mentor(*p.Mentor)
		}
		if f, known := first[r]; known && f.Mentor != nil {
			was = c.solved[c.scenarios[0].ID].mentor(*f.Mentor)
		}
		if len(first) > 0 && at != was {
			v.Movers++
		}
		if at != "" && c.last[r] == at {
			v.Repeats++
		}
	}
}

// conflicts counts pairs of a result that the rules, lists and limits as they stand do not allow.
func (c *comparison) conflicts(s solved, plan scenario) int {
	plan.Places, plan.Rules = nil, nil
	base := c.material.instance(matching.Preset(s.Preset), plan)
	limits, barred := map[mentorship.MentorID]int{}, map[matching.Pair]bool{}
	for _, m := range base.Mentors {
		limits[mentorship.MentorID(m.ID)] = m.Max
	}
	for _, r := range base.Residents {
		for _, m := range append(slices.Clone(r.Excluded), r.NotWith...) {
			barred[matching.Pair{Resident: r.ID, Mentor: m}] = true
		}
	}
	n, loads := 0, map[mentorship.MentorID]int{}
	for r, p := range s.pairs() {
		if p.Mentor == nil {
			continue
		}
		m := s.mentor(*p.Mentor)
		loads[m]++
		if barred[matching.Pair{Resident: matching.ResidentID(r), Mentor: matching.MentorID(m)}] || string(r) == string(m) {
			n++
		}
	}
	for m, load := range loads {
		n += max(load-limits[m], 0)
	}
	return n
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
