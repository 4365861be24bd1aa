package matching

import "slices"

// whatIf works out what one place more or fewer with each mentor would change, in every stage at once.
//
// One place changes the optimum by one cycle of steps at most: with a place more, the cheapest way to use it; with one
// fewer, the cheapest way to do without. So one search from each node that mentors hang from answers for all of them. Only
// full mentors matter: a place nobody takes is worth nothing.
func (o *outcome) whatIf(loads []Load) {
	r := newResidual(o)
	above := map[int32][]int32{}
	for m := range o.mentors {
		loads[m].GainIfOneMore, loads[m].LossIfOneFewer = noChange(), noChange()
		switch {
		case r.load[m] == o.limit[m]:
			above[o.parent[m]] = append(above[o.parent[m]], int32(m))
		case o.minimum[m] == o.limit[m]:
			loads[m].LossIfOneFewer = o.lowerTogether(m)
		}
	}
	for _, v := range sortedKeys(above) {
		r.back = false
		r.searchFrom(v)
		for _, m := range above[v] {
			loads[m].GainIfOneMore = r.oneMore(m)
		}
		r.back = true
		r.searchFrom(v)
		for _, m := range above[v] {
			loads[m].LossIfOneFewer = r.oneFewer(m)
		}
	}
}

func noChange() *Change { return &Change{Words: "no change"} }

// oneMore: the new place is taken if the way from the parent to the mentor, closed by that place, costs less than nothing.
func (r *residual) oneMore(m int32) *Change {
	if !r.reached(m) {
		return noChange()
	}
	r.upCost(m, r.load[m]+1)
	if !shorter(r.distance(m), r.cost, make([]int64, r.width)) {
		return noChange()
	}
	tally := slices.Clone(r.tallyOf(m))
	r.countArc(tally, m, r.load[m]+1, 1)
	return r.change(tally, r.order)
}

// oneFewer: one resident leaves, and somebody ends up elsewhere below the parent, or further away. A lower limit that
// equals the upper one goes down with it. With no place at all there is none to lose.
func (r *residual) oneFewer(m int32) *Change {
	if r.limit[m] == 0 {
		return noChange()
	}
	if !r.reached(m) {
		return &Change{Words: "impossible: residents are pinned there", Impossible: true}
	}
	tally := slices.Clone(r.tallyOf(m))
	r.countArc(tally, m, r.load[m], -1)
	if r.minimum[m] == r.limit[m] {
		tally[r.column(tallyShort)]--
	}
	return r.change(tally, r.order)
}

// lowerTogether: a mentor below a lower limit that equals the upper one misses one fewer.
func (o *outcome) lowerTogether(m int) *Change {
	tally := make([]int32, o.tallyColumns())
	tally[o.column(tallyShort)]--
	return o.change(tally, o.order)
}
