package matching

import "slices"

// A budget of moves. When AllowMoves exceeds what must break anyway, the question becomes: which pairs, at most that many,
// are best broken? Pairs kept are then no stage before the others but a bound on them, and no prices prove a choice under
// such a bound. It is found by branch and bound: the optimum without the bound shows who would move; if they are too many,
// either one of them stays after all or that one moves and the rest have one move fewer. A branch is given up when even
// without the bound it ends no better than what has been found. What remains after the choice, everyone else held where
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
const maxSolves = 3_000

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
	o := p.solveStages(preset, order, limit)
	if k := p.in.AllowMoves; k > o.moved() && slices.Contains(order, Kept) {
		s := newMoveSearch(p, preset, order)
		s.best, s.bestScore = o, o.scoreOf(s.order)
		return s.within(k)
	}
	return o
}

func (o *outcome) moved() (n int) {
	for r, e := range o.at {
		if o.problem.current[r] >= 0 && o.class[e]&currentBit == 0 {
			n++
		}
	}
	return n
}

// scoreOf is what the stages make as small as possible, but for the pairs kept, as numbers that compare in order.
func (o *outcome) scoreOf(order []Stage) []int64 {
	res := o.result("", false)
	var score []int64
	for _, s := range order {
		switch v := o.value(s, &res, o.loads()); s {
		case Kept, Lottery:
		case LowerLimits:
			if o.in.Fallback {
				score = append(score, int64(res.Unmatched))
			}
			score = append(score, v.Value)
		case BestRankFirst:
			for _, n := range v.Counts {
				score = append(score, -int64(n))
			}
		case WorstRankFirst:
			for _, n := range v.Counts[:max(len(v.Counts)-1, 0)] {
				score = append(score, int64(n))
			}
		case AffinityScore:
			score = append(score, -v.Value)
		default:
			score = append(score, v.Value)
		}
	}
	return score
}

// A moveSearch is a branch and bound over who may move.
type moveSearch struct {
	*problem
	preset    Preset
	order     []Stage // pairs kept come last
	best      *outcome
	bestScore []int64
	solves    int
}

func newMoveSearch(p *problem, preset Preset, order []Stage) *moveSearch {
	return &moveSearch{problem: p, preset: preset, order: lastButLottery(order, Kept)}
}

// fate is what a branch has decided about a resident with a current pair.
type fate uint8

const (
	open fate = iota
	stays
	moves
)

// within finds the best outcome with at most k moves, starting from the best known.
func (s *moveSearch) within(k int) *outcome {
	s.solves = 0
	s.branch(make([]fate, len(s.residents)), k)
	held := make([]fate, len(s.residents))
	for r, e := range s.best.at {
		if s.problem.current[r] >= 0 && s.best.class[e]&currentBit != 0 {
			held[r] = stays
		}
	}
	o := s.decided(held).solveStages(s.preset, s.order, packLimit)
	o.budget = &Budget{Moves: k, Proven: s.solves < maxSolves, Held: []ResidentID{}}
	for r, f := range held {
		if f == stays {
			o.budget.Held = append(o.budget.Held, s.residents[r].ID)
		}
	}
	return o
}

// branch looks below one set of decisions; left is how many more may move.
func (s *moveSearch) branch(fates []fate, left int) {
	if s.solves++; s.solves > maxSolves || !s.roomFor(fates) {
		return
	}
	o := s.decided(fates).relax(s.preset, s.order)
	score := o.scoreOf(s.order)
	if slices.Compare(score, s.bestScore) >= 0 {
		return
	}
	movers := s.openMovers(o, fates)
	if len(movers) <= left {
		s.best, s.bestScore = o, score
		return
	}
	if left > 0 {
		child := slices.Clone(fates)
		child[movers[0]] = moves
		if left == 1 {
			s.holdRest(child)
		}
		s.branch(child, left-1)
	}
	child := slices.Clone(fates)
	child[movers[0]] = stays
	if left == 0 {
		s.holdRest(child)
	}
	s.branch(child, left)
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

// openMovers are those who move though nothing says they must.
func (s *moveSearch) openMovers(o *outcome, fates []fate) (out []int) {
	for r, e := range o.at {
		if s.problem.current[r] >= 0 && fates[r] == open && o.class[e]&currentBit == 0 {
			out = append(out, r)
		}
	}
	return out
}

// holdRest keeps everyone who is undecided and has a current pair.
func (s *moveSearch) holdRest(fates []fate) {
	for r := range fates {
		if s.problem.current[r] >= 0 && fates[r] == open {
			fates[r] = stays
		}
	}
}

// decided is a copy of the problem with only the edges that the decisions leave. (Solving sorts the edges of a problem, so
// nothing may be solved twice on the same one while an earlier outcome is still in use.)
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

// relax solves the stages without drawing the lottery.
func (p *problem) relax(preset Preset, order []Stage) *outcome {
	return p.solveBut(preset, order, packLimit, false)
}
