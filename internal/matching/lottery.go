package matching

import "slices"

// A lottery is the last stage: residents in the order of their tickets each take the best rank still possible, then the
// mentor with the smallest ticket, among all pairings that the stages before leave tied.
//
// A resident at m may move to m' exactly when the tight residual graph has a path from m' back to m: somebody makes room,
// somebody follows, until the place at m is taken. Once drawn, a resident is fixed and their arcs are gone. A search that
// fails has found a set of nodes that no cycle enters or leaves; it gets a label of its own, and later searches stop at
// it. Searching from both ends in step keeps a failure's cost to that of the smaller side.
type lottery struct {
	*flow
	seed   string
	place  []int32 // the node of each resident
	fixed  []bool
	label  []int32 // nodes with different labels lie on no common cycle
	labels int32

	intoStart, intoLen []int32 // the tight edges into a node, as residents: into[intoStart[m]:][:intoLen[m]]
	into               []int32
	intoEdge           []int32
	far                farSide

	ahead, back side
	few         few
}

// draw settles every tie, beginning with the places given. Afterwards the pairing does not depend on how the stages before
// were solved.
func (f *flow) draw(seed string, place []int32) {
	l := &lottery{flow: f, seed: seed, place: place, fixed: make([]bool, len(f.residents)), label: make([]int32, f.nodes())}
	l.ahead, l.back = newSide(f.nodes()), newSide(f.nodes())
	l.takeSeats()
	l.indexEdges()
	l.indexHub()
	for _, r := range l.order() {
		l.choose(r)
	}
}

// takeSeats lists the residents with a choice by where they are; the others are fixed.
func (l *lottery) takeSeats() {
	for v := range l.head {
		l.head[v] = -1
	}
	for r := range l.residents {
		first := l.start[r]
		if l.chair[r].end-first == 1 && l.to[first] != l.hub {
			l.fixed[r] = true
			continue
		}
		l.sit(int32(r), option{l.chair[r].at, l.place[r]})
	}
}

func (l *lottery) sit(r int32, o option) {
	l.chair[r].at, l.place[r] = o.edge, o.node
	l.link(r, o.node)
}

func (l *lottery) leave(r int32) { l.unlink(r, l.place[r]) }

// order is the order of drawing, without those who have no choice.
func (l *lottery) order() []int32 {
	type drawn struct {
		ticket   ticket
		resident int32
	}
	var list []drawn
	for r, who := range l.residents {
		if !l.fixed[r] {
			list = append(list, drawn{residentTicket(l.seed, who.ID), int32(r)})
		}
	}
	slices.SortFunc(list, func(a, b drawn) int { return a.ticket.compare(b.ticket) })
	order := make([]int32, len(list))
	for i, d := range list {
		order[i] = d.resident
	}
	return order
}

// indexEdges lists the residents with a choice by the nodes they might move to.
func (l *lottery) indexEdges() {
	l.intoStart, l.intoLen = make([]int32, l.nodes()+1), make([]int32, l.nodes())
	l.eachLooseEdge(func(_, e int32) { l.intoStart[l.to[e]+1]++ })
	for v := range l.intoLen {
		l.intoStart[v+1] += l.intoStart[v]
	}
	l.into = make([]int32, l.intoStart[l.nodes()])
	l.intoEdge = make([]int32, len(l.into))
	l.eachLooseEdge(func(r, e int32) {
		v := l.to[e]
		i := l.intoStart[v] + l.intoLen[v]
		l.into[i], l.intoEdge[i] = r, e
		l.intoLen[v]++
	})
}

func (l *lottery) eachLooseEdge(visit func(r, e int32)) {
	for r := range l.residents {
		if !l.fixed[r] {
			for e := l.start[r]; e < l.chair[r].end; e++ {
				visit(int32(r), e)
			}
		}
	}
}

// choose fixes r at the best of their options that still leads to an optimum. Edges are in the order of preference; those no
// better and no worse than each other are a run, and only within a run do tickets decide.
func (l *lottery) choose(r int32) {
	seat := option{l.chair[r].at, l.place[r]}
	l.leave(r)
	l.fixed[r] = true
	for e := l.start[r]; ; {
		end := l.runFrom(e, l.chair[r].end)
		if o, ok := l.grant(r, e, end, seat); ok {
			l.chair[r].at, l.place[r] = o.edge, o.node
			return
		}
		e = end // the run of the seat is never passed: the seat itself is possible
	}
}

// runFrom returns the end of the run that begins with edge e.
func (l *lottery) runFrom(e, end int32) int32 {
	k := l.preference(l.class[e])
	for e++; e < end && l.preference(l.class[e]) == k; e++ {
	}
	return e
}

