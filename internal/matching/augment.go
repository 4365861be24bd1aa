package matching

// augmentation sends excesses on along arcs that cost nothing: depth first, in passes. In a pass a node from which nothing
// was found is closed, and arcs once given up are not tried again; nodes on a way that was found stay open.
type augmentation struct {
	pass    int32
	closed  []int32 // node -> the pass in which it was closed (or is on the way at hand)
	begun   []int32 // node -> the pass for which its cursor stands
	arc     []cursor
	path    []hop
	sources []int32
}

// A cursor is how far the arcs of a node have been tried: the arc to its parent, its residents (and the edges of the one at
// hand), the arcs to its children.
type cursor struct {
	resident, edge int32
	child          int32 // -1: the parent comes first
	member         int32 // behind the hub, or guest of it; the lottery's
}

// A hop is one arc of a path: a resident who moves (from a mentor to a mentor), or flow up or down the tree.
type hop struct {
	from, to       int32
	resident, edge int32 // resident -1: an arc of the tree
}

func (a *augmentation) init(nodes int) {
	a.closed, a.begun = make([]int32, nodes), make([]int32, nodes)
	a.arc = make([]cursor, nodes)
}

// augment makes passes until one finds little compared with the first. That no way at all is left shows in the next search
// for prices, which then raises them.
func (f *flow) augment() {
	first := f.onePass()
	for n := first; n > 0 && n >= first/8; {
		n = f.onePass()
	}
}

// onePass sends on what it can and returns how many residents' worth that was.
func (f *flow) onePass() (sent int) {
	a := &f.augmentation
	a.pass++
	a.sources = a.sources[:0]
	for v, x := range f.excess {
		if x > 0 {
			a.sources = append(a.sources, int32(v))
		}
	}
	for _, v := range a.sources {
		for f.excess[v] > 0 && f.findPath(v) {
			f.follow(v)
			sent++
		}
	}
	return sent
}

// findPath leaves in path a way from v to a deficit. Nodes without one are closed, those on the way open again.
func (f *flow) findPath(v int32) bool {
	a := &f.augmentation
	a.path = a.path[:0]
	if !f.visit(v) {
		return false
	}
	for f.excess[v] >= 0 {
		if h, ok := f.advance(v); ok {
			a.path = append(a.path, h)
			v = h.to
			f.visit(v)
			continue
		}
		if len(a.path) == 0 {
			return false
		}
		v = a.path[len(a.path)-1].from
		a.path = a.path[:len(a.path)-1]
	}
	for _, h := range a.path {
		a.closed[h.from] = 0
	}
	a.closed[v] = 0
	return true
}

// visit closes v, for now or for good, and reports whether it was open.
func (f *flow) visit(v int32) bool {
	a := &f.augmentation
	if a.closed[v] == a.pass {
		return false
	}
	a.closed[v] = a.pass
	if a.begun[v] != a.pass {
		a.begun[v] = a.pass
		a.arc[v] = cursor{resident: f.head[v], edge: -1, child: -1}
	}
	return true
}

func (f *flow) isOpen(v int32) bool { return f.augmentation.closed[v] != f.augmentation.pass }

// advance finds the next arc from v to an open node, leaving the cursor on it: it may be usable again. Upwards is tried
// first, because that is where places free are.
func (f *flow) advance(v int32) (hop, bool) {
	a := &f.augmentation.arc[v]
	if a.child < 0 {
		if w := f.parent[v]; w >= 0 && f.isOpen(w) && f.freeUp(v) {
			return hop{v, w, -1, -1}, true
		}
		if f.freeBack(v) && f.isOpen(f.hub) {
			return hop{v, f.hub, -1, -1}, true
		}
		a.child = 0
	}
	if h, ok := f.advanceResidents(v, a); ok {
		return h, true
	}
	for children := f.below(v); int(a.child) < len(children); a.child++ {
		if c := children[a.child]; f.isOpen(c) && f.freeDown(c) {
			return hop{v, c, -1, -1}, true
		}
	}
	if v == f.hub {
		for ; int(a.child) < len(f.members); a.child++ {
			if m := f.members[a.child]; f.isOpen(m) && f.price[m] == f.price[v] {
				return hop{v, m, -1, -1}, true
			}
		}
	}
	return hop{}, false
}

// advanceResidents finds the next resident at v who could move at no cost.
func (f *flow) advanceResidents(v int32, a *cursor) (hop, bool) {
	price := f.price[v]
	for a.resident >= 0 {
		r := a.resident
		c := &f.chair[r]
		y := c.cost + price
		for e, end := max(a.edge, c.first), c.lastWorth(y); e < end; e++ {
			if w := f.to[e]; f.cost(e)+f.price[w] == y && f.isOpen(w) {
				a.edge = e
				return hop{v, w, r, e}, true
			}
		}
		a.resident, a.edge = c.next, -1
	}
	return hop{}, false
}

// freeUp: one more resident may flow from v to its parent at no reduced cost.
func (f *flow) freeUp(v int32) bool {
	return f.carried[v] < f.high[v] &&
		f.problem.slope(f.pack.slope, v, f.carried[v]+1) == f.price[v]-f.price[f.parent[v]]
}

// freeDown: one resident fewer may flow from v to its parent at no reduced cost.
func (f *flow) freeDown(v int32) bool {
	return f.carried[v] > f.low[v] &&
		f.problem.slope(f.pack.slope, v, f.carried[v]) == f.price[v]-f.price[f.parent[v]]
}

// freeBack: the hub may send one resident fewer to mentor v at no reduced cost.
func (f *flow) freeBack(v int32) bool {
	return f.hub >= 0 && v < f.unmatchedNode() && f.sent[v] > 0 && f.price[v] == f.price[f.hub]
}

// follow moves one resident's worth of excess from v along the path.
func (f *flow) follow(v int32) {
	f.excess[v]--
	for _, h := range f.augmentation.path {
		switch {
		case h.resident >= 0:
			a := &f.augmentation.arc[h.from]
			a.resident, a.edge = f.chair[h.resident].next, -1
			f.rise(h.resident)
			f.seat(h.resident, h.edge)
		case h.from == f.hub:
			f.sent[h.to]++
		case h.to == f.hub:
			f.sent[h.from]--
		case f.parent[h.from] == h.to:
			f.carried[h.from]++
		default:
			f.carried[h.to]--
		}
		v = h.to
	}
	f.excess[v]++
}
