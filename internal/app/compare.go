package app

import (
	"context"
	"maps"
	"math"
	"slices"

	"evenly/internal/matching"
	"evenly/internal/mentorship"
	"evenly/internal/store"
)

// comparison is the runs of one purpose with what they are judged by.
type comparison struct {
	tx        *store.Tx
	material  material
	last      map[mentorship.ResidentID]mentorship.MentorID // of the year before
	solved    map[mentorship.RunID]solved
	scenarios []Scenario
	first     map[mentorship.ResidentID]matching.Pairing // of the first scenario
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
	o := s.objective()
	p, published := publishedAs(o), o.Is(c.material.Cycle.Objective())
	v := Scenario{ID: r.ID, Letter: letter(len(c.scenarios)), Name: r.Name, State: r.State, Published: published, Reference: p.Reference && !published, HasLast: len(c.last) > 0}
	if len(r.Result) > 0 {
		c.figures(&v, s)
	}
	if c.scenarios = append(c.scenarios, v); len(c.scenarios) == 1 {
		c.first = s.pairs()
	}
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
	pairs, by := s.pairs(), map[int]*YearShare{}
	for _, r := range c.material.Residents {
		p, matched := pairs[r.ID]
		if !matched {
			continue
		}
		if by[r.PGY] == nil {
			by[r.PGY] = &YearShare{PGY: r.PGY}
		}
		c.count(by[r.PGY], s, r.ID, p)
	}
	years := slices.Sorted(maps.Keys(by))
	sizes := make([]int, len(years))
	for i, y := range years {
		sizes[i] = by[y].Of
		v.Movers, v.Better, v.Worse = v.Movers+by[y].Movers, v.Better+by[y].Better, v.Worse+by[y].Worse
	}
	for i, shown := range mentorship.ShownGroups(sizes) {
		if shown {
			v.ByYear = append(v.ByYear, *by[years[i]])
		}
	}
}

// count adds one resident to the training year's figures.
func (c *comparison) count(y *YearShare, s solved, r mentorship.ResidentID, p matching.Pairing) {
	y.Of++
	if p.Rank != nil && *p.Rank <= 2 {
		y.TopTwo++
	}
	if len(c.scenarios) == 0 {
		return
	}
	first := c.solved[c.scenarios[0].ID]
	was, known := c.first[r]
	if !known || s.to(p) == first.to(was) {
		return
	}
	y.Movers++
	switch here, there := place(p), place(was); {
	case here < there:
		y.Better++
	case here > there:
		y.Worse++
	}
}

// to is the mentor of a pairing, "" for nobody.
func (s solved) to(p matching.Pairing) mentorship.MentorID {
	if p.Mentor == nil {
		return ""
	}
	return s.mentor(*p.Mentor)
}

// place is where a resident ends on their own list; off it counts as behind every place of it, and nobody at all as last.
func place(p matching.Pairing) int {
	switch {
	case p.Mentor == nil:
		return math.MaxInt
	case p.Rank == nil:
		return math.MaxInt - 1
	}
	return *p.Rank
}

// judge compares a scenario with the program as it stands, with the first scenario and with last year.
func (c *comparison) judge(v *Scenario, s solved) {
	var plan scenario
	if err := plan.parse(s.Scenario); err != nil {
		v.Changes = []string{"this run cannot be read"}
		return
	}
	if !s.State.NamesShown() && s.State != mentorship.RunDropped {
		now, _ := matching.Pseudonyms(c.material.instance(s.objective(), plan), c.material.Cycle.Key)
		v.Changes = s.changes(now)
	}
	v.Conflicts, v.Tried = c.conflicts(s, plan), len(plan.Tried) > 0
	for r, p := range s.pairs() {
		if at := s.to(p); at != "" && c.last[r] == at {
			v.Repeats++
		}
	}
}

// conflicts counts pairs of a result that the rules, lists and limits as they stand do not allow.
func (c *comparison) conflicts(s solved, plan scenario) int {
	plan.Places, plan.Rules = nil, nil
	base := c.material.instance(s.objective(), plan)
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
