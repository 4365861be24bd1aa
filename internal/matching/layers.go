package matching

// layers is the blocking flow of Dinic's algorithm on the arcs that cost nothing: nodes in layers by their distance from
// the excesses, and one pass in which every arc is used or given up once.
type layers struct {
	level []int32
	queue []int32
	arc   []cursor
	path  []hop
}

// A cursor is how far the arcs of a node have been tried: its residents (and the edges of the one at hand), then the arc
// to its parent, then those to its children.
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

func (l *layers) init(nodes int) {
	l.level = make([]int32, nodes)
	l.arc = make([]cursor, nodes)
	for v := range l.level {
		l.level[v] = -1
	}
}

// fillLayers numbers the nodes that can be reached for nothing, up to the layer of the nearest deficit. It reports
// whether there is one.
func (f *flow) fillLayers() bool {
	l := &f.layers
	for _, v := range l.queue {
		l.level[v] = -1
	}
	l.queue = l.queue[:0]
	for v, x := range f.excess {
		if x > 0 {
			f.enter(int32(v), 0)
		}
	}
	found := int32(-1)
	for i := 0; i < len(l.queue); i++ {
		v := l.queue[i]
		if found >= 0 && l.level[v] >= found {
			break
		}
		if f.excess[v] < 0 {
			found = l.level[v]
			continue
		}
		f.enterNeighbours(v)
	}
	return found >= 0
}

func (f *flow) enter(v, level int32) {
	l := &f.layers
	l.level[v] = level
	l.queue = append(l.queue, v)
	l.arc[v] = cursor{resident: f.head[v], edge: -1, child: -1}
}

func (f *flow) enterNeighbours(v int32) {
	l := &f.layers
	next := l.level[v] + 1
	for r := f.head[v]; r >= 0; r = f.chair[r].next {
		c := &f.chair[r]
		y := c.cost + f.price[v]
		for e, end := c.first, c.lastWorth(y); e < end; e++ {
			if w := f.to[e]; l.level[w] < 0 && f.cost(e)+f.price[w] == y {
				f.enter(w, next)
			}
		}
	}
	if w := f.parent[v]; w >= 0 && l.level[w] < 0 && f.freeUp(v) {
		f.enter(w, next)
	}
	for _, c := range f.below(v) {
		if l.level[c] < 0 && f.freeDown(c) {
			f.enter(c, next)
		}
	}
	if v == f.hub {
		for _, m := range f.members {
			if l.level[m] < 0 && f.price[m] == f.price[v] {
				f.enter(m, next)
			}
		}
	} else if f.freeBack(v) && l.level[f.hub] < 0 {
		f.enter(f.hub, next)
	}
}

// freeBack: the hub may send one resident fewer to mentor v at no reduced cost.
func (f *flow) freeBack(v int32) bool {
	return f.hub >= 0 && v < f.unmatchedNode() && f.sent[v] > 0 && f.price[v] == f.price[f.hub]
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

// drain sends every excess as far as the layers allow.
func (f *flow) drain() {
	for _, v := range f.layers.queue {
		if f.layers.level[v] > 0 {
			return
		}
		for f.excess[v] > 0 && f.findPath(v) {
			f.follow(v)
		}
	}
}

// findPath leaves in layers.path a way from v to a deficit, one layer at a time; nodes without a way on are struck out.
func (f *flow) findPath(v int32) bool {
	l := &f.layers
	l.path = l.path[:0]
	for f.excess[v] >= 0 {
		h, ok := f.advance(v)
		if ok {
			l.path = append(l.path, h)
			v = h.to
			continue
		}
		l.level[v] = -2
		if len(l.path) == 0 {
			return false
		}
		v = l.path[len(l.path)-1].from
		l.path = l.path[:len(l.path)-1]
	}
	return true
}

// advance finds the next arc from v into the next layer, leaving the cursor on it: it may be usable again.
func (f *flow) advance(v int32) (hop, bool) {
	l := &f.layers
	a, next := &l.arc[v], l.level[v]+1
	for a.resident >= 0 {
		r := a.resident
		c := &f.chair[r]
		y := c.cost + f.price[v]
		for e, end := max(a.edge, c.first), c.lastWorth(y); e < end; e++ {
			if w := f.to[e]; l.level[w] == next && f.cost(e)+f.price[w] == y {
				a.edge = e
				return hop{v, w, r, e}, true
			}
		}
		a.resident, a.edge = c.next, -1
	}
	if a.child < 0 {
		if w := f.parent[v]; w >= 0 && l.level[w] == next && f.freeUp(v) {
			return hop{v, w, -1, -1}, true
		}
		if f.freeBack(v) && l.level[f.hub] == next {
			return hop{v, f.hub, -1, -1}, true
		}
		a.child = 0
	}
	for children := f.below(v); int(a.child) < len(children); a.child++ {
		if c := children[a.child]; l.level[c] == next && f.freeDown(c) {
			return hop{v, c, -1, -1}, true
		}
	}
	if v == f.hub {
		for ; int(a.child) < len(f.members); a.child++ {
			if m := f.members[a.child]; l.level[m] == next && f.price[m] == f.price[v] {
				return hop{v, m, -1, -1}, true
			}
		}
	}
	return hop{}, false
}

// follow moves one resident's worth of excess from v along the path.
func (f *flow) follow(v int32) {
	f.excess[v]--
	for _, h := range f.layers.path {
		switch {
		case h.resident >= 0:
			f.layers.arc[h.from] = cursor{resident: f.chair[h.resident].next, edge: -1, child: -1}
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
