package matching

// A side is one of the two searches of a lottery's exchange: breadth first, but paused after every arc, so that the two
// can run in step whatever the degrees of their nodes.
type side struct {
	queue []int32
	stamp []int32
	run   int32
	via   []hop // the arc over which a node was found; from is -1 at the beginning
	node  int   // the node at hand, as a place in the queue
	arc   cursor
	tree  bool // the arc of the node at hand to its parent has been looked at
}

func newSide(nodes int) side {
	return side{stamp: make([]int32, nodes), via: make([]hop, nodes)}
}

func (s *side) begin(v int32) {
	s.run++
	s.queue, s.node, s.tree = s.queue[:0], -1, true
	s.find(v, hop{from: -1})
}

func (s *side) seen(v int32) bool { return s.stamp[v] == s.run }

func (s *side) find(v int32, h hop) {
	s.stamp[v], s.via[v] = s.run, h
	s.queue = append(s.queue, v)
}

// next turns to another node of the queue, and reports whether there is one.
func (s *side) next() bool {
	s.node++
	s.arc, s.tree = cursor{resident: -2, edge: -1}, false
	return s.node < len(s.queue)
}

// meet notes that h leads to (or, searching back, comes from) v, and returns v if the other side has seen it.
func (l *lottery) meet(s, other *side, v, beside int32, h hop) int32 {
	if s.seen(v) || l.label[v] != l.label[beside] {
		return -1
	}
	s.find(v, h)
	if other.seen(v) {
		return v
	}
	return -1
}

// stepAhead looks at one arc out of the node at hand. It returns the meeting node, or -1; false when there is no arc left.
func (l *lottery) stepAhead() (int32, bool) {
	s := &l.ahead
	if s.node < 0 && !s.next() {
		return -1, false
	}
	for {
		v := s.queue[s.node]
		if !s.tree {
			s.tree = true
			s.arc.resident = l.head[v]
			if w := l.parent[v]; w >= 0 && l.carried[v] < l.high[v] {
				return l.meet(s, &l.back, w, v, hop{v, w, -1, -1}), true
			}
		}
		if h, ok := l.arcOut(s, v); ok {
			return l.meet(s, &l.back, h.to, v, h), true
		}
		if !s.next() {
			return -1, false
		}
	}
}

// arcOut returns the next move of a resident at v, or flow down to a child.
func (l *lottery) arcOut(s *side, v int32) (hop, bool) {
	a := &s.arc
	for a.resident >= 0 {
		r := a.resident
		e := max(a.edge, l.start[r])
		switch {
		case e >= l.chair[r].end:
			a.resident, a.edge, a.member = l.chair[r].next, -1, 0
		case l.to[e] != l.hub:
			a.edge = e + 1
			return hop{v, l.to[e], r, e}, true
		default:
			if m, ok := l.nextMember(a, r); ok {
				return hop{v, m, r, e}, true
			}
			a.edge = e + 1
		}
	}
	for children := l.below(v); int(a.child) < len(children); {
		c := children[a.child]
		a.child++
		if l.carried[c] > l.low[c] {
			return hop{v, c, -1, -1}, true
		}
	}
	return hop{}, false
}

// nextMember is the next mentor behind the hub whom r may have.
func (l *lottery) nextMember(a *cursor, r int32) (int32, bool) {
	for int(a.member) < len(l.far.members) {
		m := l.far.members[a.member]
		a.member++
		if l.far.may(l.problem, r, m) {
			return m, true
		}
	}
	return 0, false
}

// nextGuest is the next resident who could come to v through the hub. Those fixed are dropped on the way.
func (l *lottery) nextGuest(a *cursor, v int32) (int32, bool) {
	if l.hub < 0 || !l.far.isIn[v] {
		return 0, false
	}
	for int(a.member) < len(l.far.guests) {
		r := l.far.guests[a.member]
		if l.fixed[r] {
			last := len(l.far.guests) - 1
			l.far.guests[a.member] = l.far.guests[last]
			l.far.guests = l.far.guests[:last]
			continue
		}
		a.member++
		if l.place[r] != v && l.far.may(l.problem, r, v) {
			return r, true
		}
	}
	return 0, false
}

// stepBack looks at one arc into the node at hand.
func (l *lottery) stepBack() (int32, bool) {
	s := &l.back
	if s.node < 0 && !s.next() {
		return -1, false
	}
	for {
		v := s.queue[s.node]
		if !s.tree {
			s.tree = true
			s.arc.edge = l.intoStart[v]
			if w := l.parent[v]; w >= 0 && l.carried[v] > l.low[v] {
				return l.meet(s, &l.ahead, w, v, hop{w, v, -1, -1}), true
			}
		}
		if h, ok := l.arcIn(s, v); ok {
			return l.meet(s, &l.ahead, h.from, v, h), true
		}
		if !s.next() {
			return -1, false
		}
	}
}

// arcIn returns the next resident who could move to v, or flow up from a child. Residents already fixed are dropped from
// the list on the way.
func (l *lottery) arcIn(s *side, v int32) (hop, bool) {
	a := &s.arc
	for a.edge < l.intoStart[v]+l.intoLen[v] {
		r, e := l.into[a.edge], l.intoEdge[a.edge]
		if l.fixed[r] {
			l.intoLen[v]--
			last := l.intoStart[v] + l.intoLen[v]
			l.into[a.edge], l.intoEdge[a.edge] = l.into[last], l.intoEdge[last]
			continue
		}
		a.edge++
		if from := l.place[r]; from != v {
			return hop{from, v, r, e}, true
		}
	}
	if r, ok := l.nextGuest(a, v); ok {
		return hop{l.place[r], v, r, l.hubEdge(l.start[r], l.chair[r].end)}, true
	}
	for children := l.below(v); int(a.child) < len(children); {
		c := children[a.child]
		a.child++
		if l.carried[c] < l.high[c] {
			return hop{c, v, -1, -1}, true
		}
	}
	return hop{}, false
}
