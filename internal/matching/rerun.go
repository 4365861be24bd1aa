package matching

import "slices"

// The two references have no prices from which to read what one place more or fewer would change: the lottery decides all of
// a serial dictatorship, and a deferred acceptance minimises nothing. They are run again instead, once for every limit that
// could have made a difference.

// rerunBudget bounds the work: edges times mentors. At the size of a program that is a moment; beyond, the changes are left out.
const rerunBudget = 20_000_000

// rerun works out what one place more or fewer with each mentor would change; p is the problem of the outcome, not solved yet.
func (o *outcome) rerun(p *problem, before *Result) {
	if int64(len(p.to))*int64(len(p.mentors)) > rerunBudget {
		return
	}
	for m := range o.mentors {
		l := &before.Loads[m]
		l.GainIfOneMore, l.LossIfOneFewer = noChange(), noChange()
		full := o.peak(m) == o.limit[m]
		if full {
			l.GainIfOneMore = p.rerunWith(m, 1, before)
		}
		if o.limit[m] > 0 && (full || o.minimum[m] == o.limit[m]) {
			l.LossIfOneFewer = p.rerunWith(m, -1, before)
		}
	}
}

// peak is the load that met the limit of a mentor, if any did. In a deferred acceptance somebody may have been turned away
// and a group's limit have left the place empty later.
func (o *outcome) peak(m int) int32 {
	if o.peaks != nil {
		return o.peaks[m]
	}
	n := int32(0)
	for _, v := range o.place {
		n += int32(one(v == int32(m)))
	}
	return n
}

// rerunWith matches again with more or fewer places at mentor m. A lower limit that equals the upper one goes down with it.
func (p *problem) rerunWith(m int, more int, before *Result) *Change {
	q := p.withPlaces(m, p.mentors[m].Max+more)
	if p.pinnedTo(int32(m)) > q.mentors[m].Max {
		return &Change{Words: "impossible: residents are pinned there", Impossible: true}
	}
	after := q.solve(packLimit).result(p.in.Seed, false)
	change := Difference(before, &after)
	return &change
}

func (p *problem) pinnedTo(m int32) (n int) {
	for r, pinned := range p.pinned {
		if pinned && p.to[p.start[r]] == m {
			n++
		}
	}
	return n
}

// withPlaces is a copy of the problem, and of its instance, in which mentor m has another upper limit.
func (p *problem) withPlaces(m, places int) *problem {
	q, in, who := p.unsolved(), *p.in, *p.mentors[m]
	who.Max, who.Min = places, min(who.Min, places)
	in.Mentors = slices.Clone(in.Mentors)
	in.Mentors[slices.IndexFunc(in.Mentors, func(m Mentor) bool { return m.ID == who.ID })] = who
	q.in, q.fates = &in, nil
	q.mentors, q.limit, q.minimum = slices.Clone(p.mentors), slices.Clone(p.limit), slices.Clone(p.minimum)
	q.mentors[m], q.limit[m], q.minimum[m] = &who, int32(who.Max), int32(who.Min)
	return q
}
