package matching

import (
	"fmt"
	"io"
	"strings"
)

// RunWithin matches with another limit on the integers in which counts are written together.
func RunWithin(in Instance, limit int64) Result {
	return compile(&in).solve(limit).result(in.Seed, true)
}

// RunThroughHub matches with a hub, however small the instance; explicit says whether special cases have edges of their
// own. It also tells whether what-ifs can be exact.
func RunThroughHub(in Instance, explicit bool) (Result, bool) {
	lay := layout{hub: in.Fallback, explicit: map[ResidentID]bool{}}
	if explicit {
		lay.special(&in, hubFrom)
	}
	res := compileAs(&in, lay).report(true)
	return res, len(res.Loads) == 0 || res.Loads[0].GainIfOneMore != nil
}

// A Profile is the profile stages of an instance alone: what remains when loads, affinity, lottery and the report are left
// out. It is there to be measured, and to be compared with other solvers.
type Profile struct {
	p     *problem
	order []Stage
}

// CompileProfile prepares the profile stages of a preset.
func CompileProfile(in *Instance, preset Preset) Profile {
	profile := Profile{p: compile(in)}
	for _, s := range preset.Stages() {
		if s == OffList || s == WorstRankFirst || s == BestRankFirst || s == TotalRank {
			profile.order = append(profile.order, s)
		}
	}
	return profile
}

// Solve returns how many residents end in each class.
func (f Profile) Solve() []int {
	flow := newFlow(f.p)
	for _, k := range f.p.packs(f.order, packLimit) {
		flow.solve(k)
		flow.tighten()
	}
	count := make([]int, f.p.classes())
	for _, e := range flow.seats() {
		count[f.p.class[e]]++
	}
	return count
}

// Cost writes all counts as one integer, by class.
func (f Profile) Cost() []int64 {
	cost := make([]int64, f.p.classes())
	for _, k := range f.p.packs(f.order, packLimit) {
		for _, d := range k.digits {
			for c := range cost {
				cost[c] = cost[c]*d.span + d.weight[c]
			}
		}
	}
	return cost
}

// Write writes the stages as one minimum-cost flow.
func (f Profile) Write(w io.Writer) {
	fmt.Fprintln(w, len(f.p.residents), len(f.p.mentors), f.p.classes())
	fmt.Fprintln(w, strings.Trim(fmt.Sprint(f.Cost()), "[]"))
	for _, m := range f.p.mentors {
		fmt.Fprintln(w, m.Max)
	}
	for r := range f.p.residents {
		first, end := f.p.start[r], f.p.start[r+1]
		fmt.Fprint(w, end-first)
		for e := first; e < end; e++ {
			to := f.p.to[e]
			if to == f.p.unmatchedNode() {
				to = -1
			}
			fmt.Fprint(w, " ", to, " ", f.p.class[e])
		}
		fmt.Fprintln(w)
	}
}
