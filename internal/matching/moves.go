package matching

import "slices"

// A budget of moves. When AllowMoves exceeds what must break anyway, the question becomes: which pairs, at most that many,
// are best broken? Pairs kept are then no stage before the others but a bound on them, and no prices prove a choice under
// such a bound. It is found by branch and bound: the optimum without the bound shows who would move; if they are too many,
// either one of them stays after all or that one moves and the rest have one move fewer. A branch is given up when it ends no
// better than what has been found, even if every move beyond the bound may be had at a price (Lagrangian relaxation); the
// price is the one that makes this argument strongest. What remains after the choice, everyone else held where
// they are, is an ordinary problem with an ordinary certificate.

// Budget says which pairs a result held in place because more moves were not allowed.
type Budget struct {
	Moves int `json:"moves"` // allowed
	// Proven: no choice of pairs to break does better. Otherwise the search was cut off, and this is the best found.
	Proven bool `json:"proven"`
	// Held are the residents whose present pair was not up for change.
	Held []ResidentID `json:"held"`
}

// maxSolves cuts a search off: past it the answer has come at the price of seconds, and is good already.
const maxSolves = 2_000

// lastButLottery moves a stage to the end, before the lottery.
func lastButLottery(order []Stage, s Stage) []Stage {
	out := slices.DeleteFunc(slices.Clone(order), func(o Stage) bool { return o == s })
	return slices.Insert(out, len(out)-1, s)
}

// solve matches the problem, with its budget of moves if it has one that matters.
func (p *problem) solve(limit int64) *outcome {
	preset, order := p.in.stageOrder()
	if preset == DeferredAcceptance {
		return p.deferredAcceptance(p.in.Seed)
	}
	k := p.in.AllowMoves
	if k == 0 || !slices.Contains(order, Kept) {
		return p.solveStages(preset, order, limit)
	}
	s := newMoveSearch(p, preset, order)
	o := p.unsolved().solveStages(preset, order, limit)
	if k <= o.moved() {
		return o
	}
	s.startFrom(o)
	return s.within(k)
}

func (o *outcome) moved() (n int) {
	for r, e := range o.at {
		if o.problem.current[r] >= 0 && o.class[e]&currentBit == 0 {
			n++
		}
	}
	return n
}

// fate is what a branch has decided about a resident with a current pair.
type fate uint8

const (
	open fate = iota
	stays
	moves
)

// A moveSearch is a branch and bound over who may move.
type moveSearch struct {
	*problem
	preset Preset
	order  []Stage // pairs kept come last
	packs  []pack  // the same for all branches, so that their values compare; pairs kept are the last
	solves int

	kept   []bool  // whose pair the best so far keeps
	values []int64 // what it costs, pack by pack, but for the pairs kept
}

// roomForPrices leaves space in the integers for moves to have a price.
const roomForPrices = int64(1) << 40

func newMoveSearch(p *problem, preset Preset, order []Stage) *moveSearch {
	s := &moveSearch{problem: p, preset: preset, order: lastButLottery(order, Kept)}
	others := slices.DeleteFunc(slices.Clone(s.order), func(o Stage) bool { return o == Kept })
	kept := p.countDigit(Kept, 0, func(c class) int64 { return -int64(c & currentBit) })
	s.packs = append(p.packs(others, roomForPrices), pack{digits: []digit{kept}, cost: kept.weight})
	return s
}

// startFrom begins with an outcome of the problem as it is.
func (s *moveSearch) startFrom(o *outcome) {
	s.keep(&trial{outcome: o, values: s.valuesOf(o), drawn: true})
}

// keep notes the best so far: who keeps their mentor. The rest follows from that.
func (s *moveSearch) keep(t *trial) {
	t = s.drawn(t)
	s.kept, s.values = make([]bool, len(t.at)), t.values
	for r, e := range t.at {
		s.kept[r] = t.class[e]&currentBit != 0
	}
}

// A trial is one solution of a branch. Its values and moves are those of all its equals; who moves is not, until the lottery
// has decided among them.
type trial struct {
	*outcome
	fates  []fate
	packs  []pack
	drawn  bool
	values []int64
	moved  int
}

// valuesOf is what the packs cost, but for the pairs kept.
func (s *moveSearch) valuesOf(o *outcome) []int64 {
	load := o.loads()
	values := make([]int64, len(s.packs)-1)
	for i := range values {
		k := priced{pack: s.packs[i]}
		for _, e := range o.at {
			values[i] += k.edgeCost(o.problem, e)
		}
		for v := int32(0); v < o.root() && k.slope != flat; v++ {
			for n := int32(1); n <= load[v]; n++ {
				values[i] += o.slope(k.slope, v, n)
			}
		}
	}
	return values
}

// try solves a branch. In pack j, what it counts weighs scale and every move costs price.
func (s *moveSearch) try(fates []fate, j int, scale, price int64) *trial {
	s.solves++
	packs := slices.Clone(s.packs)
	if j >= 0 {
		packs[j] = s.packs[j].withMoves(scale, price)
	}
	return s.solveTrial(fates, packs, false)
}

func (s *moveSearch) solveTrial(fates []fate, packs []pack, draw bool) *trial {
	o := s.decided(fates).solvePacks(s.preset, s.order, packs, draw)
	return &trial{o, fates, packs, draw, s.valuesOf(o), o.moved()}
}

// drawn is the trial with lots drawn among its equals, so that what is decided about single residents depends on the
// instance and the seed alone, not on which of the equals the solver came upon.
func (s *moveSearch) drawn(t *trial) *trial {
	if t.drawn {
		return t
	}
	return s.solveTrial(t.fates, t.packs, true)
}

