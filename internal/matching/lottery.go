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
	wishes      wishes
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

// choose fixes r at the best of their options that still leads to an optimum.
func (l *lottery) choose(r int32) {
	seat := option{l.chair[r].at, l.place[r]}
	l.leave(r)
	l.fixed[r] = true
	l.wish(r, seat)
	for o, ok := l.wishes.next(); ok; o, ok = l.wishes.next() {
		if o == seat || l.exchange(o.node, seat.node) {
			l.chair[r].at, l.place[r] = o.edge, o.node
			return
		}
	}
}

// wish lists the options that might still be possible. Those of a rank worse than the seat's are left out, and their
// tickets not even drawn.
func (l *lottery) wish(r int32, seat option) {
	home, own := l.label[seat.node], l.preference(l.class[seat.edge])
	l.wishes.list = l.wishes.list[:0]
	offer := func(o option) {
		if k := l.preference(l.class[o.edge]); l.label[o.node] == home && k <= own && (o == seat || l.canYield(o.node)) {
			l.wishes.list = append(l.wishes.list, wish{option: o, preference: k})
		}
	}
	for e := l.start[r]; e < l.chair[r].end; e++ {
		if l.to[e] != l.hub {
			offer(option{e, l.to[e]})
		}
	}
	if e := l.hubEdge(l.start[r], l.chair[r].end); e >= 0 && l.preference(l.class[e]) <= own {
		l.far.each(l.problem, r, func(m int32) { offer(option{e, m}) })
	}
	l.wishes.ticket = l.ticketsOf(r)
	l.wishes.arrange()
}

// canYield tells whether anything can leave node m, or be added to it: if not, there is no way on from it, and no ticket
// need be drawn. Only mentors and the place of the unmatched are asked about.
func (l *lottery) canYield(m int32) bool { return l.head[m] >= 0 || l.carried[m] < l.high[m] }

// ticketsOf draws the tickets of one resident. The place of the unmatched needs none: it is alone at its rank.
func (l *lottery) ticketsOf(r int32) func([]byte, option) (ticket, []byte) {
	return func(buffer []byte, o option) (ticket, []byte) {
		if o.node >= l.unmatchedNode() {
			return ticket{}, buffer
		}
		return pairTicket(buffer, l.seed, l.residents[r].ID, l.mentors[o.node].ID)
	}
}

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