// grant gives r the option with the smallest ticket among those of a run that are possible.
func (l *lottery) grant(r, first, end int32, seat option) (option, bool) {
	l.few.begin(l.seed, l.residents[r].ID)
	for more := true; more; {
		more = l.shortlist(r, first, end, seat)
		for _, d := range l.few.list {
			if d.option == seat || l.exchange(d.node, seat.node) {
				return d.option, true
			}
		}
	}
	return option{}, false
}

// shortlist draws tickets for what might be possible, and keeps the few smallest. It reports whether there may be more.
func (l *lottery) shortlist(r, first, end int32, seat option) bool {
	home := l.label[seat.node]
	might := func(o option) bool {
		return l.label[o.node] == home && (o == seat || l.canYield(o.node))
	}
	l.few.options = l.few.options[:0]
	for e := first; e < end; e++ {
		if o := (option{e, l.to[e]}); o.node != l.hub {
			if might(o) {
				l.few.options = append(l.few.options, o)
			}
			continue
		}
		l.far.each(l.problem, r, func(m int32) {
			if o := (option{e, m}); might(o) {
				l.few.options = append(l.few.options, o)
			}
		})
	}
	return l.few.draw(l.problem)
}

// canYield tells whether anything can leave node m, or be added to it: if not, there is no way on from it, and no ticket
// need be drawn. Only mentors and the place of the unmatched are asked about.
func (l *lottery) canYield(m int32) bool { return l.head[m] >= 0 || l.carried[m] < l.high[m] }

// preference orders classes as a resident does: the ranks, then any placement off the list, then none.
func (p *problem) preference(c class) int32 {
	switch k := p.rankOf(c); {
	case k > 0:
		return int32(k)
	case c.is(p.unmatched()):
		return int32(p.ranks) + 2
	}
	return int32(p.ranks) + 1
}

// exchange frees a place at node from by filling one at node to, if the tight residual graph has a path between them.
func (l *lottery) exchange(from, to int32) bool {
	if l.label[from] != l.label[to] {
		return false
	}
	l.ahead.begin(from)
	l.back.begin(to)
	meeting := int32(-1)
	for meeting < 0 {
		var ok bool
		if meeting, ok = l.stepAhead(); !ok {
			l.relabel(&l.ahead)
			return false
		}
		if meeting >= 0 {
			break
		}
		if meeting, ok = l.stepBack(); !ok {
			l.relabel(&l.back)
			return false
		}
	}
	l.rotate(meeting)
	return true
}

func (l *lottery) relabel(s *side) {
	l.labels++
	for _, v := range s.queue {
		l.label[v] = l.labels
	}
}

// rotate moves everyone on the path through the node where the two searches met.
func (l *lottery) rotate(meeting int32) {
	for v := meeting; ; {
		h := l.ahead.via[v]
		if h.from < 0 {
			break
		}
		l.move(h)
		v = h.from
	}
	for v := meeting; ; {
		h := l.back.via[v]
		if h.from < 0 {
			break
		}
		l.move(h)
		v = h.to
	}
}

func (l *lottery) move(h hop) {
	switch {
	case h.resident >= 0:
		l.leave(h.resident)
		l.sit(h.resident, option{h.edge, h.to})
	case l.parent[h.from] == h.to:
		l.carried[h.from]++
	default:
		l.carried[h.to]--
	}
}

// A farSide is what the lottery knows of the hub: the mentors behind it that are tight, and who may go there.
type farSide struct {
	members []int32
	isIn    []bool
	guests  []int32 // residents with a tight edge to the hub
	barred  map[int32][]int32
}

func (l *lottery) indexHub() {
	if l.hub < 0 {
		return
	}
	l.far = farSide{members: l.members, isIn: make([]bool, l.nodes()), barred: map[int32][]int32{}}
	for _, m := range l.members {
		l.far.isIn[m] = true
	}
	for r := range l.residents {
		if l.hubEdge(l.start[r], l.chair[r].end) >= 0 {
			l.far.guests = append(l.far.guests, int32(r))
		}
	}
}

func (s *farSide) may(p *problem, r, m int32) bool {
	list, ok := s.barred[r]
	if !ok {
		list = p.barred(r)
		s.barred[r] = list
	}
	_, no := slices.BinarySearch(list, m)
	return !no
}

// each visits the mentors behind the hub whom r may have. Both lists are in order.
func (s *farSide) each(p *problem, r int32, visit func(m int32)) {
	barred, ok := s.barred[r]
	if !ok {
		barred = p.barred(r)
	}
	for _, m := range s.members {
		for len(barred) > 0 && barred[0] < m {
			barred = barred[1:]
		}
		if len(barred) == 0 || barred[0] != m {
			visit(m)
		}
	}
}