// withMoves adds a reward for every pair kept to a pack.
func (k pack) withMoves(scale, price int64) pack {
	k.cost = slices.Clone(k.cost)
	for c := range k.cost {
		k.cost[c] = k.cost[c]*scale - price*int64(class(c)&currentBit)
	}
	return k
}

// within finds the best outcome with at most k moves, starting from the best known.
func (s *moveSearch) within(k int) *outcome {
	s.solves = 0
	s.branch(make([]fate, len(s.residents)), k)
	held := make([]fate, len(s.residents))
	for r, kept := range s.kept {
		if kept {
			held[r] = stays
		}
	}
	o := s.decided(held).solveStages(s.preset, s.order, packLimit)
	o.budget = &Budget{Moves: k, Proven: s.solves < maxSolves, Held: []ResidentID{}}
	for _, r := range s.byID {
		if held[r] == stays {
			o.budget.Held = append(o.budget.Held, s.residents[r].ID)
		}
	}
	return o
}

// branch looks below one set of decisions for something better with at most k moves in all.
func (s *moveSearch) branch(fates []fate, k int) {
	if s.solves >= maxSolves || !s.roomFor(fates) {
		return
	}
	free := s.try(fates, -1, 1, 0)
	if slices.Compare(free.values, s.values) >= 0 {
		return
	}
	if free.moved <= k {
		s.keep(free)
		return
	}
	if s.bounded(fates, free, k) || slices.Compare(free.values, s.values) >= 0 {
		return
	}
	s.divide(fates, free, k)
}

// divide decides about one resident who moves: they do, or they stay.
func (s *moveSearch) divide(fates []fate, free *trial, k int) {
	free = s.drawn(free)
	forced, mover := 0, int32(-1)
	for _, r := range s.byID {
		e := free.at[r]
		switch {
		case fates[r] == moves:
			forced++
		case mover < 0 && s.problem.current[r] >= 0 && free.class[e]&currentBit == 0:
			mover = r
		}
	}
	if mover < 0 {
		return // those who must move are too many already
	}
	for _, f := range []fate{stays, moves} {
		child := slices.Clone(fates)
		if child[mover] = f; f == moves && forced+1 > k {
			continue
		}
		s.branch(child, k)
	}
}

// bounded tells whether nothing better than the best is below, by giving moves a price in the first pack in which the
// branch might win. It goes from price to price: of two solutions, one with too many moves and one with few enough, the
// price at which they cost the same either shows a better one between them or is the best there is.
func (s *moveSearch) bounded(fates []fate, many *trial, k int) bool {
	j := 0
	for many.values[j] == s.values[j] {
		j++
	}
	if s.packs[j].slope != flat || s.packs[j].affinity {
		return false
	}
	few := s.fewest(fates, j)
	if few.moved > k {
		return true
	}
	for s.solves < maxSolves {
		s.offer(few, k)
		scale, price := int64(many.moved-few.moved), few.values[j]-many.values[j]
		if price <= 0 || slices.Compare(many.values[:j], few.values[:j]) != 0 {
			return false
		}
		mid := s.try(fates, j, scale, price)
		s.offer(mid, k)
		least := scale*mid.values[j] + price*int64(mid.moved)
		if least == scale*many.values[j]+price*int64(many.moved) {
			return s.hopeless(mid, j, least-price*int64(k), scale)
		}
		if mid.moved > k {
			many = mid
		} else {
			few = mid
		}
	}
	return false
}

// fewest breaks as few pairs as the branch and the packs before j allow.
func (s *moveSearch) fewest(fates []fate, j int) *trial { return s.try(fates, j, 0, 1) }

// offer keeps a solution if it is better and has few enough moves.
func (s *moveSearch) offer(t *trial, k int) {
	if t.moved <= k && slices.Compare(t.values, s.values) < 0 {
		s.keep(t)
	}
}

// hopeless: with at most k moves, scale times the value of pack j is at least bound. If that only just meets the best, every
// equal is among the optima at this price, and then what follows must be better there.
func (s *moveSearch) hopeless(mid *trial, j int, bound, scale int64) bool {
	if best := scale * s.values[j]; bound != best {
		return bound > best
	}
	return slices.Compare(mid.values[j+1:], s.values[j+1:]) >= 0
}

// roomFor tells whether all who stay, and all who are pinned, have places.
func (s *moveSearch) roomFor(fates []fate) bool {
	load := make([]int32, s.nodes())
	for r, f := range fates {
		if f != stays && !s.pinned[r] {
			continue
		}
		v := s.problem.current[r]
		if s.pinned[r] {
			v = s.to[s.start[r]]
		}
		for ; v >= 0; v = s.parent[v] {
			if load[v]++; load[v] > s.limit[v] {
				return false
			}
		}
	}
	return true
}

// unsolved is a copy of the problem, to be solved itself. Solving sorts the edges of a problem, so nothing is solved twice on
// the same one.
func (p *problem) unsolved() *problem { return p.decided(make([]fate, len(p.residents))) }

// decided is a copy of a problem not solved yet, with only the edges that the decisions leave.
func (p *problem) decided(fates []fate) *problem {
	q := *p
	q.fates = fates
	q.start, q.to, q.class, q.score = make([]int32, 1, len(p.start)), nil, nil, nil
	for r := range p.residents {
		for e := p.start[r]; e < p.start[r+1]; e++ {
			isCurrent := p.class[e]&currentBit != 0
			if fates[r] == stays && !isCurrent || fates[r] == moves && isCurrent {
				continue
			}
			q.to, q.class = append(q.to, p.to[e]), append(q.class, p.class[e])
			if p.score != nil {
				q.score = append(q.score, p.score[e])
			}
		}
		q.start = append(q.start, int32(len(q.to)))
	}
	return &q
}
