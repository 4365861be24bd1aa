package matching

// A tally is what a chain of steps changes, in numbers a person understands: the columns are the ranks of the lists, then
// the ranks as which placements off short lists count, then the ones below.
const (
	tallyOff = iota
	tallyUnmatched
	tallyMoved
	tallyShort
	tallyAffinity
	tallySquares
	tallyFixed // how many there are
)

func (p *problem) tallyColumns() int { return 2*p.ranks + tallyFixed }

func (p *problem) column(kind int) int { return 2*p.ranks + kind }

// count adds a placement to a tally, sign times.
func (p *problem) count(tally []int32, e, sign int32) {
	c := p.class[e]
	switch k := p.rankOf(c); {
	case k > 0:
		tally[k-1] += sign
	case p.asRankOf(c) > 0:
		tally[p.ranks+p.asRankOf(c)-1] += sign
	case c.is(p.offList()):
		tally[p.column(tallyOff)] += sign
	case c.is(p.unmatched()):
		tally[p.column(tallyUnmatched)] += sign
	}
	tally[p.column(tallyMoved)] -= sign * int32(c&currentBit)
	if p.score != nil {
		tally[p.column(tallyAffinity)] += sign * p.score[e]
	}
}

// countArc adds the n-th resident on the arc from v to a tally, sign times: what is missing and how even the loads are.
func (p *problem) countArc(tally []int32, v, n, sign int32) {
	if n <= p.minimum[v] {
		tally[p.column(tallyShort)] -= sign
	}
	if v < p.unmatchedNode() {
		tally[p.column(tallySquares)] += sign * (2*n - 1)
	}
}

// settle extends the tally of the node before v by the last step.
func (r *residual) settle(v int32) {
	h := r.via[v]
	if h.to < 0 {
		return
	}
	before := h.from
	if r.back {
		before = h.to
	}
	tally := r.tallyOf(v)
	copy(tally, r.tallyOf(before))
	r.countHop(tally, h)
}

func (r *residual) tallyOf(v int32) []int32 { return r.tally[int(v)*r.cols : (int(v)+1)*r.cols] }

func (r *residual) countHop(tally []int32, h hop) {
	switch {
	case h.resident >= 0:
		r.count(tally, r.at[h.resident], -1)
		r.count(tally, h.edge, 1)
	case h.from == r.hub: // whoever came to the hub has been counted
	case r.parent[h.from] == h.to:
		r.countArc(tally, h.from, r.load[h.from]+1, 1)
	default:
		r.countArc(tally, h.to, r.load[h.to], -1)
	}
}

// change turns a tally into what is published.
func (p *problem) change(tally []int32, order []Stage) *Change {
	c := &Change{Profile: make([]int, p.ranks), offAsRank: make([]int, p.ranks)}
	for k := range p.ranks {
		c.Profile[k], c.offAsRank[k] = int(tally[k]), int(tally[p.ranks+k])
	}
	c.OffList = int(tally[p.column(tallyOff)])
	c.Unmatched = int(tally[p.column(tallyUnmatched)])
	c.Moved = int(tally[p.column(tallyMoved)])
	c.Shortfall = int(tally[p.column(tallyShort)])
	if p.in.Fallback {
		c.Shortfall += c.Unmatched
	}
	c.squares, c.affinity = int64(tally[p.column(tallySquares)]), int64(tally[p.column(tallyAffinity)])
	c.finish(order, p.in.Fallback)
	return c
}
