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
	fixed  []bool
	label  []int32 // nodes with different labels lie on no common cycle
	labels int32

	intoStart, intoLen []int32 // the tight edges into a node, as residents: into[intoStart[m]:][:intoLen[m]]
	into               []int32
	intoEdge           []int32

	ahead, back side
	buffer      []byte
}

// draw settles every tie. Afterwards the pairing does not depend on how the stages before were solved.
func (f *flow) draw(seed string) {
	l := &lottery{flow: f, seed: seed, fixed: make([]bool, len(f.residents)), label: make([]int32, f.nodes())}
	l.ahead, l.back = newSide(f.nodes()), newSide(f.nodes())
	for r := range f.residents {
		if f.end[r]-f.start[r] == 1 {
			l.fix(int32(r))
		}
	}
	l.indexEdges()
	for _, r := range l.order() {
		l.choose(r)
	}
}

// order is the order of drawing, without those who have no choice.
func (l *lottery) order() []int32 {
	tickets := make([]ticket, len(l.residents))
	var order []int32
	for r, who := range l.residents {
		if !l.fixed[r] {
			tickets[r] = residentTicket(l.seed, who.ID)
			order = append(order, int32(r))
		}
	}
	slices.SortFunc(order, func(a, b int32) int { return tickets[a].compare(tickets[b]) })
	return order
}

func (l *lottery) fix(r int32) {
	l.rise(r)
	l.fixed[r] = true
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
			for e := l.start[r]; e < l.end[r]; e++ {
				visit(int32(r), e)
			}
		}
	}
}

// choose fixes r at the best of their edges that still leads to an optimum.
func (l *lottery) choose(r int32) {
	seat := l.at[r]
	l.fix(r)
	for _, e := range l.preferred(r, seat) {
		if e == seat || l.exchange(l.to[e], l.to[seat]) {
			l.at[r] = e
			return
		}
	}
}

// preferred orders the edges that might still be possible: by rank, then by ticket. Edges after the seat need not be
// tried, and the tickets of a rank worse than the seat's not even be drawn.
func (l *lottery) preferred(r, seat int32) []int32 {
	home := l.label[l.to[seat]]
	var edges []int32
	for e := l.start[r]; e < l.end[r]; e++ {
		if l.label[l.to[e]] == home && l.preference(l.class[e]) <= l.preference(l.class[seat]) {
			edges = append(edges, e)
		}
	}
	if len(edges) < 2 {
		return edges
	}
	return l.byTicket(r, edges)
}

// preference orders classes as a resident does: the ranks, then any placement off the list, then none.
func (p *problem) preference(c class) int {
	switch k := p.rankOf(c); {
	case k > 0:
		return k
	case c.is(p.unmatched()):
		return p.ranks + 2
	}
	return p.ranks + 1
}

func (l *lottery) byTicket(r int32, edges []int32) []int32 {
	type drawn struct {
		edge       int32
		preference int
		ticket     ticket
	}
	list := make([]drawn, len(edges))
	for i, e := range edges {
		list[i] = drawn{edge: e, preference: l.preference(l.class[e])}
		if l.to[e] < l.unmatchedNode() {
			list[i].ticket, l.buffer = pairTicket(l.buffer, l.seed, l.residents[r].ID, l.mentors[l.to[e]].ID)
		}
	}
	slices.SortFunc(list, func(a, b drawn) int {
		if a.preference != b.preference {
			return a.preference - b.preference
		}
		return a.ticket.compare(b.ticket)
	})
	for i, d := range list {
		edges[i] = d.edge
	}
	return edges
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
		l.rise(h.resident)
		l.seat(h.resident, h.edge)
	case l.parent[h.from] == h.to:
		l.carried[h.from]++
	default:
		l.carried[h.to]--
	}
}
