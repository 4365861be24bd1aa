package matching

import "slices"

// A FrontierPoint is the best that can be had for a number of moves.
type FrontierPoint struct {
	// Moves is how many current pairs the result breaks.
	Moves  int
	Result Result
	// Change is what it gains over the point with the fewest moves.
	Change Change
	// Proven: no other choice of at most this many pairs to break does better.
	Proven bool
}

// Frontier is the what-if curve of a re-match: the result with the fewest moves, then each further result that more moves,
// up to most, make better. Points that gain nothing are left out. It fails like Run.
func Frontier(in Instance, opt Options, most int) ([]FrontierPoint, error) {
	in = opt.apply(in)
	in.AllowMoves = 0
	if problems := Check(&in); len(problems) > 0 {
		return nil, &InvalidError{problems}
	}
	if err := fits(&in, opt.Memory); err != nil {
		return nil, err
	}
	p := compile(&in)
	preset, order := in.stageOrder()
	first := p.unsolved().solve(packLimit)
	out := []FrontierPoint{{first.moved(), first.result(in.Seed, true), Change{Words: "no change"}, true}}
	if !slices.Contains(order, Kept) {
		return out, nil
	}
	s := newMoveSearch(p, preset, order)
	s.startFrom(first)
	free := s.try(make([]fate, len(p.residents)), -1, 1, 0)
	for k := first.moved() + 1; k <= min(most, free.moved) && slices.Compare(free.values, s.values) < 0; k++ {
		if point, better := s.point(k, &out[0].Result); better {
			out = append(out, point)
		}
	}
	return out, nil
}

// point looks for something better with k moves.
func (s *moveSearch) point(k int, first *Result) (FrontierPoint, bool) {
	before := s.values
	in := *s.in
	in.AllowMoves = k
	o := s.within(k)
	if slices.Compare(s.values, before) >= 0 {
		return FrontierPoint{}, false
	}
	o.problem.in = &in // the certificate states the allowance it was found under
	res := o.result(in.Seed, true)
	return FrontierPoint{o.moved(), res, Difference(first, &res), o.budget.Proven}, true
}
